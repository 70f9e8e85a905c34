import Glibc
import IPCTestSupport
import Testing

/// What comes from outside while a script waits for it: the standard input, named pipes, signals.
@Suite struct InputTests {
  /// Runs a shell command in which `ipc` is the tool.
  private func shell(_ command: String) throws -> ChildProcess {
    try ChildProcess("/bin/sh", ["-c", "ipc() { \(Tool.path) \"$@\"; }; \(command)"])
  }

  @Test func linesMayEndAnyhow() throws {
    let code = "var line = input(); while line != nil { print([line]); line = input() }"
    let process = try ChildProcess(Tool.path, ["-e", code], input: "a\r\n\nb\rc\nlast")
    #expect(process.finish(seconds: 5).output == "[\"a\"]\n[\"\"]\n[\"b\\rc\"]\n[\"last\"]\n")
  }

  @Test func aClosedOneIsEmpty() throws {
    let result = try shell("ipc -e 'print(input(), [read(\"/dev/stdin\")])' <&-").finish(seconds: 5)
    #expect(result.output == "nil [\"\"]\n" && result.status == 0, "\(result.error)")
  }

  @Test func aBrokenLineIsAnErrorAndTheNextOneCames() throws {
    let code = "try { input() } catch ValueError as e { print(e.message) }; print(input())"
    let result = try shell("printf 'a\\351\\nb\\n' | ipc -e '\(code)'").finish(seconds: 5)
    #expect(result.output.hasSuffix("is not UTF-8 text: broken at byte 1\nb\n"), "\(result.output)")
  }

  /// Children end and others wait for main meanwhile; neither ends its wait.
  @Test func aWaitForInputIsNoDeadlock() throws {
    let code = """
      let q = queue()
      let p = spawn { return get q }
      for i in 1...3 { spawn { sleep i * 0.3s } }
      put q, input("? ")
      print(join p)
      """
    let result = try shell("(sleep 2; echo line) | ipc -e '\(code)'").finish(seconds: 10)
    #expect(result.output == "? line\n" && result.status == 0, "\(result.error)")
  }

  @Test func aSignalEndsAWaitForInput() throws {
    let code = """
      let start = clock()
      try { input("? ") } catch Interrupted { print(clock() - start < 2s) }
      """
    // The shell and the one that would have written live on.
    let process = try shell("trap : INT; (trap '' INT; exec sleep 4) | ipc -e '\(code)'; exit 0")
    usleep(700_000)
    kill(-process.pid, SIGINT)
    let result = process.finish(seconds: 10)
    #expect(result.output == "? true\n", "\(result.error)")
  }

  @Test func aDeadlineEndsAWaitForInput() throws {
    let code = "try { within 200ms { input() } } catch Timeout { print(clock() - start < 2s) }"
    let result = try shell("sleep 3 | ipc -e 'let start = clock(); \(code)'").finish(seconds: 10)
    #expect(result.output == "true\n", "\(result.error)")
  }

  /// A line is given as soon as it has come, and whoever opens first waits for the other.
  @Test func aNamedPipeIsReadAsItIsWritten() throws {
    let path = "/tmp/ipc-pipe-\(getpid())"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    defer { unsafe unlink(path) }
    let code = """
      let writer = spawn { sleep 0.2s; write(args[0], "one\\ntwo") }
      for line in read_lines(args[0]) { print(line) }
      let reader = spawn { sleep 0.2s; return read(args[0]) }
      write(args[0], "x" * 200_000)
      print(len(join reader))
      """
    let result = try ChildProcess(Tool.path, ["-e", code, path]).finish(seconds: 10)
    #expect(result.output == "one\ntwo\n200000\n" && result.status == 0, "\(result.error)")
    let slow = "for line in read_lines(args[0]) { print(line, clock() - start < 1s) }"
    let command = "(echo one; sleep 2) > \(path) & ipc -e 'let start = clock(); \(slow)' \(path)"
    #expect(try shell(command).finish(seconds: 10).output == "one true\n")
  }
}
