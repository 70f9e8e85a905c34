import IPCTestSupport

/// Derives random sentences from the grammar; the same seed gives the same ones.
struct SentenceMaker {
  private let terms: [String: Grammar.Term]
  private var numbers: SeededNumbers
  private var text = ""
  private var depth = 0
  /// The blanks, line ends and comments of an untidy sentence; nil for a tidy one, with a space everywhere.
  private var disorder: Disorder?
  /// Beyond this depth every rule with a plain form takes it.
  private var depthLimit = 14

  /// Sentences of rules that the lexer or a remark in the grammar defines, one of which is taken.
  private static let plain: [String: [String]] = [
    "name": ["a", "b", "größe", "_x1", "def", "do"],
    "word": ["a", "kind", "if", "timeout"],
    "integer": ["0", "42", "0xff", "1_000"],
    "float": ["1.5", "2e9"],
    "duration": ["250ms", "1.5s", "2min"],
    "string": ["\"a b\"", "'raw \\'", "\"\\(a + \"x\")\"", "\"\"\"\n  a\n  \"\"\""],
    "command": ["`ls -l`", "`cc '\\(' \\(a) \"b\\(c)\"`"],
    "path": ["\"kitchen.ipc\"", "'a b'"],
    "newline": ["\n"],
    // Lists of a kind keep their clauses apart: one here is always right.
    "target": ["a", "a.b", "a[0]", "f(a).b[1].c"],
    "head": ["a", "a < b", "(a)", "f({k: 1})", "[{}]"],
  ]

  /// What stands in for a rule whose full form would change the meaning of what is around it: an operand whose own
  /// clause would be taken for the outer word's, a map where a block would open, `...` before an end.
  private static let guarded: Set<String> = ["stages", "unary", "choice"]

  init(grammar: Grammar, seed: UInt64) {
    terms = Dictionary(uniqueKeysWithValues: grammar.rules.map { ($0.name, $0.term) })
    numbers = SeededNumbers(seed: seed &* 0xd134_2543_de82_ef95 &+ 1)
  }

  /// Returns a random program.
  mutating func sentence() -> String {
    text = ""
    depth = 0
    derive(.rule("program", isAttached: false), in: "")
    return text
  }

  /// Returns three random statements with blanks, line ends and comments wherever they may stand, long names and
  /// literals of several lines, and the comments in order.
  mutating func untidySentence() -> (text: String, comments: [String]) {
    text = ""
    depthLimit = 10
    disorder = Disorder()
    defer { disorder = nil }
    for _ in 0..<3 {
      depth = 0
      derive(.rule("statement", isAttached: false), in: "")
      write("\n", isAttached: false)
    }
    return (text, disorder?.comments ?? [])
  }

  /// Returns the bytes of a sentence with some of them changed, removed or doubled.
  mutating func mutated(_ sentence: String) -> [UInt8] {
    var bytes = Array(sentence.utf8)
    for _ in 0...numbers.next(below: 4) where !bytes.isEmpty {
      let place = numbers.next(below: bytes.count)
      switch numbers.next(below: 3) {
      case 0: bytes[place] = UInt8(numbers.next(below: 128))
      case 1: bytes.remove(at: place)
      default: bytes.insert(bytes[numbers.next(below: bytes.count)], at: place)
      }
    }
    return bytes
  }

  private mutating func derive(_ term: Grammar.Term, in rule: String) {
    switch term {
    case .terminal(let terminal, let isAttached):
      disorder?.isInMap = rule == "map"
      write(terminal, isAttached: isAttached)
    case .rule(let name, let isAttached): derive(rule: name, isAttached: isAttached, in: rule)
    case .described: break
    case .sequence(let parts): for part in parts { derive(part, in: rule) }
    case .choice(let parts):
      let place = depth > depthLimit ? parts.count - 1 : numbers.next(below: parts.count)
      derive(parts[place], in: rule)
    case .optional(let part):
      if depth < depthLimit, numbers.next(below: 3) == 0 { derive(part, in: rule) }
    case .repetition(let part):
      guard depth < depthLimit else { return }
      let limit = Self.isClause(part) ? 2 : 3
      for _ in 0..<numbers.next(below: limit) { derive(part, in: rule) }
    }
  }

  /// Whether the term is a clause or label, each of which stands at most once.
  private static func isClause(_ term: Grammar.Term) -> Bool {
    guard case .rule(let name, _) = term else { return false }
    return name.hasSuffix("-clause") || name.hasSuffix("-label")
  }

  private mutating func derive(rule name: String, isAttached: Bool, in outer: String) {
    if let plain = plain(name) {
      write(plain[numbers.next(below: plain.count)], isAttached: isAttached)
      return
    }
    let isOperand = ["command-word", "command-statement", "event", "stages"].contains(outer)
    let isSafe =
      depth < depthLimit && !(isOperand && Self.guarded.contains(name) && name != "stages")
    guard isSafe || !Self.isExpression(name), let term = terms[name] else {
      write(["a", "f(b)", "[1]", "(x => x)"][numbers.next(below: 4)], isAttached: isAttached)
      return
    }
    // A statement that begins with a brace is a block, and `try {` a statement.
    let isGuarded =
      name == "expression" && outer == "expression-statement"
      || outer == "unary" && name == "choice"
      // Its stages and clauses would take what follows.
      || outer == "unary" && name == "command-word"
    depth += 1
    if isGuarded { write("(", isAttached: false) }
    if isAttached { write("", isAttached: true) }
    derive(term, in: name)
    if isGuarded { write(")", isAttached: false) }
    depth -= 1
  }

  private mutating func plain(_ name: String) -> [String]? {
    if disorder != nil, numbers.next(below: 3) == 0, let long = Disorder.plain[name] { return long }
    return Self.plain[name]
  }

  private static func isExpression(_ name: String) -> Bool {
    [
      "expression", "choice", "disjunction", "conjunction", "negation", "comparison", "range",
      "sum",
      "product", "unary", "power", "postfix", "primary", "index", "stages",
    ].contains(name)
  }

  /// Set when the next sign stands directly behind what was written.
  private var attaches = false

  private mutating func write(_ part: String, isAttached: Bool) {
    if part.isEmpty {
      attaches = true
      return
    }
    if !isAttached, !attaches, !text.isEmpty {
      let choice = numbers.next(below: 1_000)
      text += disorder?.gap(before: part, choice) ?? " "
    }
    attaches = false
    text += part
    disorder?.follow(part)
  }
}
