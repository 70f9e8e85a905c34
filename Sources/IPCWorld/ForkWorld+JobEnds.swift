import IPCInterpreter
import IPCRuntime

/// Waiting for commands and pipelines, and ending them.
extension ForkWorld {
  /// The time that a command has after a TERM, in nanoseconds.
  private static let grace = 1_000_000_000

  /// Waits for all of a job; however that ends, nothing of the job is left.
  ///
  /// - Throws: The failure of a stage, after which the others are ended; `Timeout`, the deadline of the request, `Interrupted`,
  ///   `Deadlock`.
  func wait(for job: inout Job, until deadline: Int, _ request: Request, _ timeout: Value)
    throws(Fault)
  {
    do throws(Fault) {
      try awaitEnds(of: &job, until: deadline)
    } catch {
      let isOver = error.moment != nil && error.kind == "Timeout"
      // What a `within` around it kills gets no time either.
      let isKilled = isOver && request.deadline <= Clock.now()
      end(&job, at: isKilled ? 0 : Self.grace)
      if isOver { try self.isOver(job, request, timeout) }
      throw error
    }
    let failed = firstFailure(in: job)
    // Those that are ended now have not failed by themselves.
    if job.processes.contains(where: runtime.isLiving) {
      end(&job, at: Self.grace)
    } else {
      settle(&job)
    }
    try checkInterrupt(of: job)
    if let failed { throw try failure(failed, of: job) }
  }

  private func isOver(_ job: Job, _ request: Request, _ timeout: Value) throws(Fault) {
    try checkDeadline(request)
    let text = job.stages.map(\.text).joined(separator: " | ")
    throw Fault("Timeout", "\(text) has not ended\(after(timeout))")
  }

  /// Waits until all have ended, or one has failed.
  private func awaitEnds(of job: inout Job, until deadline: Int) throws(Fault) {
    let wait = waitInfo(.joinProcesses, until: deadline)
    var isFeederTold = false
    while true {
      if let feeder = job.feeder, !isFeederTold, mustTellFeeder(of: job) {
        isFeederTold = true
        runtime.tellToEnd(feeder)
      }
      if firstFailure(in: job) != nil { return }
      if job.processes.allSatisfy(runtime.hasEnded) { return }
      let copy = job
      let isTold = isFeederTold
      let result = runtime.waitForEnds(of: job.processes, until: deadline, wait) {
        if let terminal = copy.terminal {
          runtime.followStop(of: copy.stages.filter(\.isCommand).map(\.process), at: terminal)
        }
        return firstFailure(in: copy) != nil || copy.processes.allSatisfy(runtime.hasEnded)
          || (!isTold && mustTellFeeder(of: copy))
      }
      switch result {
      case .done, .closed, .mixedKeys: continue
      case .timedOut: throw .deadline(at: Clock.now())
      case .interrupted: throw interruptedWait()
      case .doomed: throw deadlock()
      }
    }
  }

  /// Whether the process that feeds the first stage waits for items that nobody will read.
  private func mustTellFeeder(of job: Job) -> Bool {
    guard let feeder = job.feeder, let first = job.stages.first else { return false }
    return runtime.hasEnded(first.process) && !runtime.hasEnded(feeder)
  }

  // MARK: Failures

  /// A process of a job that has failed: a stage by its position, or one that carries items.
  enum FailedPart {
    case stage(Int)
    case carrier(Int)
  }

  /// The first failure in a job.
  ///
  /// A stage that ends because the next one reads no more, as `head` does, has not failed: if anything is wrong then, the
  /// next one has.
  func firstFailure(in job: Job) -> FailedPart? {
    for (position, stage) in job.stages.enumerated() where hasFailed(stage.process) {
      let isLast = position == job.stages.count - 1
      // Nor has the last one when who carries its output away has failed.
      let isCutOff = !isLast || job.drainers.contains(where: hasFailed)
      if isCutOff, runtime.signal(ofProcess: stage.process) == 13 { continue }
      return .stage(position)
    }
    let carriers = (job.feeder.map { [$0] } ?? []) + job.drainers
    return carriers.first(where: hasFailed).map { .carrier($0) }
  }

  private func hasFailed(_ process: Int) -> Bool {
    runtime.hasEnded(process) && !runtime.isDone(process)
  }

  /// The fault of a job in which something has failed.
  private func failure(_ part: FailedPart, of job: Job) throws(Fault) -> Fault {
    switch part {
    case .carrier(let process):
      return try fault(ofCarrier: process)
    case .stage(let position):
      let stage = job.stages[position]
      if !stage.isCommand {
        return Fault("ProcessFailed", "", value: try self.failure(of: stage.process))
      }
      if position == job.stages.count - 1, job.sharesOutput,
        runtime.signal(ofProcess: stage.process) == 13, runtime.isBroken(1)
      {
        endQuietly()
      }
      return Fault("CommandFailed", "", value: commandFailure(of: stage, position, in: job))
    }
  }

  /// Throws when the key of a terminal ended a command, which is meant for the script too.
  private func checkInterrupt(of job: Job) throws(Fault) {
    guard job.terminal != nil else { return }
    let isInterrupted = job.stages.contains { runtime.signal(ofProcess: $0.process) == 2 }
    if isInterrupted { throw interrupted(by: 2) }
  }

  // MARK: Ending

  /// Ends a job whatever it does: by TERM, and after a time by KILL; at once when the time is 0.
  func end(_ job: inout Job, at grace: Int) {
    let wait = WaitInfo(.joinProcesses, isTimed: true)
    isWaitTimed = true
    closeReaders(of: &job)
    // A helper that was told to end does so here, in peace.
    if isHelper { _ = runtime.takeInterrupts() }
    let stages = job.stages.map(\.process).filter(runtime.isLiving)
    for stage in stages {
      runtime.markKilled(stage)
      if grace > 0 { runtime.tellToEnd(stage) }
    }
    let patience = Clock.deadline(after: grace)
    if grace > 0 { _ = runtime.waitForEnd(of: stages, until: patience, wait) }
    if let feeder = job.feeder { runtime.tellToEnd(feeder) }
    // What was written before is carried on; nobody waits for room where nobody takes anything.
    if grace > 0 { _ = runtime.waitForEnd(of: job.processes, until: patience, wait) }
    while case let living = job.processes.filter(runtime.isLiving), !living.isEmpty {
      // Once more each second: the system may have refused the first time.
      for process in living {
        runtime.markKilled(process)
        runtime.kill(process)
      }
      let again = Clock.deadline(after: 1_000_000_000)
      if runtime.waitForEnd(of: living, until: again, wait) == .interrupted {
        // It is looked at as soon as the machine runs; to be killed takes no time.
        _ = runtime.sleep(until: Clock.deadline(after: 1_000_000))
      }
    }
    settle(&job)
  }

  private func settle(_ job: inout Job) {
    for process in job.processes { runtime.markJoined(process) }
    guard let terminal = job.terminal else { return }
    let isSudden = job.stages.contains { runtime.signal(ofProcess: $0.process) != nil }
    runtime.take(terminal, restoringModes: isSudden)
  }

  /// Closes what this process reads of a job.
  func closeReaders(of job: inout Job) {
    for descriptor in [job.output, job.errors] {
      if let descriptor { runtime.close(descriptor: descriptor) }
    }
    job.output = nil
    job.errors = nil
  }
}
