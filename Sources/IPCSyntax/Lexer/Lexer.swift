/// Turns the bytes of a file into tokens; mistakes become diagnostics and `invalid` tokens.
struct Lexer {
  /// How deep string interpolations may lie in each other; each level is a level of recursion here.
  static let interpolationLimit = 100

  /// How many marks may stand on one letter, one more than what Unicode calls stream-safe.
  static let markLimit = 31

  let file: SourceFile
  let bytes: [UInt8]
  var offset = 0
  var diagnostics: [Diagnostic] = []
  var interpolationDepth = 0
  /// Where comments stand, the first line's `#!` among them, those inside literals not; nil when nobody asks.
  private var comments: [SourceSpan]?
  /// The foreign signs and stray characters that have been told, each of which is told once.
  var told: Set<String> = []
  /// The opening of the first command literal whose closing backtick looks like an opening one: the likely place
  /// when a later one has no end.
  var firstOddCommand: SourceSpan?
  /// The opening of the first string of several lines whose closing quotes look like opening ones.
  var firstOddString: SourceSpan?
  /// Where the last raw string ended, for apostrophes.
  var lastRawEnd: Int?

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
    return tokens(untilParenthesis: false).tokens
  }

  /// Reads tokens up to the end of the file, or up to the `)` that ends an interpolation, and returns whether it came
  /// there.
  mutating func tokens(untilParenthesis: Bool) -> (tokens: [Token], isClosed: Bool) {
    var tokens: [Token] = []
    let known = diagnostics.count
    var depth = 0
    var startsLine = true
    while true {
      let start = offset
      startsLine = skipBlanks() || startsLine
      let followsBlank = offset > start
      let tokenStart = offset
      guard let byte = peek() else {
        tokens.append(endToken(startsLine: startsLine))
        return (tokens, false)
      }
      if untilParenthesis, depth == 0, byte == UInt8(ascii: ")") {
        tokens.append(endToken(startsLine: startsLine))
        offset += 1
        return (tokens, true)
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
        // Where a literal is not closed, the `)` that comes next belongs to something else.
        if untilParenthesis, diagnostics.count > known, diagnostics.last?.isUnclosed ?? false {
          tokens.append(endToken(startsLine: false))
          return (tokens, false)
        }
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
    let known = Punctuation.byFirstByte[Int(byte)].first { follows($0.bytes) }
    if let sign = foreignSign(longerThan: known?.bytes.count ?? 0) { return foreign(sign) }
    guard let known else { return strayCharacter() }
    offset += known.bytes.count
    return .punctuation(known.sign)
  }

  // MARK: Reading bytes

  /// The byte `ahead` of the current one; nil behind the end.
  func peek(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < bytes.count ? bytes[offset + ahead] : nil
  }

  /// Whether the text goes on with these bytes.
  func follows(_ text: [UInt8]) -> Bool {
    guard offset + text.count <= bytes.count else { return false }
    var place = offset
    for byte in text {
      if bytes[place] != byte { return false }
      place += 1
    }
    return true
  }

  /// Whether the text goes on with these characters.
  func follows(_ text: String) -> Bool {
    follows(Array(text.utf8))
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

  /// Goes to the end of the line.
  mutating func skipLine() {
    while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      offset += 1
    }
  }

  private mutating func skipComment() {
    let start = offset
    skipLine()
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
    let known = diagnostics.count
    skipNameCharacters()
    // Comparing names sorts the marks on a letter, which endless ones would make slow.
    if diagnostics.count > known { return "_" }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Skips what may go on a name.
  mutating func skipNameCharacters() {
    var marks = 0
    while let (next, length) = scalar(at: offset), Self.continuesName(next) {
      marks = !next.isASCII && Self.isMark(next) ? marks + 1 : 0
      if marks < Self.markLimit {
        offset += length
      } else {
        reportMarks()
      }
    }
  }

  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
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
