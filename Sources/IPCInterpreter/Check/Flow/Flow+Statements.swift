import IPCSyntax

extension Flow {
  /// Goes through a block.
  mutating func run(_ block: Block) {
    let outer = place
    place.blocks.append(block.span)
    for statement in block.statements where !isExhausted {
      place.isUnconditional = true
      run(statement)
      // Behind what may leave the block, nothing is sure to be reached.
      if isRecording, exits.exits(of: statement) != .normal { place.times.least = 0 }
    }
    place = outer
  }

  private mutating func run(_ statement: Statement) {
    switch statement.kind {
    case .expression(let expression): runForEffect(expression)
    case .binding(_, let names, let values): bind(names, values)
    case .assignment(let targets, let values): runAssignment(targets, values)
    case .compoundAssignment(let target, let operation, let value):
      runCompound(target, operation, value)
    case .block(let block): run(block)
    case .conditional(let condition, let then, let otherwise):
      evaluate(condition: condition, isOfLoop: false)
      conditionally { $0.run(then) }
      if let otherwise { conditionally { $0.run(otherwise) } }
    case .whileLoop(let condition, let body):
      inLoop(Times.unbounded) { flow in
        flow.evaluate(condition: condition, isOfLoop: true)
        flow.run(body)
      }
    case .forLoop(let names, let sequence, let body): runFor(names, sequence, body)
    case .returnValue(let value):
      if let value { giveBack(evaluate(value), from: place.function) }
    case .throwError(let value): escape(evaluate(value))
    case .tryCatch(let body, let clauses): runTry(body, clauses)
    case .deferBlock:
      if let index = resolution.deferIndices[statement.span] {
        noteCall(of: index)
        record(CallEdge(callee: index, span: statement.span, place: place))
      }
    case .within(let limit, let body):
      _ = evaluate(limit)
      at(
        { place in
          place.isWithin = true
          place.times.least = 0
        },
        { $0.run(body) }
      )
    case .select(let cases): for item in cases { run(item) }
    case .importNames(_, _, let pathSpan): runImport(pathSpan)
    case .function, .breakLoop, .continueLoop, .invalid: break
    }
  }

  /// An expression whose value nobody wants; `append(xs, x)` then only changes what `xs` holds.
  private mutating func runForEffect(_ expression: Expression) {
    _ = evaluate(expression, isForEffect: true)
  }

  /// Evaluates what an `if`, a `while` or a `? :` decides by.
  mutating func evaluate(condition: Expression, isOfLoop: Bool) {
    let value = evaluate(condition)
    recordCondition(condition, value, isOfLoop: isOfLoop)
  }

  /// A file is run by the first import of it.
  private mutating func runImport(_ span: SourceSpan) {
    guard let module = resolution.imports[span] else { return }
    let function = resolution.modules[module].function
    if noteCall(of: function) { record(CallEdge(callee: function, span: span, place: place)) }
  }

  private mutating func runTry(_ body: Block, _ clauses: [CatchClause]) {
    at(
      { place in
        place.times.least = 0
        for clause in clauses {
          place.guards.catchesAll = place.guards.catchesAll || clause.catchesAll
          place.guards.kinds.formUnion(clause.kinds.map(\.text))
        }
      },
      { $0.run(body) }
    )
    for clause in clauses {
      if let variable = clause.variable { assign(.plain(.error), to: variable) }
      conditionally { $0.run(clause.body) }
    }
  }

  private mutating func run(_ item: SelectCase) {
    conditionally { flow in
      switch item.event {
      case .operation(let names, let word):
        let value = flow.evaluate(word, span: word.wordSpan.union(item.span), isChoice: true)
        for (name, part) in zip(names, flow.parts(of: value, count: names.count)) {
          flow.assign(part, to: name)
        }
      case .timeout(let limit): _ = flow.evaluate(limit)
      case .otherwise: break
      }
      flow.run(item.body)
    }
  }

  // MARK: Loops

  private mutating func inLoop(_ times: Times, _ body: (inout Flow) -> Void) {
    at(
      { place in
        place.times = place.times * times
        place.isInLoop = true
      },
      body
    )
  }

  private mutating func runFor(_ names: [Name], _ sequence: Expression, _ body: Block) {
    let value = evaluate(sequence)
    let bodyExits = exits.exits(of: body)
    if !value.kinds.isDisjoint(with: [.queue, .pipe]) {
      record(
        Operation(
          action: .walk,
          target: value,
          operand: sequence,
          span: sequence.span,
          bodyExits: bodyExits,
          place: place
        )
      )
    }
    if names.count == 1 {
      assign(item(of: value), to: names[0])
    } else {
      escapeContents(of: value)
      for name in names { assign(.unknown, to: name) }
    }
    let feeders = self.feeders(value)
    var times =
      feeders.isEmpty ? turns(of: sequence, value) : Times(least: 0, most: .finite)
    if !bodyExits.isDisjoint(with: .leaving) { times.least = 0 }
    inLoop(times) { flow in
      flow.place.feeders.formUnion(feeders)
      flow.run(body)
    }
  }

  /// What a loop over a value takes in each turn.
  private func item(of value: FlowValue) -> FlowValue {
    var item = contents(of: value)
    if !value.kinds.isDisjoint(with: [.queue, .pipe, .map, .command, .bytes]) {
      item = item.union(.unknown)
    }
    if value.kinds.contains(.range) { item = item.union(.plain(.int)) }
    if value.kinds.contains(.string) { item = item.union(.plain(.string)) }
    return item
  }

  /// The queues and pipe ends that a value surely is one of, if all that comes out of them is in sight.
  private func feeders(_ value: FlowValue) -> Set<Int> {
    guard !value.isOpen, value.kinds.isSubset(of: [.queue, .pipe]) else { return [] }
    let isInSight = value.objects.allSatisfy { index in
      let other = objects[index].partner.map { objects[$0] }
      return !objects[index].isEscaped && !(other?.isEscaped ?? false)
    }
    return isInSight ? value.objects : []
  }

  /// How often a loop over a value turns.
  private func turns(of sequence: Expression, _ value: FlowValue) -> Times {
    switch sequence.bare.kind {
    case .range(let lower?, let upper?, let isClosed):
      guard let first = lower.integerLiteral, let last = upper.integerLiteral else { break }
      let (length, overflow) = last.subtractingReportingOverflow(first)
      guard !overflow, length < Int64.max else { break }
      return .exactly(Int(max(0, isClosed ? length + 1 : length)))
    case .list(let items): return .exactly(items.count)
    default: break
    }
    if let elements = elements(of: value) { return .exactly(elements.count) }
    let isFinite = value.kinds.isDisjoint(with: [.queue, .pipe, .command])
    return Times(least: 0, most: isFinite ? .finite : .unbounded)
  }

  // MARK: Assignments

  private mutating func bind(_ names: [Name], _ values: [Expression]) {
    let parts: [FlowValue]
    if values.count == names.count {
      parts = values.map { evaluate($0) }
    } else if let value = values.first {
      let list = evaluate(value)
      parts = self.parts(of: list, count: names.count)
    } else {
      return
    }
    for (name, part) in zip(names, parts) { assign(part, to: name) }
  }

  /// What the names get when a value is taken apart.
  mutating func parts(of value: FlowValue, count: Int) -> [FlowValue] {
    if count == 1 { return [value] }
    if let elements = elements(of: value), elements.count == count { return elements }
    if value.kinds == .list, !value.isOpen {
      return Array(repeating: contents(of: value), count: count)
    }
    escapeContents(of: value)
    return Array(repeating: .unknown, count: count)
  }

  private mutating func runAssignment(_ targets: [Expression], _ values: [Expression]) {
    let outer = quietVariable
    if targets.count == 1, let variable = variable(targets[0]), let value = values.first,
      value.isArithmetic
    {
      quietVariable = variable
    }
    let parts =
      values.count == targets.count
      ? values.map { evaluate($0) }
      : self.parts(of: values.first.map { evaluate($0) } ?? .unknown, count: targets.count)
    quietVariable = outer
    for (target, part) in zip(targets, parts) { assign(part, toTarget: target) }
  }

  private mutating func runCompound(
    _ target: Expression,
    _ operation: BinaryOperator,
    _ value: Expression
  ) {
    guard let variable = variable(target) else {
      let item = evaluate(value)
      assign(item, toTarget: target)
      return
    }
    let outer = quietVariable
    if value.isArithmetic { quietVariable = variable }
    let item = evaluate(value)
    quietVariable = outer
    recordMention(of: variable, .assignment, at: target.span)
    assign(combine(operation, variables[variable], item, at: target.span), to: variable)
  }

  private mutating func assign(_ value: FlowValue, toTarget target: Expression) {
    switch target.kind {
    case .name:
      guard let variable = variable(target) else { return }
      recordMention(of: variable, .assignment, at: target.span)
      assign(value, to: variable)
    case .index(let base, let index):
      _ = evaluate(index)
      change(evaluate(changed: base), adding: value)
    case .field(let base, let name):
      escape(value)
      let object = evaluate(changed: base)
      guard name.text == "daemon" else { return }
      record(
        Operation(
          action: .makeDaemon,
          target: object,
          operand: base,
          span: target.span,
          place: place
        )
      )
    default: escape(value)
    }
  }

  /// The variable that an expression names.
  func variable(_ expression: Expression) -> Int? {
    guard case .name(let name) = expression.bare.kind,
      case .variable(let variable) = resolution.bindings[name.id.index]
    else { return nil }
    return variable
  }

  /// Evaluates what is changed in place, which is no use of the variable that holds it.
  mutating func evaluate(changed expression: Expression) -> FlowValue {
    if let variable = variable(expression) {
      recordMention(of: variable, .change, at: expression.span)
      return variables[variable]
    }
    switch expression.bare.kind {
    case .index(let base, let index):
      _ = evaluate(index)
      // First: the object that it makes is not in what `item` would look at otherwise.
      let object = evaluate(changed: base)
      return item(of: object)
    case .field(let base, _):
      escape(evaluate(changed: base))
      return .unknown
    default: return evaluate(expression)
    }
  }
}

extension Expression {
  /// The number that an integer literal stands for.
  var integerLiteral: Int64? {
    switch bare.kind {
    case .integer(let number): number
    case .unary(.negate, let operand):
      if case .integer(let number) = operand.bare.kind { -number } else { nil }
    default: nil
    }
  }

  /// Whether it only computes, from names and literals, so that nothing but its value comes of it.
  var isArithmetic: Bool {
    switch bare.kind {
    case .null, .bool, .integer, .float, .duration, .string, .name: true
    case .unary(_, let operand): operand.isArithmetic
    case .binary(_, let first, let second, _): first.isArithmetic && second.isArithmetic
    case .list(let items): items.allSatisfy(\.isArithmetic)
    default: false
    }
  }
}
