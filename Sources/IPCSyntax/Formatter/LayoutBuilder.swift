import TextWidth

/// Lays out a script: walks over its tree, takes its tokens one by one and the comments between them along.
///
/// A comment always ends a line, and it did so in the script: a line end is allowed where it stands. So it is
/// enough to write it where it stood. Only the signs that a line may end with, commas and operators, are written
/// before the comments in front of them.
struct LayoutBuilder {
  var cursor: TokenCursor
  var layout = Layout()
  /// Whether a space goes before the next token.
  var needsSpace = false
  /// How much further than the line it began on an expression is indented where it goes on.
  var continuation = Formatter.indentation
  /// The open groups that would hug the bracket or block which opens next.
  var hugging: [Int] = []
  /// Comments that were passed over and are to be written before the next token.
  private var passed: [TokenCursor.Comment] = []
  /// Whether a blank line stood before what was passed over.
  private var passedBlankLine = false

  init(cursor: TokenCursor) {
    self.cursor = cursor
  }

  // MARK: Tokens

  /// Writes the next token, with a space before it if one is needed; where comments before it end the line, it is
  /// indented, unless it stands at the base of its statement.
  mutating func token(isAtBase: Bool = false) {
    guard hasComments else {
      if needsSpace { layout.appendSpace() }
      needsSpace = false
      appendToken()
      return
    }
    let spaces = isAtBase ? 0 : max(continuation, Formatter.indentation)
    layout.append(.indent(spaces))
    writeComments(keepsBlankLines: false)
    appendToken()
    layout.append(.indent(-spaces))
  }

  /// Writes the next token with a space before it and one behind.
  mutating func spacedToken() {
    needsSpace = true
    token()
    needsSpace = true
  }

  /// Writes the next token behind what precedes it; comments between the two go behind it.
  mutating func tokenBeforeComments() {
    passComments()
    if needsSpace { layout.appendSpace() }
    needsSpace = false
    appendToken()
  }

  /// Writes a comma behind what precedes it; comments between the two go behind it.
  mutating func comma() {
    passToken()
    layout.appendComma()
  }

  /// Steps over a token that is not written.
  mutating func passToken() {
    if cursor.followsBlankLine { passedBlankLine = true }
    passComments()
    _ = cursor.advance()
  }

  private mutating func appendToken() {
    let isLiteral = cursor.current.isLiteralOfParts
    let span = cursor.advance()
    let bytes = cursor.file.bytes[Int(span.start)..<Int(span.end)]
    if isLiteral, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      layout.append(.lines(span), width: Self.columns(of: bytes[..<end]))
    } else {
      layout.append(.text(span), width: Self.columns(of: bytes))
    }
  }

  /// The columns that a text takes.
  static func columns(of bytes: ArraySlice<UInt8>) -> Int {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
    return String(decoding: bytes, as: UTF8.self).reduce(0) { $0 + CharacterWidth.columns(of: $1) }
  }

  // MARK: Comments

  /// Whether comments are to be written before the next token.
  var hasComments: Bool { !passed.isEmpty || cursor.hasComments }

  private mutating func passComments() {
    if cursor.hasComments { passed += cursor.takeComments() }
  }

  /// Writes the comments before the next token, the first one on the line that ends there if it stood so, and ends
  /// the line.
  ///
  /// - Parameters:
  ///   - keepsBlankLines: Whether blank lines between them stay.
  ///   - isFirst: Whether nothing but a line that opens something stands before them: no blank line follows it.
  ///   - isLast: Whether a closing sign follows: no blank line precedes it.
  mutating func writeComments(keepsBlankLines: Bool, isFirst: Bool = false, isLast: Bool = false) {
    passComments()
    var mayBeBlank = keepsBlankLines && !isFirst
    for (position, comment) in passed.enumerated() {
      if position > 0 || !comment.isTrailing {
        layout.appendNewline(isBlank: mayBeBlank && comment.followsBlankLine)
        mayBeBlank = keepsBlankLines
      }
      layout.append(.comment(comment.span))
    }
    passed = []
    let isBlank = cursor.followsBlankLine || passedBlankLine
    layout.appendNewline(isBlank: mayBeBlank && !isLast && isBlank)
    passedBlankLine = false
    needsSpace = false
  }

  // MARK: Breaks

  /// Lets the line break before the next token; comments before it end it anyway.
  mutating func softBreak(isSpace: Bool, keepsBlankLine: Bool = false) {
    if hasComments {
      writeComments(keepsBlankLines: keepsBlankLine)
    } else {
      layout.appendBreak(isSpace: isSpace, isBlank: keepsBlankLine && cursor.followsBlankLine)
    }
    passedBlankLine = false
    needsSpace = false
  }

  /// Says that a bracket or block opens with the next break, for the groups that would hug it.
  mutating func settleHugging() {
    layout.hug(by: hugging)
    hugging = []
  }

  /// Lays out a part of an expression with its own way to be indented where it goes on.
  mutating func withContinuation(_ spaces: Int, _ body: (inout LayoutBuilder) -> Void) {
    let outer = continuation
    continuation = spaces
    body(&self)
    continuation = outer
  }
}

extension Token {
  /// Whether it is a string or a command, which alone may span lines.
  fileprivate var isLiteralOfParts: Bool {
    switch kind {
    case .string, .command: true
    default: false
    }
  }
}
