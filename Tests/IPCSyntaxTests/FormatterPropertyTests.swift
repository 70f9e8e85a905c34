import Foundation
import Testing

import IPCSyntax

/// What holds for every script that is formatted.
struct FormatterPropertyTests {
  /// How many random scripts there are; more of them by `IPC_FORMATTER_SCRIPTS`.
  static let seeds: Range<Int> = {
    let wanted = ProcessInfo.processInfo.environment["IPC_FORMATTER_SCRIPTS"].flatMap { Int($0) }
    return 0..<max(1, (wanted ?? 200) / 10)
  }()

  static let files: [String] = ["examples", "Tests/LanguageTests/Scripts"].flatMap { folder in
    let names = FileManager.default.enumerator(atPath: Grammar.root.appending(path: folder).path)
    return (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".ipc") }
      .sorted().map { "\(folder)/\($0)" }
  }

  private func parse(_ text: String) -> (tree: String, mistakes: [DiagnosticID]) {
    let parsed = Parser.parse(SourceFile(name: "script", bytes: Array(text.utf8)))
    return (TreeText.text(of: parsed.program), parsed.diagnostics.map(\.id))
  }

  private func format(_ text: String) throws -> String {
    let result = Formatter.format(SourceFile(name: "script", bytes: Array(text.utf8)))
    return String(decoding: try #require(result.text, "\(text)"), as: UTF8.self)
  }

  /// The text without what the formatter may change: blanks, line ends, commas, `;`, the mark of byte order.
  private func essence(_ text: String) -> String {
    let rest = text.hasPrefix("\u{feff}") ? text.utf8.dropFirst(3) : text.utf8[...]
    return String(decoding: rest.filter { !" \t\r\n,;".utf8.contains($0) }, as: UTF8.self)
  }

  private func check(_ text: String, _ formatted: String) throws {
    let (before, after) = (parse(text), parse(formatted))
    #expect(before.tree == after.tree && after.mistakes.isEmpty, "\(text)\n---\n\(formatted)")
    let again = try format(formatted)
    #expect(again == formatted, "\(text)\n---\n\(formatted)\n---\n\(again)")
  }

  @Test(arguments: seeds)
  func `random scripts keep their meaning, their words and their comments`(seed: Int) throws {
    var sentences = SentenceMaker(grammar: try Grammar(), seed: UInt64(seed))
    for _ in 0..<10 {
      let (text, comments) = sentences.untidySentence()
      // How many names and values stand against each other is no matter of the grammar.
      let mistakes = parse(text).mistakes
      guard mistakes.isEmpty else {
        #expect(mistakes.contains(.valueCount), "\(text)")
        continue
      }
      let formatted = try format(text)
      try check(text, formatted)
      var (words, rest) = (text, formatted[...])
      for comment in comments {
        let place = try #require(
          rest.range(of: comment),
          "\(comment) of\n\(text)\n---\n\(formatted)"
        )
        rest = rest[place.upperBound...]
        words = words.replacing(comment, with: "", maxReplacements: 1)
      }
      let written = comments.reduce(formatted) { $0.replacing($1, with: "") }
      #expect(essence(written) == essence(words), "\(text)\n---\n\(formatted)")
    }
  }

  @Test(arguments: files)
  func `scripts of the project keep their meaning, their words and their comments`(
    path: String
  ) throws {
    let bytes = try Data(contentsOf: Grammar.root.appending(path: path))
    let text = String(decoding: bytes, as: UTF8.self)
    guard parse(text).mistakes.isEmpty else { return }
    let formatted = try format(text)
    try check(text, formatted)
    #expect(essence(text) == essence(formatted))
    if path.hasPrefix("examples/") { #expect(text == formatted) }
  }

  @Test func `there are scripts to look at`() {
    #expect(Self.files.count > 70)
  }
}
