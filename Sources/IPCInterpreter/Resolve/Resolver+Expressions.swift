import IPCSyntax

extension Resolver {
  /// Resolves an expression.
  mutating func resolve(_ expression: Expression) {
    switch expression.kind {
    case .null, .bool, .integer, .float, .duration, .invalid: break
    case .string: checkDollars(in: expression.span)
    case .interpolation(let parts):
      checkDollars(in: expression.span)
      for case .expression(let part) in parts { resolve(part) }
    case .list(let items): for item in items { resolve(item) }
    case .map(let entries):
      for entry in entries {
        resolve(entry.key)
        resolve(entry.value)
      }
    case .name(let name): _ = use(name)
    case .unary(_, let operand): resolve(operand)
    case .binary(let operation, let first, let second, let sign):
      resolve(first)
      checkFormat(first, operation, at: sign)
      if !reportComment(operation, second, at: sign) { resolve(second) }
    case .and(let first, let second), .or(let first, let second):
      resolve(first)
      resolve(second)
    case .conditional(let condition, let then, let otherwise):
      resolve(condition)
      resolve(then)
      resolve(otherwise)
    case .range(let lower, let upper, _):
      if lower == nil || upper == nil { reportOpenRange(expression.span) }
      if let lower { resolve(lower) }
      if let upper { resolve(upper) }
    case .call(let callee, let arguments):
      resolve(callee)
      for argument in arguments { resolve(argument.value) }
      noteErrorKind(callee, arguments)
      checkCall(callee, arguments)
    case .methodCall(let receiver, let name, let arguments):
      resolve(receiver)
      for argument in arguments { resolve(argument.value) }
      resolveMethod(receiver, name, arguments)
    case .field(let object, _): resolve(object)
    case .index(let object, let index):
      resolve(object)
      if case .range(let lower, let upper, _) = index.kind {
        if let lower { resolve(lower) }
        if let upper { resolve(upper) }
      } else {
        resolve(index)
      }
    case .function(let function):
      resolveFunction(function, name: function.name ?? Self.name(of: function.form))
    case .tryElse(let value, let otherwise):
      resolve(value)
      resolve(otherwise)
    case .commandWord(let word): resolve(word)
    case .parenthesized(let inner): resolve(inner)
    case .command(let literal):
      for case .expression(let part) in literal.words.joined() { resolve(part) }
    case .pipeline(let stages): for stage in stages { resolve(stage) }
    }
  }

  private static func name(of form: Function.Form) -> String {
    switch form {
    case .function: "function"
    case .lambda: "lambda"
    case .processBlock: "block"
    }
  }

  private mutating func resolve(_ word: CommandWordExpression) {
    for operand in word.operands { resolve(operand) }
    for clause in word.clauses { if let value = clause.value { resolve(value) } }
    checkDurations(word)
    if [.spawn, .daemon, .process].contains(word.word) { checkSpawn(word) }
  }

  /// `spawn f` for a function `f` is a slip that can be told before the run.
  private mutating func checkSpawn(_ word: CommandWordExpression) {
    guard let operand = word.operands.first, case .name(let name) = operand.kind else { return }
    let isFunction =
      switch resolution.bindings[name.id.index] {
      case .builtin: true
      case .variable(let variable):
        if case .function = resolution.variables[variable].kind { true } else { false }
      case .unknown: false
      }
    guard isFunction else { return }
    diagnostics.append(
      Diagnostic(
        .spawnOperand,
        title: "`\(word.word.rawValue)` wants a call, a block or a prepared process",
        primary: .init(span: operand.span, text: "this is a function"),
        hint: "write `\(word.word.rawValue) \(name.text)()`"
      )
    )
  }

  private mutating func reportOpenRange(_ span: SourceSpan) {
    diagnostics.append(
      Diagnostic(
        .openRange,
        title: "a range has two ends, except directly inside an index",
        primary: .init(span: span, text: ""),
        hint: "`xs[1...]` takes the rest of a list"
      )
    )
  }

  // MARK: Calls

  private mutating func checkCall(_ callee: Expression, _ arguments: [Argument]) {
    guard case .name(let name) = callee.kind else { return }
    let binding = resolution.bindings[name.id.index]
    if case .variable(let variable) = binding, Builtins.index(of: name.text) != nil {
      warnOfHiddenBuiltin(name, variable)
    }
    checkQueueCall(name, binding)
    checkArguments(arguments, receivers: 0, name, binding)
  }

  private mutating func warnOfHiddenBuiltin(_ name: Name, _ variable: Int) {
    if case .function = resolution.variables[variable].kind { return }
    diagnostics.append(
      Diagnostic(
        .hidesBuiltin,
        severity: .warning,
        title: "`\(name.text)` is a variable here and hides the builtin",
        primary: .init(span: name.span, text: "calls the variable"),
        secondary: [.init(span: resolution.variables[variable].span, text: "declared here")],
        hint: "`x.\(name.text)(…)` calls the builtin"
      )
    )
  }

  /// Resolves the `f` of `x.f(a)`, which is never a variable.
  private mutating func resolveMethod(
    _ receiver: Expression,
    _ name: Name,
    _ arguments: [Argument]
  ) {
    if name.text == "error" { errorMentions += 1 }
    let variable = lookUp(name.text) { info in
      if case .function = info.kind { true } else { false }
    }
    if let variable {
      noteUse(of: variable)
      resolution.bindings[name.id.index] = .variable(variable)
    } else if let binding = builtin(name.text) {
      if case .variable(let variable) = binding { noteUse(of: variable) }
      resolution.bindings[name.id.index] = binding
    } else {
      // What stands before the dot has been told.
      if isToldUnknown(receiver) || reportWordAsMethod(receiver, name, arguments) { return }
      reportUnknown(name, id: .unknownMethod, what: "no function is called")
      return
    }
    // A module of another language is no receiver, so nothing is known of the number of arguments.
    if isToldUnknown(receiver) { return }
    checkArguments(arguments, receivers: 1, name, resolution.bindings[name.id.index])
  }

  /// Checks the number and the labels of the arguments of a function that is known.
  private mutating func checkArguments(
    _ arguments: [Argument],
    receivers: Int,
    _ name: Name,
    _ binding: Resolution.Binding
  ) {
    guard let signature = signature(of: binding), !arguments.contains(where: \.isSpread) else {
      return
    }
    let labels = arguments.compactMap { $0.label?.text }
    do throws(Signature.Mismatch) {
      _ = try signature.place(
        positional: receivers + arguments.count - labels.count,
        labels: labels,
        calling: "`\(name.text)`"
      )
    } catch {
      let positional = arguments.filter { $0.label == nil }
      let ordered = positional + arguments.filter { $0.label != nil }
      var span = name.span
      if let position = error.argument, ordered.indices.contains(position - receivers) {
        let argument = ordered[position - receivers]
        span = argument.label?.span.union(argument.value.span) ?? argument.value.span
      }
      var secondary: [Diagnostic.Label] = []
      if case .variable(let variable) = binding {
        secondary = [.init(span: resolution.variables[variable].span, text: "declared here")]
      }
      diagnostics.append(
        Diagnostic(
          .arity,
          title: error.title,
          primary: .init(span: span, text: ""),
          secondary: secondary,
          hint: error.hint
        )
      )
    }
  }

  /// The parameters of a function or builtin that a name surely means.
  func signature(of binding: Resolution.Binding) -> Signature? {
    switch binding {
    case .unknown: nil
    case .builtin(let index): Signature(Builtins.all[index])
    case .variable(let variable):
      if case .function(let index) = resolution.variables[variable].kind {
        resolution.functions[index].signature
      } else {
        nil
      }
    }
  }
}
