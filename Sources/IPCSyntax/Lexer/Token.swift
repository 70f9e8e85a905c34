/// A word, sign or literal of the text.
package struct Token: Sendable {
  /// What it is.
  package var kind: Kind
  /// Where it stands.
  package var span: SourceSpan
  /// Whether it is the first token of its line.
  package var startsLine: Bool
  /// Whether a blank, newline or comment stands directly before it.
  package var followsBlank: Bool

  /// The kinds of token.
  package enum Kind: Sendable {
    /// A name that is no keyword.
    case identifier(String)
    /// A reserved word.
    case keyword(Keyword)
    /// A sign.
    case punctuation(Punctuation)
    /// An integer that fits in 64 bits.
    case integer(Int64)
    /// A finite float.
    case float(Double)
    /// A duration in nanoseconds.
    case duration(Int64)
    /// A string literal.
    case string([LiteralPart])
    /// A command literal, word by word.
    case command([[LiteralPart]])
    /// What was no token; a diagnostic has told it.
    case invalid
    /// The end of the text, or of an interpolation.
    case end
  }
}

/// A part of a string or a word of a command, before its expressions are parsed.
package enum LiteralPart: Sendable {
  /// Text, escapes already replaced.
  case text(String)
  /// The tokens inside `\( )`, ended by an `end`; the span covers `\(` to `)`.
  case interpolation([Token], SourceSpan)
}
