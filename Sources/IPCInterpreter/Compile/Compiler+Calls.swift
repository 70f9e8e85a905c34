import IPCSyntax

/// Calls of functions and builtins.
extension Compiler {
  /// What a callee surely is.
  private enum KnownCallee {
    case function(Int)
    case builtin(Int)
  }

  private func known(_ callee: Expression) -> KnownCallee? {
    guard case .name(let name) = callee.kind else { return nil }
    switch resolution.bindings[name.id.index] {
    case .builtin(let index): return .builtin(index)
    case .variable(let variable):
      let info = resolution.variables[variable]
      if let slot = info.global, changeableSlots.contains(slot) { return nil }
      if case .function(let index) = info.kind { return .function(index) }
      return nil
    case .unknown: return nil
    }
  }

  /// Compiles a call.
  mutating func compileCall(
    _ callee: Expression,
    _ arguments: [Argument],
    _ span: SourceSpan,
    _ target: Int
  ) {
    let isSpread = arguments.contains(where: \.isSpread)
    switch known(callee) {
    case .builtin(let index) where !isSpread:
      compileBuiltinCall(index, arguments, span, target)
    case .function(let index)
    where !isSpread && resolution.functions[index].captures.isEmpty:
      let base = builder.allocateBase(
        for: target,
        max(1, resolution.functions[index].signature.slotCount)
      )
      placeArguments(arguments, resolution.functions[index].signature, at: base)
      builder.span = span
      builder.emit(.callFunction, a: base, n: index)
      builder.emitMove(base, to: target)
    default:
      let base = builder.allocate(2)
      compile(callee, to: base)
      builder.next = base + 1
      let (count, table) = compileOpenArguments(arguments)
      builder.span = span
      if isSpread {
        builder.emit(.callSpread, a: base, b: count, n: table)
      } else if table >= 0 {
        builder.emit(.callLabelled, a: base, b: count, n: table)
      } else {
        builder.emit(.call, a: base, b: count)
      }
      builder.emitMove(base + 1, to: target)
    }
  }

  /// Evaluates the arguments of a callee that is not known, side by side from the next register on.
  ///
  /// - Returns: Their number and the label table, -1 for none; with a spread the number of labelled ones only, as
  ///   the others are in a list.
  private mutating func compileOpenArguments(_ arguments: [Argument]) -> (count: Int, table: Int) {
    let labels = arguments.compactMap { $0.label?.text }
    let table = labels.isEmpty ? -1 : labelTable(labels)
    let positionalCount = arguments.count - labels.count
    // They are evaluated as they are written; labelled ones lie behind the others wherever they stand.
    if !arguments.contains(where: \.isSpread) {
      // At least one register, as the result goes there.
      let first = builder.allocate(max(1, arguments.count))
      clearRegisters(first..<(first + arguments.count), behindWaitsIn: arguments.map(\.value))
      var (positional, labelled) = (first, first + positionalCount)
      for argument in arguments {
        compile(argument.value, to: argument.label == nil ? positional : labelled)
        if argument.label == nil { positional += 1 } else { labelled += 1 }
      }
      return (arguments.count, table)
    }
    let list = builder.allocate(1 + labels.count)
    var labelled = list + 1
    builder.emit(.makeList, a: list, b: 0)
    for argument in arguments {
      guard argument.label == nil else {
        compile(argument.value, to: labelled)
        labelled += 1
        continue
      }
      let mark = builder.next
      let value = operand(argument.value)
      builder.span = argument.value.span
      builder.emit(argument.isSpread ? .appendSpread : .appendItem, a: list, b: value)
      builder.next = mark
    }
    return (labels.count, table)
  }

  private mutating func labelTable(_ labels: [String]) -> Int {
    if let known = program.labelTables.firstIndex(of: labels) { return known }
    program.labelTables.append(labels)
    return program.labelTables.count - 1
  }

  /// Evaluates arguments in the order written, each into the register of its parameter.
  ///
  /// - Precondition: The resolver found that they fit.
  private mutating func placeArguments(
    _ arguments: [Argument],
    _ signature: Signature,
    at base: Int
  ) {
    let placement = placement(of: arguments, signature)
    let labels = arguments.filter { $0.label != nil }.count
    let positionalCount = arguments.count - labels
    var (positional, labelled) = (0, positionalCount)
    let rest = base + signature.parameters.count
    let areCleared = clearRegisters(base..<rest, behindWaitsIn: arguments.map(\.value))
    if signature.takesRest { builder.emit(.makeList, a: rest, b: 0) }
    for argument in arguments {
      let position = argument.label == nil ? positional : labelled
      if argument.label == nil { positional += 1 } else { labelled += 1 }
      if let parameter = placement.parameters.firstIndex(of: position) {
        compile(argument.value, to: base + parameter)
      } else {
        let mark = builder.next
        let value = operand(argument.value)
        builder.emit(.appendItem, a: rest, b: value)
        builder.next = mark
      }
    }
    for (parameter, position) in placement.parameters.enumerated()
    where position == nil && !areCleared {
      builder.emit(.loadUnset, a: base + parameter)
    }
  }

  private func placement(
    of arguments: [Argument],
    _ signature: Signature
  ) -> Signature.Placement {
    let labels = arguments.compactMap { $0.label?.text }
    do throws(Signature.Mismatch) {
      return try signature.place(
        positional: arguments.count - labels.count,
        labels: labels,
        calling: ""
      )
    } catch {
      preconditionFailure("a call that does not fit was compiled: \(error.title)")
    }
  }

  // MARK: Builtins

  private mutating func compileBuiltinCall(
    _ index: Int,
    _ arguments: [Argument],
    _ span: SourceSpan,
    _ target: Int
  ) {
    let builtin = Builtins.all[index]
    switch builtin.kind {
    case .native:
      let base = builder.allocateBase(for: target, 1)
      builder.next = base
      let count = placeBuiltinArguments(arguments, builtin)
      builder.span = span
      builder.emit(.callBuiltin, a: base, b: count, n: index)
      builder.emitMove(base, to: target)
    case .request(let operation, let leading):
      let base = builder.allocateBase(for: target, 1)
      if let leading { loadInt(leading, to: base) } else { builder.next = base }
      let count = placeBuiltinArguments(arguments, builtin)
      builder.span = span
      let all = count + (leading == nil ? 0 : 1)
      builder.emit(.request, a: base, b: all, n: Int(operation.rawValue))
      builder.emitMove(base, to: target)
    case .write(let stream):
      let base = builder.allocateBase(for: target, 1)
      loadInt(stream, to: base)
      let count = placeBuiltinArguments(arguments, builtin)
      builder.span = span
      builder.emit(.formatLine, a: base + 1, b: count)
      builder.emit(.request, a: base, b: 2, n: Int(Request.Operation.write.rawValue))
      builder.emitMove(base, to: target)
    case .exit:
      let base = builder.allocateBase(for: target, 1)
      builder.next = base
      _ = placeBuiltinArguments(arguments, builtin)
      builder.span = span
      builder.emit(.exit, a: base)
    case .prelude: preconditionFailure("a function of the prelude was compiled as a builtin")
    }
  }

  /// Evaluates the arguments of a builtin from the next register on, parameters first; returns how many there are.
  private mutating func placeBuiltinArguments(_ arguments: [Argument], _ builtin: Builtin) -> Int {
    let placement = placement(of: arguments, Signature(builtin))
    let parameters = builtin.parameters.count
    let count = parameters + placement.rest.count
    let base = builder.allocate(max(1, count))
    let values = arguments.map(\.value)
    let areCleared = clearRegisters(base..<(base + count), behindWaitsIn: values)
    let labels = arguments.filter { $0.label != nil }.count
    var (positional, labelled, rest) = (0, arguments.count - labels, 0)
    for argument in arguments {
      let position = argument.label == nil ? positional : labelled
      if argument.label == nil { positional += 1 } else { labelled += 1 }
      if let parameter = placement.parameters.firstIndex(of: position) {
        compile(argument.value, to: base + parameter)
      } else {
        compile(argument.value, to: base + parameters + rest)
        rest += 1
      }
    }
    for (parameter, position) in placement.parameters.enumerated()
    where position == nil && !areCleared {
      builder.emit(.loadUnset, a: base + parameter)
    }
    return count
  }

  // MARK: Spawn

  /// Compiles `spawn`, `daemon` and `process`.
  mutating func compileSpawn(_ word: CommandWordExpression, _ span: SourceSpan, _ target: Int) {
    guard let operand = word.operands.first else {
      preconditionFailure("`\(word.word.rawValue)` without an operand was compiled")
    }
    guard operand.isCallOrBlock, !isShellCommand(operand) else {
      return compileStart(word, operand, span, target)
    }
    checkClausesOfFunction(word)
    let operation: Request.Operation =
      word.word == .spawn ? .spawn : word.word == .daemon ? .daemon : .prepare
    let base = builder.allocateBase(for: target, Request.spawnClauses)
    switch operand.kind {
    case .function(let function) where function.form == .processBlock:
      compile(operand, to: base)
      compileSpawnClauses(word, at: base)
      emitSpawn(.request, operation, base, count: Request.spawnClauses, table: -1, span, target)
    case .call(let callee, let arguments):
      compileSpawnCall(word, callee, arguments, operation, base, span, target)
    case .methodCall(let receiver, let name, let arguments):
      let first = Argument(label: nil, value: receiver, isSpread: false)
      let callee = Expression(.name(name), span: name.span)
      compileSpawnCall(word, callee, [first] + arguments, operation, base, span, target)
    default: preconditionFailure("neither a call nor a block")
    }
  }

  private mutating func compileSpawnCall(
    _ word: CommandWordExpression,
    _ callee: Expression,
    _ arguments: [Argument],
    _ operation: Request.Operation,
    _ base: Int,
    _ span: SourceSpan,
    _ target: Int
  ) {
    compile(callee, to: base)
    clearRegisters((base + 1)..<(base + 3), behindWaitsIn: arguments.map(\.value))
    let isSpread = arguments.contains(where: \.isSpread)
    if !isSpread, let known = known(callee) {
      let count: Int
      switch known {
      case .builtin(let index): count = placeBuiltinArguments(arguments, Builtins.all[index])
      case .function(let index):
        let signature = resolution.functions[index].signature
        count = signature.slotCount
        placeArguments(arguments, signature, at: builder.allocate(count))
      }
      compileSpawnClauses(word, at: base)
      emitSpawn(
        .request,
        operation,
        base,
        count: Request.spawnClauses + count,
        table: -1,
        span,
        target
      )
      return
    }
    let (count, table) = compileOpenArguments(arguments)
    compileSpawnClauses(word, at: base)
    let opcode: Opcode = isSpread ? .spawnSpread : .spawnDynamic
    emitSpawn(
      opcode,
      operation,
      base,
      count: Request.spawnClauses + count,
      table: table,
      span,
      target
    )
  }

  private mutating func compileSpawnClauses(_ word: CommandWordExpression, at base: Int) {
    compileClause(word, .name, to: base + 1)
    compileClause(word, .times, to: base + 2)
    compileClause(word, .restart, to: base + 3)
  }

  private mutating func emitSpawn(
    _ opcode: Opcode,
    _ operation: Request.Operation,
    _ base: Int,
    count: Int,
    table: Int,
    _ span: SourceSpan,
    _ target: Int
  ) {
    builder.span = span
    let n =
      opcode == .request ? Int(operation.rawValue) : Int(operation.rawValue) | (table + 1) << 8
    builder.emit(opcode, a: base, b: count, n: n)
    builder.emitMove(base, to: target)
  }
}

extension Signature {
  /// The registers that placed arguments take: one a parameter, and one for the list of the rest.
  var slotCount: Int { parameters.count + (takesRest ? 1 : 0) }
}
