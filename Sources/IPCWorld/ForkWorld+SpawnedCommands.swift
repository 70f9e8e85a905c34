import IPCInterpreter
import IPCRuntime

/// `spawn` and `daemon` of commands and pipelines.
///
/// A program whose files lead to files is the process itself. For all else, a pipeline or a command with queues, a process is
/// forked that starts the parts, waits for them and ends as they did; for one that is started again, the keeper does so.
extension ForkWorld {
  /// Carries out `spawn cmd` and `daemon cmd`.
  func spawnCommand(_ request: Request, asDaemon: Bool) throws(Fault) -> Value {
    let (command, name, times) = unsafe (
      request.arguments[0], request.arguments[1], request.arguments[3]
    )
    if !asDaemon { try checkMaySpawn() }
    let clauses = CommandClauses(request)
    var plan = try plan(command, for: asDaemon ? "daemon" : "spawn", clauses, isAwaited: false)
    plan.restarts = try unsafe self.count(request.arguments[2], of: "`restart`") ?? 0
    let count = try copies(times)
    let label = try label(name)
    try flush()
    tidyUp()
    if let count, count > 1 {
      do throws(SystemFault) {
        plan.copies = (count, try runtime.makeCounters(1))
      } catch {
        throw fault(of: error)
      }
    }
    var processes: [Value] = []
    for position in 0..<(count ?? 1) {
      let suffix = count == nil ? "" : "#\(position + 1)"
      let name = label.map { $0 + suffix } ?? nextName(of: plan)
      let number = try makeProcess(name)
      runtime.setDaemon(number, asDaemon)
      do throws(Fault) {
        if try start(number, plan) == .child { return .null }
      } catch {
        runtime.forget(number)
        throw error
      }
      processes.append(Value(tag: .process, payload: number))
    }
    return count == nil ? processes[0] : heap.makeList(processes)
  }

  private func nextName(of plan: CommandPlan) -> String {
    guard plan.stages.count == 1, let stage = plan.stages.first, stage.isCommand else {
      return "pipeline#\(runtime.nextCount(commandCounters + Self.commandCounterCount))"
    }
    return commandName(of: stage)
  }

  private func start(_ number: Int, _ plan: CommandPlan) throws(Fault) -> Runtime.Side {
    if plan.isPlain, plan.restarts == 0 {
      try startPlain(number, plan)
      return .parent
    }
    var work = Prepared(function: .null, arguments: plan.stages.map(\.value) + plan.handles)
    work.restarts = plan.restarts
    work.plan = plan
    // Signals for the one are for the other.
    if plan.restarts == 0, plan.stages.count == 1, plan.stages[0].isCommand {
      runtime.makeKeeper(number)
    }
    return try start(number, work)
  }

  /// Starts a program by itself.
  func startPlain(_ number: Int, _ plan: CommandPlan) throws(Fault) {
    var starter = Starter(plan: plan)
    do throws(Fault) {
      let files = try openPlain(plan, &starter)
      try start(command: number, plan.stages[0], files, plan)
    } catch {
      closeAll(starter)
      throw error
    }
    closeAll(starter)
  }

  // MARK: The process of a pipeline

  /// Does, in a process that was just forked, what was spawned; returns only in a stage of it.
  func coordinate(_ number: Int, _ plan: CommandPlan) {
    let name = runtime.name(ofProcess: number)
    var plan = plan
    plan.isOwnRun = runtime.isKeeper(number)
    becomeHelper(name, reaching: [])
    leaveStreams(except: [])
    let nothing = Value.null
    var isStarted = false
    do throws(Fault) {
      guard var job = try start(plan) else {
        isEnding = false
        isHelper = false
        return
      }
      isStarted = true
      runtime.keepOnly([])
      _ = try withWaitRequest { request throws(Fault) in
        try wait(for: &job, until: .max, request, nothing)
        return nothing
      }
      try encoder.encode(result(of: job), from: heap)
    } catch {
      // Nobody will write to it.
      if !isStarted, case .queue(let queue) = plan.output { closeOutput(queue, plan) }
      endCoordinator(failing: error)
    }
    runtime.end(.done, result: encoder.bytes)
  }

  private func withWaitRequest(
    _ body: (Request) throws(Fault) -> Value
  ) throws(Fault) -> Value {
    let arguments = unsafe UnsafeBufferPointer<Value>(start: nil, count: 0)
    return try body(unsafe Request(operation: .run, arguments: arguments, deadline: .max))
  }

  private func endCoordinator(failing fault: Fault) -> Never {
    // Whoever told it to end has ordered so, and may have told the command too, whose end came first.
    if fault.moment != nil || runtime.isKillOrdered(runtime.me) { runtime.endBySignal(15) }
    let error = machine.errorValue(of: fault)
    report(error)
    do throws(Fault) { try encoder.encode(error, from: heap) } catch {
      runtime.end(.failed(1), result: [])
    }
    runtime.end(.failed(status(of: error)), result: encoder.bytes)
  }

  /// The exit code of a process that ends by an error: that of the command which failed.
  private func status(of error: Value) -> Int {
    let extra = heap.errorField(.extra, of: error)
    guard extra.tag == .map, let status = heap.mapGet(extra, "status"), status.tag == .int else {
      return 1
    }
    return max(1, status.payload)
  }
}

extension CommandPlan {
  /// The queues and pipe ends of the script that it uses.
  var handles: [Value] {
    [input, output, errors].compactMap { redirection in
      switch redirection {
      case .queue(let number): Value(tag: .queue, payload: number)
      case .end(let end): Value(tag: .pipe, payload: end)
      default: nil
      }
    }
  }
}
