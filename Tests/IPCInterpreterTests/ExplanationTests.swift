import IPCInterpreter
import IPCSyntax
import IPCTestSupport
import Testing

extension Explanation: CustomTestStringConvertible {
  /// The message that it explains.
  public var testDescription: String { slug }
}

/// Every message has a page, whose examples show what they are to show.
@Suite struct ExplanationTests {
  /// The messages that the sources declare; a family of messages counts by what its members have in common.
  static let declared: Set<String> = {
    var slugs: Set<String> = []
    for path in Tool.files(under: "\(Tool.root)/Sources", suffix: ".swift") {
      for part in Tool.read(path).split(separator: "DiagnosticID(\"").dropFirst() {
        slugs.insert(String(part.prefix { $0 != "\"" && $0 != "\\" }.trimmingSuffix(".")))
      }
    }
    return slugs
  }()

  @Test func everyMessageHasAPage() {
    #expect(Self.declared.count > 60)
    #expect(Explanation.all.map(\.slug) == Self.declared.sorted())
  }

  /// Whether a message is the one that a page explains, or of the family.
  private func isMeant(_ slug: String, by page: Explanation) -> Bool {
    slug == page.slug || slug.hasPrefix(page.slug + ".")
  }

  @Test(arguments: Explanation.all) func wrongExampleIsWrong(_ page: Explanation) {
    let script = CheckedScript(bytes: page.wrong.bytes, files: page.wrong.files)
    let meant = script.result.diagnostics.filter { isMeant($0.id.slug, by: page) }
    #expect(!meant.isEmpty, "\(script.rendered)")
    #expect(meant.allSatisfy { ($0.severity == .warning) == page.isWarning })
  }

  @Test(arguments: Explanation.all) func rightExampleIsRight(_ page: Explanation) {
    let script = CheckedScript(bytes: page.right.bytes, files: page.right.files)
    #expect(script.slugs.isEmpty, "\(script.rendered)")
  }

  @Test(arguments: Explanation.all) func pageIsWellFormed(_ page: Explanation) {
    #expect(!page.summary.hasSuffix(".") && page.summary.count <= 100)
    for line in page.page.split(separator: "\n") { #expect(line.count <= 130, "\(line)") }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: String) -> Substring {
    hasSuffix(suffix) ? dropLast(suffix.count) : self
  }
}
