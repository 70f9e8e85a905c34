import Foundation
import Testing

import IPCSyntax

/// The grammar file and the parser say the same.
struct GrammarTests {
  let grammar: Grammar

  init() throws {
    grammar = try Grammar()
  }

  @Test func `every rule is defined once and reached`() {
    let names = grammar.rules.map(\.name)
    #expect(Set(names).count == names.count)
    var mentions: [String: Set<String>] = [:]
    for rule in grammar.rules {
      Grammar.visit(rule.term) { term in
        if case .rule(let name, _) = term { mentions[rule.name, default: []].insert(name) }
      }
    }
    var reached: Set<String> = ["program", "comment"]
    var open = Array(reached)
    while let name = open.popLast() {
      for mention in mentions[name] ?? [] where reached.insert(mention).inserted {
        open.append(mention)
      }
    }
    #expect(reached == Set(names))
  }

  @Test func `the quoted words and signs are those of the lexer`() {
    var quoted: Set<String> = []
    for rule in grammar.rules[..<grammar.lexicalStart] {
      Grammar.visit(rule.term) { term in
        if case .terminal(let text, _) = term { quoted.insert(text) }
      }
    }
    let contextual = Set(ClauseWord.allCases.map(\.rawValue)).union(["any", "from"])
    let words = Set(Keyword.allCases.map(\.rawValue)).union(contextual)
    #expect(quoted.filter { $0.first?.isLetter ?? false } == words)
    #expect(
      quoted.filter { !($0.first?.isLetter ?? true) } == Set(Punctuation.allCases.map(\.rawValue))
    )
  }

  @Test func `every rule that a parse function names stands in the file`() throws {
    let folder = Grammar.root.appending(path: "Sources/IPCSyntax/Parser")
    let known = Set(grammar.rules.map(\.text))
    var named = 0
    for file in try FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    ) {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        guard line.contains("/// "), let start = line.range(of: "s `")?.upperBound,
          let end = line.range(of: ";`.")?.lowerBound
        else { continue }
        named += 1
        #expect(known.contains(line[start..<end] + ";"), "\(file.lastPathComponent): \(line)")
      }
    }
    #expect(named >= 30)
  }

  @Test func `the rules that the README shows are those of the file`() throws {
    let page = try String(
      contentsOf: Grammar.root.appending(path: "grammar/README.md"),
      encoding: .utf8
    )
    let known = Set(grammar.rules.map(\.text))
    let shown = page.split(separator: "\n").filter { $0.hasPrefix("    ") && $0.hasSuffix(" ;") }
    for line in shown {
      #expect(known.contains(String(line.drop { $0 == " " })), "\(line)")
    }
    #expect(shown.count >= 4)
  }

  @Test(arguments: 0..<40)
  func `random sentences parse, and mutated ones are answered`(seed: Int) {
    var sentences = SentenceMaker(grammar: grammar, seed: UInt64(seed))
    for _ in 0..<25 {
      let sentence = sentences.sentence()
      let file = SourceFile(name: "sentence", bytes: Array(sentence.utf8))
      // How many names and values stand against each other is no matter of the grammar.
      let found = Parser.parse(file).diagnostics.filter { $0.id != .valueCount }
      #expect(
        found.isEmpty,
        "\(sentence)\n\(found.map { "\($0.title): \(file.text(SourceSpan(start: max(40, $0.primary.span.start) - 40, end: $0.primary.span.end + 20)))" })"
      )
      let mutated = sentences.mutated(sentence)
      let (program, mistakes) = Parser.parse(SourceFile(name: "mutated", bytes: mutated))
      // What did not parse is never passed over in silence.
      if !mistakes.contains(where: { $0.severity == .error }) {
        #expect(
          !String(describing: program).contains("invalid"),
          "\(String(decoding: mutated, as: UTF8.self))"
        )
      }
    }
  }
}
