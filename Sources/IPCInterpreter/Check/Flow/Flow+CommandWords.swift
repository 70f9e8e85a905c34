import IPCSyntax

extension Flow {
  /// Finds what a command word may give, and records what it does; `isChoice` tells a case of a `select`.
  mutating func evaluate(
    _ word: CommandWordExpression,
    span: SourceSpan,
    isChoice: Bool
  ) -> FlowValue {
    switch word.word {
    case .spawn, .daemon, .process: return evaluateSpawn(word, span: span)
    case .run, .capture:
      for operand in word.operands { escape(evaluate(operand)) }
      evaluateClauses(of: word)
      return .unknown
    case .sleep:
      for operand in word.operands { _ = evaluate(operand) }
      return .plain(.null)
    case .put, .get, .join, .close, .kill, .taskDone:
      return evaluateAction(word, span: span, isChoice: isChoice)
    }
  }

  private mutating func evaluateAction(
    _ word: CommandWordExpression,
    span: SourceSpan,
    isChoice: Bool
  ) -> FlowValue {
    guard let operand = word.operands.first, let action = Self.action(of: word.word) else {
      return .unknown
    }
    var target = evaluate(operand)
    if word.isAny {
      // Which one of the list is taken, nobody knows.
      target = contents(of: target)
    }
    var operation = Operation(
      action: action,
      target: target,
      operand: operand,
      span: span,
      place: place
    )
    operation.isTimed = word.clause(.timeout) != nil || word.clause(.nowait) != nil
    operation.isChoice = isChoice || word.isAny
    if word.operands.count > 1 {
      let item = evaluate(word.operands[1])
      escape(item)
      operation.item = item
      operation.itemExpression = word.operands[1]
    }
    evaluateClauses(of: word)
    record(operation)
    return word.word == .get || word.word == .join ? .unknown : .plain(.null)
  }

  private static func action(of word: CommandWord) -> Operation.Action? {
    switch word {
    case .put: .put
    case .get: .get
    case .join: .join
    case .close: .close
    case .kill: .kill
    case .taskDone: .taskDone
    case .sleep, .run, .capture, .spawn, .daemon, .process: nil
    }
  }

  private mutating func evaluateClauses(of word: CommandWordExpression) {
    for clause in word.clauses {
      if let value = clause.value { escape(evaluate(value)) }
    }
  }

  // MARK: Processes

  private mutating func evaluateSpawn(
    _ word: CommandWordExpression,
    span: SourceSpan
  ) -> FlowValue {
    evaluateClauses(of: word)
    guard let operand = word.operands.first else { return .unknown }
    var context = ProcessContext(
      word: word.word,
      span: span,
      name: "the block",
      place: place,
      count: count(of: word)
    )
    switch operand.bare.kind {
    case .function(let function) where function.form == .processBlock:
      context.function = resolution.functionIndices[function.id.index]
      if let index = context.function { noteCall(of: index) }
    case .call(let callee, let arguments):
      guard case .name(let name) = callee.bare.kind else {
        _ = evaluateCall(callee, arguments, at: operand.span, isForEffect: false)
        context.name = "the process"
        break
      }
      context.name = "`\(name.text)`"
      context.function = evaluateProcessCall(name, callee, arguments, at: operand.span)
    case .methodCall(let receiver, let name, let arguments):
      context.name = "`\(name.text)`"
      let all = [Argument(label: nil, value: receiver, isSpread: false)] + arguments
      context.function = evaluateProcessCall(name, nil, all, at: operand.span)
    default: return evaluateStart(word, operand, span: span)
    }
    return makeProcess(context, isList: word.clause(.times) != nil)
  }

  /// Passes the arguments of the call that a new process makes; returns its function if it is known.
  private mutating func evaluateProcessCall(
    _ name: Name,
    _ callee: Expression?,
    _ arguments: [Argument],
    at span: SourceSpan
  ) -> Int? {
    guard case .variable(let variable) = resolution.bindings[name.id.index],
      case .function(let function) = resolution.variables[variable].kind
    else {
      for argument in arguments { escape(evaluate(argument.value)) }
      if let callee { _ = evaluate(callee) }
      return nil
    }
    give(arguments, to: function)
    return function
  }

  private mutating func makeProcess(_ new: ProcessContext, isList: Bool) -> FlowValue {
    let process = object(.process, at: new.span)
    var new = new
    new.object = process
    let index = context(new)
    objects[process].context = index
    if let function = new.function {
      // What a process returns comes out of a `join` that is not followed.
      escape(returns[function])
      let known = contexts[index]
      record(
        CallEdge(
          callee: function,
          span: new.span,
          place: place,
          context: index,
          count: known.startCount
        )
      )
    }
    let value = value(of: process)
    return isList ? list(at: new.span, holding: value) : value
  }

  /// `spawn p` of a prepared process, or of a command.
  private mutating func evaluateStart(
    _ word: CommandWordExpression,
    _ operand: Expression,
    span: SourceSpan
  ) -> FlowValue {
    let target = evaluate(operand)
    record(
      Operation(
        action: .start(asDaemon: word.word == .daemon),
        target: target,
        operand: operand,
        span: span,
        place: place
      )
    )
    guard word.clause(.times) == nil, target.kinds == .process, !target.isOpen else {
      escape(target)
      return .unknown
    }
    return target
  }

  private func count(of word: CommandWordExpression) -> Times {
    var times = Times.once
    if let clause = word.clause(.times) {
      guard let count = clause.value?.integerLiteral, count >= 0, count < Int.max else {
        return Times(least: 0, most: .finite)
      }
      times = .exactly(Int(count))
    }
    // One that is started again does again what it does.
    if word.clause(.restart) != nil { times.most = .finite }
    return times
  }
}

extension ProcessContext {
  /// How many runs of its function one coming by makes; a prepared process may never start.
  fileprivate var startCount: Times {
    word == .process ? Times(least: 0, most: count.most) : count
  }
}
