import IPCSyntax

extension Compiler {
  /// Compiles an expression into a register of its own, or names the one of a variable as it is.
  mutating func operand(_ expression: Expression) -> Int {
    if let home = home(of: expression) { return home }
    let register = builder.allocate()
    compile(expression, to: register)
    return register
  }

  /// The register of a variable that needs no instruction to be read.
  private func home(of expression: Expression) -> Int? {
    switch expression.kind {
    case .parenthesized(let inner): return home(of: inner)
    case .name(let name):
      guard case .variable(let variable) = resolution.bindings[name.id.index],
        resolution.variables[variable].global == nil, !resolution.variables[variable].isCaptured
      else { return nil }
      return builder.registers[variable]
    default: return nil
    }
  }

  /// Compiles an expression so that its value is in a register.
  mutating func compile(_ expression: Expression, to target: Int) {
    let mark = builder.next
    defer { builder.next = mark }
    builder.span = expression.span
    switch expression.kind {
    case .null: builder.emit(.loadNull, a: target)
    case .bool(let value): builder.emit(.loadBool, a: target, n: value ? 1 : 0)
    case .integer(let value): loadInt(Int(value), to: target)
    case .float(let value): loadConstant(.float(value), to: target)
    case .duration(let value): loadConstant(.duration(Int(value)), to: target)
    case .string(let value): loadConstant(.string(value), to: target)
    case .interpolation(let parts): compileJoined(parts, .interpolate, to: target, builder.span)
    case .list(let items): compileList(items, to: target)
    case .map(let entries): compileMap(entries, to: target)
    case .name(let name): compileName(name, to: target)
    case .unary(let operation, let operand): compileUnary(operation, operand, expression, target)
    case .binary(let operation, let first, let second, let span):
      let left = operand(first)
      binary(operation, left, second, to: target, span: span)
    case .and(let first, let second): compileLogical(first, second, .jumpIfFalse, target)
    case .or(let first, let second): compileLogical(first, second, .jumpIfTrue, target)
    case .conditional(let condition, let then, let otherwise):
      compileChoice(condition, then, otherwise, target)
    case .range(let lower, let upper, let isClosed):
      compileRange(lower, upper, isClosed, expression.span, target)
    case .call(let callee, let arguments): compileCall(callee, arguments, expression.span, target)
    case .methodCall(let receiver, let name, let arguments):
      let first = Argument(label: nil, value: receiver, isSpread: false)
      compileCall(
        Expression(.name(name), span: name.span),
        [first] + arguments,
        expression.span,
        target
      )
    case .field(let object, let name):
      let base = builder.allocateBase(for: target, 2)
      let source = operand(object)
      builder.span = name.span
      builder.emit(.getField, a: base, b: source, n: constant(.string(name.text)))
      builder.emitMove(base, to: target)
    case .index(let object, let index): compileIndex(object, index, expression.span, target)
    case .function(let function):
      let index = functionIndex(function)
      compileFunction(index, function)
      builder.emit(.makeClosure, a: target, n: index)
    case .tryElse(let value, let otherwise): compileTryElse(value, otherwise, target)
    case .commandWord(let word): compileCommandWord(word, expression.span, target)
    case .parenthesized(let inner): compile(inner, to: target)
    case .command(let literal): compileCommand(literal, to: target)
    case .pipeline(let stages): compilePipeline(stages, to: target)
    case .invalid:
      preconditionFailure("an expression that cannot run yet was compiled")
    }
  }

  // MARK: Values

  mutating func loadInt(_ value: Int, to target: Int) {
    if Int32(exactly: value) != nil {
      builder.emit(.loadInt, a: target, n: value)
    } else {
      loadConstant(.int(value), to: target)
    }
  }

  mutating func loadConstant(_ value: CompiledProgram.Constant, to target: Int) {
    builder.emit(.loadConstant, a: target, n: constant(value))
  }

  private mutating func compileName(_ name: Name, to target: Int) {
    switch resolution.bindings[name.id.index] {
    case .builtin(let index): builder.emit(.loadBuiltin, a: target, n: index)
    case .variable(let variable): load(variable, to: target, span: name.span)
    case .unknown: preconditionFailure("\(name.text) was not resolved")
    }
  }

  /// Reads a variable into a register.
  mutating func load(_ variable: Int, to target: Int, span: SourceSpan) {
    builder.span = span
    let info = resolution.variables[variable]
    if let slot = info.global {
      builder.emit(.getGlobal, a: target, n: slot)
    } else if let home = builder.registers[variable] {
      if info.isCaptured {
        builder.emit(.getCell, a: target, b: home)
      } else if home != target {
        builder.emitMove(home, to: target)
      }
    } else {
      builder.emit(.getCapture, a: target, n: capturePosition(of: variable))
    }
  }

  /// Joins the parts of a string, or of a command's argument, in pieces that fit into registers.
  mutating func compileJoined(
    _ parts: [InterpolationPart],
    _ opcode: Opcode,
    to target: Int,
    _ span: SourceSpan
  ) {
    let limit = 32
    let first = builder.allocateBase(for: target, min(parts.count, limit) + 1)
    var used = 0
    for part in parts {
      if used == limit {
        builder.span = span
        builder.emit(opcode, a: first, b: used)
        used = 1
      }
      switch part {
      case .text(let text): loadConstant(.string(text), to: first + used)
      case .expression(let expression): compile(expression, to: first + used)
      }
      used += 1
    }
    builder.span = span
    builder.emit(opcode, a: first, b: used)
    builder.emitMove(first, to: target)
  }

  /// Makes a list, the first values at once and the others one by one.
  private mutating func compileList(_ items: [Expression], to target: Int) {
    let span = builder.span
    let limit = 16
    let first = builder.allocateBase(for: target, max(1, min(items.count, limit)))
    clearRegisters(first..<(first + min(items.count, limit)), behindWaitsIn: items)
    for (position, item) in items.prefix(limit).enumerated() {
      compile(item, to: first + position)
    }
    builder.span = span
    builder.emit(.makeList, a: first, b: min(items.count, limit))
    for item in items.dropFirst(limit) {
      let mark = builder.next
      let register = operand(item)
      builder.emit(.appendItem, a: first, b: register)
      builder.next = mark
    }
    builder.emitMove(first, to: target)
  }

  private mutating func compileMap(_ entries: [MapEntry], to target: Int) {
    let map = builder.allocateBase(for: target, 1)
    builder.emit(.makeMap, a: map, b: min(entries.count, 200))
    for entry in entries {
      let mark = builder.next
      let key = builder.allocate()
      compile(entry.key, to: key)
      let value = operand(entry.value)
      builder.span = entry.key.span
      builder.emit(.setEntry, a: map, b: key, c: value)
      builder.next = mark
    }
    builder.emitMove(map, to: target)
  }

  private mutating func compileRange(
    _ lower: Expression?,
    _ upper: Expression?,
    _ isClosed: Bool,
    _ span: SourceSpan,
    _ target: Int
  ) {
    guard let lower, let upper else {
      preconditionFailure("a range without an end was compiled")
    }
    let first = operand(lower)
    let second = operand(upper)
    builder.span = span
    builder.emit(.makeRange, a: target, b: first, c: second, n: isClosed ? 1 : 0)
  }

  private mutating func compileIndex(
    _ object: Expression,
    _ index: Expression,
    _ span: SourceSpan,
    _ target: Int
  ) {
    let source = operand(object)
    if case .range(let lower, let upper, let isClosed) = index.kind {
      let ends = builder.allocate(2)
      for (position, end) in [lower, upper].enumerated() {
        if let end {
          compile(end, to: ends + position)
        } else {
          builder.emit(.loadNull, a: ends + position)
        }
      }
      builder.span = span
      builder.emit(.slice, a: target, b: source, c: ends, n: isClosed ? 1 : 0)
      return
    }
    let position = operand(index)
    builder.span = span
    builder.emit(.getIndex, a: target, b: source, c: position)
  }

  // MARK: Operators

  /// Applies an operator to a register and an expression.
  mutating func binary(
    _ operation: BinaryOperator,
    _ left: Int,
    _ second: Expression,
    to target: Int,
    span: SourceSpan
  ) {
    if case .integer(let value) = second.kind, let small = Int32(exactly: value) {
      if operation == .add || operation == .subtract {
        builder.span = span
        builder.emit(
          operation == .add ? .addInt : .subtractInt,
          a: target,
          b: left,
          n: Int(small)
        )
        return
      }
    }
    let mark = builder.next
    let right = operand(second)
    builder.span = span
    builder.emit(Self.opcode(of: operation), a: target, b: left, c: right)
    builder.next = mark
  }

  /// The opcodes stand in the order of the operators.
  static func opcode(of operation: BinaryOperator) -> Opcode {
    switch operation {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .floorDivide: .floorDivide
    case .remainder: .remainder
    case .power: .power
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .contained: .contained
    case .notContained: .notContained
    }
  }

  private mutating func compileUnary(
    _ operation: UnaryOperator,
    _ inner: Expression,
    _ expression: Expression,
    _ target: Int
  ) {
    if operation == .negate {
      // A literal with its sign is one number; the least one has no other sign, which is found when it runs.
      switch inner.kind {
      case .integer(let value) where value != .min: return loadInt(-Int(value), to: target)
      case .float(let value): return loadConstant(.float(-value), to: target)
      case .duration(let value): return loadConstant(.duration(-Int(value)), to: target)
      default: break
      }
    }
    let register = operand(inner)
    builder.span = expression.span
    builder.emit(operation == .negate ? .negate : .not, a: target, b: register)
  }

  /// Compiles `and` or `or`, which give the operand that decides.
  ///
  /// It is made apart, as the target may be a variable of the second.
  private mutating func compileLogical(
    _ first: Expression,
    _ second: Expression,
    _ jump: Opcode,
    _ target: Int
  ) {
    let result = builder.allocate()
    compile(first, to: result)
    let end = builder.emit(jump, a: result)
    compile(second, to: result)
    builder.land(end)
    builder.emitMove(result, to: target)
  }

  private mutating func compileChoice(
    _ condition: Expression,
    _ then: Expression,
    _ otherwise: Expression,
    _ target: Int
  ) {
    let misses = jumpUnless(condition)
    compile(then, to: target)
    let end = builder.emit(.jump)
    builder.land(misses)
    compile(otherwise, to: target)
    builder.land(end)
  }

  private mutating func compileTryElse(
    _ value: Expression,
    _ otherwise: Expression,
    _ target: Int
  ) {
    let error = builder.allocate()
    let result = builder.allocate()
    let handler = builder.emit(.pushCatch, a: error)
    builder.exits.append(.handler)
    compile(value, to: result)
    builder.exits.removeLast()
    builder.emit(.popHandler)
    let end = builder.emit(.jump)
    builder.land(handler)
    builder.emit(.isCatchable, a: result, b: error)
    let isCatchable = builder.emit(.jumpIfTrue, a: result)
    builder.emit(.rethrow, a: error)
    builder.land(isCatchable)
    compile(otherwise, to: result)
    builder.land(end)
    builder.emitMove(result, to: target)
  }

  // MARK: Conditions

  /// Compiles a condition; returns the jumps that are taken when it is false.
  mutating func jumpUnless(_ condition: Expression) -> [Int] {
    let mark = builder.next
    defer { builder.next = mark }
    switch condition.kind {
    case .parenthesized(let inner): return jumpUnless(inner)
    case .and(let first, let second): return jumpUnless(first) + jumpUnless(second)
    case .binary(let operation, let first, let second, let span):
      if let jump = comparison(operation, first, second, span) { return [jump] }
    case .unary(.not, let inner):
      let register = operand(inner)
      return [builder.emit(.jumpIfTrue, a: register)]
    default: break
    }
    let register = operand(condition)
    return [builder.emit(.jumpIfFalse, a: register)]
  }

  /// A comparison and its jump in one instruction, where there is one.
  private mutating func comparison(
    _ operation: BinaryOperator,
    _ first: Expression,
    _ second: Expression,
    _ span: SourceSpan
  ) -> Int? {
    if case .integer(let value) = second.kind, Int16(exactly: value) != nil {
      let opcode: Opcode? =
        switch operation {
        case .less: .jumpUnlessLessInt
        case .lessOrEqual: .jumpUnlessLessOrEqualInt
        case .greater: .jumpUnlessGreaterInt
        case .greaterOrEqual: .jumpUnlessGreaterOrEqualInt
        case .equal: .jumpUnlessEqualInt
        case .notEqual: .jumpUnlessNotEqualInt
        default: nil
        }
      guard let opcode else { return nil }
      let left = operand(first)
      builder.span = span
      return builder.emit(opcode, a: left, k: Int(value))
    }
    let (opcode, isSwapped): (Opcode, Bool)
    switch operation {
    case .less: (opcode, isSwapped) = (.jumpUnlessLess, false)
    case .lessOrEqual: (opcode, isSwapped) = (.jumpUnlessLessOrEqual, false)
    case .greater: (opcode, isSwapped) = (.jumpUnlessLess, true)
    case .greaterOrEqual: (opcode, isSwapped) = (.jumpUnlessLessOrEqual, true)
    case .equal: (opcode, isSwapped) = (.jumpUnlessEqual, false)
    case .notEqual: (opcode, isSwapped) = (.jumpUnlessNotEqual, false)
    default: return nil
    }
    let left = operand(first)
    let right = operand(second)
    builder.span = span
    return isSwapped
      ? builder.emit(opcode, a: right, b: left) : builder.emit(opcode, a: left, b: right)
  }
}
