import IPCInterpreter
import IPCRuntime

/// `restart`: processes that are started again when they fail.
///
/// `spawn f(a) restart 3` forks a keeper, which holds the state of that moment and starts the runs of `f` one after the other;
/// to the script the keeper and its run of now are one process.
extension ForkWorld {
  /// The pause before the first restart, and the longest one, in nanoseconds.
  private static let pauses = (first: 100_000_000, longest: 5_000_000_000)

  /// Makes this process, which was just forked, a keeper; only its runs return.
  func keep(_ work: Prepared) {
    forgetParent()
    let onIdle = runtime.onIdle
    let reachable = runtime.reachable
    // It runs nothing, so it neither is told of a deadlock nor reaches what this moment of the script reaches.
    runtime.onIdle = nil
    runtime.reachable = nil
    var pause = Self.pauses.first
    var last: Int?
    for restart in 0...work.restarts {
      let run = start(work, after: last) {
        runtime.onIdle = onIdle
        runtime.reachable = reachable
      }
      guard let run else { return }
      if let last { runtime.forget(run: last) }
      if restart == work.restarts { runtime.giveUpReach() }
      runtime.awaitEnd(ofRun: run)
      guard restart < work.restarts, runtime.mayRestart(afterRun: run) else {
        runtime.endAs(run: run)
      }
      report(run, "is started again in \(heap.quotedText(of: .duration(pause)))", restart + 1, work)
      runtime.markJoined(run)
      let end = Clock.deadline(after: pause)
      while Clock.now() < end { _ = runtime.sleep(until: end) }
      pause = min(pause * 2, Self.pauses.longest)
      last = run
    }
  }

  /// Starts a run; nil on its own side of the fork, where a closure is called first.
  private func start(_ work: Prepared, after last: Int?, asRun begin: () -> Void) -> Int? {
    let keeper = runtime.me
    do throws(Fault) {
      return try startRun(of: work, asRun: begin)
    } catch {
      let message = "cannot start \(runtime.name(ofProcess: keeper)): \(error.message)"
      let fault = error.value == nil ? Fault(error.kind, message) : error
      let failure = reports.value(of: fault, process: machine.processName)
      if runtime.isClosing, let last { runtime.endAs(run: last) }
      end(failing: failure)
    }
  }

  private func startRun(of work: Prepared, asRun begin: () -> Void) throws(Fault) -> Int? {
    let run: Int
    let side: Runtime.Side
    do throws(SystemFault) { run = try runtime.makeRun() } catch { throw fault(of: error) }
    giveReach(of: work, to: run)
    if let plan = work.plan, plan.isPlain {
      try startPlain(run, plan)
      runtime.noteRun(run)
      return run
    }
    do throws(SystemFault) { side = try runtime.start(run: run) } catch { throw fault(of: error) }
    if side == .parent { return run }
    begin()
    if let plan = work.plan { coordinate(run, plan) } else { becomeChild(run, work) }
    return nil
  }

  /// Says how a run failed, unless it has done so itself, and what comes next.
  private func report(_ run: Int, _ next: String, _ restart: Int, _ work: Prepared) {
    let name = runtime.name(ofProcess: run)
    let note = "\(name) \(next), restart \(restart) of \(work.restarts)"
    if runtime.hasResult(run) { return write(error: reports.note(note)) }
    write(
      error: reports.text(
        ofEnd: howItEnded(run),
        startedAt: runtime.startedPlace(ofProcess: run),
        origin: origin(of: run),
        note: note
      )
    )
  }

  // MARK: The process that a script knows

  /// The process to which a signal goes: of a keeper its run, for the first of which this waits.
  func currentRun(of number: Int) -> Int {
    guard runtime.isKeeper(number) else { return number }
    let end = Clock.deadline(after: 1_000_000_000)
    while true {
      if let run = runtime.run(ofKeeper: number) { return run }
      guard runtime.isLiving(number), Clock.now() < end else { return number }
      _ = runtime.sleep(until: Clock.deadline(after: 200_000))
    }
  }

  /// The system's number of a process, of a keeper that of its run.
  func currentPid(of number: Int) -> Int? { runtime.pid(ofProcess: currentRun(of: number)) }

  /// Ends the runs of keepers that were told to end; returns them.
  func killRuns(of keepers: [Int]) throws(Fault) -> [Int] {
    let runs = runtime.livingRuns(of: keepers)
    for run in runs {
      runtime.markKilled(run)
      try send(15, to: run)
    }
    return runs
  }
}
