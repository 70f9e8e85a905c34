/// A statement with its place.
package struct Statement: Sendable {
  /// What it is.
  package var kind: Kind
  /// Where it stands, without the newline or `;` that ends it.
  package var span: SourceSpan

  /// Makes a statement.
  package init(_ kind: Kind, span: SourceSpan) {
    self.kind = kind
    self.span = span
  }

  /// The kinds of statement.
  package indirect enum Kind: Sendable {
    /// An expression for its effect.
    case expression(Expression)
    /// `let a = 1`, `var a = 1`, `let a, b = pair`, `let a, b = 1, 2`.
    case binding(isVariable: Bool, names: [Name], values: [Expression])
    /// `a = 1`, `a, b = b, a`, `xs[0] = 1`, `m.k = 1`; one value for several targets is taken apart.
    case assignment(targets: [Expression], values: [Expression])
    /// `a += 1`; the target is evaluated once.
    case compoundAssignment(target: Expression, operation: BinaryOperator, value: Expression)
    /// `func f(a) { … }`, hoisted within its block.
    case function(Name, Function)
    /// A block on its own.
    case block(Block)
    /// `if … { } else …`; the alternative is a block or another `if`.
    case conditional(condition: Expression, then: Block, otherwise: Statement?)
    /// `while … { }`.
    case whileLoop(condition: Expression, body: Block)
    /// `for x in e { }`, `for k, v in m { }`.
    case forLoop(names: [Name], sequence: Expression, body: Block)
    /// `break`.
    case breakLoop
    /// `continue`.
    case continueLoop
    /// `return`, `return x`.
    case returnValue(Expression?)
    /// `throw x`.
    case throwError(Expression)
    /// `try { } catch … { }`.
    case tryCatch(body: Block, clauses: [CatchClause])
    /// `defer { }`.
    case deferBlock(Block)
    /// `within 5s { }`.
    case within(limit: Expression, body: Block)
    /// `select { case … }`.
    case select([SelectCase])
    /// `import a, b from "path"`.
    case importNames([Name], path: String, pathSpan: SourceSpan)
    /// What stood there did not parse; a diagnostic has told it.
    case invalid
  }
}

/// One `catch` of a `try` statement.
package struct CatchClause: Sendable {
  /// The kinds it catches; empty catches every kind that `catch` may catch.
  package var kinds: [Name]
  /// The variable that gets the error.
  package var variable: Name?
  /// What runs then.
  package var body: Block
  /// From `catch` to the closing brace.
  package var span: SourceSpan

  /// Makes a clause.
  package init(kinds: [Name], variable: Name?, body: Block, span: SourceSpan) {
    self.kinds = kinds
    self.variable = variable
    self.body = body
    self.span = span
  }
}

/// One `case` of a `select` statement.
package struct SelectCase: Sendable {
  /// What the case waits for.
  package enum Event: Sendable {
    /// `case let a, b = get q`, `case put q, x`, `case join p`.
    case operation(names: [Name], CommandWordExpression)
    /// `case timeout 2s`.
    case timeout(Expression)
    /// `case else`.
    case otherwise
  }

  /// What the case waits for.
  package var event: Event
  /// What runs when it is chosen.
  package var body: Block
  /// From `case` to the closing brace.
  package var span: SourceSpan

  /// Makes a case.
  package init(event: Event, body: Block, span: SourceSpan) {
    self.event = event
    self.body = body
    self.span = span
  }
}
