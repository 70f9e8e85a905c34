import IPCInterpreter
import IPCRuntime
import IPCSyntax

/// Making and starting processes.
extension ForkWorld {
  /// What is made of a `spawn`, a `daemon` or a `process`.
  enum Start {
    case child, daemon, prepared
  }

  /// Carries out `spawn f(a)`, `daemon f(a)` and `process f(a)`.
  func spawn(_ request: Request, as start: Start) throws(Fault) -> Value {
    let (function, name, times) = unsafe (
      request.arguments[0], request.arguments[1], request.arguments[2]
    )
    let first = Request.spawnClauses
    let arguments = (first..<(unsafe request.arguments.count)).map { unsafe request.arguments[$0] }
    guard function.tag == .closure || function.tag == .builtin else {
      throw Fault("TypeError", "a function is wanted, not \(function.typePhrase)")
    }
    if start == .child { try checkMaySpawn() }
    let count = try copies(times)
    let restarts = try unsafe self.count(request.arguments[3], of: "`restart`") ?? 0
    let label = try label(name)
    try flush()
    tidyUp()
    let copy = Prepared(function: function, arguments: arguments, restarts: restarts)
    var processes: [Value] = []
    for position in 0..<(count ?? 1) {
      let suffix = count == nil ? "" : "#\(position + 1)"
      let number = try make(label.map { $0 + suffix } ?? nextName(of: function))
      runtime.setDaemon(number, start == .daemon)
      if start == .prepared {
        prepared[number] = copy
        machine.pins[number] = [function] + arguments
      } else {
        do throws(Fault) {
          // Whatever a child gives here goes nowhere: the machine was begun anew.
          if try self.start(number, copy) == .child { return .null }
        } catch {
          runtime.forget(number)
          throw error
        }
      }
      processes.append(Value(tag: .process, payload: number))
    }
    return count == nil ? processes[0] : heap.makeList(processes)
  }

  /// The name that a script gives a process; nil for none.
  func label(_ name: Value) throws(Fault) -> String? {
    if name.tag == .null { return nil }
    guard name.tag == .string else {
      throw Fault("TypeError", "`name` wants a string, not \(name.typePhrase)")
    }
    let label = heap.swiftString(name)
    if label == "" { throw Fault("ValueError", "the name of a process cannot be empty") }
    return label
  }

  func checkMaySpawn() throws(Fault) {
    // `parallel` waits for its own; a stage of a pipeline is waited for, and waits for its children.
    guard runtime.me != 0, runtime.isDaemon(runtime.me), !runtime.isPart(runtime.me),
      !machine.isInPrelude
    else { return }
    throw Fault(
      "ValueError",
      "\(machine.processName) is a daemon and may start daemons only: nobody would wait for its children"
    )
  }

  func copies(_ times: Value) throws(Fault) -> Int? {
    if times.tag == .null { return nil }
    guard times.tag == .int else {
      throw Fault("TypeError", "`times` wants an int, not \(times.typePhrase)")
    }
    guard times.payload >= 0 else { throw Fault("ValueError", "`times` cannot be negative") }
    return times.payload
  }

  func nextName(of function: Value) -> String {
    let name = machine.functionName(of: function)
    let counter = counters[name] ?? counters["process"] ?? 0
    return "\(name)#\(runtime.nextCount(counter))"
  }

  private func make(_ name: String) throws(Fault) -> Int {
    do throws(SystemFault) {
      return try runtime.makeProcess(name: name, place: machine.currentPlace)
    } catch {
      throw fault(of: error)
    }
  }

  /// Starts a process and, on its side of the fork, begins its function.
  func start(_ number: Int, _ work: Prepared) throws(Fault) -> Runtime.Side {
    giveReach(of: work, to: number)
    // One that came back after its close is not closed.
    closedEnds = closedEnds.filter { !runtime.holds(end: $0.key) }
    if work.restarts > 0 { runtime.makeKeeper(number) }
    let side: Runtime.Side
    do throws(SystemFault) {
      side = try runtime.start(number, place: machine.currentPlace)
    } catch {
      throw fault(of: error)
    }
    if side == .child {
      if work.restarts > 0 {
        keep(work)
      } else if let plan = work.plan {
        coordinate(number, plan)
      } else {
        becomeChild(number, work)
      }
    } else if machine.deadline != .max {
      noteStarted(number)
      // At the first start of all the timer stays behind in the guardian.
      try setTimer(machine.deadline)
    }
    return side
  }

  /// Gives a process that is not started what its function can reach.
  func giveReach(of work: Prepared, to number: Int) {
    // Only the ends that its arguments and the names it uses reach, and that are open here, are open in it.
    let values = machine.reachableHandles(from: [work.function] + work.arguments)
    let handles = values.compactMap(handle(of:)).filter { handle in
      handle.kind != .pipeEnd || runtime.holds(end: handle.number)
    }
    runtime.give(handles, to: number)
  }

  func becomeChild(_ number: Int, _ work: Prepared) {
    forgetParent()
    keepStreams(reachedBy: [work.function] + work.arguments)
    begin(number, work)
  }

  /// Gives up, in a process that was just forked, what is its parent's alone.
  func forgetParent() {
    output.discard()
    startedWithin = []
    verdict = nil
    interruption = nil
    commandLoops = [:]
    leaveReadersToParent()
  }

  /// Begins the code of this process, which was just forked.
  func begin(_ number: Int, _ work: Prepared) {
    machine.seed(Host.entropy())
    machine.processName = runtime.name(ofProcess: number)
    machine.namesEverything = false
    machine.begin(work.function, work.arguments)
    unsafe isFresh = true
  }

  /// Carries out `spawn p` and `daemon p`.
  func startPrepared(_ request: Request, asDaemon: Bool) throws(Fault) -> Value {
    let (value, name) = unsafe (request.arguments[0], request.arguments[1])
    if value.tag == .command { return try spawnCommand(request, asDaemon: asDaemon) }
    guard value.tag == .process else {
      let hint = value.tag == .closure || value.tag == .builtin ? "; call it: `spawn f()`" : ""
      throw Fault(
        "TypeError",
        "a command or a prepared process is wanted, not \(value.typePhrase)\(hint)"
      )
    }
    if unsafe request.arguments[3].tag != .null {
      throw Fault("TypeError", "`times` is for a call, a block or a command: a process starts once")
    }
    guard CommandClauses(request).isEmpty else {
      throw Fault("TypeError", "a process that was prepared has no clauses of a command")
    }
    let number = value.payload
    let shown = runtime.name(ofProcess: number)
    if runtime.status(ofProcess: number) != .new {
      throw alreadyStarted(number, "\(shown) was started on \(startedLine(number))")
    }
    guard var work = prepared[number] else {
      let message = "\(shown) was prepared by another process, which alone can start it"
      let place = runtime.place(ofProcess: number)
      throw Fault("ValueError", message).noting(place, "prepared here")
    }
    if let restarts = try unsafe count(request.arguments[2], of: "`restart`") {
      work.restarts = restarts
    }
    if !asDaemon, !runtime.isDaemon(number) { try checkMaySpawn() }
    guard runtime.claim(number) else {
      throw alreadyStarted(number, "\(shown) was started by another process")
    }
    do throws(Fault) {
      if name.tag == .string {
        do throws(SystemFault) {
          try runtime.setName(ofProcess: number, to: heap.swiftString(name))
        } catch {
          throw fault(of: error)
        }
      }
      if asDaemon { runtime.setDaemon(number, true) }
      try flush()
      if try start(number, work) == .child { return .null }
    } catch {
      runtime.unclaim(number)
      throw error
    }
    prepared[number] = nil
    machine.pins[number] = nil
    return value
  }

  /// The fault of starting a process once more, or of changing it too late.
  func alreadyStarted(_ number: Int, _ message: String) -> Fault {
    let fault = Fault("AlreadyStarted", message)
    return number == 0
      ? fault : fault.noting(runtime.startedPlace(ofProcess: number), "started here")
  }

  /// The line that started a process, as sentences name it.
  func startedLine(_ number: Int) -> String {
    lineName(runtime.startedPlace(ofProcess: number))
  }

  /// A place as the runtime keeps it, as sentences name it: `line 3`.
  func lineName(_ place: Int) -> String {
    machine.program.sources.lineName(of: UInt32(clamping: place))
  }
}
