import Glibc
import IPCTestSupport
import Testing

/// Files as scripts cannot make them: links that lead in a circle or nowhere, names that are no text.
@Suite struct FileSystemTests {
  private func run(
    _ code: String,
    _ arguments: [String] = [],
    environment: [String: String] = [:]
  ) throws -> ChildProcess.Result {
    try ChildProcess(Tool.path, ["-e", code] + arguments, environment: environment)
      .finish(seconds: 10)
  }

  /// A directory with links, which is removed afterwards.
  private func withLinks(_ name: String, _ body: (String) throws -> Void) rethrows {
    let root = "/tmp/ipc-links-\(name)-\(getpid())"
    unsafe mkdir(root, 0o700)
    unsafe mkdir("\(root)/inner", 0o700)
    let file = unsafe open("\(root)/inner/file", O_CREAT | O_WRONLY, 0o600)
    close(file)
    let links = [("circle", "circle"), ("nowhere", "/no/such/file"), ("inner/up", "..")]
    for (name, target) in links { unsafe symlink(target, "\(root)/\(name)") }
    defer {
      for name in ["circle", "nowhere", "inner/up", "inner/file"] {
        unsafe unlink("\(root)/\(name)")
      }
      unsafe rmdir("\(root)/inner")
      unsafe rmdir(root)
    }
    try body(root)
  }

  @Test func aCircleOfLinksIsAnError() throws {
    try withLinks("errors") { root in
      let code = """
        for f in [read, read_lines, exists, list_dir] {
            try { f(args[0] + "/circle") } catch IOError as e { print(e.message.split(": ")[-1]) }
        }
        print(exists(args[0] + "/nowhere"))
        remove_file(args[0] + "/nowhere")
        print(exists(args[0] + "/inner/file"))
        """
      let result = try run(code, [root])
      let loop = "Too many levels of symbolic links (ELOOP)\n"
      #expect(result.output == loop + loop + loop + loop + "false\ntrue\n", "\(result.error)")
    }
  }

  @Test func globComesToAnEndInCircles() throws {
    try withLinks("glob") { root in
      let code = """
        for pattern in ["/**", "/*/up/inner/f*", "/circle/*", "/*ir*", "/**/up/inner/"] {
            print(glob(args[0] + pattern).map(path => path[len(args[0]) + 1...]))
        }
        """
      let result = try run(code, [root])
      #expect(
        result.output == """
          ["circle", "inner", "inner/file", "inner/up", "nowhere"]
          ["inner/up/inner/file"]
          []
          ["circle"]
          ["inner/up/inner/"]

          """,
        "\(result.error)"
      )
    }
  }

  @Test func aNewFileIsAsTheMaskSays() throws {
    let path = "/tmp/ipc-mask-\(getpid())"
    defer { unsafe unlink(path) }
    let command = "umask 027; \(Tool.path) -e 'write(args[0], \"x\")' \(path)"
    _ = try ChildProcess("/bin/sh", ["-c", command]).finish(seconds: 5)
    var information = stat()
    #expect(unsafe stat(path, &information) == 0 && information.st_mode & 0o777 == 0o640)
  }

  @Test func localTimeIsThatOfTheEnvironment() throws {
    let code = "print(date(0s), date(0s, \"%z %Z\"), date(0s, \"%T\", utc: true))"
    let result = try run(code, environment: ["TZ": "XYZ-5:30"])
    #expect(result.output == "1970-01-01 05:30:00 +0530 XYZ 00:00:00\n", "\(result.error)")
  }

  /// Memory does not grow with the file.
  @Test func aLargeFileIsReadInLittleMemory() throws {
    let code = """
      let line = "x" * 99 + "\\n"
      for i in 1...20 { append_file(args[0], line * 10_000) }
      var n = 0
      for line in read_lines(args[0]) { n += 1 }
      for line in read_lines("/proc/self/status") { if "VmHWM" in line { print(n, line) } }
      remove_file(args[0])
      """
    let result = try run(code, ["/tmp/ipc-little-\(getpid())"])
    let words = result.output.split { $0 == " " || $0 == "\t" || $0 == "\n" }
    #expect(words.first == "200000", "\(result.error)")
    // The file has 20 MB; the tool itself takes 20 to 30 in a debug build.
    #expect(Int(words[2]) ?? .max < 45_000, "\(result.output)")
  }
}
