import Foundation

/// The rules of `grammar/ipc.ebnf`.
struct Grammar {
  /// What stands on the right side of a rule.
  indirect enum Term {
    case terminal(String, isAttached: Bool)
    case rule(String, isAttached: Bool)
    case described
    case sequence([Term])
    case choice([Term])
    case optional(Term)
    case repetition(Term)
  }

  /// The rules in order, with the text of each as it stands in the file.
  let rules: [(name: String, text: String, term: Term)]
  /// The position of the first lexical rule.
  let lexicalStart: Int

  /// The folder that holds the package.
  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// Reads the file; every line that is no remark holds one rule.
  init() throws {
    let text = try String(
      contentsOf: Self.root.appending(path: "grammar/ipc.ebnf"),
      encoding: .utf8
    )
    var rules: [(name: String, text: String, term: Term)] = []
    var lexicalStart = 0
    for line in text.split(separator: "\n") {
      if line.hasPrefix("(* Lexical rules") { lexicalStart = rules.count }
      guard let first = line.first, first.isLowercase, let end = line.range(of: " ;")?.upperBound
      else { continue }
      let lastEnd = line.range(of: " ;", options: .backwards)?.upperBound ?? end
      let rule = String(line[..<lastEnd])
      var tokens = Self.tokens(rule)[...]
      let name = tokens.removeFirst()
      precondition(tokens.removeFirst() == "=", "a rule without = in \(line)")
      rules.append((name, rule, Self.choice(&tokens)))
    }
    self.rules = rules
    self.lexicalStart = lexicalStart
  }

  private static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var rest = text[...]
    while let first = rest.first {
      if first == " " {
        rest.removeFirst()
      } else if first == "\"" || first == "'" || first == "?" || first == "^" && isQuoted(rest) {
        let attached = first == "^" ? "^" : ""
        if first == "^" { rest.removeFirst() }
        let quote = rest.removeFirst()
        // A quoted quote: the terminal ends at the last quote of a run.
        var content = ""
        while let next = rest.first,
          next != quote || rest.dropFirst().first == quote || content.isEmpty
        {
          content.append(next)
          rest.removeFirst()
        }
        rest.removeFirst()
        tokens.append(quote == "?" ? "?" : attached + "\"" + content)
      } else if "[]{}()|;=".contains(first) {
        tokens.append(String(rest.removeFirst()))
      } else {
        let word = rest.prefix { !" []{}()|;=".contains($0) }
        tokens.append(String(word))
        rest = rest.dropFirst(word.count)
      }
    }
    return tokens
  }

  private static func isQuoted(_ text: Substring) -> Bool {
    text.dropFirst().first == "\""
  }

  private static func choice(_ tokens: inout ArraySlice<String>) -> Term {
    var parts = [sequence(&tokens)]
    while tokens.first == "|" {
      tokens.removeFirst()
      parts.append(sequence(&tokens))
    }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private static func sequence(_ tokens: inout ArraySlice<String>) -> Term {
    var parts: [Term] = []
    while let token = tokens.first, !"|])};".contains(token) {
      tokens.removeFirst()
      switch token {
      case "[":
        parts.append(.optional(choice(&tokens)))
        tokens.removeFirst()
      case "{":
        parts.append(.repetition(choice(&tokens)))
        tokens.removeFirst()
      case "(":
        parts.append(choice(&tokens))
        tokens.removeFirst()
      case "?": parts.append(.described)
      default:
        let isAttached = token.hasPrefix("^")
        let body = isAttached ? token.dropFirst() : token[...]
        parts.append(
          body.hasPrefix("\"")
            ? .terminal(String(body.dropFirst()), isAttached: isAttached)
            : .rule(String(body), isAttached: isAttached)
        )
      }
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// Visits every terminal and mention of a rule in a term.
  static func visit(_ term: Term, _ body: (Term) -> Void) {
    switch term {
    case .terminal, .rule: body(term)
    case .described: break
    case .sequence(let parts), .choice(let parts): parts.forEach { visit($0, body) }
    case .optional(let part), .repetition(let part): visit(part, body)
    }
  }
}
