import IPCTestSupport
import Testing

/// Whatever an interpolated value is, it arrives as one argument, byte for byte.
@Suite struct CommandArgumentTests {
  private static let pieces = [
    "a", "b c", " ", "  ", "'", "\"", "\\", "`", "\n", "\t", "\r\n", "$(echo x)", "${HOME}", "$1",
    ";", "|", "&&",
    ">", "<", "*", "?", "~", "{a,b}", "[a]", "!", "#", "-n", "--", "-", "=", "A=b", "%s", "\\n",
    "é", "e\u{301}",
    "日本", "👩‍👩‍👧", "\u{202e}", "\u{feff}", "\u{7f}", "\u{1}", "\\(x)",
  ]

  /// Between two arguments; in none of them.
  private static let separator = "\u{1e}"

  @Test func randomArgumentsArriveAsTheyAre() throws {
    var choices = SeededNumbers(seed: 6)
    let arguments = (0..<1_000).map { number in
      // Every tenth is empty or a single piece.
      (0..<choices.next(below: number % 10 == 0 ? 2 : 6))
        .map { _ in choices.one(of: Self.pieces) }.joined()
    }
    let script = """
      let wanted = args[0].split("\\u{1e}")
      let together = capture `printf '%s\\0' \\(wanted)`
      assert(together == wanted.joined("\\0") + "\\0", "together")
      for x in wanted[..<200] {
          let alone = capture `printf '<%s>' \\(x) -\\(x)`
          assert(alone == "<\\(x)><-\\(x)>", x)
      }
      print(len(wanted), `printf \\(wanted)` == `printf \\(wanted)`)
      """
    let list = arguments.joined(separator: Self.separator)
    let result = try ChildProcess(Tool.path, ["-e", script, list]).finish(seconds: 60)
    #expect(result.output == "1000 true\n", "\(result.error)")
    #expect(result.leftovers.isEmpty)
  }

  @Test func aCommandReadsOnWhereTheScriptHasStopped() throws {
    let script =
      "print(input())\nfor line in read_lines(\"/dev/stdin\") { print(line)\nbreak }\nrun `cat`"
    let shell = "printf 'a\\nb\\nc\\nd\\n' > \"$0\"; \"$1\" -e \"$2\" < \"$0\"; rm \"$0\""
    let file = "/tmp/ipc-input-\(ChildProcess.now())"
    let arguments = ["-c", shell, file, Tool.path, script]
    let result = try ChildProcess("/bin/sh", arguments).finish(seconds: 10)
    #expect(result.output == "a\nb\nc\nd\n", "\(result.error)")
  }
}
