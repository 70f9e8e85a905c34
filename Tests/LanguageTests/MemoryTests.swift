import IPCTestSupport
import Testing

/// What happens when a script wants more memory than there is.
@Suite struct MemoryTests {
  /// Runs a script in a process that gets so little address space that the heap's limit is soon reached.
  private func run(_ code: String) throws -> ChildProcess.Result {
    let shell = "ulimit -v 1500000 && exec \"$0\" -e \"$1\""
    return try ChildProcess("/bin/sh", ["-c", shell, Tool.path, code]).finish(seconds: 60)
  }

  @Test(arguments: [
    "append(xs, \"x\" * 10_000_000)",
    "append(xs, xs + xs)",
    "append(xs, n)",
    "append(xs, (0..<n).map(i => i))",
    "chain = [chain, () => n]",
  ]) func aFullHeapIsAnError(_ statement: String) throws {
    let result = try run(
      """
      let xs = []
      var n = 0
      var chain = nil
      func fill() { while true { n += 1; \(statement) } }
      try { fill() } catch OutOfMemory as e { print(e.kind) }
      """
    )
    #expect(result.status == 0 && result.output == "OutOfMemory\n", "\(result.error)")
  }

  @Test func anUncaughtOneEndsTheScript() throws {
    let result = try run("var s = \"x\"\nwhile true { s += s }")
    #expect(result.status == 1)
    #expect(result.error.hasPrefix("error: OutOfMemory: values take more than "))
    #expect(result.error.contains(" --> <code>:2:"))
  }
}
