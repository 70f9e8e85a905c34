import IPCSyntax

/// Calls that the loop does not make itself, and the making of functions.
extension Machine {
  /// Stores the loop's state and collects.
  @inline(never) func collect(
    _ pc: UnsafePointer<Instruction>,
    _ registers: UnsafeMutablePointer<Value>
  ) throws(Fault) {
    unsafe self.pc = unsafe pc
    unsafe self.registers = unsafe registers
    try collect()
  }

  /// Applies an operator that the loop has no short way for.
  @inline(never) func slow(
    _ instruction: Instruction,
    _ first: Value,
    _ second: Value,
    _ pc: UnsafePointer<Instruction>,
    _ registers: UnsafeMutablePointer<Value>
  ) throws(Fault) -> Value {
    if heap.wantsCollection { unsafe try collect(pc, registers) }
    let position = Int(instruction.opcode.rawValue - Opcode.add.rawValue)
    return try heap.apply(BinaryOperator.allCases[position], first, second)
  }

  /// Makes room on the stack, or finds that a call is one too many.
  ///
  /// - Throws: `RecursionLimit`.
  @inline(never) func growStack(
    _ top: UnsafeMutablePointer<Value>,
    _ pc: UnsafePointer<Instruction>,
    _ registers: UnsafeMutablePointer<Value>
  ) throws(Fault) {
    if unsafe frame + 1 >= frameLimit || top >= stackEnd {
      let depth = unsafe frame - frames + 1
      throw Fault("RecursionLimit", "more than \(depth) calls inside one another")
    }
    // Everything up to here may hold values from now on.
    if unsafe top > dirtyLimit { unsafe dirtyLimit = unsafe min(top + 4_096, stackEnd) }
  }

  /// Makes a function with the variables that it captures from the frame at hand.
  @inline(never) func makeClosure(
    _ index: Int,
    _ registers: UnsafeMutablePointer<Value>
  ) -> Value {
    let captures = program.functions[index].captures
    let closure = heap.makeClosure(function: index, captures: captures.count)
    let cells = unsafe heap.captures(closure)
    for (position, source) in captures.enumerated() {
      switch source {
      case .register(let register): unsafe cells[position] = registers[register].payload
      case .capture(let capture):
        unsafe cells[position] = heap.words(frame.pointee.closure)[2 + capture]
      }
    }
    return closure
  }

  /// A request with the arguments from a register on.
  @inline(__always) func request(
    _ operation: UInt8,
    _ first: UnsafeMutablePointer<Value>,
    count: Int
  ) -> Request {
    guard let operation = Request.Operation(rawValue: operation) else {
      preconditionFailure("an instruction asks for request \(operation)")
    }
    return unsafe Request(
      operation: operation,
      arguments: UnsafeBufferPointer(start: first, count: count),
      deadline: deadline
    )
  }

  /// Calls what is not a plain function with the right number of arguments; also for dynamic spawns.
  ///
  /// The machine's state has been stored, and is to be loaded again.
  @inline(never) func callSlowly(_ instruction: Instruction) throws(Fault) -> Step? {
    let base = unsafe registers + Int(instruction.a)
    switch instruction.opcode {
    case .spawnDynamic, .spawnSpread:
      let count = unsafe try placeArguments(
        of: base.pointee,
        at: base + Request.spawnClauses,
        count: Int(instruction.b) - Request.spawnClauses,
        table: Int(instruction.n >> 8) - 1,
        isSpread: instruction.opcode == .spawnSpread
      )
      unsafe pendingRegister = unsafe base
      let all = Request.spawnClauses + count
      return .request(unsafe request(UInt8(instruction.n & 0xff), base, count: all))
    default:
      let first = unsafe base + 1
      let count = unsafe try placeArguments(
        of: base.pointee,
        at: first,
        count: Int(instruction.b),
        table: instruction.opcode == .call ? -1 : Int(instruction.n),
        isSpread: instruction.opcode == .callSpread
      )
      return unsafe try enter(base.pointee, first, count: count)
    }
  }

  /// Puts arguments into the places of a function's parameters; returns how many places there are.
  private func placeArguments(
    of callee: Value,
    at first: UnsafeMutablePointer<Value>,
    count: Int,
    table: Int,
    isSpread: Bool
  ) throws(Fault) -> Int {
    let signature: Signature
    let name: String
    switch callee.tag {
    case .closure:
      let function = program.functions[heap.closureFunction(callee)]
      (signature, name) = (function.signature, "`\(function.name)`")
    case .builtin:
      signature = Signature(Builtins.all[callee.payload])
      name = "`\(Builtins.all[callee.payload].name)`"
    default:
      throw Fault("TypeError", "\(callee.typePhrase) cannot be called")
    }
    let labels = table < 0 ? [] : program.labelTables[table]
    var arguments = unsafe Array(
      UnsafeBufferPointer(start: first, count: isSpread ? labels.count + 1 : count)
    )
    if isSpread {
      arguments.replaceSubrange(0..<1, with: heap.listArray(arguments[0]))
    }
    let placement: Signature.Placement
    do throws(Signature.Mismatch) {
      placement = try signature.place(
        positional: arguments.count - labels.count,
        labels: labels,
        calling: name
      )
    } catch {
      throw Fault("TypeError", error.title)
    }
    var places = placement.parameters.map { $0.map { arguments[$0] } ?? .unset }
    let rest = placement.rest.map { arguments[$0] }
    if callee.tag == .builtin {
      places += rest
    } else if signature.takesRest {
      places.append(heap.makeList(rest))
    }
    // They may reach beyond the registers of the frame.
    let top = unsafe first + places.count
    if unsafe top >= stackEnd {
      throw Fault("RecursionLimit", "a call with \(places.count) arguments does not fit")
    }
    if unsafe top > dirtyLimit { unsafe dirtyLimit = unsafe top }
    for (position, value) in places.enumerated() { unsafe first[position] = value }
    return places.count
  }

  /// Enters a function whose arguments are in their places, or carries out a builtin; the result goes to `first`.
  private func enter(
    _ callee: Value,
    _ first: UnsafeMutablePointer<Value>,
    count: Int
  ) throws(Fault) -> Step? {
    guard callee.tag == .closure else { return unsafe try carryOut(callee.payload, first, count) }
    let function = heap.closureFunction(callee)
    unsafe frame.pointee.pc = unsafe pc
    unsafe try growStack(first + entries[function].registerCount, pc, registers)
    unsafe registers = unsafe first
    unsafe frame += 1
    unsafe frame.pointee.registers = unsafe first
    unsafe frame.pointee.function = function
    unsafe frame.pointee.closure = callee.payload
    unsafe pc = unsafe entries[function].code
    return nil
  }

  /// Carries out a builtin that was called through a value; the result goes to `first`.
  private func carryOut(
    _ index: Int,
    _ first: UnsafeMutablePointer<Value>,
    _ count: Int
  ) throws(Fault) -> Step? {
    unsafe pendingRegister = unsafe first
    switch Builtins.all[index].kind {
    case .native(let native):
      let call = unsafe NativeCall(heap: heap, arguments: first, count: count)
      unsafe first.pointee = try native(call)
      return nil
    case .request(let operation, let leading):
      if let leading {
        for position in stride(from: count, to: 0, by: -1) {
          unsafe first[position] = first[position - 1]
        }
        unsafe first.pointee = .int(leading)
      }
      let all = leading == nil ? count : count + 1
      return .request(unsafe request(operation.rawValue, first, count: all))
    case .write(let stream):
      let call = unsafe NativeCall(heap: heap, arguments: first, count: count)
      unsafe first[1] = try Builtins.line(call)
      unsafe first.pointee = .int(stream)
      return .request(unsafe request(Request.Operation.write.rawValue, first, count: 2))
    case .exit: return try exit(unsafe first.pointee)
    case .prelude: preconditionFailure("a function of the prelude is no builtin value")
    }
  }

  /// Carries out the builtin that a process was begun with.
  func runBuiltin(_ builtin: (index: Int, count: Int)) -> Step? {
    unsafe startsBuiltin = nil
    do throws(Fault) {
      // The arguments lie behind the function itself; the result goes where the end of the code finds it.
      for position in 0..<builtin.count { unsafe stack[position] = stack[position + 1] }
      if builtin.count == 0 { unsafe stack.pointee = .unset }
      return try unsafe carryOut(builtin.index, stack, builtin.count)
    } catch {
      return error.isStop ? .interrupted : raise(error)
    }
  }
}
