import IPCInterpreter
import IPCSyntax
import IPCTestSupport
import Testing

/// The exact text of every message of the lexer, the parser, the resolver and the compiler.
@Suite struct DiagnosticSnapshotTests {
  private static func shown(_ snapshot: DiagnosticSnapshot) -> String {
    TypicalMistake.shown(snapshot.bytes, imports: snapshot.imports)
  }

  @Test(arguments: DiagnosticSnapshot.all) func isTold(_ snapshot: DiagnosticSnapshot) {
    let shown = Self.shown(snapshot)
    #expect(shown.contains("[\(snapshot.slug)]\n"))
    if !Snapshot.isUpdating { #expect(shown == snapshot.shown) }
  }

  /// With `IPC_UPDATE_SNAPSHOTS` in the environment the files are written anew.
  @Test func filesAreWrittenWhenAsked() {
    guard Snapshot.isUpdating else { return }
    for (slug, cases) in Dictionary(grouping: DiagnosticSnapshot.all, by: \.slug) {
      let updated = cases.map { snapshot in
        var snapshot = snapshot
        snapshot.shown = Self.shown(snapshot)
        return snapshot
      }
      DiagnosticSnapshot.write(slug, updated)
    }
  }

  // MARK: Nothing is left out

  /// The lines of messages that tests compare with: in files of snapshots and in literals.
  private static let shownLines = Tool.files(under: "\(Tool.root)/Tests", suffix: "")
    .filter { $0.hasSuffix(".txt") || $0.hasSuffix(".swift") }
    .flatMap { Tool.read($0).split(separator: "\n") }
    .map { line in line.drop { $0 == " " || $0.isNumber } }
    .filter { line in
      ["error: ", "warning: ", "= hint: ", "|"].contains { line.hasPrefix($0) }
    }

  @Test func everyMessageHasASnapshot() {
    var slugs: Set<Substring> = []
    for path in Tool.files(under: "\(Tool.root)/Sources", suffix: ".swift") {
      for part in Tool.read(path).split(separator: "DiagnosticID(\"").dropFirst() {
        slugs.insert(part.prefix { $0 != "\"" })
      }
    }
    #expect(slugs.count > 40)
    let missing = slugs.sorted().filter { slug in
      !Self.shownLines.contains { $0.hasSuffix("[\(slug)]") }
    }
    #expect(missing == [])
  }

  @Test func everyWordingIsShown() {
    let wordings = Wording.all(under: [
      "IPCSyntax/Lexer", "IPCSyntax/Parser", "IPCInterpreter/Resolve",
    ])
    #expect(wordings.count > 200)
    let lines = Set(Self.shownLines).map { Array($0.utf8) }
    let missing = wordings.filter { wording in
      !wording.isListOfWords && !lines.contains(where: wording.isIn)
    }
    #expect(missing.map(\.description) == [])
  }
}

extension Wording {
  /// Whether it is a row of the table of foreign words, which nobody is shown.
  fileprivate var isListOfWords: Bool {
    parts.count == 1
      && parts[0].split(separator: " ").allSatisfy { ForeignWord.named(String($0)) != nil }
  }
}
