import Glibc
package import IPCInterpreter
package import IPCRuntime
import IPCSyntax

/// Carries out what a machine asks for with real processes: each spawn forks, this object included.
///
/// After a fork both sides go on in the loop of `run`, the child with its machine begun anew on the function that
/// was spawned. So nothing here may hold state that is the parent's alone, save what `becomeChild` resets.
@safe package final class ForkWorld {
  /// How a run ended.
  package struct End {
    /// The exit status as a shell counts it.
    package var exitCode: Int32
    /// The signal by which the tool should end; nil for an ordinary end.
    package var signal: Int32?
  }

  /// A function with its arguments that waits to be started.
  struct Prepared {
    var function: Value
    var arguments: [Value]
    /// How often it is started again when it fails.
    var restarts = 0
    /// What is started, when that is no function.
    var plan: CommandPlan?
  }

  /// Who closed a pipe end, where, and where the pipe was made.
  struct ClosedEnd {
    var process: String
    var place: Int
    var madePlace: Int
  }

  let machine: Machine
  let runtime: Runtime
  let output: OutputSink
  /// What is left of the standard input, some of which may have been read already; empty in children.
  var standardInput: FileReader
  /// The files that are read line by line.
  var readers = ReaderTable()
  var reports: ErrorReport
  let heap: Heap
  /// Used again for each item, so that small ones allocate nothing.
  var encoder = ValueEncoder()
  /// The memory for an item that the short ways of `put` and `get` carry.
  let smallItem = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Runtime.inlineBytes,
    alignment: 16
  )
  /// The processes prepared by this process or its ancestors.
  var prepared: [Int: Prepared] = [:]
  /// The pipe ends that this process closed itself, or an ancestor before the birth.
  var closedEnds: [Int: ClosedEnd] = [:]
  /// From how many on it pays to look which of those the script can still name.
  var manyClosedEnds = 256
  /// Why the wait at hand was given up.
  var verdict: Verdict?
  /// Whether this process is a child that has just begun.
  @exclusivity(unchecked) var isFresh = false
  /// Whether no code is left to run.
  var isEnding = false
  /// What the result of this process holds, while it waits for its children at its end.
  var resultHandles: [Handle] = []
  /// Whether the wait at hand ends by itself.
  var isWaitTimed = false
  /// What was started while a `within` held, in order, with the moments.
  var startedWithin: [(process: Int, moment: Int)] = []
  /// The pipes of the function that is a stage, by the numbers of their ends.
  var streams: [Int: StreamEnd] = [:]
  /// Whether the next stage has gone away, so that an end of this one because of it is none of its faults.
  var isOutputBroken = false
  /// Whether this process runs no code of the script, and looks after others.
  var isHelper = false
  /// The commands whose output a loop walks, by the number of its reader.
  var commandLoops: [Int: Job] = [:]
  /// From how many on it pays to look which of those have ended.
  var longStartedWithin = 256
  /// The nanoseconds slept since the others last saw what this process can reach.
  private var slept = 0
  /// When progress was shown last, by the monotonic clock; 0 while none is.
  var progressShown = 0
  /// Chooses among what is ready.
  var chance = Chance()
  /// The size of the item that was offered last.
  var offeredBytes = 0
  /// The signal that interrupted main.
  var interruption: Int32?
  /// Where the numbers for names such as `cook#1` are counted, by name.
  var counters: [String: Int]
  /// Where those for the names of commands are.
  let commandCounters: Int
  /// Whether main runs nothing and waits at a prompt, where everything can still be named.
  var isIdle = false
  /// Whether requests that others could notice are told.
  package var isTracing = false

  /// Makes a world for one run of a program, with main as the calling process.
  ///
  /// - Throws: `SystemFault` when the system gives no memory.
  package init(
    program: CompiledProgram,
    settings: Settings,
    room: Int = 0
  ) throws(SystemFault) {
    do throws(NoAddressSpace) {
      machine = try Machine(
        program: program,
        arguments: settings.arguments,
        environment: settings.environment,
        room: room
      )
    } catch {
      throw SystemFault("mmap", code: ENOMEM)
    }
    heap = machine.heap
    heap.stress = settings.collectsAlways
    var limits = Runtime.Limits()
    limits.processes = settings.maxProcesses ?? limits.processes
    limits.bytes = settings.maxQueueBytes
    limits.reusesAlways = settings.collectsAlways
    runtime = try Runtime(limits: limits)
    output = OutputSink(runtime: runtime)
    standardInput = FileReader(standardInputOf: runtime)
    reports = ErrorReport(
      heap: heap,
      sources: program.sources,
      colour: settings.coloursErrors
    )
    let names = Set(machine.functionNames + ["process"]).sorted()
    let first = try runtime.makeCounters(names.count)
    commandCounters = try runtime.makeCounters(Self.commandCounterCount + 1)
    counters = Dictionary(uniqueKeysWithValues: zip(names, (0..<names.count).map { first + $0 }))
    unsafe machine.interrupt = unsafe runtime.interrupt
    heap.mustStop = { [unowned self] in mustStop() }
    runtime.currentPlace = { [unowned self] in machine.currentPlace }
    runtime.onIdle = { [unowned self] in isDoomed() }
    runtime.reachable = { [unowned self] in liveHandles() }
    machine.heap.describeHandle = { [unowned self] in describe($0) }
  }

  /// Lets the signals of a crash end a tool from its first moment on; `run` does so for every process of a run.
  package static func beginTool() { Runtime.endByCrashSignals() }

  /// Runs main to its end, and in every forked child that child to its own.
  ///
  /// Only main returns from here.
  package func run() -> End {
    do throws(SystemFault) {
      try runtime.installHandlers()
    } catch {
      return Self.end(cannotStart: error)
    }
    machine.seed(Host.entropy())
    machine.beginMain()
    while true {
      switch machine.run() {
      case .request(let request): carryOut(request)
      case .interrupted: lookAround()
      case .finished(let value): if let end = finish(.returned(value)) { return end }
      case .failed(let error): if let end = finish(.failed(error)) { return end }
      case .exited(let code): if let end = finish(.exited(code)) { return end }
      }
    }
  }

  func carryOut(_ request: Request) {
    if runtime.isListLong { runtime.keepOnly(liveHandles()) }
    if isTracing { trace(request) }
    do throws(Fault) {
      let answer = try answer(request)
      // In a child the machine was begun anew, and has asked for nothing.
      if unsafe isFresh {
        unsafe isFresh = false
      } else {
        machine.resume(returning: answer)
      }
    } catch {
      machine.resume(throwing: error)
    }
  }

  private func answer(_ request: Request) throws(Fault) -> Value {
    switch request.operation {
    case .put: putAtOnce(request) ? .null : try put(request)
    case .get:
      if let value = try getAtOnce(request) { value } else { try get(request) }
    case .getNext:
      switch unsafe request.arguments[0].tag {
      case .reader: try nextLines(request)
      case .command: try beginLoop(request)
      default: try getNext(request)
      }
    case .select: try select(request)
    case .getAny: try getAny(request)
    case .joinAny: try joinAny(request)
    case .taskDone: try taskDone(request)
    case .join: try join(request)
    case .close: try close(request)
    case .kill: try kill(request)
    case .sleep: try sleep(request)
    case .spawn: try spawn(request, as: .child)
    case .daemon: try spawn(request, as: .daemon)
    case .prepare: try spawn(request, as: .prepared)
    case .start: try startPrepared(request, asDaemon: false)
    case .startDaemon: try startPrepared(request, asDaemon: true)
    case .run: try run(request)
    case .capture: try capture(request)
    case .leaveCommand: try leaveLoop(request)
    case .makeQueue: try makeQueue(request)
    case .makePipe: try makePipe(request)
    case .getField: try getField(request)
    case .setField: try setField(request)
    case .write: try write(request)
    case .beginWithin: try beginWithin(request)
    case .leaveWithin: try leaveWithin()
    case .killWithin: try killWithin(request)
    case .now: .duration(Clock.realTime())
    case .clock: .duration(Clock.now())
    case .me: Value(tag: .process, payload: runtime.shown(runtime.me))
    case .processes: listProcesses()
    case .read: try read(request)
    case .listDirectory: try listDirectory(request)
    case .openReader: try openReader(request)
    case .writeFile: try writeFile(request, isAppending: false)
    case .appendFile: try writeFile(request, isAppending: true)
    case .exists: try exists(request)
    case .glob: try glob(request)
    case .removeFile: try removeFile(request)
    case .makeDirectory: try makeDirectory(request)
    case .input: try input(request)
    case .date: try date(request)
    case .hostname: try hostname()
    case .processorCount: .int(Host.processorCount(runtime: runtime))
    case .poolSize: try poolSize(request)
    case .showProgress: try showProgress(request)
    }
  }

  /// Looks at what signals have noted.
  func lookAround() {
    do throws(Fault) { try noticeSignals() } catch { machine.resume(throwing: error) }
  }

  /// Whether `noticeSignals` would throw.
  private func mustStop() -> Bool {
    let signals = runtime.interrupts
    return signals.interrupt || signals.terminate
      || (signals.deadline && machine.deadline <= Clock.now())
  }

  /// Throws what signals have noted.
  func noticeSignals() throws(Fault) {
    let signals = runtime.takeInterrupts()
    endIfRunIsOver()
    try flush()
    if signals.interrupt { throw interrupted(by: 2) }
    if signals.terminate { throw interrupted(by: 15) }
    if signals.deadline { try checkDeadline() }
  }

  /// The fault of a wait that a signal interrupted.
  func interruptedWait() -> Fault {
    let signals = runtime.takeInterrupts()
    endIfRunIsOver()
    // It will be looked at once more when the wait is over.
    if signals.deadline { try? setTimer(machine.deadline) }
    return interrupted(by: signals.interrupt ? 2 : 15)
  }

  func interrupted(by signal: Int32) -> Fault {
    interruption = signal
    let message = signal == 2 ? "interrupted (INT)" : "terminated (TERM)"
    return .interrupted(message, at: Clock.now())
  }

  // MARK: Output

  private func write(_ request: Request) throws(Fault) -> Value {
    let stream = unsafe request.arguments[0].payload
    let text = unsafe request.arguments[1]
    try unsafe write(heap.string(text), to: stream)
    return .null
  }

  /// Writes text to standard output or standard error.
  func write(_ text: UnsafeBufferPointer<UInt8>, to stream: Int) throws(Fault) {
    do throws(SystemFault) { try unsafe output.write(text, to: stream) } catch {
      try outputFailed(error)
    }
  }

  /// Writes what was kept, before anything that others could see.
  func flush() throws(Fault) {
    try flushStreams()
    do throws(SystemFault) { try output.flush() } catch { try outputFailed(error) }
  }

  private func outputFailed(_ fault: SystemFault) throws(Fault) {
    // Nobody reads any more: the end of `ipc script | head` is not worth a word.
    if fault.isBrokenPipe { endQuietly() }
    throw Fault("IOError", "cannot write the output: \(fault.message)")
  }

  // MARK: Deadlock

  private func isDoomed() -> Bool {
    runtime.keepOnly(liveHandles())
    guard !isWaitTimed, let verdict = runtime.verdict() else { return false }
    self.verdict = verdict
    return true
  }

  /// Lets the others see what this process can still reach, before it sleeps for long or has slept for long altogether.
  ///
  /// It does not wait then, so it would not be asked, and who waits for what it has forgotten would never be told.
  func noteReach(beforeSleeping nanoseconds: Int) {
    let often = 100_000_000
    slept += min(nanoseconds, often)
    guard slept >= often else { return }
    slept = 0
    runtime.keepOnly(liveHandles())
  }

  /// Lets records be used again, when that pays, that nobody can reach any more; at the beginning of a request.
  func tidyUp() {
    guard runtime.isReuseDue else { return }
    runtime.keepOnly(liveHandles())
    runtime.reuseRecords()
  }

  func liveHandles() -> [Handle] {
    // What another process has started cannot be started any more.
    for number in prepared.keys
    where !runtime.isKnown(number) || runtime.status(ofProcess: number) != .new {
      prepared[number] = nil
      machine.pins[number] = nil
    }
    if isEnding { return resultHandles }
    return (isIdle ? machine.namedHandles() : machine.liveHandles()).compactMap(handle(of:))
  }

  /// The handle that a value stands for.
  func handle(of value: Value) -> Handle? {
    switch value.tag {
    case .process: Handle(.process, value.payload)
    case .queue: Handle(.queue, value.payload)
    case .pipe where !StreamEnd.isNumber(value.payload): Handle(.pipeEnd, value.payload)
    default: nil
    }
  }

  /// The fault of a wait that nobody can end any more.
  func deadlock() -> Fault {
    guard let verdict else { return Fault("Deadlock", "nobody is left who could end this wait") }
    let report = DeadlockReport(
      runtime: runtime,
      sources: machine.program.sources,
      verdict: verdict
    )
    return Fault("Deadlock", report.message)
  }
}
