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

  /// Starts a process by forking this one; both sides return, the child as that process.
  ///
  /// Whatever was buffered for output must have been written.
  /// - Throws: `fork` as the system says, `EDEADLK` when this process has several threads, `ECANCELED` when the run is
  ///   over; the process is then still new.
  package func start(_ number: Int, place: Int) throws(SystemFault) -> Side {
    guard unsafe ipc_load32(&header.pointee.is_closing) == 0 else {
      throw SystemFault("fork", code: ECANCELED)
    }
    try splitGuardian()
    let record = unsafe processes + number
    let parentPid = getpid()
    unsafe record.pointee.parent = UInt32(me)
    unsafe record.pointee.spawner = UInt32(me)
    unsafe record.pointee.started_place = UInt32(clamping: place)
    let code = ipc_block_signals()
    if code != 0 { throw SystemFault("sigprocmask", code: code) }
    let pid = ipc_fork()
    if pid < 0 {
      ipc_unblock_signals()
      unsafe record.pointee.started_place = 0
      throw SystemFault("fork", code: -pid)
    }
    // Both sides write this: either may be killed before it gets to it.
    unsafe record.pointee.pid = pid == 0 ? getpid() : pid
    unsafe ipc_store32(&record.pointee.state, UInt32(IPC_RUNNING))
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
    takenPlaces = [:]
    inHand = [:]
    unsafe lastTaken = (-1, 0)
    knownHandles = nil
    ipc_install_child_handlers()
    if unsafe record.pointee.is_daemon != 0 || record.pointee.keeper != 0 {
      ipc_die_with_parent(parentPid)
    } else if getppid() != parentPid {
      // Its parent was killed meanwhile; main has adopted it.
      unsafe record.pointee.parent = 0
    }
    ipc_unblock_signals()
    return .child
  }

  private func splitGuardian() throws(SystemFault) {
    guard me == 0, !hasGuardian else { return }
    // A child forked from one of several threads may hang in whatever lock another one held.
    guard ipc_thread_count() == 1 else { throw SystemFault("fork", code: EDEADLK) }
    let code = unsafe ipc_split_guardian(header)
    if code != 0 { throw SystemFault("fork", code: code) }
    hasGuardian = true
    unsafe own.pointee.pid = getpid()
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
      unsafe _ = ipc_send_signal(processes + daemon, SIGKILL)
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
  package func noteOutputLost() {
    unsafe ipc_store32(&header.pointee.output_lost, 1)
    // Its handler notes nothing that matters, but ends a wait.
    unsafe _ = ipc_send_signal(processes, SIGVTALRM)
  }

  /// Whether a child has found that nobody reads the output any more.
  package var isOutputLost: Bool {
    guard me == 0 else { return false }
    return unsafe ipc_load32(&header.pointee.output_lost) != 0
  }

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
      for number in 1..<max(1, processCount)
      where isLiving(number) && tree.contains(parent(ofProcess: number)) {
        guard tree.insert(number).inserted else { continue }
        markTreeKilled(number)
        isGrowing = true
      }
    }
    let living = tree.filter(isLiving).sorted()
    for number in living { unsafe _ = ipc_send_signal(processes + number, SIGKILL) }
    return living
  }

  /// Sends a signal to a process; one that has ended already gets none.
  ///
  /// - Throws: `pidfd_send_signal` as the system says.
  package func send(signal: Int32, to number: Int) throws(SystemFault) {
    let code = unsafe ipc_send_signal(processes + number, signal)
    if code != 0, code != ESRCH { throw SystemFault("pidfd_send_signal", code: code) }
  }
}
