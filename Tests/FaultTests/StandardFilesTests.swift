import Glibc
import IPCTestSupport
import Testing

/// Standard descriptors that are closed when the tool starts: like /dev/null, and never another file.
@Suite struct StandardFilesTests {
  private static let combinations: [[Int]] = [
    [], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2],
  ]

  @Test(arguments: combinations) func closedDescriptors(_ closed: [Int]) throws {
    let path = "/tmp/ipc-standard-\(closed.map(String.init).joined())-\(getpid())"
    defer { unsafe unlink(path) }
    // The first file that is opened would be the closed descriptor; what is printed meanwhile would go there.
    let code = """
      let stat = read_lines("/proc/self/stat")
      print("out")
      eprint("err")
      join spawn { print("child") }
      assert(input() == nil, "no input")
      for line in stat { assert(line != "", "a line") }
      write("\(path)", "content")
      assert(read("\(path)") == "content", "content")
      throw "the end"
      """
    let result = try LimitTests.run(closed.map { "close=\($0)" }, code)
    #expect(result.status == 1 && !result.isTimedOut && result.leftovers.isEmpty)
    #expect(result.output == (closed.contains(1) ? "" : "out\nchild\n"), "\(result.error)")
    #expect(result.error.hasPrefix("err\nerror: Error: the end\n") == !closed.contains(2))
  }

  @Test func theToolsOwnOutputIsClosed() throws {
    let confiner: String = try #require(HelperProgram.confiner)
    for arguments in [["--help"], ["check", "-e", "print("]] {
      let result = try ChildProcess(confiner, ["close=1", "close=2", "--", Tool.path] + arguments)
        .finish(seconds: 10)
      #expect(result.status == (arguments.count == 1 ? 0 : 3) && result.output + result.error == "")
    }
  }

  /// What cannot be written is a failure, also what a command says of its errors.
  @Test(arguments: [
    ("print(1)", ">", "write: No space left on device (ENOSPC)"), ("eprint(1)", "2>", ""),
    ("capture `sh -c 'echo err >&2'`", "2>", ""),
    ("run `echo out`", ">", "CommandFailed"),
  ])
  func nothingIsLostSilently(_ code: String, _ redirection: String, _ message: String) throws {
    let shell = "exec \"$0\" -e \"$1\" \(redirection) /dev/full"
    let result = try ChildProcess("/bin/sh", ["-c", shell, Tool.path, code]).finish(seconds: 10)
    #expect(result.status == 1 && result.leftovers.isEmpty, "\(result.error)")
    #expect(result.error.contains(message))
  }

  /// The guardian keeps no file open: whoever writes into a named pipe learns at once that its reader is gone.
  @Test func theGuardianHoldsNoFiles() throws {
    let pipe = "/tmp/ipc-guardian-\(getpid())"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    defer { unsafe unlink(pipe) }
    let process = try ChildProcess(
      Tool.path,
      ["-e", "let r = read_lines(\"\(pipe)\")\nspawn { sleep 100s }\nsleep 100s\nprint(r)"]
    )
    let end = ChildProcess.now() + 10
    while ChildProcess.processes(ofSession: process.pid).count < 3, ChildProcess.now() < end {
      usleep(5_000)
    }
    usleep(20_000)
    #expect(Tool.list("/proc/\(process.pid)/fd") == ["0", "1", "2"])
    kill(process.pid, SIGTERM)
    #expect(process.finish(seconds: 10).status == 143)
  }
}
