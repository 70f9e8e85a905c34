import IPCSyntax

/// The loop. Where it stands lives in local variables and is stored when the loop is left and around the calls that need it; the
/// frame, which only calls and returns use, is not kept in one, as the compiler would store it three times.
///
/// Conditions that jump are written with `_slowPath`, so that the compiler makes a branch and no conditional move: a
/// move makes the next instruction wait for the comparison, a branch is predicted.
extension Machine {
  /// Carries out instructions until the machine stops.
  ///
  /// - Throws: What went wrong, the machine standing behind the instruction at fault.
  func execute() throws(Fault) -> Step {
    var pc = unsafe self.pc
    var r = unsafe registers
    let (globals, constants, entries) = unsafe (self.globals, self.constants, self.entries)
    let (interrupt, heap, frameLimit) = unsafe (self.interrupt, self.heap, self.frameLimit)
    let base = unsafe frames
    defer {
      unsafe self.pc = unsafe pc
      unsafe registers = unsafe r
    }
    while true {
      let i = unsafe InstructionWord(at: pc)
      unsafe pc += 1
      switch i.opcode {
      // MARK: Values
      case .loadNull: unsafe r[Int(i.a)] = .null
      case .loadBool: unsafe r[Int(i.a)] = .bool(i.n != 0)
      case .loadInt: unsafe r[Int(i.a)] = .int(Int(i.n))
      case .loadConstant: unsafe r[Int(i.a)] = constants[Int(i.n)]
      case .loadUnset: unsafe r[Int(i.a)] = .unset
      case .loadBuiltin: unsafe r[Int(i.a)] = Value(tag: .builtin, payload: Int(i.n))
      case .move: unsafe r[Int(i.a)] = r[Int(i.b)]
      case .getGlobal:
        let value = unsafe globals[Int(i.n)]
        if _slowPath(value.tag == .unset) { throw noValue(ofGlobal: Int(i.n)) }
        unsafe r[Int(i.a)] = value
      case .setGlobal: unsafe globals[Int(i.n)] = r[Int(i.a)]
      case .newCell:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = heap.makeCell(.unset)
      case .setCell: unsafe heap.values(r[Int(i.a)].payload).pointee = r[Int(i.b)]
      case .getCell:
        let value = unsafe heap.values(r[Int(i.b)].payload).pointee
        if _slowPath(value.tag == .unset) { throw noValue() }
        unsafe r[Int(i.a)] = value
      case .getCapture:
        let cell = unsafe heap.words(frame.pointee.closure)[2 + Int(i.n)]
        let value = unsafe heap.values(cell).pointee
        if _slowPath(value.tag == .unset) { throw noValue() }
        unsafe r[Int(i.a)] = value
      case .setCapture:
        let cell = unsafe heap.words(frame.pointee.closure)[2 + Int(i.n)]
        unsafe heap.values(cell).pointee = r[Int(i.a)]
      case .makeClosure:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = makeClosure(Int(i.n), r)

      // MARK: Operators
      case .add:
        let (x, y) = unsafe (r[Int(i.b)], r[Int(i.c)])
        let (sum, overflows) = x.payload.addingReportingOverflow(y.payload)
        if _fastPath(x.tag == .int && y.tag == .int && !overflows) {
          unsafe r[Int(i.a)] = .int(sum)
        } else {
          unsafe r[Int(i.a)] = try slow((pc - 1).pointee, x, y, pc, r)
        }
      case .subtract:
        let (x, y) = unsafe (r[Int(i.b)], r[Int(i.c)])
        let (difference, overflows) = x.payload.subtractingReportingOverflow(y.payload)
        if _fastPath(x.tag == .int && y.tag == .int && !overflows) {
          unsafe r[Int(i.a)] = .int(difference)
        } else {
          unsafe r[Int(i.a)] = try slow((pc - 1).pointee, x, y, pc, r)
        }
      case .multiply:
        let (x, y) = unsafe (r[Int(i.b)], r[Int(i.c)])
        let (product, overflows) = x.payload.multipliedReportingOverflow(by: y.payload)
        if _fastPath(x.tag == .int && y.tag == .int && !overflows) {
          unsafe r[Int(i.a)] = .int(product)
        } else {
          unsafe r[Int(i.a)] = try slow((pc - 1).pointee, x, y, pc, r)
        }
      case .remainder:
        let (x, y) = unsafe (r[Int(i.b)], r[Int(i.c)])
        if _fastPath(x.tag == .int && y.tag == .int && y.payload > 0) {
          let remainder = x.payload % y.payload
          unsafe r[Int(i.a)] = .int(remainder < 0 ? remainder &+ y.payload : remainder)
        } else {
          unsafe r[Int(i.a)] = try slow((pc - 1).pointee, x, y, pc, r)
        }
      case .less:
        let (x, y) = unsafe (r[Int(i.b)], r[Int(i.c)])
        if _fastPath(x.tag == .int && y.tag == .int) {
          unsafe r[Int(i.a)] = .bool(x.payload < y.payload)
        } else {
          unsafe r[Int(i.a)] = try slow((pc - 1).pointee, x, y, pc, r)
        }
      case .equal:
        let (x, y) = unsafe (r[Int(i.b)], r[Int(i.c)])
        if _fastPath(x.tag == .int && y.tag == .int) {
          unsafe r[Int(i.a)] = .bool(x.payload == y.payload)
        } else {
          unsafe r[Int(i.a)] = try slow((pc - 1).pointee, x, y, pc, r)
        }
      case .contained:
        unsafe r[Int(i.a)] = .bool(try heap.contains(r[Int(i.c)], r[Int(i.b)]))
      case .divide, .floorDivide, .power, .notEqual, .lessOrEqual, .greater, .greaterOrEqual,
        .notContained:
        unsafe r[Int(i.a)] = try slow((pc - 1).pointee, r[Int(i.b)], r[Int(i.c)], pc, r)
      case .addInt:
        let x = unsafe r[Int(i.b)]
        let (sum, overflows) = x.payload.addingReportingOverflow(Int(i.n))
        if _fastPath(x.tag == .int && !overflows) {
          unsafe r[Int(i.a)] = .int(sum)
        } else {
          unsafe r[Int(i.a)] = try heap.apply(.add, x, .int(Int(i.n)))
        }
      case .subtractInt:
        let x = unsafe r[Int(i.b)]
        let (difference, overflows) = x.payload.subtractingReportingOverflow(Int(i.n))
        if _fastPath(x.tag == .int && !overflows) {
          unsafe r[Int(i.a)] = .int(difference)
        } else {
          unsafe r[Int(i.a)] = try heap.apply(.subtract, x, .int(Int(i.n)))
        }
      case .negate: unsafe r[Int(i.a)] = try heap.negate(r[Int(i.b)])
      case .not: unsafe r[Int(i.a)] = .bool(!r[Int(i.b)].isTrue)

      // MARK: Jumps
      case .jump: unsafe pc += Int(i.n)
      case .loop:
        if _slowPath(unsafe interrupt.pointee != 0) {
          unsafe pc -= 1
          unsafe isBeforeInstruction = true
          return .interrupted
        }
        unsafe pc += Int(i.n)
      case .jumpIfTrue: if _slowPath(unsafe r[Int(i.a)].isTrue) { unsafe pc += Int(i.n) }
      case .jumpIfFalse: if _slowPath(unsafe !r[Int(i.a)].isTrue) { unsafe pc += Int(i.n) }
      case .jumpIfSet: if _slowPath(unsafe r[Int(i.a)].isSet) { unsafe pc += Int(i.n) }
      case .jumpUnlessLess:
        let (x, y) = unsafe (r[Int(i.a)], r[Int(i.b)])
        let holds =
          _fastPath(x.tag == .int && y.tag == .int)
          ? x.payload < y.payload : try heap.compare(x, y) < 0
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessLessOrEqual:
        let (x, y) = unsafe (r[Int(i.a)], r[Int(i.b)])
        let holds =
          _fastPath(x.tag == .int && y.tag == .int)
          ? x.payload <= y.payload : try heap.compare(x, y) <= 0
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessEqual:
        let (x, y) = unsafe (r[Int(i.a)], r[Int(i.b)])
        let holds =
          _fastPath(x.tag == .int && y.tag == .int)
          ? x.payload == y.payload : try heap.equals(x, y)
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessNotEqual:
        let (x, y) = unsafe (r[Int(i.a)], r[Int(i.b)])
        let holds =
          _fastPath(x.tag == .int && y.tag == .int)
          ? x.payload != y.payload : try !heap.equals(x, y)
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessLessInt:
        let x = unsafe r[Int(i.a)]
        let holds =
          _fastPath(x.tag == .int) ? x.payload < i.k : try heap.compare(x, .int(i.k)) < 0
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessLessOrEqualInt:
        let x = unsafe r[Int(i.a)]
        let holds =
          _fastPath(x.tag == .int) ? x.payload <= i.k : try heap.compare(x, .int(i.k)) <= 0
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessGreaterInt:
        let x = unsafe r[Int(i.a)]
        let holds =
          _fastPath(x.tag == .int) ? x.payload > i.k : try heap.compare(x, .int(i.k)) > 0
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessGreaterOrEqualInt:
        let x = unsafe r[Int(i.a)]
        let holds =
          _fastPath(x.tag == .int) ? x.payload >= i.k : try heap.compare(x, .int(i.k)) >= 0
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessEqualInt:
        let x = unsafe r[Int(i.a)]
        let holds =
          _fastPath(x.tag == .int) ? x.payload == i.k : try heap.equals(x, .int(i.k))
        if _slowPath(!holds) { unsafe pc += Int(i.n) }
      case .jumpUnlessNotEqualInt:
        let x = unsafe r[Int(i.a)]
        let holds =
          _fastPath(x.tag == .int) ? x.payload != i.k : try !heap.equals(x, .int(i.k))
        if _slowPath(!holds) { unsafe pc += Int(i.n) }

      // MARK: Calls
      case .callFunction:
        if _slowPath(unsafe interrupt.pointee != 0) {
          unsafe pc -= 1
          unsafe isBeforeInstruction = true
          return .interrupted
        }
        let entry = unsafe entries + Int(i.n)
        unsafe frame.pointee.pc = unsafe pc
        let callee = unsafe r + Int(i.a)
        let top = unsafe callee + entry.pointee.registerCount
        if _slowPath(unsafe top > dirtyLimit || frame + 1 >= frameLimit) {
          unsafe try growStack(top, pc, r)
        }
        unsafe r = unsafe callee
        unsafe frame += 1
        unsafe frame.pointee.registers = unsafe callee
        unsafe frame.pointee.function = Int(i.n)
        unsafe frame.pointee.closure = 0
        unsafe pc = unsafe entry.pointee.code
      case .call:
        if _slowPath(unsafe interrupt.pointee != 0) {
          unsafe pc -= 1
          unsafe isBeforeInstruction = true
          return .interrupted
        }
        let callee = unsafe r[Int(i.a)]
        unsafe frame.pointee.pc = unsafe pc
        if _fastPath(callee.tag == .closure) {
          let function = heap.closureFunction(callee)
          let entry = unsafe entries + function
          if _fastPath(unsafe entry.pointee.isPlain && entry.pointee.parameterCount == Int(i.b)) {
            let first = unsafe r + Int(i.a) + 1
            let top = unsafe first + entry.pointee.registerCount
            if _slowPath(unsafe top > dirtyLimit || frame + 1 >= frameLimit) {
              unsafe try growStack(top, pc, r)
            }
            unsafe r = unsafe first
            unsafe frame += 1
            unsafe frame.pointee.registers = unsafe first
            unsafe frame.pointee.function = function
            unsafe frame.pointee.closure = callee.payload
            unsafe pc = unsafe entry.pointee.code
            continue
          }
        }
        unsafe (self.pc, registers) = unsafe (pc, r)
        let step = unsafe try callSlowly((pc - 1).pointee)
        unsafe (pc, r) = unsafe (self.pc, registers)
        if let step { return step }
      case .callLabelled, .callSpread, .spawnDynamic, .spawnSpread:
        unsafe frame.pointee.pc = unsafe pc
        unsafe (self.pc, registers) = unsafe (pc, r)
        if heap.wantsCollection { try collect() }
        let step = unsafe try callSlowly((pc - 1).pointee)
        unsafe (pc, r) = unsafe (self.pc, registers)
        if let step { return step }
      case .callBuiltin:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        guard let native = natives[Int(i.n)] else {
          preconditionFailure("a builtin without native code was called as one")
        }
        let arguments = unsafe r + Int(i.a)
        let call = unsafe NativeCall(heap: heap, arguments: arguments, count: Int(i.b))
        unsafe r[Int(i.a)] = try native(call)
      case .formatLine:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        let arguments = unsafe r + Int(i.a)
        let call = unsafe NativeCall(heap: heap, arguments: arguments, count: Int(i.b))
        unsafe r[Int(i.a)] = try Builtins.line(call)
      case .request:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe pendingRegister = unsafe r + Int(i.a)
        return .request(unsafe request(UInt8(i.n), r + Int(i.a), count: Int(i.b)))
      case .enterModule:
        if unsafe globals[Int(i.n)].isSet {
          unsafe pc += 1
        } else {
          unsafe globals[Int(i.n)] = .bool(true)
        }
      case .exit:
        unsafe (self.pc, registers) = unsafe (pc, r)
        let step = try exit(unsafe r[Int(i.a)])
        unsafe (pc, r) = unsafe (self.pc, registers)
        if let step { return step }
      case .returnValue:
        let value = unsafe r[Int(i.a)]
        unsafe r.pointee = value
        if _slowPath(unsafe frame == base) { return .finished(value) }
        unsafe frame -= 1
        unsafe pc = unsafe frame.pointee.pc
        unsafe r = unsafe frame.pointee.registers
      case .returnNull:
        unsafe r.pointee = .null
        if _slowPath(unsafe frame == base) { return .finished(.null) }
        unsafe frame -= 1
        unsafe pc = unsafe frame.pointee.pc
        unsafe r = unsafe frame.pointee.registers

      // MARK: Collections
      case .makeList:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = heap.makeList(from: r + Int(i.a), count: Int(i.b))
      case .appendItem:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe heap.append(r[Int(i.a)], r[Int(i.b)])
      case .appendSpread:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        for item in unsafe try Builtins.elements(r[Int(i.b)], "...", in: heap) {
          unsafe heap.append(r[Int(i.a)], item)
        }
      case .makeMap:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = heap.makeMap(capacity: Int(i.b))
      case .setEntry:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe try heap.mapSet(r[Int(i.a)], r[Int(i.b)], r[Int(i.c)])
      case .makeRange:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try makeRange(r[Int(i.b)], r[Int(i.c)], isClosed: i.n != 0)
      case .interpolate:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try interpolate(r + Int(i.a), count: Int(i.b))
      case .joinWord:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try joinWord(r + Int(i.a), count: Int(i.b))
      case .appendWord:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe try heap.appendWord(r[Int(i.b)], to: r[Int(i.a)])
      case .makeCommand:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try heap.makeCommand(arguments: r[Int(i.a)])
      case .makePipeline:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try heap.makePipeline(r[Int(i.a)])
      case .getIndex:
        let (object, index) = unsafe (r[Int(i.b)], r[Int(i.c)])
        if _fastPath(object.tag == .list && index.tag == .int) {
          let words = unsafe heap.words(object.payload)
          if _fastPath(unsafe UInt(bitPattern: index.payload) < UInt(bitPattern: words[0])) {
            unsafe r[Int(i.a)] = heap.values(words[2])[index.payload]
            continue
          }
        }
        if heap.wantsCollection { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try getIndex(object, index)
      case .setIndex:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe try setIndex(r[Int(i.a)], r[Int(i.b)], r[Int(i.c)])
      case .slice:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        unsafe r[Int(i.a)] = try slice(
          r[Int(i.b)],
          from: r[Int(i.c)],
          to: r[Int(i.c) + 1],
          isClosed: i.n != 0
        )
      case .getField:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        let object = unsafe r[Int(i.b)]
        let name = unsafe constants[Int(i.n)]
        guard let value = try getField(object, name) else {
          unsafe r[Int(i.a)] = object
          unsafe r[Int(i.a) + 1] = name
          unsafe pendingRegister = unsafe r + Int(i.a)
          let operation = Request.Operation.getField.rawValue
          return .request(unsafe request(operation, r + Int(i.a), count: 2))
        }
        unsafe r[Int(i.a)] = value
      case .setField:
        if _slowPath(heap.wantsCollection) { unsafe try collect(pc, r) }
        let name = unsafe constants[Int(i.n)]
        if unsafe try !setField(r[Int(i.a)], name, r[Int(i.a) + 2]) {
          unsafe r[Int(i.a) + 1] = name
          unsafe pendingRegister = unsafe r + Int(i.a)
          let operation = Request.Operation.setField.rawValue
          return .request(unsafe request(operation, r + Int(i.a), count: 3))
        }
      case .unpack: unsafe try unpack(r + Int(i.a), count: Int(i.b))

      // MARK: Loops
      case .forPrepare: unsafe try prepareLoop(r + Int(i.a), names: Int(i.b))
      case .forNext:
        let state = unsafe r + Int(i.a)
        if _fastPath(unsafe state.pointee.tag == .int) {
          // A range: what is left of it, and the next number.
          let left = unsafe state.pointee.payload
          if _slowPath(left == 0) {
            unsafe pc += Int(i.n)
            continue
          }
          let next = unsafe state[1].payload
          unsafe state.pointee.payload = left &- 1
          unsafe state[1].payload = next &+ 1
          unsafe state[3] = .int(next)
          continue
        }
        if heap.wantsCollection { unsafe try collect(pc, r) }
        switch unsafe try next(state, names: Int(i.b)) {
        case .value: break
        case .end: unsafe pc += Int(i.n)
        case .request:
          unsafe pendingRegister = unsafe state + 3
          return .request(unsafe request(Request.Operation.getNext.rawValue, state, count: 1))
        }

      case .leaveLoop:
        let state = unsafe r + Int(i.a)
        guard unsafe state.pointee.tag == .reader && state[2].tag == .bool else { continue }
        // The loop's first variable is free by now.
        unsafe pendingRegister = unsafe state + 2
        return .request(unsafe request(Request.Operation.leaveCommand.rawValue, state, count: 1))

      // MARK: Errors
      case .pushCatch:
        let handler = unsafe Handler(
          kind: .handler,
          depth: frame - base,
          register: Int(i.a),
          pc: pc + Int(i.n)
        )
        unsafe push(handler)
      case .pushWithin:
        let own = unsafe r[Int(i.a) + 2].payload
        let handler = unsafe Handler(
          kind: .within(deadline: own),
          depth: frame - base,
          register: Int(i.a),
          pc: pc + Int(i.n)
        )
        unsafe pushWithin(handler, deadline: own)
      case .popWithin:
        popWithin()
        unsafe pendingRegister = unsafe r + Int(i.a)
        return .request(
          unsafe request(Request.Operation.leaveWithin.rawValue, r + Int(i.a), count: 0)
        )
      case .pushDefer:
        let handler = unsafe Handler(
          kind: .deferred,
          depth: frame - base,
          register: Int(i.a),
          pc: pc
        )
        unsafe push(handler)
      case .popHandler: unsafe handlers.removeLast()
      case .callDefer:
        unsafe handlers.removeLast()
        let closure = unsafe r[Int(i.a)]
        unsafe frame.pointee.pc = unsafe pc
        let function = heap.closureFunction(closure)
        let callee = unsafe r + Int(i.b)
        let top = unsafe callee + entries[function].registerCount
        if _slowPath(unsafe top > dirtyLimit || frame + 1 >= frameLimit) {
          unsafe try growStack(top, pc, r)
        }
        unsafe r = unsafe callee
        unsafe frame += 1
        unsafe frame.pointee.registers = unsafe callee
        unsafe frame.pointee.function = function
        unsafe frame.pointee.closure = closure.payload
        unsafe pc = unsafe entries[function].code
      case .throwValue: throw thrown(unsafe r[Int(i.a)])
      case .rethrow: throw Fault("", "", value: unsafe r[Int(i.a)])
      case .matchKind:
        let kind = unsafe heap.errorField(.kind, of: r[Int(i.b)])
        unsafe r[Int(i.a)] = .bool(heap.stringsAreEqual(kind, constants[Int(i.n)]))
      case .isCatchable: unsafe r[Int(i.a)] = .bool(isCatchable(r[Int(i.b)]))
      case .resumeUnwinding:
        unsafe (self.pc, registers) = unsafe (pc, r)
        let step = goOnUnwinding()
        unsafe (pc, r) = unsafe (self.pc, registers)
        if let step { return step }
      }
    }
  }
}
