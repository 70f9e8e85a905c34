import Glibc
import IPCTestSupport
import Testing

/// Limits of the system, as resource limits, full disks and missing directories set them.
@Suite struct LimitTests {
  /// Runs a script within limits; see `Helpers/confine.c`.
  static func run(
    _ settings: [String],
    _ code: String,
    environment: [String: String] = [:],
    directory: String = "/tmp"
  ) throws -> ChildProcess.Result {
    let confiner: String = try #require(HelperProgram.confiner)
    let words = settings + ["--", Tool.path, "-e", code]
    return try ChildProcess(confiner, words, environment: environment, directory: directory)
      .finish(seconds: 20)
  }

  /// A script within limits that ends with status 1 and an error of this text.
  private func expectError(_ text: String, _ settings: [String], _ code: String) throws {
    let result = try Self.run(settings, code)
    #expect(result.error.contains(text), "\(result.error)")
    #expect(result.status == 1 && !result.isTimedOut && result.leftovers.isEmpty, "\(settings)")
  }

  /// The user `nobody`, as the limit of processes does not hold for the superuser; else whoever runs the tests.
  private var nobody: [String] { geteuid() == 0 ? ["user=65534"] : [] }

  @Test func processes() throws {
    // No process can be made at all: others of the same user may come and go.
    try expectError(
      "IOError: fork: Resource temporarily unavailable (EAGAIN)\n --> <code>:1:9",
      nobody + ["nproc=1"],
      "let p = spawn { return 1 }\njoin p"
    )
  }

  @Test func openFiles() throws {
    let code = "let files = []\nfor i in 1...40 { append(files, read_lines(\"/proc/self/stat\")) }"
    try expectError("open: Too many open files (EMFILE)", ["nofile=16"], code)
  }

  @Test func killingNeedsNoDescriptor() throws {
    let code = """
      let files = []
      try { while true { append(files, read_lines("/proc/self/stat")) } } catch IOError {}
      let p = spawn { sleep 100s }
      kill p
      print(p.status)
      """
    let result = try Self.run(["nofile=16"], code)
    #expect(result.output == "killed\n" && result.status == 0, "\(result.error)")
  }

  @Test func fileSize() throws {
    let path = "/tmp/ipc-limit-\(getpid())"
    defer { unsafe unlink(path) }
    try expectError(
      "\(path): write: File too large (EFBIG)",
      ["fsize=4096"],
      "write(\"\(path)\", \"a\" * 10000)"
    )
  }

  @Test(arguments: [
    "let xs = []\nwhile true { append(xs, \"a\" * 1000) }",
    "var s = \"a\"\nwhile true { s += s }",
    "let q = queue()\nwhile true { put q, \"a\" * 100000 }",
    "let p = spawn { print(len(sorted(range(1, 1000000).map(x => \"\\(x)\")))) }\njoin p",
    "print(len(json(range(1, 400000).map(x => [x]))))",
  ])
  func addressSpace(_ code: String) throws {
    try expectError("OutOfMemory: ", ["as=268435456"], code)
  }

  @Test func noAddressSpace() throws {
    let limits = (1...12).map { $0 * 8 << 20 }
    // The loader needs some of it, so the least with which the tool starts at all is to be found.
    for limit in limits {
      let result = try Self.run(["as=\(limit)"], "print(1)")
      if result.status == 0 { return }
      #expect(
        result.status == 127 || result.error.contains("(ENOMEM)"),
        "\(limit): \(result.error)"
      )
    }
    Issue.record("96 MiB are too few for the tool")
  }

  @Test func stack() throws {
    let deep = "print(\(String(repeating: "(", count: 240))1\(String(repeating: ")", count: 240)))"
    // A soft limit is raised as far as is needed.
    let raised = try ChildProcess(
      "/bin/sh",
      ["-c", "ulimit -S -s 256; exec \"$0\" -e \"$1\"", Tool.path, deep]
    ).finish(seconds: 20)
    #expect(raised.output == "1\n" && raised.status == 0, "\(raised.error)")
    try expectError(
      "ipc: the stack may not grow beyond 256 KiB, and 8192 are needed",
      nobody + ["stack=262144"],
      deep
    )
  }

  // MARK: Full disks

  @Test(arguments: [
    ("print(1)", 1), ("for i in 1...30000 { print(i) }", 1), ("print(1)\nexit(0)", 1),
    ("join spawn { print(1) }", 1), ("spawn { print(1) }", 1),
    ("print(1)\nlet q = queue()\nget q", 1),
  ])
  func outputToAFullDisk(_ code: String, _ status: Int) throws {
    let result = try Self.run(["full=1"], code)
    let message = "cannot write the output: write: No space left on device (ENOSPC)"
    #expect(result.error.contains(message), "\(result.error)")
    #expect(result.status == status && result.leftovers.isEmpty)
  }

  @Test func anErrorIsToldThoughTheOutputIsFull() throws {
    let result = try Self.run(["full=1"], "defer { print(1) }\nthrow \"the first\"")
    #expect(result.error.contains("error: Error: the first\n --> <code>:2:1"), "\(result.error)")
    #expect(
      result.error.hasSuffix(
        "ipc: cannot write the output: write: No space left on device (ENOSPC)\n"
      )
    )
    #expect(result.status == 1)
    let caught = try Self.run(["full=1"], "print(1)\ntry { eprint(2) } catch IOError { eprint(3) }")
    #expect(caught.error == "2\n3\n" && caught.status == 0)
  }

  @Test func nothingCanBeSaid() throws {
    #expect(try Self.run(["full=2"], "throw \"x\"").status == 1)
    #expect(try Self.run(["full=1", "full=2"], "print(1)").status == 1)
    #expect(try Self.run(["full=2"], "try { eprint(1) } catch IOError { exit(7) }").status == 7)
  }

  @Test(arguments: [["--help"], ["explain"], ["--version"], ["disassemble", "-e", "print(1)"]])
  func theToolsOwnOutputToAFullDisk(_ arguments: [String]) throws {
    let confiner: String = try #require(HelperProgram.confiner)
    let result = try ChildProcess(confiner, ["full=1", "--", Tool.path] + arguments)
      .finish(seconds: 10)
    #expect(result.error == "ipc: cannot write the output: No space left on device (ENOSPC)\n")
    #expect(result.status == 1)
  }

  // MARK: Directories

  @Test func aDirectoryThatIsGone() throws {
    let gone = "gone=/tmp/ipc-gone-\(getpid())"
    let result = try Self.run([gone], "print(join spawn { return 3 }, list_dir())")
    #expect(result.output == "3 []\n" && result.status == 0, "\(result.error)")
    try expectError(
      "IOError: x: open: No such file or directory (ENOENT)",
      [gone],
      "write(\"x\", \"\")"
    )
  }

  @Test func readOnlyHomeAndDirectory() throws {
    let code = "print(join spawn { return 3 })\nwrite(\"x\", \"\")"
    let result = try Self.run(nobody, code, environment: ["HOME": "/proc"], directory: "/proc")
    #expect(result.output == "3\n" && result.status == 1)
    let names = ["EACCES", "EROFS", "ENOENT"]
    #expect(names.contains { result.error.contains("x: open: ") && result.error.contains($0) })
  }
}
