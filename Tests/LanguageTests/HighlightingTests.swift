import IPCInterpreter
import IPCSyntax
import IPCTestSupport
import Testing

/// `grammar/ipc.tmLanguage.json` knows the words that the language has.
@Suite struct HighlightingTests {
  private let grammar: JSON
  private let rules: [(key: String, value: JSON)]

  init() throws {
    let text = Tool.read("\(Tool.root)/grammar/ipc.tmLanguage.json")
    grammar = try #require(JSON(text), "the file is not JSON")
    rules = try #require(grammar["repository"]).entries
  }

  /// What a rule holds, itself first.
  private func parts(of rule: JSON) -> [JSON] {
    [rule] + (rule["patterns"]?.items.flatMap(parts) ?? [])
  }

  /// The expressions of a rule.
  private func expressions(of rule: JSON) -> [String] {
    parts(of: rule).flatMap { part in ["match", "begin", "end"].compactMap { part[$0]?.text } }
  }

  /// The words parted by `|` in the groups of rules: those that capture, or those that do not.
  private func words(in names: [String], capturing: Bool) -> [String] {
    rules.filter { names.contains($0.key) }.flatMap { expressions(of: $0.value) }.flatMap { text in
      text.split(separator: "(").flatMap { group -> [String] in
        guard let end = group.firstIndex(of: ")"), capturing || group.hasPrefix("?:") else {
          return []
        }
        let words = group[..<end].dropFirst(capturing ? 0 : 2).split(separator: "|")
        let areWords = words.allSatisfy { $0.allSatisfy { $0.isLetter || $0 == "_" } }
        return areWords ? words.map(String.init) : []
      }
    }
  }

  @Test func namesTheLanguage() {
    #expect(grammar["scopeName"]?.text == "source.ipc")
    #expect(grammar["fileTypes"]?.items.compactMap(\.text) == ["ipc"])
  }

  @Test func everyRuleIsThereAndReached() {
    var open = [grammar]
    var reached: Set<String> = ["$self"]
    while let rule = open.popLast() {
      for name in parts(of: rule).compactMap({ $0["include"]?.text })
      where reached.insert(name).inserted {
        let found = rules.first { "#\($0.key)" == name }
        #expect(found != nil, "\(name)")
        if let found { open.append(found.value) }
      }
    }
    #expect(reached.count == rules.count + 1)
  }

  @Test func keywordsAreThoseOfTheLexer() {
    let listed = words(in: rules.map(\.key).filter { $0.hasPrefix("keywords-") }, capturing: false)
    #expect(listed.sorted() == Keyword.allCases.map(\.rawValue).sorted())
  }

  @Test func clauseWordsAreThoseOfTheParser() {
    let labels: Set = ["env", "cwd", "by"]
    let wanted = Set(ClauseWord.allCases.map(\.rawValue)).subtracting(labels).union(["any", "from"])
    let keywords = Set(Keyword.allCases.map(\.rawValue))
    #expect(
      Set(words(in: ["clauses", "imports"], capturing: true)).subtracting(keywords) == wanted
    )
  }

  @Test func builtinsAreListed() {
    let listed = words(in: ["builtins"], capturing: false)
    #expect(listed == listed.sorted())
    // What begins with `_` is for the prelude alone.
    let names = Builtins.all.map(\.name).filter { !$0.hasPrefix("_") }
    let missing = Set(names).subtracting(listed)
    #expect(missing.isEmpty, "to be added to `builtins` in grammar/ipc.tmLanguage.json")
  }

  @Test func bracketsOfExpressionsArePaired() {
    for expression in rules.flatMap({ expressions(of: $0.value) }) {
      var depth = 0
      var isInClass = false
      var isEscaped = false
      for sign in expression {
        if isEscaped {
          isEscaped = false
          continue
        }
        switch sign {
        case "\\": isEscaped = true
        case "[": isInClass = true
        case "]": isInClass = false
        case "(" where !isInClass: depth += 1
        case ")" where !isInClass: depth -= 1
        default: break
        }
        #expect(depth >= 0, "\(expression)")
      }
      #expect(depth == 0 && !isInClass && !isEscaped, "\(expression)")
    }
  }
}
