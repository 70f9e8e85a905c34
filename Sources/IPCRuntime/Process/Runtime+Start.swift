import CIPCShims
import Glibc

/// How a process that ended by itself went.
package enum EndOutcome: Sendable {
  /// With a value as its result.
  case done
  /// With an error as its result, and this exit code.
  case failed(Int)
}

/// Starting, ending and killing processes.
///
/// Before the first start the process splits: a child goes on as main, and the process that the shell knows becomes the
/// guardian, which kills whatever main leaves behind. Only main may split, and only while it has one thread.
extension Runtime {
  /// The two sides of a fork.
  package enum Side {
    case parent, child
  }

  /// Installs what main needs to see: INT, TERM and the end of children.
  package func installHandlers() throws(SystemFault) {
    let code = ipc_install_handlers()
    if code != 0 { throw SystemFault("sigaction", code: code) }
  }

  /// Lets the signals of a crash end this process when somebody sends them, as Swift's reporter of crashes would go on.
  package static func endByCrashSignals() { ipc_begin_tool() }

  /// Starts a process by forking this one; both sides return, the child as that process.
  ///
  /// Whatever was buffered for output must have been written.
  /// - Throws: `fork` as the system says, `EDEADLK` when this process has several threads, `ECANCELED` when the run is
  ///   over, `process limit` when too many are alive; the process is then still new.
  package func start(_ number: Int, place: Int) throws(SystemFault) -> Side {
    try prepareStart(of: number, place: place)
    let record = unsafe processes + number
    let parentPid = getpid()
    let code = ipc_block_signals()
    if code != 0 {
      unsafe record.pointee.started_place = 0
      throw SystemFault("sigprocmask", code: code)
    }
    let pid = ipc_fork()
    if pid < 0 {
      ipc_unblock_signals()
      unsafe record.pointee.started_place = 0
      throw SystemFault("fork", code: -pid)
    }
    // Both sides write this: either may be killed before it gets to it.
    if pid == 0 { enter(number) } else { unsafe noteRunning(record, pid) }
    ipc_fence()
    guard pid == 0 else {
      ipc_unblock_signals()
      return .parent
    }
    // Whoever kills a tree of processes marks each before it looks for its children: either it has seen this one, or
    // this one sees the mark.
    if isTreeKilled(me) {
      markKilled(number)
      endBySignal(SIGKILL)
    }
    me = number
    ipc_enter_relay()
    takenPlaces = [:]
    inHand = [:]
    unsafe lastTaken = (-1, 0)
    knownHandles = nil
    ipc_install_child_handlers()
    if unsafe record.pointee.is_daemon != 0 || record.pointee.keeper != 0 {
      ipc_die_with_parent(parentPid)
    } else if getppid() != parentPid {
      // Its parent was killed meanwhile; main has adopted it.
      unsafe ipc_store32(&processes.start.pointee.is_parent, 1)
      unsafe record.pointee.parent = 0
    }
    ipc_unblock_signals()
    return .child
  }

  private func noteRunning(_ record: UnsafeMutablePointer<ipc_process>, _ pid: Int32) {
    unsafe ipc_note_pid(record, pid)
    unsafe ipc_store32(&record.pointee.state, UInt32(IPC_RUNNING))
  }

  /// Writes the beginning of this process into its record.
  ///
  /// If its parent was killed meanwhile, the record may have been freed, and nobody knows of this process.
  private func enter(_ number: Int) {
    let isEntered = unsafe locked(&header.pointee.table_lock) { () -> Bool in
      guard isKnown(number) else { return false }
      unsafe noteRunning(processes + number, getpid())
      return true
    }
    if !isEntered { endBySignal(SIGKILL) }
  }

  /// Whether a process is about to start, or was forked and has not got so far as to say so, and whoever starts it lives.
  func isBeingStarted(_ record: UnsafeMutablePointer<ipc_process>) -> Bool {
    unsafe ipc_load32(&record.pointee.state) == UInt32(IPC_NEW)
      && ipc_load32(&record.pointee.started_place) != 0
      && isLiving(number(record.pointee.spawner))
  }

  /// Says in the record of a process that this one starts it.
  ///
  /// - Throws: as `start`.
  func prepareStart(of number: Int, place: Int) throws(SystemFault) {
    // A child that is about to be killed has nothing to complain of.
    waitToBeKilledIfOver()
    guard unsafe ipc_load32(&header.pointee.is_closing) == 0 else {
      throw SystemFault("fork", code: ECANCELED)
    }
    try splitGuardian()
    let record = unsafe processes + number
    unsafe record.pointee.parent = UInt64(me)
    unsafe record.pointee.spawner = UInt64(me)
    unsafe record.pointee.started_at = UInt64(Clock.now())
    unsafe own.pointee.is_parent = 1
    unsafe ipc_store32(&record.pointee.started_place, UInt32(clamping: max(1, place)))
    guard mayLive(number) else {
      unsafe record.pointee.started_place = 0
      throw SystemFault("process limit", code: EAGAIN)
    }
  }

  /// Counts a process that is about to start among those that are alive; whether it is not one too many.
  private func mayLive(_ number: Int) -> Bool {
    unsafe locked(&header.pointee.table_lock) {
      unsafe header.pointee.alive_bound += 1
      if unsafe header.pointee.alive_bound <= limits.processes { return true }
      // Some of them may have ended.
      let alive = numbers.count { number in
        let record = unsafe processes + number
        return unsafe ipc_load32(&record.pointee.state) == UInt32(IPC_RUNNING)
          || isBeingStarted(record)
      }
      unsafe header.pointee.alive_bound = UInt32(clamping: alive)
      return alive <= limits.processes
    }
  }

  func splitGuardian() throws(SystemFault) {
    guard me == 0, !hasGuardian else { return }
    // A child forked from one of several threads may hang in whatever lock another one held.
    guard ipc_thread_count() == 1 else { throw SystemFault("fork", code: EDEADLK) }
    let code = unsafe ipc_split_guardian(header)
    if code != 0 { throw SystemFault("fork", code: code) }
    hasGuardian = true
    unsafe ipc_note_pid(own, getpid())
  }

  /// Ends this process, which is not main, with the bytes of its result and the handles in them.
  package func end(
    _ outcome: EndOutcome,
    result: [UInt8],
    handles: [Handle] = []
  ) -> Never {
    let record = unsafe own
    store(result, handles)
    for daemon in children(of: me, daemons: true) {
      markKilled(daemon)
      sendSignal(SIGKILL, to: daemon)
    }
    switch outcome {
    case .done:
      unsafe record.pointee.outcome = UInt32(IPC_DONE)
      _exit(0)
    case .failed(let code):
      unsafe record.pointee.outcome = UInt32(IPC_FAILED)
      _exit(Int32(truncatingIfNeeded: code))
    }
  }

  /// Tells main that nobody reads the output any more, which ends the run.
  package func noteOutputLost() { endRun(IPC_OUTPUT_LOST) }

  /// Takes it upon this process to report that too many were alive; false when a living one is at it.
  package func claimLimitReport() -> Bool {
    let claim = unsafe ipc_load64(&header.pointee.limit_reporter)
    if claim != 0, isLiving(number(claim &- 1)) { return false }
    return unsafe ipc_compare_exchange64(
      &header.pointee.limit_reporter,
      claim,
      UInt64(me + 1)
    ) != 0
  }

  /// Tells main that too many processes were alive, and that this was reported, which ends the run.
  package func noteLimitReached() { endRun(IPC_LIMIT_REACHED) }

  private func endRun(_ reason: Int) {
    unsafe _ = ipc_compare_exchange32(
      &header.pointee.end_reason,
      UInt32(IPC_NO_REASON),
      UInt32(reason)
    )
    // Its handler notes nothing that matters, but ends a wait.
    if me != 0 { sendSignal(SIGVTALRM, to: 0) }
  }

  /// Whether a child has met what ends the run.
  package var isRunToEnd: Bool {
    guard me == 0 else { return false }
    return unsafe ipc_load32(&header.pointee.end_reason) != UInt32(IPC_NO_REASON)
  }

  /// Whether too many processes were alive, which ends the run.
  package var isLimitReached: Bool {
    unsafe ipc_load32(&header.pointee.end_reason) == UInt32(IPC_LIMIT_REACHED)
  }

  /// Ends this process at once with an exit status.
  package func leave(_ status: Int32) -> Never { _exit(status) }

  /// Ends this process by a signal, as if it had never been caught.
  package func endBySignal(_ signal: Int32) -> Never {
    ipc_end_by_signal(signal)
    _exit(128 + signal)
  }

  /// Ends every process that main started, waiting until there is none; only main calls this.
  package func endAllOthers() {
    unsafe ipc_store32(&header.pointee.is_closing, 1)
    guard hasGuardian else { return }
    for number in livingProcesses() where number != 0 { markKilled(number) }
    ipc_kill_descendants()
  }

  /// Kills processes and all that they started, as far as they live; returns those.
  ///
  /// Who is marked as killed starts no process any more (see `start`), so each call finds more or all.
  package func killTrees(of roots: [Int]) -> [Int] {
    var tree = Set(roots)
    for root in roots { markTreeKilled(root) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for number in numbers
      where number != 0 && isLiving(number) && tree.contains(parent(ofProcess: number)) {
        guard tree.insert(number).inserted else { continue }
        markTreeKilled(number)
        isGrowing = true
      }
    }
    let living = tree.filter(isLiving).sorted()
    for number in living { sendSignal(SIGKILL, to: number) }
    return living
  }

  @discardableResult func sendSignal(_ signal: Int32, to number: Int) -> Int32 {
    unsafe ipc_send_signal(processes + number, Numbering.processes.serial(of: number), signal)
  }

  /// Sends a signal to a process; one that has ended already gets none.
  ///
  /// - Throws: `pidfd_send_signal` as the system says.
  package func send(signal: Int32, to number: Int) throws(SystemFault) {
    let code = sendSignal(signal, to: number)
    if code != 0, code != ESRCH { throw SystemFault("pidfd_send_signal", code: code) }
  }
}
