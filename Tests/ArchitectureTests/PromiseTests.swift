import IPCTestSupport
import Testing

/// The page *What we promise* names the tests that hold its sentences, and they are there.
@Suite struct PromiseTests {
  private static let page = Tool.read("\(Tool.root)/Sources/IPCScript/IPCScript.docc/Promises.md")

  /// What stands in backquotes in a text.
  private static func quoted(_ text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  private static func isTestName(_ text: String) -> Bool {
    let parts = text.split(separator: "/")
    return parts.count == 2 && (parts[0].hasSuffix("Tests") || parts[1].hasSuffix(".ipc"))
  }

  /// The sentences of the sections that promise something.
  private static var promises: [Substring] {
    let text = page.split(separator: "## What we do not promise")[0]
    let lists = text.split(separator: "\n## ").dropFirst(2)
    return lists.flatMap { section in
      section.split(separator: "\n- ", omittingEmptySubsequences: false).dropFirst()
    }
  }

  @Test func everySentenceNamesATest() {
    #expect(Self.promises.count > 25)
    for promise in Self.promises {
      #expect(Self.quoted(promise).contains(where: Self.isTestName), "\(promise)")
    }
  }

  @Test func everyNameIsThatOfATest() {
    let sources = Tool.files(under: "\(Tool.root)/Tests", suffix: "Tests.swift").map(Tool.read)
    let names = Set(Self.quoted(Self.page).filter(Self.isTestName))
    #expect(names.count > 25)
    for name in names {
      let parts = name.split(separator: "/")
      if name.hasSuffix(".ipc") {
        let script = Tool.read("\(Tool.root)/Tests/LanguageTests/Scripts/\(name)")
        #expect(!script.isEmpty, "\(name)")
      } else {
        let isThere = sources.contains { source in
          source.contains("struct \(parts[0]) ") && source.contains("func \(parts[1])(")
        }
        #expect(isThere, "\(name)")
      }
    }
  }
}
