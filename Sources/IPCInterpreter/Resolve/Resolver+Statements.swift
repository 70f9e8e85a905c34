import IPCSyntax

extension Resolver {
  /// Resolves a statement.
  mutating func resolve(_ statement: Statement) {
    switch statement.kind {
    case .expression(let expression): resolve(expression)
    case .binding(let isVariable, let names, let values):
      for value in values { resolve(value) }
      let kind: Resolution.VariableKind = isVariable ? .variable : .constant
      for name in names { declare(name, kind) }
      noteQueues(names: names, values: values, isVariable: isVariable)
    case .assignment(let targets, let values):
      for value in values { resolve(value) }
      for (position, target) in targets.enumerated() {
        let isPaired = targets.count == values.count
        resolve(target: target, value: isPaired ? values[position] : nil)
      }
    case .compoundAssignment(let target, _, let value):
      resolve(target: target)
      resolve(value)
    case .function: break
    case .block(let block): resolve(block)
    case .conditional(let condition, let then, let otherwise):
      resolve(condition)
      resolve(then)
      if let otherwise { resolve(otherwise) }
    case .whileLoop(let condition, let body):
      resolve(condition)
      resolveLoop(body)
    case .forLoop(let names, let sequence, let body):
      resolve(sequence)
      inScope { resolver in
        for name in names { resolver.declare(name, .parameter) }
        resolver.resolveLoop(body)
      }
    case .breakLoop: checkLoop("break", .misplacedBreak, at: statement.span)
    case .continueLoop: checkLoop("continue", .misplacedContinue, at: statement.span)
    case .returnValue(let value):
      checkReturn(at: statement.span)
      if let value { resolve(value) }
    case .throwError(let value): resolve(value)
    case .tryCatch(let body, let clauses):
      resolve(body)
      for clause in clauses {
        caughtKinds += clause.kinds
        inScope { resolver in
          if let variable = clause.variable { resolver.declare(variable, .parameter) }
          resolver.resolve(clause.body)
        }
      }
    case .deferBlock(let block): resolveDefer(block, span: statement.span)
    case .within(let limit, let body):
      resolve(limit)
      checkDuration(limit, of: "within")
      resolve(body)
    case .importNames(let names, let path, let pathSpan):
      resolveImport(names, path, pathSpan, span: statement.span)
    case .select(let cases): resolveSelect(cases)
    case .invalid: break
    }
  }

  private mutating func resolveLoop(_ body: Block) {
    context.loops += 1
    resolve(body)
    context.loops -= 1
  }

  /// A `defer` block is a function of its own that runs when its block is left.
  private mutating func resolveDefer(_ block: Block, span: SourceSpan) {
    let index = resolution.functions.count
    resolution.functions.append(
      Resolution.FunctionInfo(
        name: resolution.functions[scope.function].name,
        parent: scope.function,
        signature: Signature.none,
        span: span
      )
    )
    // A block has no number of its own; no other function can begin at the same place.
    resolution.deferIndices[span] = index
    resolution.functions[scope.function].functions.insert(index)
    let (outer, outerContext) = (scope, context)
    scope = Scope(parent: outer, function: index)
    context = Context(loops: 0, allowsReturn: false, isDefer: true)
    resolve(block)
    (scope, context) = (outer, outerContext)
  }

  // MARK: Assignment

  private mutating func resolve(target: Expression, value: Expression? = nil) {
    guard case .name(let name) = target.kind else {
      resolve(target)
      return
    }
    guard let variable = lookUp(name.text) else {
      if Builtins.index(of: name.text) != nil {
        diagnostics.append(
          Diagnostic(
            .assignToBuiltin,
            title: "`\(name.text)` is a builtin and cannot be assigned to",
            primary: .init(span: name.span, text: ""),
            hint: "declare a name of your own: `var \(name.text) = …`"
          )
        )
      } else {
        reportUndeclared(name, value: value)
      }
      return
    }
    noteUse(of: variable)
    resolution.bindings[name.id.index] = .variable(variable)
    let info = resolution.variables[variable]
    switch info.kind {
    case .variable, .parameter: break
    case .constant:
      diagnostics.append(
        Diagnostic(
          .assignToLet,
          title: "`\(name.text)` is declared with `let` and cannot be assigned to",
          primary: .init(span: name.span, text: ""),
          secondary: info.span.end > 0 ? [.init(span: info.span, text: "declared here")] : [],
          hint: info.span.end > 0 ? "declare it with `var \(name.text)`" : nil
        )
      )
    case .function:
      diagnostics.append(
        Diagnostic(
          .assignToFunction,
          title: "`\(name.text)` is a function and cannot be assigned to",
          primary: .init(span: name.span, text: ""),
          secondary: [.init(span: info.span, text: "declared here")],
          hint: "choose another name"
        )
      )
    }
  }

  // MARK: Places

  private mutating func checkLoop(_ word: String, _ id: DiagnosticID, at span: SourceSpan) {
    guard context.loops == 0 else { return }
    diagnostics.append(
      Diagnostic(
        id,
        title: "`\(word)` stands in no loop",
        primary: .init(span: span, text: ""),
        hint: context.isDefer
          ? "a `defer` block cannot leave the loop around it" : "put it into a `while` or `for`"
      )
    )
  }

  private mutating func checkReturn(at span: SourceSpan) {
    guard !context.allowsReturn else { return }
    diagnostics.append(
      Diagnostic(
        .misplacedReturn,
        title: context.isDefer
          ? "`return` cannot stand in a `defer` block" : "`return` stands in no function",
        primary: .init(span: span, text: ""),
        hint: context.isDefer ? "move it behind the block" : "`exit(n)` ends the script"
      )
    )
  }
}

extension Signature {
  /// No parameters.
  static let none = Signature(parameters: [], takesRest: false)

  private init(parameters: [Parameter], takesRest: Bool) {
    self.parameters = parameters
    self.takesRest = takesRest
  }
}
