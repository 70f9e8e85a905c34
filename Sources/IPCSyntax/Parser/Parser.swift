/// Turns tokens into a tree by recursive descent with one token of lookahead, two for labels.
///
/// A mistake is reported and abandons the statement around it; parsing goes on at the next statement, so that one
/// run tells several mistakes. Inside, that is a throw; outside, parsing never throws.
package struct Parser {
  /// How deep brackets, blocks and prefix operators may lie in each other: parsing recurses, by about 15 KiB of
  /// stack a level in a debug build.
  static let nestingLimit = 250
  /// How high a tree may grow, chains of operators included: passes over it recurse, and so does freeing it.
  static let heightLimit = 1_000
  /// How many mistakes are told of one file.
  static let errorLimit = 20

  /// Thrown to give up a statement whose mistake has been reported.
  struct Abandoned: Error {}

  /// What the brackets and words around the current token make of newlines and braces.
  struct Context {
    /// Whether newlines mean nothing: inside `( )`, `[ ]` and map braces.
    var ignoresNewlines = false
    /// Whether a `{` opens a block, as behind the condition of an `if`.
    var braceOpensBlock = false
    /// Whether an end of a range may be missing: directly inside an index.
    var isIndex = false
  }

  let file: SourceFile
  var tokens: [Token]
  var position = 0
  var context = Context()
  var diagnostics: [Diagnostic]
  var nodeCount = 0
  /// How many unfinished constructs are around the current token.
  var depth = 0
  /// The height of the tallest tree parsed so far inside the construct at hand.
  var height = 0

  /// Parses a file; mistakes of the lexer come first among equals of place.
  ///
  /// - Parameters:
  ///   - file: The text.
  ///   - firstNode: The number of the first node, so that trees of several files can share tables.
  /// - Returns: The tree, and what there is to say about the text.
  package static func parse(
    _ file: SourceFile,
    firstNode: Int = 0
  ) -> (program: Program, diagnostics: [Diagnostic]) {
    let (tokens, diagnostics) = Lexer.tokens(of: file)
    var parser = Parser(file: file, tokens: tokens, diagnostics: diagnostics)
    parser.nodeCount = firstNode
    let statements = parser.program()
    let program = Program(statements: statements, nodeCount: parser.nodeCount)
    return (program, parser.sortedDiagnostics())
  }

  init(file: SourceFile, tokens: [Token], diagnostics: [Diagnostic]) {
    self.file = file
    self.tokens = tokens
    self.diagnostics = diagnostics
  }

  func sortedDiagnostics() -> [Diagnostic] {
    let sorted = diagnostics.enumerated().sorted { first, second in
      let places = (first.element.primary.span.start, second.element.primary.span.start)
      return places.0 == places.1 ? first.offset < second.offset : places.0 < places.1
    }
    return sorted.prefix(Self.errorLimit).map(\.element)
  }

  // MARK: Tokens

  /// The current token.
  var current: Token { tokens[position] }

  /// The token behind the current one.
  var next: Token { tokens[min(position + 1, tokens.count - 1)] }

  /// Whether a newline before the current token ends the statement.
  var isAtLineEnd: Bool { current.startsLine && !context.ignoresNewlines }

  /// Whether the text ends here.
  var isAtEnd: Bool {
    if case .end = current.kind { return true }
    return false
  }

  /// Steps over the current token and returns it; the end stays.
  @discardableResult mutating func advance() -> Token {
    let token = current
    if position + 1 < tokens.count { position += 1 }
    return token
  }

  func isAt(_ punctuation: Punctuation) -> Bool {
    current.is(punctuation)
  }

  func isAt(_ keyword: Keyword) -> Bool {
    current.is(keyword)
  }

  /// Steps over a sign if it stands here.
  mutating func skip(_ punctuation: Punctuation) -> Bool {
    guard isAt(punctuation) else { return false }
    advance()
    return true
  }

  /// Steps over a keyword if it stands here.
  mutating func skip(_ keyword: Keyword) -> Bool {
    guard isAt(keyword) else { return false }
    advance()
    return true
  }

  /// Steps over a sign that must stand here.
  mutating func expect(
    _ punctuation: Punctuation,
    _ purpose: String,
    opened: SourceSpan? = nil
  ) throws(Abandoned) {
    if skip(punctuation) { return }
    throw fail(
      opened == nil ? .expectedToken : .unclosedBlock,
      opened == nil
        ? "expected `\(punctuation.rawValue)` \(purpose), found \(current.described(in: file))"
        : "`\(file.text(opened ?? current.span))` is never closed",
      label: "expected `\(punctuation.rawValue)` here",
      secondary: opened.map { [Diagnostic.Label(span: $0, text: "opened here")] } ?? [],
      isIncomplete: isAtEnd
    )
  }

  // MARK: Names

  /// Reads `name = letter { letter | digit | mark } ;`.
  mutating func name(_ purpose: String) throws(Abandoned) -> Name {
    if case .identifier(let text) = current.kind {
      return makeName(text, span: advance().span)
    }
    var hint: String?
    if case .keyword(let keyword) = current.kind {
      hint = "`\(keyword.rawValue)` is a word of the language; choose another name"
    }
    throw fail(
      .expectedName,
      "expected \(purpose), found \(current.described(in: file))",
      hint: hint,
      isIncomplete: isAtEnd
    )
  }

  /// A name or a keyword, which is a plain name as a field, label or key.
  mutating func anyName(_ purpose: String) throws(Abandoned) -> Name {
    if case .keyword(let keyword) = current.kind {
      return makeName(keyword.rawValue, span: advance().span)
    }
    return try name(purpose)
  }

  mutating func makeName(_ text: String, span: SourceSpan) -> Name {
    Name(text: text, span: span, id: makeNode())
  }

  mutating func makeNode() -> NodeID {
    nodeCount += 1
    return NodeID(index: nodeCount - 1)
  }

  // MARK: Nesting

  /// Parses a construct one level deeper.
  mutating func nested<Result>(
    _ parse: (inout Parser) throws(Abandoned) -> Result
  ) throws(Abandoned) -> Result {
    guard depth < Self.nestingLimit else { throw failTooDeep(Self.nestingLimit) }
    let outerHeight = height
    depth += 1
    height = 0
    defer {
      depth -= 1
      height = max(outerHeight, height + 1)
    }
    return try parse(&self)
  }

  /// Counts one more level on top of the tree parsed so far, as each operator of a chain makes one.
  mutating func grow() throws(Abandoned) {
    height += 1
    if depth + height > Self.heightLimit { throw failTooDeep(Self.heightLimit) }
  }

  private mutating func failTooDeep(_ limit: Int) -> Abandoned {
    let failure = fail(
      .nestingTooDeep,
      "nested deeper than \(limit) levels",
      hint: "give a part a name, or move it to a function"
    )
    // What lies deeper would only be told the same again.
    position = tokens.count - 1
    return failure
  }

  /// Parses with another context and takes the old one back.
  mutating func within<Result>(
    _ inner: Context,
    _ parse: (inout Parser) throws(Abandoned) -> Result
  ) throws(Abandoned) -> Result {
    let outer = context
    context = inner
    defer { context = outer }
    return try parse(&self)
  }

  // MARK: Mistakes

  /// Reports a mistake at a place, by default the current token, and returns what to throw.
  mutating func fail(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan? = nil,
    label: String = "",
    secondary: [Diagnostic.Label] = [],
    hint: String? = nil,
    isIncomplete: Bool = false
  ) -> Abandoned {
    report(
      id,
      title,
      at: span ?? current.span,
      label: label,
      secondary: secondary,
      hint: hint,
      isIncomplete: isIncomplete
    )
    return Abandoned()
  }

  /// Reports a mistake after which parsing goes on as if nothing were.
  mutating func report(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    label: String = "",
    secondary: [Diagnostic.Label] = [],
    hint: String? = nil,
    isIncomplete: Bool = false
  ) {
    // The lexer has told what is wrong with an invalid token.
    if case .invalid = current.kind, span == current.span { return }
    if depth >= Self.nestingLimit, diagnostics.contains(where: { $0.id == .nestingTooDeep }) {
      return
    }
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

  /// Skips to where the next statement may begin, after one that began at a token.
  mutating func recover(from first: Int) {
    // A mistake that was seen at the beginning of the next line leaves that line whole.
    if position > first, current.startsLine { return }
    var open = 0
    while !isAtEnd {
      if isAt(.rightBrace), open == 0 { return }
      switch current.kind {
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket), .punctuation(.leftBrace):
        open += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket), .punctuation(.rightBrace):
        open = max(0, open - 1)
      case .punctuation(.semicolon) where open == 0: return
      default: break
      }
      advance()
      if current.startsLine, open == 0 || current.beginsOnlyStatements { return }
    }
  }
}

extension Token {
  func `is`(_ punctuation: Punctuation) -> Bool {
    if case .punctuation(punctuation) = kind { return true }
    return false
  }

  func `is`(_ keyword: Keyword) -> Bool {
    if case .keyword(keyword) = kind { return true }
    return false
  }

  /// Whether the token is this word, which is reserved only where it has a meaning.
  func isWord(_ word: String) -> Bool {
    if case .identifier(word) = kind { return true }
    return false
  }

  /// Whether only a statement can begin with it: a good place to go on after a mistake.
  var beginsOnlyStatements: Bool {
    guard case .keyword(let keyword) = kind else { return false }
    switch keyword {
    case .let, .var, .while, .for, .return, .break, .continue, .throw, .defer, .within, .import,
      .select:
      return true
    default: return false
    }
  }

  /// The token as messages name it.
  func described(in file: SourceFile) -> String {
    switch kind {
    case .end: "the end of the text"
    case .string: "a string"
    case .command: "a command"
    default: "`\(file.text(span))`"
    }
  }
}
