import IPCTestSupport
import Testing

/// What holds for the sources as a whole.
@Suite struct ArchitectureTests {
  /// By target, the modules of the package that it may import.
  private static let layers: [String: Set<String>] = [
    "TextWidth": [],
    "IPCSyntax": ["TextWidth"],
    "IPCRuntime": ["CIPCShims"],
    "IPCInterpreter": ["IPCSyntax"],
    "IPCWorld": ["IPCInterpreter", "IPCRuntime", "IPCSyntax"],
    "IPCScript": ["IPCWorld", "IPCInterpreter", "IPCSyntax"],
    "IPCCommand": ["IPCScript", "IPCSyntax", "LineEditor"],
    "ipc": ["IPCCommand"],
    "LineEditor": ["TextWidth"],
  ]

  private static func sources(_ target: String) -> [(path: String, lines: [Substring])] {
    Tool.files(under: "\(Tool.root)/Sources/\(target)", suffix: ".swift").map { path in
      (path, Tool.read(path).split(separator: "\n"))
    }
  }

  @Test(arguments: layers.keys.sorted()) func importsOnlyWhatLiesBelow(_ target: String) {
    let allowed = (Self.layers[target] ?? []).union(["Glibc"])
    let files = Self.sources(target)
    #expect(!files.isEmpty)
    for file in files {
      for line in file.lines {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1,
          place == 0 || ["package", "public", "internal", "private"].contains(words[0])
            || words[0].hasPrefix("@")
        else { continue }
        #expect(allowed.contains(String(words[place + 1])), "\(file.path): \(line)")
      }
    }
  }

  @Test func onlyTheRuntimeForks() {
    for target in Self.layers.keys {
      for file in Self.sources(target) where !file.path.hasSuffix("/Runtime+Start.swift") {
        let forks = file.lines.contains { line in
          line.contains("ipc_fork(") || line.contains("ipc_split_guardian(")
        }
        #expect(!forks, "\(file.path)")
      }
    }
  }

  @Test func nobodyPrintsPastTheOutput() {
    for target in Self.layers.keys where target != "IPCCommand" {
      for file in Self.sources(target) {
        let prints = file.lines.contains { $0.drop { $0 == " " }.hasPrefix("print(") }
        #expect(!prints, "\(file.path)")
      }
    }
  }

  // MARK: README

  /// The blocks between lines of three backquotes.
  private static func blocks(of path: String) -> [String] {
    let parts = Tool.read("\(Tool.root)/\(path)").split(
      separator: "```\n",
      omittingEmptySubsequences: false
    )
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }

  @Test func readmeShowsItsScriptAsItIs() {
    #expect(Self.blocks(of: "README.md").contains(Tool.read("\(Tool.root)/examples/first.ipc")))
  }

  /// Every command that the README shows is run, by the built tool, and begins with the output that stands below it.
  @Test func readmeCommandsDoWhatItSays() throws {
    var count = 0
    for block in Self.blocks(of: "README.md") where block.hasPrefix("$ ") {
      let lines = block.split(separator: "\n").map(String.init)
      let command = String(lines[0].dropFirst(2))
      // The tests themselves are being run by the other command.
      if command == "swift test" { continue }
      let prefix = "swift run ipc "
      #expect(command.hasPrefix(prefix), "\(command)")
      let arguments = command.dropFirst(prefix.count).split(separator: " ").map(String.init)
      let result = try ChildProcess(Tool.path, arguments).finish(seconds: 10)
      let expected = lines.dropFirst().joined(separator: "\n") + "\n"
      #expect((result.output + result.error).hasPrefix(expected), "\(command)")
      count += 1
    }
    #expect(count == 2)
  }
}
