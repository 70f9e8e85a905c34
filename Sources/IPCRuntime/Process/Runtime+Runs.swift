import CIPCShims
import Glibc

/// Processes that are started again when they fail: a keeper, which scripts know as the process, and its runs, one at a time.
///
/// Invariants:
/// - A keeper runs nothing of the script. It starts a run, waits for its end, and starts the next or ends as the last one did.
/// - A run has a record of its own, which knows its keeper, and is killed when its keeper ends.
/// - `run` of a keeper is a run that was started; it is written by both sides of the fork, as either may be killed first.
extension Runtime {
  /// What `run` is before the first was started.
  private static let noRun = UInt64.max

  /// Says of a process that is not started that it will be a keeper.
  package func makeKeeper(_ number: Int) {
    unsafe processes[number].run = Self.noRun
  }

  /// Whether a process keeps another one running.
  package func isKeeper(_ number: Int) -> Bool { unsafe processes[number].run != 0 }

  /// The run of a keeper, which may have ended; nil before the first, and for other processes.
  package func run(ofKeeper number: Int) -> Int? {
    let run = unsafe ipc_load64(&processes[number].run)
    return run == 0 || run == Self.noRun ? nil : self.number(run &- 1)
  }

  /// The process that scripts know: of a run its keeper, else the process itself.
  package func shown(_ number: Int) -> Int {
    let keeper = unsafe processes[number].keeper
    return keeper == 0 ? number : self.number(keeper &- 1)
  }

  /// Whether a process is a run of a keeper.
  package func isRun(_ number: Int) -> Bool { unsafe processes[number].keeper != 0 }

  /// The runs of these keepers that have not ended.
  package func livingRuns(of keepers: [Int]) -> [Int] {
    guard keepers.contains(where: isKeeper) else { return [] }
    return numbers.filter { number in
      isRun(number) && isLiving(number) && keepers.contains(shown(number))
    }
    .sorted()
  }

  /// Makes the next run of this process, which is a keeper.
  package func makeRun() throws(SystemFault) -> Int {
    let place = place(ofProcess: me)
    let number = try makeProcess(name: name(ofProcess: me), place: place)
    unsafe processes[number].keeper = UInt64(me + 1)
    setDaemon(number, isDaemon(me))
    return number
  }

  /// Starts a run; both sides return.
  package func start(run number: Int) throws(SystemFault) -> Side {
    let keeper = me
    let side = try start(number, place: startedPlace(ofProcess: keeper))
    note(run: number, of: keeper)
    return side
  }

  /// Notes that a command was started as the run of this process, which is a keeper.
  package func noteRun(_ number: Int) { note(run: number, of: me) }

  private func note(run number: Int, of keeper: Int) {
    unsafe processes[number].spawner = processes[keeper].spawner
    unsafe ipc_store64(&processes[keeper].run, UInt64(number + 1))
  }

  /// Waits for the end of a run, and until all is settled that it left behind: then what it held can be taken again.
  package func awaitEnd(ofRun number: Int) {
    let wait = WaitInfo(.joinProcesses, isTimed: false)
    while !hasEnded(number) { _ = waitForEnd(of: [number], until: .max, wait) }
    settle([number], patience: .max)
  }

  /// Forgets an earlier run of this process, which is a keeper, so that a long row of runs takes no more than a short one.
  package func forget(run number: Int) {
    keepOnly(reach(of: me).filter { $0 != Handle(.process, number) })
    if isReuseDue { reuseRecords() }
  }

  /// Gives up all that this process was given, pipe ends too, as it will start nothing more.
  package func giveUpReach() {
    keepOnly([])
    let (list, count) = unsafe givenList(me)
    let ends = (0..<count).map { unsafe Handle(rawValue: list[$0] & ~Self.unreachable) }
    for end in ends where end.kind == .pipeEnd { close(end: end.number) }
  }

  /// Whether the run of the script is over, so that nothing may be started any more.
  package var isClosing: Bool { unsafe ipc_load32(&header.pointee.is_closing) != 0 }

  /// Whether a run or a keeper may be started again: it failed, and nobody ordered its death or ended the run.
  package func mayRestart(afterRun number: Int) -> Bool {
    if isDone(number) || isClosing || isTreeKilled(number) { return false }
    return unsafe ipc_load32(&header.pointee.end_reason) == UInt32(IPC_NO_REASON)
      && ipc_load32(&own.pointee.kill_ordered) == 0
  }

  /// Ends this process, which is a keeper, as its last run did.
  package func endAs(run number: Int) -> Never {
    let record = unsafe processes + number
    let handles = resultHandles(of: number)
    give(handles, to: me)
    if isDone(number) {
      let result = unsafe record.pointee.result
      unsafe own.pointee.result_count = unsafe record.pointee.result_count
      unsafe own.pointee.result_handles = unsafe record.pointee.result_handles
      // Never in both records, each of which gives back what it has.
      unsafe ipc_store64(&record.pointee.result, 0)
      unsafe ipc_store64(&own.pointee.result, result)
    } else {
      // The dead items that the run left name its error too.
      var bytes: [UInt8] = []
      unsafe withResult(of: number) { unsafe bytes = Array($0) }
      store(bytes, handles)
    }
    unsafe own.pointee.outcome = unsafe isDone(number) ? UInt32(IPC_DONE) : record.pointee.outcome
    markJoined(number)
    let status = unsafe record.pointee.status
    if status & 0x7f != 0 { endBySignal(status & 0x7f) }
    _exit(status >> 8 & 0xff)
  }
}
