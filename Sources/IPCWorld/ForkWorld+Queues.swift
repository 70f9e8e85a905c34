import IPCInterpreter
import IPCRuntime

/// Queues and pipes.
extension ForkWorld {
  /// Where an item goes to or comes from.
  struct Place {
    var queue: Int
    var handle: Value
  }

  /// A place as a sentence names it, such as `the queue made on line 3`.
  func name(_ place: Place) -> String {
    place.handle.tag == .queue ? queueName(place.queue) : endName(place.handle.payload)
  }

  func makeQueue(_ request: Request) throws(Fault) -> Value {
    let kinds: [QueueKind] = [.fifo, .stack, .priority]
    let kind = unsafe kinds[request.arguments[0].payload]
    let argument = unsafe request.arguments[1]
    var limit: Int?
    if argument.isSet, argument.tag != .null {
      guard argument.tag == .int else {
        throw Fault("TypeError", "the limit of a queue is an int, not \(argument.typePhrase)")
      }
      guard argument.payload > 0 else {
        let advice =
          argument.payload == 0 ? "; for a hand-over `put q, x` and then `join q`" : ""
        throw Fault(
          "ValueError",
          "the limit of a queue is at least 1, not \(argument.payload)\(advice)"
        )
      }
      limit = argument.payload
    }
    let retry = try unsafe count(request.arguments[2], of: "`retry`")
    tidyUp()
    do throws(SystemFault) {
      let number = try runtime.makeQueue(
        kind,
        limit: limit,
        retry: retry,
        place: machine.currentPlace
      )
      return Value(tag: .queue, payload: number)
    } catch {
      throw fault(of: error)
    }
  }

  func makePipe(_ request: Request) throws(Fault) -> Value {
    let isDuplex = unsafe request.arguments[0].isSet && request.arguments[0].isTrue
    tidyUp()
    do throws(SystemFault) {
      let number = try runtime.makePipe(
        isDuplex: isDuplex,
        isLines: unsafe request.arguments[1].isSet && request.arguments[1].isTrue,
        place: machine.currentPlace
      )
      return heap.makeList([
        Value(tag: .pipe, payload: 2 * number), Value(tag: .pipe, payload: 2 * number + 1),
      ])
    } catch {
      throw fault(of: error)
    }
  }

  /// What the system refused, as scripts see it.
  func fault(of error: SystemFault) -> Fault {
    switch error.call {
    case _ where error.isDamage:
      Fault("IOError", "the memory that the processes of this run share is damaged")
    case "shared memory": Fault("OutOfMemory", memoryLimitMessage)
    case "process limit": Fault("IOError", processLimitMessage)
    case "queue", "pipe", "process": Fault("IOError", "this run has made too many: \(error.call)")
    default: Fault("IOError", error.message)
    }
  }

  // MARK: Places

  func place(_ value: Value, toPut: Bool) throws(Fault) -> Place {
    switch value.tag {
    case .queue:
      return Place(queue: value.payload, handle: value)
    case .pipe:
      let end = value.payload
      if StreamEnd.isNumber(end) {
        throw Fault("ValueError", "\(endName(end)) cannot be waited for together with others")
      }
      // Nothing is known any more of a pipe that all have closed.
      if !runtime.isKnown(pipe: end / 2) { try checkHeld(end) }
      let queue = toPut ? runtime.queue(toPutAt: end) : runtime.queue(toGetAt: end)
      guard let queue else {
        let advice =
          toPut ? "`put` wants the left end" : "`get` wants the right end; `put` this one"
        let fault = Fault("ValueError", "this is \(endName(end)), which is one-way: \(advice)")
        throw fault.noting(runtime.place(ofPipe: end / 2), "the pipe was made here")
      }
      try checkHeld(end)
      return Place(queue: queue, handle: value)
    default:
      throw Fault("TypeError", "a queue or a pipe end is wanted, not \(value.typePhrase)")
    }
  }

  /// Throws unless this process holds an end.
  func checkHeld(_ end: Int) throws(Fault) {
    if runtime.holds(end: end) { return }
    if let closing = closedEnds[end] {
      let fault = Fault("Closed", "\(endName(end)) was closed in \(closing.process)")
      throw fault.noting(closing.place, "closed here")
    }
    let fault = Fault(
      "ValueError",
      "\(endName(end)) was closed at the birth of \(machine.processName), as neither its arguments nor the names it uses "
        + "reach it"
    )
    throw fault.noting(
      runtime.startedPlace(ofProcess: runtime.me),
      "\(machine.processName) was born here"
    )
  }

  /// The fault of a queue or pipe that is closed.
  private func closed(_ place: Place, _ message: String) -> Fault {
    let fault = Fault("Closed", message)
    guard place.handle.tag == .queue, let (line, closer) = runtime.closing(ofQueue: place.queue)
    else {
      return fault
    }
    let name = closer == runtime.me ? "" : " by \(runtime.name(ofProcess: closer))"
    return fault.noting(line, "closed here\(name)")
  }

  func queueName(_ number: Int) -> String {
    let kind =
      switch runtime.kind(ofQueue: number) {
      case .fifo: "queue"
      case .stack: "stack"
      case .priority: "priority queue"
      }
    return "the \(kind) made on \(lineName(runtime.place(ofQueue: number)))"
  }

  func endName(_ end: Int) -> String {
    if StreamEnd.isNumber(end) {
      let side = end & 1 == 0 ? "output" : "input"
      return "the \(side) of \(streams[end]?.name ?? "another process")"
    }
    let side = end & 1 == 0 ? "left" : "right"
    guard let place = place(ofPipeOf: end) else { return "the \(side) end of a pipe" }
    return "the \(side) end of the pipe made on \(lineName(place))"
  }

  /// Where the pipe of an end was made; nil for one that all have closed, so that it is forgotten.
  func place(ofPipeOf end: Int) -> Int? {
    if runtime.isKnown(pipe: end / 2) { return runtime.place(ofPipe: end / 2) }
    return (closedEnds[end] ?? closedEnds[end ^ 1])?.madePlace
  }

  /// Closes a pipe end that this process holds.
  private func close(end: Int) {
    if closedEnds.count >= manyClosedEnds {
      let named = Set(liveHandles())
      closedEnds = closedEnds.filter { named.contains(Handle(.pipeEnd, $0.key)) }
      manyClosedEnds = max(256, closedEnds.count * 2)
    }
    closedEnds[end] = ClosedEnd(
      process: machine.processName,
      place: machine.currentPlace,
      madePlace: runtime.place(ofPipe: end / 2)
    )
    runtime.close(end: end)
  }

  /// When a wait with this timeout ends; the deadline around it may be earlier.
  func deadline(_ timeout: Value, _ request: Request) throws(Fault) -> Int {
    guard timeout.isSet, timeout.tag != .null else { return request.deadline }
    try checkDuration(timeout, of: "timeout")
    return timeout.payload == 0 ? 0 : min(request.deadline, Clock.deadline(after: timeout.payload))
  }

  /// The words for a time that is over; empty for no wait at all.
  func after(_ timeout: Value) -> String {
    timeout.tag == .duration && timeout.payload > 0 ? " after \(heap.quotedText(of: timeout))" : ""
  }

  /// Throws when the deadline of a request has passed, which is not for the code inside to catch.
  func checkDeadline(_ request: Request) throws(Fault) {
    guard request.deadline != .max else { return }
    let now = Clock.now()
    if request.deadline <= now { throw .deadline(at: now) }
  }

  func waitInfo(_ kind: WaitInfo.Kind, until deadline: Int) -> WaitInfo {
    isWaitTimed = deadline != .max
    return WaitInfo(kind, isTimed: isWaitTimed)
  }

  // MARK: Put and get

  func put(_ request: Request) throws(Fault) -> Value {
    let (target, value, timeout) = unsafe (
      request.arguments[0], request.arguments[1], request.arguments[2]
    )
    if try putLine(request) { return .null }
    let place = try place(target, toPut: true)
    let deadline = try deadline(timeout, request)
    switch try offer(value, to: place, until: deadline) {
    case .done: return .null
    case .timedOut:
      try checkDeadline(request)
      let state = runtime.state(ofQueue: place.queue)
      let size = state.limit.map { " (\(state.size) of \($0))" } ?? ""
      throw Fault("Full", "\(name(place)) is full\(size)\(after(timeout))")
    case .closed: throw closedToPuts(place)
    case .interrupted: throw interruptedWait()
    case .doomed, .mixedKeys: throw deadlock()
    }
  }

  /// Puts a value, waiting until a moment at the latest.
  ///
  /// - Throws: What is wrong with the value, and what the system refuses; nothing was put then.
  func offer(_ value: Value, to place: Place, until deadline: Int) throws(Fault) -> WaitResult {
    let target = place.handle
    if target.tag == .pipe, runtime.isLines(pipe: target.payload / 2) { try checkLine(value) }
    let isPriority = target.tag == .queue && runtime.kind(ofQueue: target.payload) == .priority
    let key = isPriority ? try PriorityKey.bytes(of: value, heap: heap) : []
    try flush()
    let wait = waitInfo(.put, until: deadline)
    var result: WaitResult?
    var refusal: SystemFault?
    unsafe withUnsafeTemporaryAllocation(byteCount: ItemFormat.simpleSize, alignment: 8) { memory in
      let count = unsafe ValueEncoder.encodeSimple(value, from: heap, into: memory)
      guard let count else { return }
      let bytes = unsafe UnsafeRawBufferPointer(start: memory.baseAddress, count: count)
      let item = unsafe Item(bytes: bytes, handles: [], key: key)
      offeredBytes = count
      do throws(SystemFault) {
        result = try runtime.put(place.queue, item, until: deadline, wait)
      } catch {
        refusal = error
      }
    }
    if result == nil, refusal == nil {
      try encoder.encode(value, from: heap)
      var handles = try encodedHandles()
      if !encoder.functions.isEmpty {
        for handle in reach(of: encoder.functions) where !handles.contains(handle) {
          handles.append(handle)
        }
      }
      unsafe encoder.bytes.withUnsafeBytes { bytes in
        let item = unsafe Item(bytes: bytes, handles: handles, key: key)
        offeredBytes = handles.count * 8 + bytes.count
        do throws(SystemFault) {
          result = try runtime.put(place.queue, item, until: deadline, wait)
        } catch {
          refusal = error
        }
      }
    }
    if let refusal { throw fault(of: refusal) }
    if result == .mixedKeys {
      throw Fault("TypeError", "\(name(place)) holds keys that cannot be compared with this one")
    }
    return result ?? .done
  }

  /// The fault of a put into what is closed.
  func closedToPuts(_ place: Place) -> Fault {
    closed(
      place,
      place.handle.tag == .queue
        ? "\(name(place)) is closed" : "\(endName(place.handle.payload ^ 1)) is closed everywhere"
    )
  }

  /// The fault of a get from what is closed and drained.
  func closedAndDrained(_ place: Place) -> Fault {
    closed(place, "\(name(place)) is closed and drained")
  }

  /// The handles of the value that was encoded.
  ///
  /// - Throws: `Closed` or `ValueError` for a pipe end that this process does not hold, as nobody may get it from here.
  func encodedHandles() throws(Fault) -> [Handle] {
    let isOwn = encoder.handles.contains { $0.tag == .pipe && StreamEnd.isNumber($0.payload) }
    if isOwn { throw Fault("ValueError", "the input or output of a stage cannot be sent") }
    let handles = encoder.handles.compactMap(handle(of:))
    for handle in handles where handle.kind == .pipeEnd { try checkHeld(handle.number) }
    return handles
  }

  /// Throws unless a value is one line of text, all that a pipe of lines carries.
  private func checkLine(_ value: Value) throws(Fault) {
    guard value.tag == .string else {
      throw Fault("TypeError", "a pipe of lines carries strings, not \(value.typePhrase)")
    }
    if unsafe heap.string(value).contains(UInt8(ascii: "\n")) {
      throw Fault("ValueError", "an item of a pipe of lines is one line, without a line end in it")
    }
  }

  func get(_ request: Request) throws(Fault) -> Value {
    let (source, timeout) = unsafe (request.arguments[0], request.arguments[1])
    if let line = try getLine(request) { return line }
    let place = try place(source, toPut: false)
    let deadline = try deadline(timeout, request)
    let (result, value) = try take(from: place, until: deadline)
    switch result {
    case .done: return value
    case .timedOut:
      try checkDeadline(request)
      throw Fault("Empty", "\(name(place)) is empty\(after(timeout))")
    case .closed: throw closedAndDrained(place)
    case .interrupted: throw interruptedWait()
    case .doomed, .mixedKeys: throw deadlock()
    }
  }

  /// The step of a `for` over a queue or a pipe.
  func getNext(_ request: Request) throws(Fault) -> Value {
    if let reader = try unsafe readerOfInput(request.arguments[0]) { return reader }
    let place = try unsafe place(request.arguments[0], toPut: false)
    let (result, value) = try take(from: place, until: request.deadline)
    switch result {
    case .done: return value
    case .closed: return .unset
    case .interrupted: throw interruptedWait()
    case .timedOut: throw .deadline(at: Clock.now())
    case .doomed, .mixedKeys: throw deadlock()
    }
  }

  func take(
    from place: Place,
    until deadline: Int
  ) throws(Fault) -> (WaitResult, Value) {
    try flush()
    let wait = waitInfo(.get, until: deadline)
    var value = Value.null
    var damage: Fault?
    var result = WaitResult.done
    let heap = heap
    var functions: [Value] = []
    do throws(SystemFault) {
      result = unsafe try runtime.get(place.queue, until: deadline, wait) { bytes in
        do throws(Fault) {
          value = try unsafe ValueDecoder.decode(bytes, into: heap, functions: &functions)
        } catch {
          damage = error
        }
      }
    } catch {
      throw fault(of: error)
    }
    if let damage { throw damage }
    try noteReach(of: functions)
    return (result, value)
  }

  /// Notes what this process can reach by functions that it was sent: their top-level names are its own.
  ///
  /// - Throws: `ValueError` when one of them is a queue or process that nobody could reach meanwhile, so that it is gone.
  func noteReach(of functions: [Value]) throws(Fault) {
    guard !functions.isEmpty else { return }
    let handles = reach(of: functions)
    guard runtime.areKnown(handles) else {
      throw Fault(
        "ValueError",
        "a function that was sent uses a top-level variable with a queue or process that nobody else has any more"
      )
    }
    runtime.give(handles, to: runtime.me)
  }

  /// The handles behind the names of functions, without pipe ends: a process has those that it held anyway.
  private func reach(of functions: [Value]) -> [Handle] {
    machine.reachableHandles(from: functions).compactMap(handle(of:))
      .filter { $0.kind != .pipeEnd }
  }

  // MARK: Finishing

  func taskDone(_ request: Request) throws(Fault) -> Value {
    let queue = try unsafe queue(request.arguments[0], for: "task_done")
    try flush()
    guard runtime.taskDone(queue) else {
      if runtime.hasRetry(queue: queue) { throw nothingInHand(of: queue) }
      throw Fault(
        "ValueError",
        "`task_done` more often than items were taken from \(queueName(queue))"
      )
    }
    return .null
  }

  private func queue(_ value: Value, for word: String) throws(Fault) -> Int {
    guard value.tag == .queue else {
      throw Fault("TypeError", "`\(word)` wants a queue, not \(value.typePhrase)")
    }
    return value.payload
  }

  func close(_ request: Request) throws(Fault) -> Value {
    let value = unsafe request.arguments[0]
    try flush()
    if try closeStream(value) { return .null }
    if value.tag == .pipe {
      let end = value.payload
      // One that was closed here may have come back out of a queue.
      if closedEnds[end] != nil, !runtime.holds(end: end) { return .null }
      try checkHeld(end)
      close(end: end)
      return .null
    }
    guard value.tag == .queue else {
      throw Fault("TypeError", "`close` wants a queue or a pipe end, not \(value.typePhrase)")
    }
    runtime.close(queue: value.payload)
    return .null
  }

  func joinQueue(_ value: Value, _ timeout: Value, _ request: Request) throws(Fault) -> Value {
    let deadline = try deadline(timeout, request)
    try flush()
    let queue = value.payload
    let wait = waitInfo(.joinQueue, until: deadline)
    switch runtime.join(queue: queue, until: deadline, wait) {
    case .done, .closed, .mixedKeys: return .null
    case .timedOut:
      try checkDeadline(request)
      let count = runtime.state(ofQueue: queue).unfinished
      throw Fault(
        "Timeout",
        "\(count) item\(count == 1 ? "" : "s") of \(queueName(queue)) unfinished\(after(timeout))"
      )
    case .interrupted: throw interruptedWait()
    case .doomed: throw deadlock()
    }
  }

  func sleep(_ request: Request) throws(Fault) -> Value {
    let value = unsafe request.arguments[0]
    try checkDuration(value, of: "sleep")
    try flush()
    let deadline = min(request.deadline, Clock.deadline(after: value.payload))
    noteReach(beforeSleeping: value.payload)
    guard runtime.sleep(until: deadline) else { throw interruptedWait() }
    if deadline == request.deadline { try checkDeadline(request) }
    return .null
  }
}
