package import IPCSyntax

/// Errors, handlers, `defer` and `exit`.
extension Machine {
  /// The fault of a global variable that was used too early.
  @inline(never) func noValue(ofGlobal slot: Int) -> Fault {
    Fault("NameError", "\(program.globalNames[slot]) has no value yet")
  }

  /// The fault of a captured variable that was used too early.
  @inline(never) func noValue() -> Fault {
    Fault("NameError", "\(program.sources.text(currentSpan)) has no value yet")
  }

  /// The fault of a `throw`: a string or an error.
  @inline(never) func thrown(_ value: Value) -> Fault {
    switch value.tag {
    case .error: Fault("", "", value: value)
    case .string: Fault("Error", heap.swiftString(value))
    default: Fault("TypeError", "`throw` wants an error or a string, not \(value.typePhrase)")
    }
  }

  /// Whether a catch without kinds may have an error.
  func isCatchable(_ error: Value) -> Bool {
    heap.swiftString(heap.errorField(.kind, of: error)) != "Interrupted"
  }

  /// Throws a fault where the machine stands; returns the last step when nobody catches it.
  @inline(never) func raise(_ fault: Fault) -> Step? {
    if let moment = fault.moment { return raise(fault, at: moment) }
    let error = errorValue(of: fault)
    return unwind(.error(error, floor: nil, limit: isCatchable(error) ? nil : interruptLimit))
  }

  /// The error of a fault, with the place where it was thrown: where the machine stands.
  package func errorValue(of fault: Fault) -> Value {
    // Errors made here are small, and their parts live in no register yet, so nothing is collected meanwhile.
    let error: Value
    if let value = fault.value {
      error = value
    } else {
      error = heap.makeError(
        kind: heap.makeString(fault.kind),
        message: heap.makeString(fault.message)
      )
    }
    if !fault.remarks.isEmpty { addRemarks(fault.remarks, to: error) }
    if heap.errorField(.trace, of: error).tag == .null { addTrace(to: error) }
    return error
  }

  private func addRemarks(_ remarks: [Remark], to error: Value) {
    let list = heap.makeList(count: 0)
    for remark in remarks {
      heap.append(list, .int(remark.place))
      heap.append(list, heap.makeString(remark.text))
    }
    heap.setErrorField(.remarks, of: error, to: list)
  }

  /// Notes in an error where it was thrown.
  private func addTrace(to error: Value) {
    let span = currentSpan
    heap.setErrorField(.line, of: error, to: .int(program.sources.line(of: span.start)))
    heap.setErrorField(.process, of: error, to: heap.makeString(processName))
    heap.setErrorField(.place, of: error, to: .int(Int(span.start) << 32 | Int(span.end)))
    let trace = heap.makeList(count: 0)
    // Of a long chain of calls both ends tell something.
    let (head, tail) = (30, 10)
    let depth = unsafe frame - frames + 1
    for position in 0..<depth {
      if depth > head + tail, position == head {
        heap.append(trace, heap.makeString("… \(depth - head - tail) more calls"))
      }
      if depth > head + tail, position >= head, position < depth - tail { continue }
      if let line = traceLine(ofFrame: depth - 1 - position) {
        heap.append(trace, heap.makeString(line))
      }
    }
    heap.setErrorField(.trace, of: error, to: trace)
  }

  /// A line of a trace; nil for a frame of the prelude.
  private func traceLine(ofFrame index: Int) -> String? {
    let frame = unsafe frames + index
    let function = unsafe frame.pointee.function
    guard function >= 0 else { return "defer" }
    if program.functions[function].isHidden { return nil }
    let position = unsafe (frame == self.frame ? pc : frame.pointee.pc) - entries[function].code
    let spans = program.functions[function].spans
    let span = spans[max(0, min(spans.count - 1, position - 1))]
    let file = program.sources.file(of: span.start)
    return "\(program.functions[function].name) (\(file.name):\(file.line(of: span.start)))"
  }

  /// The place of the instruction at hand.
  package var currentSpan: SourceSpan {
    var top = unsafe frame
    var position = unsafe pc
    while isHidden(unsafe top.pointee.function), unsafe top > frames {
      unsafe top -= 1
      unsafe position = unsafe top.pointee.pc
    }
    let function = unsafe top.pointee.function
    guard function >= 0 else { return SourceSpan(start: 0, end: 0) }
    let spans = program.functions[function].spans
    let index = unsafe position - entries[function].code - 1
    return spans[max(0, min(spans.count - 1, index))]
  }

  /// Whether a frame stands for no line of the script.
  private func isHidden(_ function: Int) -> Bool {
    function < 0 || program.functions[function].isHidden
  }

  /// Where the instruction at hand stands, as an offset of the program's source map.
  package var currentPlace: Int { Int(currentSpan.start) }

  /// Whether a builtin that is written in the language itself runs.
  package var isInPrelude: Bool { unsafe isHidden(frame.pointee.function) }

  // MARK: Unwinding

  /// Leaves frames until a handler takes over; returns the last step when none does.
  func unwind(_ unwinding: Unwinding) -> Step? {
    var unwinding = unwinding
    while true {
      let depth = unsafe frame - frames
      if let handler = unsafe handlers.last, unsafe handler.depth == depth {
        unsafe handlers.removeLast()
        let handlerCount = unsafe handlers.count
        switch unsafe (handler.kind, unwinding) {
        case (.handler, .error(let error, floor: nil, _)):
          unsafe land(handler, error)
          return nil
        case (.within, .error(let error, let floor?, _)) where floor == handlerCount:
          unsafe land(handler, error)
          return nil
        case (.deferred, _): if unsafe callDeferred(handler, unwinding) { return nil }
        case (.handler, _), (.within, _): break
        }
        continue
      }
      if unsafe frame.pointee.function < 0, let replaced = suspended.popLast()?.unwinding {
        if case .overtime = unwinding {
          unwinding = replaced
        } else {
          addCause(of: replaced, to: unwinding)
        }
      }
      if depth == 0 {
        switch unwinding {
        case .error(let error, _, _): return .failed(error)
        case .exit(let code): return .exited(code)
        case .overtime: preconditionFailure("a deadline without a `within` and without a `defer`")
        }
      }
      unsafe frame -= 1
      unsafe pc = unsafe frame.pointee.pc
      unsafe registers = unsafe frame.pointee.registers
    }
  }

  /// Goes on at a handler with an error.
  private func land(_ handler: Handler, _ error: Value) {
    unsafe registers = unsafe frame.pointee.registers
    unsafe registers[handler.register] = error
    unsafe pc = unsafe handler.pc
    unsafe deadline = currentDeadline
  }

  /// The errors under way while `defer` blocks run.
  var suspendedErrors: [Value] {
    suspended.compactMap { block in
      if case .error(let error, _, _) = block.unwinding { error } else { nil }
    }
  }

  /// An error out of a `defer` block replaces the one under way, which becomes its cause.
  private func addCause(of replaced: Unwinding, to unwinding: Unwinding) {
    guard case .error(let cause, _, _) = replaced, case .error(let error, _, _) = unwinding
    else {
      return
    }
    // An error thrown on is not its own cause, nor that of what led to it.
    var ancestor = cause
    while ancestor.tag == .error {
      if ancestor.payload == error.payload { return }
      ancestor = heap.errorField(.cause, of: ancestor)
    }
    if heap.errorField(.cause, of: error).tag == .null {
      heap.setErrorField(.cause, of: error, to: cause)
    }
  }

  /// Calls a `defer` block while an error or exit is under way; returns whether there was room for the call.
  private func callDeferred(_ handler: Handler, _ unwinding: Unwinding) -> Bool {
    // Two more frames than the limit are kept for this.
    let closure = unsafe frame.pointee.registers[handler.register]
    let function = heap.closureFunction(closure)
    let base = unsafe frame.pointee.registers + registerCount(of: frame)
    let callee = unsafe base + registerCountOfUnwinding
    let top = unsafe callee + entries[function].registerCount
    guard unsafe top < stackEnd + 512 else { return false }
    if unsafe top > dirtyLimit { unsafe dirtyLimit = unsafe top }
    let limit = unwinding.limit ?? currentDeadline
    suspended.append(
      Suspended(unwinding: unwinding, handlerCount: unsafe handlers.count, limit: limit)
    )
    unsafe deadline = limit
    unsafe frame.pointee.pc = unsafe pc
    unsafe frame += 1
    unsafe frame.pointee = unsafe Frame(
      pc: self.unwinding,
      registers: base,
      function: -1,
      closure: 0
    )
    unsafe frame += 1
    unsafe frame.pointee = unsafe Frame(
      pc: self.unwinding,
      registers: callee,
      function: function,
      closure: closure.payload
    )
    unsafe registers = unsafe callee
    unsafe pc = unsafe entries[function].code
    return true
  }

  /// The registers of the frame that goes on unwinding.
  private var registerCountOfUnwinding: Int { 8 }

  /// Goes on after a `defer` block; also ends a process that was begun with a builtin.
  func goOnUnwinding() -> Step? {
    guard let unwinding = suspended.popLast()?.unwinding else {
      return .finished(unsafe registers.pointee)
    }
    unsafe frame -= 1
    unsafe pc = unsafe frame.pointee.pc
    unsafe registers = unsafe frame.pointee.registers
    return unwind(unwinding)
  }

  /// Begins to unwind the process with an exit code.
  ///
  /// - Throws: `TypeError`, `ValueError`.
  func exit(_ code: Value) throws(Fault) -> Step? {
    guard code.isSet, code.tag != .null else { return unwind(.exit(0)) }
    guard code.tag == .int else {
      throw Fault("TypeError", "`exit` wants an int, not \(code.typePhrase)")
    }
    guard (0...255).contains(code.payload) else {
      throw Fault("ValueError", "an exit code is 0 to 255, not \(code.payload)")
    }
    return unwind(.exit(code.payload))
  }
}
