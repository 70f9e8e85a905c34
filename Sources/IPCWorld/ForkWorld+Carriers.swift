import IPCInterpreter
import IPCRuntime

/// Queues and pipes of the script as the files of commands: a process of its own carries the items of each.
///
/// It runs no code of the script. To others it is a process that gets or puts, so that a deadlock in which it stands is told.
/// What it has taken out of a queue it holds until the command has ended: well, and all that was taken is done; otherwise, it
/// fails too, and what it held goes the way of all that failed processes hold.
extension ForkWorld {
  /// Starts the processes that carry items from and to a job.
  func startCarriers(_ job: inout Job, _ starter: inout Starter) throws(Fault) {
    let plan = starter.plan
    guard let first = job.stages.first, let last = job.stages.last else { return }
    for (descriptor, target) in starter.draining {
      let name = "\(runtime.name(ofProcess: last.process)) output"
      let carrier = try startCarrier(name, target, descriptor, closing: plan) { () throws(Fault) in
        try self.drain(descriptor, into: target, plan, after: last.process)
      }
      job.drainers.append(carrier)
    }
    if let descriptor = starter.feeding {
      let name = "\(runtime.name(ofProcess: first.process)) input"
      job.feeder = try startCarrier(name, plan.input, descriptor) { () throws(Fault) in
        try self.feed(descriptor, from: plan.input, plan, first.process)
      }
    }
  }

  private func startCarrier(
    _ name: String,
    _ target: Redirection,
    _ descriptor: Int32,
    closing: CommandPlan? = nil,
    _ body: () throws(Fault) -> Void
  ) throws(Fault) -> Int {
    let number = try makeProcess(name)
    let handles = handle(of: target).map { [$0] } ?? []
    runtime.give(handles, to: number)
    guard try startPart(number) == .child else { return number }
    becomeHelper(name, reaching: handles)
    leaveStreams(except: [descriptor])
    do throws(Fault) {
      do throws(SystemFault) { try runtime.takeOver(descriptor) } catch { throw fault(of: error) }
      try body()
    } catch {
      // Nothing more comes, however its end is told.
      if let plan = closing, case .queue(let queue) = target { closeOutput(queue, plan) }
      endHelper(failing: error)
    }
    runtime.end(.done, result: [])
  }

  private func handle(of redirection: Redirection) -> Handle? {
    switch redirection {
    case .queue(let number): Handle(.queue, number)
    case .end(let end): Handle(.pipeEnd, end)
    default: nil
    }
  }

  private func value(of redirection: Redirection) -> Value {
    switch redirection {
    case .queue(let number): Value(tag: .queue, payload: number)
    case .end(let end): Value(tag: .pipe, payload: end)
    default: .null
    }
  }

  /// Makes this process, which was just forked, one that runs nothing of the script.
  func becomeHelper(_ name: String, reaching handles: [Handle]) {
    forgetParent()
    machine.forgetHandlers()
    machine.processName = name
    runtime.noteTermination()
    isEnding = true
    isHelper = true
    resultHandles = handles
  }

  /// Ends a helper with an error that another process shows.
  func endHelper(failing fault: Fault) -> Never {
    if fault.moment != nil { runtime.endBySignal(15) }
    let error = machine.errorValue(of: fault)
    do throws(Fault) { try encoder.encode(error, from: heap) } catch {
      runtime.end(.failed(1), result: [])
    }
    runtime.end(.failed(1), result: encoder.bytes)
  }

  /// The fault that a process ended with which carried items.
  func fault(ofCarrier number: Int) throws(Fault) -> Fault {
    let error = try storedResult(of: number)
    if error.tag == .error { return Fault("", "", value: error) }
    return Fault("ProcessFailed", "", value: try failure(of: number))
  }

  // MARK: Feeding

  private func feed(
    _ descriptor: Int32,
    from source: Redirection,
    _ plan: CommandPlan,
    _ command: Int
  ) throws(Fault) {
    let arguments = [value(of: source), .null]
    var taken = 0
    while let item = try nextItem(arguments) {
      taken += 1
      let bytes = try self.bytes(of: item, plan.lines)
      do throws(FileFailure) {
        try runtime.writeAll(bytes, to: descriptor, until: .max)
      } catch .refused(let fault) where fault.isBrokenPipe {
        break
      } catch .interrupted {
        break
      } catch {
        throw fault(of: error, "the input of \(plan.stages[0].text)")
      }
      try machine.collectIfWanted()
    }
    runtime.close(descriptor: descriptor)
    let wait = WaitInfo(.joinProcesses, isTimed: false)
    while !runtime.hasEnded(command) {
      // It is told when the command has ended, and otherwise there is nothing to do but to wait.
      if runtime.waitForEnd(of: [command], until: .max, wait) != .interrupted { continue }
      _ = runtime.takeInterrupts()
      // The job is being ended.
      if !runtime.hasEnded(command) { _ = runtime.sleep(until: Clock.deadline(after: 10_000_000)) }
    }
    let isDone = runtime.isDone(command) || runtime.signal(ofProcess: command) == 13
    guard isDone else { runtime.end(.failed(1), result: []) }
    if case .queue(let queue) = source { for _ in 0..<taken { _ = runtime.taskDone(queue) } }
  }

  /// The next item; nil at the end, and when the command has ended.
  private func nextItem(_ arguments: [Value]) throws(Fault) -> Value? {
    do throws(Fault) {
      return try withRequest(.get, arguments) { request throws(Fault) in try get(request) }
    } catch {
      if error.kind == "Closed" || error.kind == "Interrupted" { return nil }
      throw error
    }
  }

  private func withRequest(
    _ operation: Request.Operation,
    _ arguments: [Value],
    _ body: (Request) throws(Fault) -> Value
  ) throws(Fault) -> Value {
    var value = Value.null
    var fault: Fault?
    unsafe arguments.withUnsafeBufferPointer { arguments in
      let request = unsafe Request(operation: operation, arguments: arguments, deadline: .max)
      do throws(Fault) { value = try body(request) } catch { fault = error }
    }
    if let fault { throw fault }
    return value
  }

  private func bytes(of item: Value, _ lines: ItemLines) throws(Fault) -> [UInt8] {
    var bytes: [UInt8]
    switch (lines, item.tag) {
    case (.json, _): bytes = try heap.json(of: item)
    case (_, .string), (_, .bytes): bytes = unsafe Array(heap.string(item))
    case (_, .int), (_, .float): bytes = heap.text(of: item)
    default:
      throw Fault(
        "TypeError",
        "an item for a command is a string or a number, not \(item.typePhrase); `by: \"json\"` writes any"
      )
    }
    if lines != .json, bytes.contains(lines.end) {
      let sign = lines == .nul ? "zero byte" : "line end"
      throw Fault(
        "ValueError",
        "an item with a \(sign) in it cannot be told from two; `by: \"json\"` writes any"
      )
    }
    bytes.append(lines.end)
    return bytes
  }

  // MARK: Draining

  private func drain(
    _ descriptor: Int32,
    into target: Redirection,
    _ plan: CommandPlan,
    after command: Int
  ) throws(Fault) {
    let reader = FileReader(descriptor: descriptor, runtime: runtime)
    let place = value(of: target)
    reading: while true {
      let lines: ArraySlice<UInt8>?
      do throws(FileFailure) {
        lines = try reader.nextLines(until: .max, endedBy: plan.lines.end)
      } catch {
        if case .interrupted = error { break }
        throw fault(of: error, "the output of \(plan.stages.last?.text ?? "a command")")
      }
      guard let lines else { break }
      var rest = lines
      while !rest.isEmpty {
        let end = rest.firstIndex(of: plan.lines.end) ?? rest.endIndex
        let item = try self.item(of: rest[..<end], plan.lines)
        do throws(Fault) {
          _ = try withRequest(.put, [place, item, .null]) { request throws(Fault) in
            try put(request)
          }
        } catch {
          // Nobody wants any more: the command learns of it when it writes on.
          if error.kind == "Closed" { break reading }
          throw error
        }
        try machine.collectIfWanted()
        rest = rest[min(end + 1, rest.endIndex)...]
      }
    }
    guard case .queue(let queue) = target else { return }
    if plan.restarts > 0 {
      // One that is started again goes on writing.
      while !runtime.hasEnded(command) {
        _ = runtime.waitForEnd(of: [command], until: .max, WaitInfo(.joinProcesses, isTimed: false))
      }
      guard runtime.isDone(command) else { return }
    }
    closeOutput(queue, plan)
  }

  /// Closes the queue that a command writes to, now that the last copy of it has ended.
  func closeOutput(_ queue: Int, _ plan: CommandPlan) {
    let ended = plan.copies.count == 1 ? 1 : runtime.nextCount(plan.copies.counter)
    if ended >= plan.copies.count { runtime.close(queue: queue) }
  }

  private func item(of line: ArraySlice<UInt8>, _ lines: ItemLines) throws(Fault) -> Value {
    if TextCheck.firstBrokenByte(in: line) != nil {
      return unsafe line.withUnsafeBufferPointer { unsafe heap.makeBytes($0) }
    }
    let text = unsafe line.withUnsafeBufferPointer { unsafe heap.makeString(utf8: $0) }
    return lines == .json ? try heap.value(ofJSON: text) : text
  }
}
