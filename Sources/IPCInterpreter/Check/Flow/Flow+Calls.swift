import IPCSyntax

extension Flow {
  /// Finds what a call by an expression may give.
  mutating func evaluateCall(
    _ callee: Expression,
    _ arguments: [Argument],
    at span: SourceSpan,
    isForEffect: Bool
  ) -> FlowValue {
    if case .name(let name) = callee.bare.kind, isFunction(name) {
      return evaluateCall(name, arguments, at: span, isForEffect: isForEffect)
    }
    _ = evaluate(callee)
    for argument in arguments { escape(evaluate(argument.value)) }
    return .unknown
  }

  private func isFunction(_ name: Name) -> Bool {
    switch resolution.bindings[name.id.index] {
    case .unknown: false
    case .builtin: true
    case .variable: function(name) != nil
    }
  }

  /// The function of the script that a name surely means.
  private func function(_ name: Name) -> Int? {
    guard case .variable(let variable) = resolution.bindings[name.id.index],
      case .function(let index) = resolution.variables[variable].kind
    else { return nil }
    return index
  }

  /// Finds what a call by a name may give.
  mutating func evaluateCall(
    _ name: Name,
    _ arguments: [Argument],
    at span: SourceSpan,
    isForEffect: Bool
  ) -> FlowValue {
    if case .builtin(let index) = resolution.bindings[name.id.index] {
      return evaluateBuiltin(
        Builtins.all[index].name,
        arguments,
        at: span,
        isForEffect: isForEffect
      )
    }
    guard let function = function(name) else {
      for argument in arguments { escape(evaluate(argument.value)) }
      return .unknown
    }
    give(arguments, to: function)
    record(CallEdge(callee: function, span: span, place: place))
    let falls = exits.exits(of: table.block(of: function)).contains(.normal)
    return falls ? returns[function].union(.plain(.null)) : returns[function]
  }

  /// Gives the parameters of a function the arguments of a call.
  mutating func give(_ arguments: [Argument], to function: Int) {
    noteCall(of: function)
    let parameters = table.entries[function].parameters
    let values = arguments.map { argument in
      var value = evaluate(argument.value)
      value.isOfCallers = true
      return value
    }
    guard !arguments.contains(where: \.isSpread) else {
      for value in values { escape(value) }
      for parameter in parameters { assign(.unknown, to: parameter.name) }
      return
    }
    var rest = FlowValue.none
    var position = 0
    for (argument, value) in zip(arguments, values) {
      if let label = argument.label {
        if let parameter = parameters.first(where: { $0.name.text == label.text }) {
          assign(value, to: parameter.name)
        }
      } else if position < parameters.count, !parameters[position].isRest {
        assign(value, to: parameters[position].name)
        position += 1
      } else {
        rest = rest.union(value)
      }
    }
    if let last = parameters.last, last.isRest {
      assign(list(at: last.name.span, holding: rest), to: last.name)
    }
  }

  // MARK: Builtins

  private mutating func evaluateBuiltin(
    _ name: String,
    _ arguments: [Argument],
    at span: SourceSpan,
    isForEffect: Bool
  ) -> FlowValue {
    switch name {
    case "queue", "stack", "priority_queue":
      for argument in arguments { _ = evaluate(argument.value) }
      let queue = object(.queue, at: span)
      // It may finish items by itself.
      objects[queue].hasRetry = arguments.contains { $0.label?.text == "retry" || $0.isSpread }
      return value(of: queue)
    case "pipe": return evaluatePipe(arguments, at: span)
    case "append", "insert": return evaluateGrowth(arguments, isForEffect: isForEffect)
    default: break
    }
    let values = arguments.map { evaluate($0.value) }
    if !Self.harmless.contains(name) {
      for value in values { escape(value) }
    }
    return Self.results[name].map(FlowValue.plain) ?? .unknown
  }

  private mutating func evaluatePipe(_ arguments: [Argument], at span: SourceSpan) -> FlowValue {
    var isOneWay = true
    for argument in arguments {
      _ = evaluate(argument.value)
      guard argument.label?.text != "lines" else { continue }
      if case .bool(false) = argument.value.bare.kind { continue }
      isOneWay = false
    }
    let left = object(.leftEnd, at: span)
    let right = object(.rightEnd, at: span)
    objects[left].partner = right
    objects[right].partner = left
    objects[left].isOneWay = isOneWay
    objects[right].isOneWay = isOneWay
    let ends = [value(of: left), value(of: right)]
    let list = object(.list, at: span)
    for end in ends { add(end, toList: list) }
    if !objects[list].isChanged { objects[list].elements = ends }
    return value(of: list)
  }

  /// `append(xs, x)` and `insert(xs, i, x)`.
  private mutating func evaluateGrowth(
    _ arguments: [Argument],
    isForEffect: Bool
  ) -> FlowValue {
    guard let first = arguments.first else { return .unknown }
    let list = isForEffect ? evaluate(changed: first.value) : evaluate(first.value)
    for argument in arguments.dropFirst() {
      let item = evaluate(argument.value)
      if argument.isSpread || first.isSpread {
        escape(item)
      }
      change(list, adding: item)
    }
    return list.union(.plain(.null))
  }

  /// The builtins that neither keep their arguments nor give them back.
  private static let harmless: Set<String> = [
    "print", "eprint", "len", "str", "type", "assert", "bool",
  ]

  /// What some builtins give, which is never a queue, a pipe or a process.
  private static let results: [String: ValueKinds] = [
    "len": .int, "int": .int, "float": .float, "bool": .bool, "str": .string, "type": .string,
    "now": .duration, "clock": .duration, "input": [.string, .null], "read": .string,
    "upper": .string, "lower": .string, "trim": .string, "joined": .string, "has": .bool,
    "error": .error, "cpus": .int, "hostname": .string, "exists": .bool,
    "starts_with": .bool, "ends_with": .bool,
  ]
}
