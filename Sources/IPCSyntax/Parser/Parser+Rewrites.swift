/// What foreign text would be in this language, for hints; nil where that is not plain to see.
extension Parser {
  /// The text of tokens, if it is short and on one line.
  func text(from first: Int, upTo end: Int) -> String? {
    guard first < end, end <= tokens.count else { return nil }
    let span = tokens[first].span.union(tokens[end - 1].span)
    let text = file.text(span)
    guard text.utf8.count <= 40, !text.contains("\n"), !text.contains("`") else { return nil }
    return text
  }

  /// The hint for a foreign word with what stands behind it.
  func rewritten(_ word: ForeignWord, at place: Int) -> String {
    switch file.text(tokens[place].span) {
    case "lambda": lambdaRewritten(at: place) ?? word.hint()
    case "raise": raiseRewritten(at: place) ?? word.hint()
    case "function" where token(place + 1).is(.leftParenthesis): "write `func(x) { … }`"
    case "echo" where token(place + 2).isLiteral: word.hint()
    case "is" where token(place + 1).is(.not): "write `!=`"
    default: word.hint(rest: restOfHead(behind: place))
    }
  }

  /// `lambda a, b: a + b` as `(a, b) => a + b`.
  private func lambdaRewritten(at place: Int) -> String? {
    var names: [String] = []
    var place = place + 1
    while case .identifier(let name) = token(place).kind {
      names.append(name)
      place += token(place + 1).is(.comma) ? 2 : 1
    }
    guard token(place).is(.colon), let body = restOfHead(behind: place) else { return nil }
    let parameters = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
    return "write `\(parameters) => \(body)`"
  }

  /// `raise Kind("why")` as `throw error("Kind", "why")`.
  private func raiseRewritten(at place: Int) -> String? {
    guard case .identifier(let kind) = token(place + 1).kind else { return nil }
    var message = "\"why\""
    if token(place + 2).is(.leftParenthesis), case .string = token(place + 3).kind,
      token(place + 4).is(.rightParenthesis)
    {
      message = text(from: place + 3, upTo: place + 4) ?? message
    }
    return "write `throw error(\"\(kind)\", \(message))`"
  }

  /// `f"hello {name}"` as `"hello \(name)"`.
  func formatRewritten(at place: Int) -> String? {
    guard case .string(let parts) = tokens[place].kind, parts.count == 1,
      case .text(let text) = parts[0], text.utf8.count <= 40,
      text.utf8.filter({ $0 == UInt8(ascii: "{") }).count
        == text.utf8.filter({ $0 == UInt8(ascii: "}") }).count,
      !text.contains(where: { ":\"\\`\n".contains($0) }), !text.contains("{{")
    else { return nil }
    let inner = text.map { $0 == "{" ? "\\(" : $0 == "}" ? ")" : String($0) }.joined()
    return "write `\"\(inner)\"`"
  }

  /// `i = 0; i < n; …` as `for i in 0..<n`.
  func loopRewritten(from first: Int, upTo end: Int) -> String? {
    let inside = first..<min(end, tokens.count)
    let ends = inside.filter { tokens[$0].is(.semicolon) }
    guard ends.count == 2, let assign = inside.first(where: { tokens[$0].is(.assign) }),
      let comparison = (ends[0]..<ends[1]).first(where: { place in
        tokens[place].is(.less) || tokens[place].is(.lessOrEqual)
      }),
      let low = text(from: assign + 1, upTo: ends[0]),
      let high = text(from: comparison + 1, upTo: ends[1]),
      let name = (first..<assign).last(where: { place in
        if case .identifier = tokens[place].kind { true } else { false }
      })
    else { return nil }
    let range = tokens[comparison].is(.less) ? "..<" : "..."
    return "write `for \(file.text(tokens[name].span)) in \(low)\(range)\(high) { … }`"
  }

  /// The value of a declaration whose names are followed by something foreign.
  func declaredValue(from place: Int) -> String {
    var place = place
    while place + 1 < tokens.count, !tokens[place + 1].startsLine, !tokens[place].is(.assign) {
      place += 1
    }
    guard tokens[place].is(.assign) else { return "…" }
    return restOfHead(behind: place) ?? "…"
  }

  /// A token by its number; behind the last one, the end.
  func token(_ place: Int) -> Token {
    tokens[min(max(0, place), tokens.count - 1)]
  }
}
