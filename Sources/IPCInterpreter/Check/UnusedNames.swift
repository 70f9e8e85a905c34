import IPCSyntax

/// Warns of variables that nobody reads, functions inside blocks that nobody calls, and imports that nobody uses.
///
/// Parameters, loop variables, caught errors and single parts of a value are there because a form wants them, so they may
/// go unused.
struct UnusedNames: TreeVisitor {
  private let resolution: Resolution
  private var isRead: [Bool]
  private var isAssigned: [Bool]
  private var declarations: [Declaration] = []
  private var depth = 0
  /// Whether the names of the top level may be for others.
  private let isModule: Bool

  /// A declaration that should be used.
  private struct Declaration {
    enum Form: Equatable { case value, effect(word: String), part, function, imported }
    var name: Name
    var variable: Int
    var form: Form
    var isTopLevel: Bool
    /// The variables that the same value is taken apart into; while one of them is used, the others may be not.
    var group: [Int] = []
  }

  /// What is declared and never used in a file.
  static func check(
    _ program: Program,
    resolution: Resolution,
    isModule: Bool
  ) -> [Diagnostic] {
    var visitor = UnusedNames(resolution, isModule: isModule)
    for statement in program.statements { visitor.visit(statement) }
    return visitor.diagnostics
  }

  private init(_ resolution: Resolution, isModule: Bool) {
    self.resolution = resolution
    self.isModule = isModule
    isRead = Array(repeating: false, count: resolution.variables.count)
    // What is wrong there is told already.
    for variable in resolution.namedInText { isRead[variable] = true }
    isAssigned = isRead
  }

  // MARK: Uses

  mutating func visit(_ block: Block) {
    depth += 1
    walk(block)
    depth -= 1
  }

  mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .name(let name), .methodCall(_, let name, _):
      if let variable = variable(name) { isRead[variable] = true }
    default: break
    }
    walk(expression)
  }

  mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .binding(let isVariable, let names, let values):
      let group = values.count < names.count ? names.compactMap { variable($0) } : []
      for name in names { declare(name, Self.form(names, values, isVariable), group) }
    case .function(let name, _): declare(name, .function)
    case .importNames(let names, _, _): for name in names { declare(name, .imported) }
    case .select(let cases):
      for item in cases {
        guard case .operation(let names, _) = item.event else { continue }
        for name in names { declare(name, .part, names.compactMap { variable($0) }) }
      }
    case .assignment(let targets, let values):
      for value in values { visit(value) }
      for target in targets { visit(target: target) }
      return
    case .compoundAssignment(let target, _, let value):
      visit(value)
      visit(target: target)
      return
    default: break
    }
    walk(statement)
  }

  private static func form(
    _ names: [Name],
    _ values: [Expression],
    _ isVariable: Bool
  ) -> Declaration.Form {
    guard names.count == 1 else { return .part }
    let isPlain = values.allSatisfy(\.isArithmetic)
    return isPlain ? .value : .effect(word: isVariable ? "var" : "let")
  }

  private mutating func visit(target: Expression) {
    if case .name(let name) = target.kind {
      if let variable = variable(name) { isAssigned[variable] = true }
    } else {
      visit(target)
    }
  }

  private func variable(_ name: Name) -> Int? {
    guard case .variable(let variable) = resolution.bindings[name.id.index] else { return nil }
    return variable
  }

  private mutating func declare(_ name: Name, _ form: Declaration.Form, _ group: [Int] = []) {
    guard !name.text.hasPrefix("_"), let variable = variable(name) else { return }
    declarations.append(
      Declaration(
        name: name,
        variable: variable,
        form: form,
        isTopLevel: depth == 0,
        group: group
      )
    )
  }

  // MARK: Messages

  private var diagnostics: [Diagnostic] {
    declarations.compactMap { declaration in
      guard !isRead[declaration.variable], !declaration.group.contains(where: { isRead[$0] })
      else { return nil }
      let isOffered =
        declaration.isTopLevel && (isModule || declaration.form == .function)
      guard declaration.form == .imported || !isOffered else { return nil }
      return diagnostic(declaration)
    }
  }

  private func diagnostic(_ declaration: Declaration) -> Diagnostic {
    let name = declaration.name.text
    let isAssigned = isAssigned[declaration.variable]
    let what =
      switch declaration.form {
      case .function: "the function `\(name)` is never called"
      case .imported: "`\(name)` is imported and never used"
      case .value, .effect, .part:
        isAssigned ? "`\(name)` is assigned and never read" : "`\(name)` is never used"
      }
    let hint =
      switch declaration.form {
      case .function, .imported: "remove it"
      case .part: "call it `_\(name)` to say so"
      case .value: "remove it, or call it `_\(name)` to say so"
      case .effect(let word): "leave `\(word) \(name) =` out, or call it `_\(name)` to say so"
      }
    return Diagnostic(
      declaration.form == .imported ? .unusedImport : .unusedName,
      severity: .warning,
      title: what,
      primary: .init(span: declaration.name.span, text: ""),
      hint: hint
    )
  }
}

extension Program {
  /// Whether it only declares names, so that it is probably there for others to import.
  var onlyDeclares: Bool {
    statements.allSatisfy { statement in
      switch statement.kind {
      case .function, .binding, .importNames: true
      default: false
      }
    }
  }
}
