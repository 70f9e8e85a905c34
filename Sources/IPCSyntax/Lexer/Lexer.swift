/// Turns the bytes of a file into tokens; mistakes become diagnostics and `invalid` tokens.
struct Lexer {
  /// How deep string interpolations may lie in each other; each level is a level of recursion here.
  static let interpolationLimit = 100

  let file: SourceFile
  let bytes: [UInt8]
  var offset = 0
  var diagnostics: [Diagnostic] = []
  var interpolationDepth = 0
  /// Where comments stand, the first line's `#!` among them, those inside literals not; nil when nobody asks.
  private var comments: [SourceSpan]?

  init(file: SourceFile) {
    self.file = file
    bytes = file.bytes
  }

  /// Returns the tokens of a whole file, the last one an `end`.
  static func tokens(of file: SourceFile) -> (tokens: [Token], diagnostics: [Diagnostic]) {
    var lexer = Lexer(file: file)
    return (lexer.allTokens(), lexer.diagnostics)
  }

  /// Returns the tokens of a whole file, and beside them the places of its comments in order.
  static func tokensAndComments(
    of file: SourceFile
  ) -> (tokens: [Token], comments: [SourceSpan], diagnostics: [Diagnostic]) {
    var lexer = Lexer(file: file)
    lexer.comments = []
    let tokens = lexer.allTokens()
    return (tokens, lexer.comments ?? [], lexer.diagnostics)
  }

  private mutating func allTokens() -> [Token] {
    guard acceptsEncoding() else { return [endToken(startsLine: true)] }
    skipPrologue()
    return tokens(untilParenthesis: false)
  }

  /// Reads tokens up to the end of the file, or up to the `)` that ends an interpolation.
  mutating func tokens(untilParenthesis: Bool) -> [Token] {
    var tokens: [Token] = []
    var depth = 0
    var startsLine = true
    while true {
      let start = offset
      startsLine = skipBlanks() || startsLine
      let followsBlank = offset > start
      let tokenStart = offset
      guard let byte = peek() else {
        tokens.append(endToken(startsLine: startsLine))
        return tokens
      }
      if untilParenthesis, depth == 0, byte == UInt8(ascii: ")") {
        tokens.append(endToken(startsLine: startsLine))
        offset += 1
        return tokens
      }
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      if let kind = token(startingWith: byte) {
        tokens.append(
          Token(
            kind: kind,
            span: span(from: tokenStart),
            startsLine: startsLine,
            followsBlank: followsBlank
          )
        )
        startsLine = false
      }
    }
  }

  private mutating func token(startingWith byte: UInt8) -> Token.Kind? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string(quote: byte)
    case UInt8(ascii: "`"): return command()
    default: break
    }
    if let word = word() {
      return Keyword(spelling: word).map { .keyword($0) } ?? .identifier(word)
    }
    if let punctuation = punctuation() { return .punctuation(punctuation) }
    return strayCharacter()
  }

  // MARK: Reading bytes

  /// The byte `ahead` of the current one; nil behind the end.
  func peek(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < bytes.count ? bytes[offset + ahead] : nil
  }

  /// Whether the text goes on with these bytes.
  func follows(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset + count <= bytes.count else { return false }
    return text.withUTF8Buffer { buffer in
      (0..<count).allSatisfy { unsafe buffer[$0] == bytes[offset + $0] }
    }
  }

  /// The span from an offset to the current one.
  func span(from start: Int) -> SourceSpan {
    span(start, offset)
  }

  /// The span between two offsets.
  func span(_ start: Int, _ end: Int) -> SourceSpan {
    SourceSpan(start: file.base + UInt32(start), end: file.base + UInt32(end))
  }

  /// The scalar at an offset and its length; the text is known to be UTF-8.
  func scalar(at position: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard position < bytes.count else { return nil }
    let first = bytes[position]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    guard position + length <= bytes.count else { return nil }
    var value = UInt32(first) & (0x7f >> UInt32(length))
    for index in 1..<length {
      value = value << 6 | UInt32(bytes[position + index] & 0x3f)
    }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  private func endToken(startsLine: Bool) -> Token {
    Token(
      kind: .end,
      span: span(offset, offset),
      startsLine: startsLine,
      followsBlank: true
    )
  }

  // MARK: Blanks, words and signs

  /// Skips blanks, newlines and comments; returns whether a line ended.
  private mutating func skipBlanks() -> Bool {
    var endedLine = false
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): offset += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
        endedLine = true
      case UInt8(ascii: "#"): skipComment()
      default: return endedLine
      }
    }
    return endedLine
  }

  private mutating func skipComment() {
    let start = offset
    while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      offset += 1
    }
    guard interpolationDepth == 0 else { return }
    let span = span(from: start)
    comments?.append(span)
  }

  /// Skips a byte order mark and a first line that begins with `#!`.
  private mutating func skipPrologue() {
    if follows("\u{feff}") { offset = 3 }
    if follows("#!") { skipComment() }
  }

  /// Reads a name or keyword, if one stands here.
  private mutating func word() -> String? {
    let start = offset
    guard let (first, length) = scalar(at: offset), Self.startsName(first) else { return nil }
    offset += length
    skipNameCharacters()
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Skips what may go on a name.
  mutating func skipNameCharacters() {
    while let (next, length) = scalar(at: offset), Self.continuesName(next) {
      offset += length
    }
  }

  /// Whether a name may begin with a scalar: a letter or `_`.
  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber:
      return true
    default: return false
    }
  }

  /// Whether a name may go on with a scalar: a letter, digit, mark or `_`.
  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    if startsName(scalar) || ("0"..."9").contains(scalar) { return true }
    guard !scalar.isASCII else { return false }
    switch scalar.properties.generalCategory {
    case .decimalNumber, .nonspacingMark, .spacingMark: return true
    default: return scalar == "\u{200c}" || scalar == "\u{200d}"
    }
  }

  /// Reads the longest sign that stands here.
  private mutating func punctuation() -> Punctuation? {
    for length in stride(from: 3, through: 1, by: -1) where offset + length <= bytes.count {
      let text = String(decoding: bytes[offset..<offset + length], as: UTF8.self)
      if let punctuation = Punctuation(rawValue: text) {
        offset += length
        return punctuation
      }
    }
    return nil
  }

  private mutating func strayCharacter() -> Token.Kind? {
    let start = offset
    let (stray, length) = scalar(at: offset) ?? ("?", 1)
    offset += length
    if stray.value >= 0x80, stray.properties.isWhitespace {
      report(
        .strayCharacter,
        "blank U+\(Self.hexadecimal(stray.value)) is not a space",
        at: span(from: start),
        hint: "replace it by an ordinary space"
      )
      return nil
    }
    report(
      .strayCharacter,
      "`\(stray)` means nothing here",
      at: span(from: start),
      hint: hint(for: stray)
    )
    return .invalid
  }

  private func hint(for stray: Unicode.Scalar) -> String? {
    switch stray {
    case "&": "write `and`"
    case "!": "write `not`"
    case "\u{201c}", "\u{201d}", "\u{2018}", "\u{2019}": "write a straight quote"
    case "$": "names stand alone, and `\\(name)` inside strings"
    default: nil
    }
  }

  static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  // MARK: Diagnostics

  /// Adds an error.
  mutating func report(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    label: String = "",
    secondary: [Diagnostic.Label] = [],
    hint: String? = nil,
    isIncomplete: Bool = false
  ) {
    diagnostics.append(
      Diagnostic(
        id,
        title: title,
        primary: Diagnostic.Label(span: span, text: label),
        secondary: secondary,
        hint: hint,
        isIncomplete: isIncomplete
      )
    )
  }
}
