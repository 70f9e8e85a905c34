/// Walks over the tokens of a script and knows the comments and blank lines between them.
struct TokenCursor {
  /// A comment between two tokens.
  struct Comment {
    /// From the `#` to the last sign that is no blank.
    var span: SourceSpan
    /// Whether it stands behind a token on the same line.
    var isTrailing: Bool
    /// Whether a blank line stands before it.
    var followsBlankLine: Bool
  }

  let file: SourceFile
  private let tokens: [Token]
  private let comments: [SourceSpan]
  private var position = 0
  private var commentPosition = 0
  /// The offset behind the token or comment that was taken last.
  private var end: UInt32 = 0

  init(file: SourceFile, tokens: [Token], comments: [SourceSpan]) {
    self.file = file
    self.tokens = tokens
    self.comments = comments
  }

  /// The next token.
  var current: Token { tokens[position] }

  /// The token behind the next one.
  var following: Token { tokens[min(position + 1, tokens.count - 1)] }

  /// Whether comments stand before the next token that were not taken.
  var hasComments: Bool {
    commentPosition < comments.count && comments[commentPosition].start < current.span.start
  }

  /// Whether a blank line stands directly before the next token.
  var followsBlankLine: Bool {
    current.startsLine && lineEnds(before: current.span.start) > 1
  }

  /// Steps over the next token and returns where it stands.
  mutating func advance() -> SourceSpan {
    let span = tokens[position].span
    end = span.end
    if position + 1 < tokens.count { position += 1 }
    return span
  }

  /// Steps over the comments before the next token.
  mutating func takeComments() -> [Comment] {
    var taken: [Comment] = []
    while hasComments {
      let span = comments[commentPosition]
      let ends = lineEnds(before: span.start)
      taken.append(
        Comment(
          span: withoutBlanksBehind(span),
          isTrailing: ends == 0 && position > 0,
          followsBlankLine: ends > 1
        )
      )
      end = span.end
      commentPosition += 1
    }
    return taken
  }

  /// Whether a literal or a stretch of the text lies on one line.
  func isOnOneLine(_ span: SourceSpan) -> Bool {
    !file.bytes[Int(span.start)..<Int(span.end)].contains { byte in
      byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
  }

  private func lineEnds(before offset: UInt32) -> Int {
    file.bytes[Int(min(end, offset))..<Int(offset)].count { byte in
      byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
  }

  private func withoutBlanksBehind(_ span: SourceSpan) -> SourceSpan {
    var end = Int(span.end)
    while end > Int(span.start),
      [UInt8(ascii: " "), UInt8(ascii: "\t")].contains(file.bytes[end - 1])
    {
      end -= 1
    }
    return SourceSpan(start: span.start, end: UInt32(end))
  }
}
