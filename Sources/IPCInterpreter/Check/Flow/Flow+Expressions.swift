import IPCSyntax

extension Flow {
  /// Finds what an expression may give; `isForEffect` tells that nobody wants it.
  mutating func evaluate(_ expression: Expression, isForEffect: Bool = false) -> FlowValue {
    work += 1
    switch expression.kind {
    case .null: return .plain(.null)
    case .bool: return .plain(.bool)
    case .integer: return .plain(.int)
    case .float: return .plain(.float)
    case .duration: return .plain(.duration)
    case .string: return .plain(.string)
    case .interpolation(let parts):
      for case .expression(let part) in parts { _ = evaluate(part) }
      return .plain(.string)
    case .command(let literal):
      for case .expression(let part) in literal.words.joined() { _ = evaluate(part) }
      return .plain(.command)
    case .list(let items): return evaluateList(items, at: expression.span)
    case .map(let entries):
      for entry in entries {
        _ = evaluate(entry.key)
        escape(evaluate(entry.value))
      }
      return .plain(.map)
    case .name(let name): return evaluate(name)
    case .unary(.negate, let operand):
      let value = evaluate(operand)
      let kinds = value.kinds.intersection([.int, .float, .duration])
      return FlowValue(kinds: kinds, isOfCallers: value.isOfCallers)
    case .unary(.not, let operand):
      _ = evaluate(operand)
      return .plain(.bool)
    case .binary(let operation, let first, let second, _):
      return evaluateBinary(expression, operation, first, second)
    case .and(let first, let second), .or(let first, let second):
      let value = evaluate(first)
      return value.union(conditionally { $0.evaluate(second) })
    case .conditional(let condition, let then, let otherwise):
      evaluate(condition: condition, isOfLoop: false)
      let value = conditionally { $0.evaluate(then) }
      return value.union(conditionally { $0.evaluate(otherwise) })
    case .range(let lower, let upper, _):
      for end in [lower, upper] { if let end { _ = evaluate(end) } }
      return .plain(.range)
    case .call(let callee, let arguments):
      return evaluateCall(callee, arguments, at: expression.span, isForEffect: isForEffect)
    case .methodCall(let receiver, let name, let arguments):
      let all = [Argument(label: nil, value: receiver, isSpread: false)] + arguments
      return evaluateCall(name, all, at: expression.span, isForEffect: isForEffect)
    case .field(let object, let name):
      return evaluateField(object, name.text, at: expression.span)
    case .index(let object, let index):
      return evaluateIndex(object, index, at: expression.span)
    case .function(let function):
      if let index = resolution.functionIndices[function.id.index] { escape(function: index) }
      return .plain(.function)
    case .tryElse(let value, let otherwise):
      let first = at(
        { place in
          place.guards.catchesAll = true
          place.times.least = 0
        },
        { $0.evaluate(value) }
      )
      return first.union(conditionally { $0.evaluate(otherwise) })
    case .commandWord(let word):
      return evaluate(word, span: expression.span, isChoice: false)
    case .pipeline(let stages):
      for stage in stages { escape(evaluate(stage)) }
      return .plain(.command)
    case .parenthesized(let inner): return evaluate(inner, isForEffect: isForEffect)
    case .invalid: return .unknown
    }
  }

  private mutating func evaluate(_ name: Name) -> FlowValue {
    switch resolution.bindings[name.id.index] {
    case .unknown: return .unknown
    case .builtin: return .plain(.function)
    case .variable(let variable):
      if case .function(let index) = resolution.variables[variable].kind {
        escape(function: index)
        return .plain(.function)
      }
      recordMention(of: variable, .read, at: name.span)
      return variables[variable]
    }
  }

  private mutating func evaluateList(_ items: [Expression], at span: SourceSpan) -> FlowValue {
    let values = items.map { evaluate($0) }
    let list = object(.list, at: span)
    for value in values { add(value, toList: list) }
    if !objects[list].isChanged { objects[list].elements = values }
    return value(of: list)
  }

  private mutating func evaluateIndex(
    _ object: Expression,
    _ index: Expression,
    at span: SourceSpan
  ) -> FlowValue {
    let base = evaluate(object)
    if case .range = index.bare.kind {
      _ = evaluate(index)
      return slice(of: base, at: span)
    }
    let position = evaluate(index)
    if position.kinds.contains(.range) { escapeContents(of: base) }
    if let elements = elements(of: base), let literal = index.integerLiteral {
      let place = literal < 0 ? Int64(elements.count) + literal : literal
      if place >= 0, place < elements.count { return elements[Int(place)] }
    }
    guard !base.isOpen, base.kinds.isSubset(of: [.list, .string]) else {
      escapeContents(of: base)
      return .unknown
    }
    if position.kinds.contains(.range) { return .unknown }
    let text: FlowValue = base.kinds.contains(.string) ? .plain(.string) : .none
    return contents(of: base).union(text)
  }

  private mutating func slice(of base: FlowValue, at span: SourceSpan) -> FlowValue {
    switch base.kinds {
    case .string: return .plain(.string)
    case .list where !base.isOpen: return list(at: span, holding: contents(of: base))
    default:
      escapeContents(of: base)
      return .unknown
    }
  }

  // MARK: Operators

  private mutating func evaluateBinary(
    _ expression: Expression,
    _ operation: BinaryOperator,
    _ first: Expression,
    _ second: Expression
  ) -> FlowValue {
    let left = evaluate(first)
    let right = evaluate(second)
    if operation == .equal || operation == .notEqual {
      recordComparison(expression, left, right)
    }
    return combine(operation, left, right, at: expression.span)
  }

  /// What an operator may give for two values.
  mutating func combine(
    _ operation: BinaryOperator,
    _ first: FlowValue,
    _ second: FlowValue,
    at span: SourceSpan
  ) -> FlowValue {
    let either = first.kinds.union(second.kinds)
    let isOfCallers = first.isOfCallers || second.isOfCallers
    switch operation {
    case .add, .subtract:
      let both = first.kinds.intersection(second.kinds)
      var kinds = both.intersection([.int, .float, .duration])
      let mixesNumbers =
        !first.kinds.isDisjoint(with: .number) && !second.kinds.isDisjoint(with: .number)
      if mixesNumbers, either.contains(.float) { kinds.insert(.float) }
      guard operation == .add else { return FlowValue(kinds: kinds, isOfCallers: isOfCallers) }
      kinds.formUnion(both.intersection([.string, .bytes]))
      let value = FlowValue(kinds: kinds, isOfCallers: isOfCallers)
      return joined(value, first, second, isList: both.contains(.list), at: span)
    case .multiply:
      let kinds = either.intersection([.int, .float, .duration, .string, .bytes])
      let value = FlowValue(kinds: kinds, isOfCallers: isOfCallers)
      return joined(value, first, second, isList: either.contains(.list), at: span)
    case .divide: return .plain([.float, .duration])
    case .floorDivide, .remainder: return .plain([.int, .float, .duration])
    case .power: return .plain(.number)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained,
      .notContained:
      return .plain(.bool)
    }
  }

  /// A value, or a new list with what the lists of two values may hold.
  private mutating func joined(
    _ value: FlowValue,
    _ first: FlowValue,
    _ second: FlowValue,
    isList: Bool,
    at span: SourceSpan
  ) -> FlowValue {
    guard isList else { return value }
    let contents = contents(of: first).union(contents(of: second))
    return value.union(list(at: span, holding: contents))
  }

  // MARK: Fields

  private mutating func evaluateField(
    _ operand: Expression,
    _ name: String,
    at span: SourceSpan
  ) -> FlowValue {
    let object = evaluate(operand)
    escapeContents(of: object)
    if object.kinds.contains(.process), ["daemon", "status", "alive"].contains(name) {
      record(
        Operation(action: .ask, target: object, operand: operand, span: span, place: place)
      )
    }
    switch object.kinds {
    case .queue: return Self.queueFields[name].map(FlowValue.plain) ?? .unknown
    case .process: return Self.processFields[name].map(FlowValue.plain) ?? .unknown
    default: return .unknown
    }
  }

  private static let queueFields: [String: ValueKinds] = [
    "empty": .bool, "full": .bool, "closed": .bool, "size": .int, "unfinished": .int, "lost": .int,
    "dead": .list,
  ]

  private static let processFields: [String: ValueKinds] = [
    "alive": .bool, "daemon": .bool, "name": .string, "status": .string, "redelivered": .bool,
    "attempts": .int,
  ]
}
