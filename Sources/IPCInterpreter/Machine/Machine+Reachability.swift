/// Which handles a process can still reach: by values in its frames, and by the top-level variables that the functions it
/// may call name.
extension Machine {
  /// The handles that the process can reach from where it stands, while it waits for a request.
  package func liveHandles() -> [Value] {
    var walk = HandleWalk(heap: heap, program: program, prepared: pins)
    // All registers below the arguments of the call at hand are in scope, in every frame (see `FunctionBuilder`).
    let arguments = unsafe pendingArgumentEnd
    let count = unsafe arguments - stack
    for position in 0..<max(0, count) { walk.visit(unsafe stack[position]) }
    var position = unsafe frames
    while unsafe position <= frame {
      unsafe walk.visit(function: position.pointee.function)
      let closure = unsafe position.pointee.closure
      if closure != 0 { walk.visit(Value(tag: .closure, payload: closure)) }
      unsafe position += 1
    }
    for error in suspendedErrors { walk.visit(error) }
    if namesEverything { visitGlobals(&walk) }
    return finish(&walk)
  }

  /// The handles that top-level variables reach, as at a prompt, where all of them can be named.
  package func namedHandles() -> [Value] {
    var walk = HandleWalk(heap: heap, program: program, prepared: pins)
    visitGlobals(&walk)
    return finish(&walk)
  }

  private func visitGlobals(_ walk: inout HandleWalk) {
    for slot in program.globalNames.indices { walk.visit(unsafe globals[slot]) }
  }

  /// The handles that a process begun with these values can reach.
  package func reachableHandles(from values: [Value]) -> [Value] {
    var walk = HandleWalk(heap: heap, program: program, prepared: pins)
    for value in values { walk.visit(value) }
    return finish(&walk)
  }

  private func finish(_ walk: inout HandleWalk) -> [Value] {
    walk.drain()
    while let slot = walk.nextGlobal() {
      walk.visit(unsafe globals[slot])
      walk.drain()
    }
    return walk.handles
  }

  /// Behind the last argument of the request at hand.
  private var pendingArgumentEnd: UnsafeMutablePointer<Value> {
    let instruction = unsafe (pc - 1).pointee
    let count =
      switch instruction.opcode {
      case .request: Int(instruction.b)
      case .forNext: 3
      default: 0
      }
    return unsafe registers + Int(instruction.a) + count
  }

  /// The name of a function value, for the name of a process.
  package func functionName(of function: Value) -> String {
    switch function.tag {
    case .closure: program.functions[heap.closureFunction(function)].name
    case .builtin: Builtins.all[function.payload].name
    default: "process"
    }
  }

  /// The names of all functions that a process can be made of.
  package var functionNames: [String] {
    program.functions.map(\.name) + Builtins.all.map(\.name)
  }

  /// The number of functions of the program, so that one from elsewhere can be refused.
  package var functionCount: Int { program.functions.count }
}

/// Walks values, functions and top-level variables, each once, and collects handles.
private struct HandleWalk {
  let heap: Heap
  let program: CompiledProgram
  var handles: [Value] = []
  private var seenHandles: Set<[Int]> = []
  private var seenObjects: Set<Int> = []
  private var seenFunctions: Set<Int> = []
  private var seenGlobals: Set<Int> = []
  private var waitingGlobals: [Int] = []
  private var waiting: [Value] = []
  /// By number, what a process that is not started yet was prepared with.
  private let prepared: [Int: [Value]]

  init(heap: Heap, program: CompiledProgram, prepared: [Int: [Value]]) {
    self.heap = heap
    self.program = program
    self.prepared = prepared
  }

  mutating func visit(_ value: Value) {
    switch value.tag {
    case .process, .queue, .pipe:
      guard seenHandles.insert([value.tag.rawValue, value.payload]).inserted else { return }
      handles.append(value)
      // Who can start it can do what it would do.
      if value.tag == .process, let values = prepared[value.payload] {
        for value in values { visit(value) }
      }
    case .list, .map, .closure, .cell, .error, .command:
      if seenObjects.insert(value.payload).inserted { waiting.append(value) }
    default: break
    }
  }

  mutating func visit(function: Int) {
    guard function >= 0, seenFunctions.insert(function).inserted else { return }
    for slot in program.functions[function].globals where seenGlobals.insert(slot).inserted {
      waitingGlobals.append(slot)
    }
    for inner in program.functions[function].functions { visit(function: inner) }
  }

  mutating func nextGlobal() -> Int? {
    waitingGlobals.popLast()
  }

  mutating func drain() {
    while let value = waiting.popLast() {
      switch value.tag {
      case .list:
        for position in 0..<heap.listCount(value) { visit(unsafe heap.listItems(value)[position]) }
      case .map:
        var position = 0
        while let entry = heap.mapEntry(value, at: &position) { visit(entry.value) }
      case .closure:
        visit(function: heap.closureFunction(value))
        for position in 0..<heap.captureCount(value) {
          visit(unsafe Value(tag: .cell, payload: heap.captures(value)[position]))
        }
      case .cell: visit(unsafe heap.values(value.payload).pointee)
      case .command: visit(heap.stages(of: value))
      case .error:
        for field in ErrorField.allCases { visit(heap.errorField(field, of: value)) }
      default: break
      }
    }
  }
}
