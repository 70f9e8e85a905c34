import Glibc
import IPCTestSupport
import Testing

/// `ipc fmt` on files and streams.
@Suite struct FormatCommandTests {
  /// A folder that lives as long as a test.
  private final class Folder {
    let path: String

    init() throws {
      var name = Array("/tmp/ipc-fmt-XXXXXX".utf8CString)
      let isMade = unsafe mkdtemp(&name) != nil
      try #require(isMade)
      path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
      for name in Tool.list(path) { unsafe unlink("\(path)/\(name)") }
      unsafe rmdir(path)
    }

    subscript(name: String) -> String {
      get { Tool.read("\(path)/\(name)") }
      set { Tool.write(Array(newValue.utf8), to: "\(path)/\(name)") }
    }

    func information(_ name: String) -> stat {
      var information = stat()
      unsafe lstat("\(path)/\(name)", &information)
      return information
    }

    func run(_ arguments: [String], input: String = "") throws -> ChildProcess.Result {
      try ChildProcess(Tool.path, arguments, input: input, directory: path).finish(seconds: 5)
    }
  }

  private let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test func rewritesWhatDiffersAndNamesIt() throws {
    folder["a.ipc"] = "f( )\n"
    folder["b.ipc"] = "g()\n"
    unsafe chmod(folder.path + "/a.ipc", 0o751)
    let before = folder.information("b.ipc")
    let result = try folder.run(["fmt", "a.ipc", "b.ipc"])
    #expect(result.output == "a.ipc\n" && result.error.isEmpty && result.status == 0)
    #expect(folder["a.ipc"] == "f()\n" && folder["b.ipc"] == "g()\n")
    #expect(folder.information("a.ipc").st_mode & 0o7777 == 0o751)
    #expect(folder.information("b.ipc").st_ino == before.st_ino)
    #expect(Tool.list(folder.path) == ["a.ipc", "b.ipc"])
  }

  @Test func checksWithoutChanging() throws {
    folder["a.ipc"] = "f( )\n"
    folder["b.ipc"] = "g()\n"
    let result = try folder.run(["fmt", "--check", "a.ipc", "b.ipc"])
    #expect(result.output == "a.ipc\n" && result.status == 1)
    #expect(folder["a.ipc"] == "f( )\n")
    let well = try folder.run(["fmt", "--check", "b.ipc"])
    #expect(well.output.isEmpty && well.status == 0)
    #expect(try folder.run(["fmt", "--check", "-"], input: "f( )").output == "<stdin>\n")
  }

  @Test func filtersTheStandardInput() throws {
    for arguments in [["fmt"], ["fmt", "-"], ["fmt", "--"]] {
      let result = try folder.run(arguments, input: "f( )")
      #expect(result.output == "f()\n" && result.status == 0)
    }
    #expect(try folder.run(["fmt", "-e", "put q,1"]).output == "put q, 1\n")
  }

  @Test func leavesWhatHasSyntaxErrors() throws {
    folder["a.ipc"] = "f( \n"
    folder["b.ipc"] = "g( )\n"
    let result = try folder.run(["fmt", "a.ipc", "b.ipc"])
    #expect(result.output == "b.ipc\n" && result.status == 3)
    #expect(result.error.contains("a.ipc:2:1") && result.error.contains("[syntax."))
    #expect(folder["a.ipc"] == "f( \n" && folder["b.ipc"] == "g()\n")
    #expect(try folder.run(["fmt", "--check", "no.ipc", "a.ipc"]).status == 2)
    let piped = try folder.run(["fmt"], input: "f( \n")
    #expect(piped.output.isEmpty && piped.status == 3)
  }

  @Test func tellsWhatCannotBeRead() throws {
    folder["a.ipc"] = "f( )\n"
    let result = try folder.run(["fmt", "--check", "no.ipc", "a.ipc"])
    #expect(result.output == "a.ipc\n" && result.status == 2)
    #expect(result.error == "ipc: no.ipc: No such file or directory (ENOENT)\n")
    #expect(try folder.run(["fmt", "."]).error.contains("EISDIR"))
  }

  @Test func writesThroughLinks() throws {
    folder["a.ipc"] = "f( )\n"
    unsafe symlink("a.ipc", folder.path + "/link.ipc")
    #expect(try folder.run(["fmt", "link.ipc"]).output == "link.ipc\n")
    #expect(folder["a.ipc"] == "f()\n")
    #expect(folder.information("link.ipc").st_mode & S_IFMT == S_IFLNK)
  }

  @Test func aFailedWriteHarmsNothing() throws {
    folder["a.ipc"] = "f( )\n"
    let code = "trap '' XFSZ; ulimit -f 0; exec \"\(Tool.path)\" fmt a.ipc"
    let process = try ChildProcess("/bin/sh", ["-c", code], directory: folder.path)
    let result = process.finish(seconds: 5)
    #expect(result.error == "ipc: cannot write a.ipc: File too large (EFBIG)\n")
    #expect(result.output.isEmpty && result.status == 2)
    #expect(folder["a.ipc"] == "f( )\n")
    #expect(folder.information(".ipc-fmt-\(process.pid)").st_nlink == 0)
  }

  @Test func knowsItsOptions() throws {
    let help = try folder.run(["fmt", "--help"])
    #expect(help.output.hasPrefix("ipc fmt - ") && help.status == 0)
    #expect(try folder.run(["--check", "a.ipc"]).error.contains("unknown option `--check`"))
    #expect(try folder.run(["check", "--check", "a.ipc"]).status == 2)
    #expect(try folder.run(["frmt", "a.ipc"]).error.contains("Did you mean `ipc fmt`?"))
  }
}
