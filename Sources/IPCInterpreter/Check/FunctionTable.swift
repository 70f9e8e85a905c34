import IPCSyntax

/// The functions of a program by their index, as the resolver numbered them.
///
/// Main is the first; each imported file is one too, and so is the prelude.
struct FunctionTable {
  /// A function, a `defer` block, or main.
  struct Entry {
    var parameters: [Parameter] = []
    var body = Function.Body.block(
      Block(statements: [], span: SourceSpan(start: 0, end: 0))
    )
    /// Whether calls reach it by its name only, unless the name is used as a value.
    var isDeclared = false
    /// Whether it is a whole file.
    var isOutermost = false
  }

  private(set) var entries: [Entry]
  /// By variable, whether a statement or parameter of the script gives it its value.
  private(set) var isBound: [Bool]
  private let sources: SourceMap
  private let resolution: Resolution

  /// Finds the functions of a program.
  init(_ program: Program, sources: SourceMap, resolution: Resolution) {
    self.sources = sources
    self.resolution = resolution
    entries = Array(repeating: Entry(), count: resolution.functions.count)
    isBound = Array(repeating: false, count: resolution.variables.count)
    add(program, as: 0)
    for module in resolution.modules { add(module.program, as: module.function) }
  }

  private mutating func add(_ program: Program, as function: Int) {
    let start = resolution.functions[function].span.start
    let whole = Block(
      statements: program.statements,
      span: SourceSpan(start: start, end: program.statements.last?.span.end ?? start)
    )
    entries[function] = Entry(body: .block(whole), isOutermost: true)
    for statement in program.statements { visit(statement) }
  }

  /// The statements of a function; an expression is one that returns it.
  func block(of index: Int) -> Block {
    switch entries[index].body {
    case .block(let block): block
    case .expression(let value):
      Block(statements: [Statement(.returnValue(value), span: value.span)], span: value.span)
    }
  }

  /// An expression as it is written, if that is short enough for a hint.
  func text(of expression: Expression) -> String? {
    let text = sources.text(expression.bare.span)
    return text.count <= 40 && !text.contains(where: \.isNewline) ? text : nil
  }

  private mutating func bind(_ names: [Name]) {
    for name in names {
      guard case .variable(let variable) = resolution.bindings[name.id.index] else { continue }
      isBound[variable] = true
    }
  }

  private mutating func add(_ function: Function, isDeclared: Bool) {
    bind(function.parameters.map(\.name))
    guard let index = resolution.functionIndices[function.id.index] else { return }
    entries[index] = Entry(
      parameters: function.parameters,
      body: function.body,
      isDeclared: isDeclared
    )
  }
}

extension FunctionTable: TreeVisitor {
  mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .function(let name, let function):
      bind([name])
      add(function, isDeclared: true)
    case .deferBlock(let block):
      if let index = resolution.deferIndices[statement.span] {
        entries[index] = Entry(body: .block(block))
      }
    case .binding(_, let names, _), .forLoop(let names, _, _): bind(names)
    case .tryCatch(_, let clauses): bind(clauses.compactMap(\.variable))
    case .select(let cases):
      for item in cases { if case .operation(let names, _) = item.event { bind(names) } }
    default: break
    }
    walk(statement)
  }

  mutating func visit(_ expression: Expression) {
    if case .function(let function) = expression.kind {
      add(function, isDeclared: function.form == .processBlock)
    }
    walk(expression)
  }
}
