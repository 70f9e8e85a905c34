import IPCSyntax

/// The parts of the language that parse and do not run yet, all in one place.
enum Unsupported {
  /// The slug's end and the words for an expression that does not run yet.
  static func part(of expression: Expression) -> (slug: String, words: String)? {
    switch expression.kind {
    case .commandWord(let word): part(of: word)
    default: nil
    }
  }

  private static func part(of word: CommandWordExpression) -> (slug: String, words: String)? {
    if word.isAny { return ("any", "`\(word.word.rawValue) any`") }
    return nil
  }

  /// The builtins of the language that do not exist yet, so that their names are not called unknown.
  static let builtins: Set<String> = [
    "parallel"
  ]
}
