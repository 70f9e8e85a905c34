import IPCSyntax

/// Follows queues, pipe ends, processes and lists through a program: which of them a name may hold, who does what to them.
///
/// What a variable, a list or a call may give only grows, so going through the program again and again comes to an end; a
/// last pass then records what is done. The rule that everything rests on: an object that the flow loses sight of, in a
/// map, a queue, or a function that is not known, is marked as escaped, and only an escaped one hides in an open value.
struct Flow {
  /// A condition, with what is known of it.
  struct Condition {
    var expression: Expression
    var value: FlowValue
    var isOfLoop: Bool
  }

  /// A comparison by `==` or `!=`, with what is known of its sides.
  struct Comparison {
    var expression: Expression
    var first: FlowValue
    var second: FlowValue
  }

  private struct ObjectKey: Hashable {
    var span: SourceSpan
    var kind: FlowObject.Kind
  }

  let resolution: Resolution
  let table: FunctionTable
  var exits: ExitFinder
  /// By variable, what it may hold.
  var variables: [FlowValue]
  /// By function, what a call may give.
  var returns: [FlowValue]
  /// By function, whether it is used as a value, so that anybody may call it with anything.
  var isEscaped: [Bool]
  /// By function, whether a call of it is seen.
  private var isCalled: [Bool]
  var objects: [FlowObject] = []
  private var objectIndices: [ObjectKey: Int] = [:]
  var contexts: [ProcessContext] = []
  private var contextIndices: [SourceSpan: Int] = [:]
  var hasChanged = false
  var place = Place()
  /// The variable that is being assigned to, whose mention in the new value is no use of it.
  var quietVariable: Int?
  private(set) var isRecording = false
  /// How much was done: expressions and objects that were looked at.
  var work = 0
  private let workLimit: Int

  private(set) var operations: [Operation] = []
  private(set) var calls: [CallEdge] = []
  private(set) var mentions: [Mention] = []
  private(set) var conditions: [Condition] = []
  private(set) var comparisons: [Comparison] = []

  /// Follows a program, whose top level other files may use if it `isModule`; nil when that takes too long.
  static func trace(
    _ table: FunctionTable,
    exits: ExitFinder,
    resolution: Resolution,
    isModule: Bool
  ) -> Flow? {
    var flow = Flow(table, exits: exits, resolution: resolution)
    if isModule { flow.escapeTopLevel() }
    for _ in 0..<Self.passLimit {
      flow.hasChanged = false
      flow.pass()
      if flow.isExhausted { return nil }
      if flow.hasChanged || flow.escapeUncalled() { continue }
      flow.isRecording = true
      flow.pass()
      return flow.isExhausted ? nil : flow
    }
    return nil
  }

  /// Real programs need fewer than ten.
  private static let passLimit = 100

  /// Whether the work has become too much: only where very many names may hold very many objects.
  var isExhausted: Bool { work > workLimit }

  private init(_ table: FunctionTable, exits: ExitFinder, resolution: Resolution) {
    self.table = table
    workLimit = 200_000 + 40 * resolution.bindings.count
    self.exits = exits
    self.resolution = resolution
    variables = table.isBound.map { $0 ? .none : .unknown }
    returns = Array(repeating: .none, count: table.entries.count)
    isEscaped = Array(repeating: false, count: table.entries.count)
    isCalled = isEscaped
    contexts = [
      ProcessContext(span: SourceSpan(start: 0, end: 0), name: "main", function: 0, place: Place())
    ]
  }

  private mutating func pass() {
    isCalled = isCalled.map { _ in false }
    if let prelude = resolution.prelude {
      let function = resolution.modules[prelude].function
      noteCall(of: function)
      record(CallEdge(callee: function, span: SourceSpan(start: 0, end: 0), place: Place()))
    }
    for index in table.entries.indices {
      place = Place()
      place.function = index
      for parameter in table.entries[index].parameters {
        if isEscaped[index] { assign(.unknown, to: parameter.name) }
        if let value = parameter.defaultValue {
          var value = conditionally { $0.evaluate(value) }
          value.isOfCallers = true
          assign(value, to: parameter.name)
        }
      }
      run(table.block(of: index))
      if isEscaped[index] { escape(returns[index]) }
    }
  }

  private mutating func escapeTopLevel() {
    for (index, variable) in resolution.variables.enumerated() where variable.global != nil {
      if case .function(let function) = variable.kind { isEscaped[function] = true }
      variables[index] = .unknown
    }
  }

  /// A function that nobody is seen to call may be called by others; returns whether there was one.
  private mutating func escapeUncalled() -> Bool {
    var hasFound = false
    for index in isEscaped.indices.dropFirst() where !isEscaped[index] && !isCalled[index] {
      isEscaped[index] = true
      hasFound = true
    }
    return hasFound
  }

  // MARK: Values

  /// Notes that a variable may hold a value.
  mutating func assign(_ value: FlowValue, to name: Name) {
    guard case .variable(let variable) = resolution.bindings[name.id.index] else { return }
    assign(value, to: variable)
  }

  /// Notes that a variable may hold a value.
  mutating func assign(_ value: FlowValue, to variable: Int) {
    work += value.objects.count + variables[variable].objects.count
    let sum = variables[variable].union(value)
    // What other files may use is open from the start.
    if variables[variable].isOpen { escape(value) }
    guard sum != variables[variable] else { return }
    variables[variable] = sum
    hasChanged = true
  }

  /// Notes that a call of a function may give a value.
  mutating func giveBack(_ value: FlowValue, from function: Int) {
    work += value.objects.count + returns[function].objects.count
    let sum = returns[function].union(value)
    guard sum != returns[function] else { return }
    returns[function] = sum
    hasChanged = true
  }

  /// Notes that something which is not followed may hold the objects of a value.
  mutating func escape(_ value: FlowValue) {
    var open = Array(value.objects)
    while let index = open.popLast() {
      guard !objects[index].isEscaped else { continue }
      objects[index].isEscaped = true
      hasChanged = true
      open += objects[index].contents.objects
    }
  }

  /// Notes that a function is used as a value.
  mutating func escape(function: Int) {
    guard !isEscaped[function] else { return }
    isEscaped[function] = true
    hasChanged = true
  }

  /// Notes a call of a function; returns whether it is the first in this pass.
  @discardableResult
  mutating func noteCall(of function: Int) -> Bool {
    defer { isCalled[function] = true }
    return !isCalled[function]
  }

  /// The object that an expression makes.
  mutating func object(_ kind: FlowObject.Kind, at span: SourceSpan) -> Int {
    let key = ObjectKey(span: span, kind: kind)
    if let known = objectIndices[key] {
      if isRecording { objects[known].place = place }
      return known
    }
    objectIndices[key] = objects.count
    objects.append(FlowObject(kind: kind, span: span))
    hasChanged = true
    return objects.count - 1
  }

  /// The value that is one object.
  func value(of object: Int) -> FlowValue {
    FlowValue(kinds: objects[object].valueKind, objects: [object])
  }

  /// A list made at a place, that holds these values and perhaps more.
  mutating func list(at span: SourceSpan, holding contents: FlowValue) -> FlowValue {
    let list = object(.list, at: span)
    add(contents, toList: list)
    return value(of: list)
  }

  /// Notes that a list may hold a value.
  mutating func add(_ item: FlowValue, toList list: Int) {
    work += item.objects.count + objects[list].contents.objects.count
    let sum = objects[list].contents.union(item)
    if sum != objects[list].contents {
      objects[list].contents = sum
      hasChanged = true
    }
    if objects[list].isEscaped { escape(item) }
  }

  /// Notes that the lists of a value are changed in place, perhaps by a new item.
  mutating func change(_ value: FlowValue, adding item: FlowValue = .none) {
    if value.isOpen || !value.kinds.isDisjoint(with: .map) { escape(item) }
    for index in value.objects where objects[index].kind == .list {
      add(item, toList: index)
      if !objects[index].isChanged {
        objects[index].isChanged = true
        objects[index].elements = nil
        hasChanged = true
      }
    }
  }

  /// Notes that something which is not followed may hold what the lists of a value hold.
  mutating func escapeContents(of value: FlowValue) {
    for index in value.objects { escape(objects[index].contents) }
  }

  /// What the lists of a value may hold.
  func contents(of value: FlowValue) -> FlowValue {
    var result = value.isOpen ? FlowValue.unknown : .none
    for index in value.objects where objects[index].kind == .list {
      result = result.union(objects[index].contents)
      if objects[index].isEscaped { result = result.union(.unknown) }
    }
    return result
  }

  /// What a value that is surely one list which nobody changes holds, place by place.
  func elements(of value: FlowValue) -> [FlowValue]? {
    guard !value.isOpen, value.kinds == .list, value.objects.count == 1,
      let list = value.objects.first, !objects[list].isEscaped
    else { return nil }
    return objects[list].elements
  }

  // MARK: Recording

  mutating func record(_ operation: Operation) {
    if isRecording { operations.append(operation) }
  }

  mutating func record(_ call: CallEdge) {
    if isRecording { calls.append(call) }
  }

  mutating func recordMention(of variable: Int, _ role: Mention.Role, at span: SourceSpan) {
    guard isRecording else { return }
    let role = variable == quietVariable && role == .read ? .assignment : role
    mentions.append(Mention(variable: variable, role: role, span: span, place: place))
  }

  mutating func recordCondition(_ expression: Expression, _ value: FlowValue, isOfLoop: Bool) {
    guard isRecording else { return }
    conditions.append(Condition(expression: expression, value: value, isOfLoop: isOfLoop))
  }

  mutating func recordComparison(
    _ expression: Expression,
    _ first: FlowValue,
    _ second: FlowValue
  ) {
    guard isRecording else { return }
    comparisons.append(Comparison(expression: expression, first: first, second: second))
  }

  /// The context of the processes that an expression makes.
  mutating func context(_ new: ProcessContext) -> Int {
    if let known = contextIndices[new.span] {
      contexts[known] = new
      return known
    }
    contextIndices[new.span] = contexts.count
    contexts.append(new)
    return contexts.count - 1
  }

  // MARK: Places

  /// Does something at a changed place.
  mutating func at<Result>(
    _ change: (inout Place) -> Void,
    _ body: (inout Flow) -> Result
  ) -> Result {
    let outer = place
    change(&place)
    defer { place = outer }
    return body(&self)
  }

  /// Does something that may not be reached although the statement is.
  mutating func conditionally<Result>(_ body: (inout Flow) -> Result) -> Result {
    at(
      { place in
        place.times.least = 0
        place.isUnconditional = false
      },
      body
    )
  }
}
