import IPCInterpreter
import IPCRuntime

/// What commands give when they end, well or not.
extension ForkWorld {
  /// Shells' codes for a program that does not exist, and for one that cannot be carried out.
  private static let (notExecutable, notFound) = (126, 127)

  /// How a job that is over went, as a map.
  func result(of job: Job) -> Value {
    let usages = job.stages.map { runtime.usage(of: $0.process) }
    let first = usages.map(\.wall).max() ?? 0
    return result(
      Runtime.Usage(
        wall: first,
        user: usages.reduce(0) { $0 + $1.user },
        system: usages.reduce(0) { $0 + $1.system },
        memory: usages.map(\.memory).max() ?? 0
      )
    )
  }

  /// The command that a process is, or that it keeps running; nil for another process.
  func command(of number: Int) -> Int? {
    let run = runtime.run(ofKeeper: number) ?? number
    return runtime.isCommand(run) ? run : nil
  }

  /// How a command that has ended well went, as a map.
  func result(ofCommand number: Int) -> Value { result(runtime.usage(of: number)) }

  private func result(_ usage: Runtime.Usage) -> Value {
    let map = heap.makeMap()
    heap.mapSet(map, "status", .int(0))
    heap.mapSet(map, "signal", .null)
    heap.mapSet(map, "wall", .duration(usage.wall))
    heap.mapSet(map, "user", .duration(usage.user))
    heap.mapSet(map, "system", .duration(usage.system))
    heap.mapSet(map, "memory", .int(usage.memory))
    return map
  }

  // MARK: Failures

  /// The error of a stage that failed.
  func commandFailure(of stage: Job.Stage, _ position: Int, in job: Job) -> Value {
    let number = stage.process
    let count = job.stages.count
    let place = count == 1 ? "" : ", stage \(position + 1) of \(count)"
    return commandFailure(
      howItEnded(command: number, stage.text) + place,
      status: runtime.exitCode(ofProcess: number) ?? 1,
      signal: runtime.signal(ofProcess: number),
      errors: job.lastErrors
    )
  }

  /// The error of a command that was started by itself and failed.
  func commandFailure(ofCommand number: Int) -> Value {
    commandFailure(
      howItEnded(command: number, runtime.text(ofCommand: number)),
      status: runtime.exitCode(ofProcess: number) ?? 1,
      signal: runtime.signal(ofProcess: number),
      errors: nil
    )
  }

  private func howItEnded(command number: Int, _ text: String) -> String {
    if let signal = runtime.signal(ofProcess: number) {
      return "\(text) was killed by \(SignalNames.name(of: signal))"
    }
    return "\(text) ended with exit code \(runtime.exitCode(ofProcess: number) ?? 1)"
  }

  private func commandFailure(
    _ message: String,
    status: Int,
    signal: Int?,
    errors: String?
  ) -> Value {
    let error = heap.makeError(
      kind: heap.makeString("CommandFailed"),
      message: heap.makeString(message)
    )
    let extra = heap.makeMap()
    heap.mapSet(extra, "status", .int(status))
    heap.mapSet(extra, "signal", signal.map { .int($0) } ?? .null)
    heap.mapSet(extra, "stderr", errors.map { heap.makeString($0) } ?? .null)
    heap.setErrorField(.extra, of: error, to: extra)
    return error
  }

  /// The fault of a command that could not be started.
  func refused(_ error: SystemFault, _ stage: CommandPlan.Stage, _ plan: CommandPlan) -> Fault {
    switch error.call {
    case "execve":
      let program = arguments(of: stage).first ?? []
      let name = heap.quotedText(of: heap.makeString(program))
      let isMissing = error.code == 2 || error.code == 20
      let isPath = program.contains(UInt8(ascii: "/"))
      let reason = SystemFault.reason(error.code)
      let message =
        isMissing && !isPath
        ? "no program \(name) in the directories of PATH"
        : isMissing
          ? "there is no program \(name): \(reason)"
          : "\(name) cannot be carried out: \(error.message)"
      let status = isMissing ? Self.notFound : Self.notExecutable
      let value = commandFailure(message, status: status, signal: nil, errors: nil)
      return Fault("CommandFailed", "", value: value)
    case "chdir":
      let directory = String(decoding: plan.directory ?? [], as: UTF8.self)
      return Fault("IOError", "\(directory): \(error.message)")
    default: return fault(of: error)
    }
  }
}
