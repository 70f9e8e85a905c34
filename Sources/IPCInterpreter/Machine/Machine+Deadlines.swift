import IPCSyntax

/// `within` and interrupts: errors that end what runs whether it wants or not.
///
/// Invariants:
/// - `deadline` is when what runs must be done: the earliest deadline of the `within` blocks around it, or, in a `defer`
///   block that a deadline or an interrupt has begun, the end of the second that such blocks have. It travels with
///   each request; the world lets no wait last longer, and sets the interrupt word when it passes while code runs.
/// - The error of a deadline that has passed has a floor: the position, in `handlers`, of the outermost `within` whose
///   time is over. No handler above catches it.
extension Machine {
  /// What `defer` blocks may wait for together once a deadline or an interrupt unwinds, in nanoseconds.
  private static let grace = 1_000_000_000

  /// Begins something that is undone, or takes over, when control leaves.
  func push(_ handler: Handler) {
    var handler = unsafe handler
    unsafe handler.deadline = deadline
    unsafe handlers.append(handler)
  }

  /// Begins a `within`.
  func pushWithin(_ handler: Handler, deadline own: Int) {
    unsafe deadline = unsafe min(deadline, own)
    unsafe push(handler)
  }

  /// Ends the innermost `within`.
  func popWithin() {
    unsafe handlers.removeLast()
    unsafe deadline = currentDeadline
  }

  /// The deadline that follows from the handlers and the `defer` blocks under way.
  var currentDeadline: Int {
    let block = suspended.last
    if let handler = unsafe handlers.last, unsafe handlers.count > block?.handlerCount ?? 0 {
      return unsafe handler.deadline
    }
    return block?.limit ?? .max
  }

  /// Throws a fault of a deadline or an interrupt; returns the last step when nobody catches it.
  func raise(_ fault: Fault, at moment: Int) -> Step? {
    guard fault.kind == "Timeout" else {
      interruptLimit = moment + Self.grace
      let error = errorValue(of: Fault(fault.kind, fault.message))
      return unwind(.error(error, floor: nil, limit: interruptLimit))
    }
    let forced = suspended.last { $0.unwinding.limit != nil }
    let first = forced?.handlerCount ?? 0
    let floor = unsafe handlers[first...].firstIndex { handler in
      if case .within(let deadline) = unsafe handler.kind { deadline <= moment } else { false }
    }
    guard let floor else {
      precondition(forced != nil, "a deadline passed that nobody set")
      return unwind(.overtime)
    }
    let limit = min(moment + Self.grace, forced?.limit ?? .max)
    let error = errorValue(of: Fault("Timeout", unsafe message(ofWithin: handlers[floor])))
    return unwind(.error(error, floor: floor, limit: limit))
  }

  private func message(ofWithin handler: Handler) -> String {
    let frame = unsafe frames + handler.depth
    let length = unsafe frame.pointee.registers[handler.register + 1]
    let function = unsafe frame.pointee.function
    // The block's own code stands before the place where its error goes.
    let position = unsafe handler.pc - entries[function].code - 1
    let line = program.sources.lineName(of: program.functions[function].spans[position].start)
    return "the \(heap.quotedText(of: length)) of the `within` on \(line) are over"
  }
}
