import IPCSyntax

/// Declarations and assignments.
extension Compiler {
  /// `let a = 1`, `let a, b = 1, 2`, `let a, b = pair`.
  mutating func compileBinding(_ names: [Name], _ values: [Expression]) {
    if names.count == 1, values.count == 1 {
      compileSingleBinding(names[0], values[0])
      return
    }
    // The names' own registers come first, so that the values above can be given up.
    for name in names {
      let variable = declaredVariable(name)
      let info = resolution.variables[variable]
      if info.global == nil, !info.isCaptured {
        builder.registers[variable] = builder.allocate()
      }
    }
    let mark = builder.next
    let first = compileValues(values, count: names.count)
    for (position, name) in names.enumerated() {
      builder.span = name.span
      store(first + position, in: declaredVariable(name))
    }
    builder.next = mark
  }

  private mutating func compileSingleBinding(_ name: Name, _ value: Expression) {
    let variable = declaredVariable(name)
    let info = resolution.variables[variable]
    if info.global == nil, !info.isCaptured {
      let register = builder.allocate()
      compile(value, to: register)
      builder.registers[variable] = register
      return
    }
    let mark = builder.next
    let register = operand(value)
    builder.span = name.span
    store(register, in: variable)
    builder.next = mark
  }

  /// Values side by side: one for each target, or the parts of a single list.
  private mutating func compileValues(_ values: [Expression], count: Int) -> Int {
    if values.count == 1 {
      let list = builder.allocate(count + 1)
      compile(values[0], to: list)
      builder.span = values[0].span
      builder.emit(.unpack, a: list, b: count)
      return list + 1
    }
    let first = builder.allocate(count)
    for (position, value) in values.enumerated() { compile(value, to: first + position) }
    return first
  }

  /// Gives a variable the value of a register.
  mutating func store(_ register: Int, in variable: Int) {
    let info = resolution.variables[variable]
    if let slot = info.global {
      builder.emit(.setGlobal, a: register, n: slot)
    } else if let home = builder.registers[variable] {
      if info.isCaptured {
        builder.emit(.setCell, a: home, b: register)
      } else if home != register {
        builder.emit(.move, a: home, b: register)
      }
    } else {
      builder.emit(.setCapture, a: register, n: capturePosition(of: variable))
    }
  }

  /// The position of a variable among the captures of the function at hand.
  func capturePosition(of variable: Int) -> Int {
    let captures = resolution.functions[builder.index].captures
    guard let position = captures.firstIndex(of: variable) else {
      preconditionFailure("\(resolution.variables[variable].name) is not captured")
    }
    return position
  }

  /// `a = 1`, `a, b = b, a`, `xs[0] = 1`: the parts of the targets, then the values, then what is stored.
  mutating func compileAssignment(_ targets: [Expression], _ values: [Expression]) {
    if targets.count == 1, values.count == 1, let home = plainHome(of: targets[0]) {
      compile(values[0], to: home)
      return
    }
    let mark = builder.next
    // A variable among several targets changes before the parts of those behind it are used.
    let copies = targets.count > 1 && targets.contains { $0.isName }
    let places = targets.map { place(of: $0, copies: copies) }
    if targets.count == 1, values.count == 1 {
      assign(operand(values[0]), to: places[0], span: targets[0].span)
    } else {
      let first = compileValues(values, count: targets.count)
      for (position, target) in targets.enumerated() {
        assign(first + position, to: places[position], span: target.span)
      }
    }
    builder.next = mark
  }

  /// The register of a variable that can be written in place.
  private func plainHome(of target: Expression) -> Int? {
    guard case .name(let name) = target.kind else { return nil }
    let variable = declaredVariable(name)
    let info = resolution.variables[variable]
    return info.global == nil && !info.isCaptured ? builder.registers[variable] : nil
  }

  /// Where a target's parts are once they have been evaluated.
  private enum Place {
    case variable(Int)
    case index(list: Int, position: Int)
    /// The first of three registers: the object, one to work with, the value; and the constant of the name.
    case field(base: Int, name: Int)
  }

  /// Evaluates the parts of a target; a copy stays as it is whatever is assigned meanwhile.
  private mutating func place(of target: Expression, copies: Bool) -> Place {
    switch target.kind {
    case .name(let name): return .variable(declaredVariable(name))
    case .index(let object, let index):
      let list = part(object, copies: copies)
      return .index(list: list, position: part(index, copies: copies))
    case .field(let object, let name):
      let base = builder.allocate(3)
      compile(object, to: base)
      return .field(base: base, name: constant(.string(name.text)))
    default: preconditionFailure("a target that the parser refuses")
    }
  }

  private mutating func part(_ expression: Expression, copies: Bool) -> Int {
    guard copies else { return operand(expression) }
    let register = builder.allocate()
    compile(expression, to: register)
    return register
  }

  /// Gives a target the value of a register.
  private mutating func assign(_ value: Int, to place: Place, span: SourceSpan) {
    builder.span = span
    switch place {
    case .variable(let variable): store(value, in: variable)
    case .index(let list, let position): builder.emit(.setIndex, a: list, b: position, c: value)
    case .field(let base, let name):
      builder.emit(.move, a: base + 2, b: value)
      builder.emit(.setField, a: base, n: name)
    }
  }

  /// `a += 1`: object and index are evaluated once.
  mutating func compileCompound(
    _ target: Expression,
    _ operation: BinaryOperator,
    _ value: Expression,
    span: SourceSpan
  ) {
    let mark = builder.next
    switch target.kind {
    case .name(let name):
      let variable = declaredVariable(name)
      if let home = plainHome(of: target) {
        binary(operation, home, value, to: home, span: span)
      } else {
        let old = builder.allocate()
        load(variable, to: old, span: target.span)
        binary(operation, old, value, to: old, span: span)
        store(old, in: variable)
      }
    case .index(let object, let index):
      let list = operand(object)
      let position = operand(index)
      let old = builder.allocate()
      builder.span = target.span
      builder.emit(.getIndex, a: old, b: list, c: position)
      binary(operation, old, value, to: old, span: span)
      builder.emit(.setIndex, a: list, b: position, c: old)
    case .field(let object, let name):
      let field = constant(.string(name.text))
      let base = builder.allocate(3)
      compile(object, to: base)
      let old = builder.allocate(2)
      builder.span = target.span
      builder.emit(.getField, a: old, b: base, n: field)
      binary(operation, old, value, to: base + 2, span: span)
      builder.emit(.setField, a: base, n: field)
    case .parenthesized(let inner): compileCompound(inner, operation, value, span: span)
    default: preconditionFailure("a target that the parser refuses")
    }
    builder.next = mark
  }
}

extension Expression {
  /// Whether it is a name and nothing else.
  fileprivate var isName: Bool {
    if case .name = kind { true } else { false }
  }
}
