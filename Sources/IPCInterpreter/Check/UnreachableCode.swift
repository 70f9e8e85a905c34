import IPCSyntax

/// Warns of statements that never run, as the one before always leaves their block.
struct UnreachableCode: TreeVisitor {
  private var finder: ExitFinder
  private var diagnostics: [Diagnostic] = []

  /// What in a file never runs.
  static func check(_ program: Program, _ finder: ExitFinder) -> [Diagnostic] {
    var visitor = UnreachableCode(finder)
    visitor.check(program.statements)
    for statement in program.statements { visitor.visit(statement) }
    return visitor.diagnostics
  }

  private init(_ finder: ExitFinder) {
    self.finder = finder
  }

  mutating func visit(_ block: Block) {
    check(block.statements)
    walk(block)
  }

  /// Checks the statements of one block.
  private mutating func check(_ statements: [Statement]) {
    for (statement, next) in zip(statements, statements.dropFirst()) {
      guard !finder.exits(of: statement).contains(.normal) else { continue }
      // A function is there for the whole block, wherever it stands.
      let behind = statements.first { other in
        if case .function = other.kind { return false }
        return other.span.start >= next.span.start
      }
      if let behind { report(behind, behind: statement) }
      return
    }
  }

  private mutating func report(_ statement: Statement, behind last: Statement) {
    diagnostics.append(
      Diagnostic(
        .unreachable,
        severity: .warning,
        title: "this never runs",
        primary: .init(span: statement.span, text: ""),
        secondary: [.init(span: last.head, text: Self.reason(last))],
        hint: "remove it, or move it before"
      )
    )
  }

  private static func reason(_ statement: Statement) -> String {
    switch statement.kind {
    case .returnValue: "`return` leaves the function here"
    case .breakLoop: "`break` leaves the loop here"
    case .continueLoop: "`continue` begins the next turn here"
    case .throwError: "`throw` leaves the block here"
    case .expression: "`exit` ends the process here"
    case .whileLoop: "this loop is never left by `break`"
    case .conditional: "all branches leave the block"
    default: "this never comes to its end"
    }
  }
}

extension Statement {
  /// Its beginning: a word or two, not all the lines of a loop.
  var head: SourceSpan {
    switch kind {
    case .whileLoop(let condition, _): SourceSpan(start: span.start, end: condition.span.end)
    case .forLoop(_, let sequence, _): SourceSpan(start: span.start, end: sequence.span.end)
    case .conditional(let condition, _, _):
      SourceSpan(start: span.start, end: condition.span.end)
    default: span
    }
  }
}
