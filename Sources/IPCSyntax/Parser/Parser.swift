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
  package static let errorLimit = 20

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
  /// What the lexer told, less what was taken back for a mistake that says more.
  var lexed: [Diagnostic]
  /// What the parser told, none of which is ever taken back: what did not parse has been told.
  var diagnostics: [Diagnostic] = []
  var nodeCount = 0
  /// How many unfinished constructs are around the current token.
  var depth = 0
  /// The height of the tallest tree parsed so far inside the construct at hand.
  var height = 0
  /// Where the innermost statement begins.
  var statementStart = 0
  /// The lines of which a mistake has been told: what else is found there mostly follows from it.
  var toldLines: Set<Int> = []
  /// The lines of which something that the lexer told was taken back for what the parser tells.
  var retractedLines: Set<Int> = []
  /// The foreign words that have been told, each of which is told once.
  var toldWords: Set<String> = []
  var errorCount = 0
  /// Blocks that end at another indentation than they began at: the likely place when a later one has no end.
  var crookedBlocks: [(opening: SourceSpan, closing: SourceSpan)] = []
  /// By token, the token that closes what it opens; made when it is first wanted.
  var closings: [Int: Int]?

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
    lexed = diagnostics
    for diagnostic in diagnostics where diagnostic.severity == .error {
      toldLines.insert(file.line(of: diagnostic.primary.span.start))
    }
  }

  func sortedDiagnostics() -> [Diagnostic] {
    let sorted = (lexed + diagnostics).enumerated().sorted { first, second in
      let places = (first.element.primary.span.start, second.element.primary.span.start)
      return places.0 == places.1 ? first.offset < second.offset : places.0 < places.1
    }
    var found = sorted.map(\.element)
    // Behind a literal without an end nothing was read as it was meant.
    if let last = found.firstIndex(where: { $0.hidesWhatFollows(in: file) }) {
      found.removeSubrange((last + 1)...)
    }
    return Diagnostic.first(Self.errorLimit, of: found)
  }

  // MARK: Tokens

  /// The current token.
  var current: Token { tokens[position] }

  /// The token behind the current one.
  var next: Token { tokens[min(position + 1, tokens.count - 1)] }

  /// Whether a newline before the current token ends the statement.
  var isAtLineEnd: Bool { current.startsLine && !context.ignoresNewlines }

  /// Whether the statement at hand is cut short by the end of the line before the current token.
  var isBehindLine: Bool { isAtLineEnd && position > statementStart }

  /// Whether the text ends here.
  var isAtEnd: Bool {
    if case .end = current.kind { return true }
    return false
  }

  /// Whether nothing stands behind the current token, not even the rest of a literal around it.
  var isAtTextEnd: Bool {
    file.index(of: current.span.start) >= file.bytes.count
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
  mutating func expect(_ punctuation: Punctuation, _ purpose: String) throws(Abandoned) {
    if skip(punctuation) { return }
    throw unexpected(
      .expectedToken,
      "expected `\(punctuation.rawValue)` \(purpose), found \(found)"
    )
  }

  private func isOnLine(_ place: SourceSpan) -> Bool {
    file.line(of: place.start) == file.line(of: current.span.start)
  }

  /// Steps over the sign that must close what another one opened.
  mutating func expect(
    _ closing: Punctuation,
    toClose opening: SourceSpan,
    separator: Punctuation? = nil
  ) throws(Abandoned) {
    if skip(closing) { return }
    if let separator, hasClosing(opening) {
      throw unexpected(
        .expectedToken,
        "expected `\(separator.rawValue)` or `\(closing.rawValue)`, "
          + "found \(found)",
        secondary: isOnLine(opening) ? [] : [Diagnostic.Label(span: opening, text: "opened here")],
        hint: "write `,` between two values"
      )
    }
    throw failUnclosed(closing, opening)
  }

  /// What stands here, as messages name it.
  var found: String {
    switch current.kind {
    // The end of an interpolation is not the end of the text.
    case .end: isAtTextEnd ? "the end of the text" : "`)`"
    case _ where isBehindLine: "the end of the line"
    case .string: "a string"
    case .command: "a command"
    default: "`\(file.text(current.span))`"
    }
  }

  // MARK: Names

  /// Reads `name = letter { letter | digit | mark } ;`.
  mutating func name(_ purpose: String) throws(Abandoned) -> Name {
    if case .identifier(let text) = current.kind {
      return makeName(text, span: advance().span)
    }
    if case .keyword(let keyword) = current.kind {
      throw fail(
        .expectedName,
        "`\(keyword.rawValue)` is a word of the language and cannot be a name",
        hint: "choose another name, such as `\(keyword.rawValue)_`"
      )
    }
    throw unexpected(
      .expectedName,
      "expected \(purpose), found \(found)"
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

  /// Whether a statement of several lines goes on with it.
  var continuesStatement: Bool {
    `is`(.else) || `is`(.catch) || `is`(.dot) || `is`(.bar)
  }
}
