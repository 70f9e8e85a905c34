import IPCTestSupport
import Testing

/// The pages of the documentation say what is: examples print what stands below them, rules are those of the grammar.
@Suite struct DocumentationTests {
  /// A block between lines of three backquotes.
  struct Block: CustomTestStringConvertible {
    var page: String
    var line: Int
    var language: String
    var text: String

    /// Where it stands.
    var testDescription: String { "\(page):\(line)" }
  }

  static let folder = "\(Tool.root)/Sources/IPCScript/IPCScript.docc"
  static let pages = Tool.files(under: folder, suffix: ".md")
  static let blocks = pages.flatMap(blocks(of:))

  private static func blocks(of path: String) -> [Block] {
    var blocks: [Block] = []
    var open: Block?
    let page = path.split(separator: "/").last.map(String.init) ?? path
    let lines = Tool.read(path).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
        } else {
          open = Block(page: page, line: index + 1, language: String(line.dropFirst(3)), text: "")
        }
      } else if open != nil {
        open?.text += line + "\n"
      }
    }
    return blocks
  }

  /// The examples with what they print.
  static let examples = zip(blocks, blocks.dropFirst()).filter { $0.0.language == "ipc" }
    .map { (script: $0.0, output: $0.1) }

  @Test(arguments: examples) func examplePrintsWhatStandsBelow(
    _ script: Block,
    _ output: Block
  ) throws {
    #expect(output.language == "output")
    let code = String(script.text.dropLast())
    let result = try ChildProcess(Tool.path, ["-e", code]).finish(seconds: 10)
    #expect(result.output + result.error == output.text)
    #expect(result.leftovers.isEmpty)
  }

  @Test func everyRuleShownIsOneOfTheGrammar() {
    let grammar = Set(Tool.read("\(Tool.root)/grammar/ipc.ebnf").split(separator: "\n"))
    for block in Self.blocks where block.language == "ebnf" {
      for line in block.text.split(separator: "\n") {
        #expect(grammar.contains(line), "\(block.testDescription): \(line)")
      }
    }
  }

  @Test func everyPageIsReached() {
    let landing = Tool.read("\(Self.folder)/IPCScript.md")
    for page in Self.pages {
      let name = page.split(separator: "/").last?.dropLast(3) ?? ""
      #expect(name == "IPCScript" || landing.contains("<doc:\(name)>"), "\(page)")
    }
    for link in landing.split(separator: "<doc:").dropFirst() {
      let name = link.prefix { $0 != ">" }
      #expect(Self.pages.contains("\(Self.folder)/\(name).md"), "\(name)")
    }
    #expect(Self.examples.count >= 30)
  }
}
