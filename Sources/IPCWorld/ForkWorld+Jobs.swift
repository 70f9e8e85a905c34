import IPCInterpreter
import IPCRuntime

/// Starting commands and pipelines: each stage a process of its own, pipes of the system between them.
///
/// Until all is started, this process holds every descriptor; a process that it forks closes those that are not its own, and to
/// a program only its three files pass.
extension ForkWorld {
  /// Starts a command or pipeline whose processes end with this one.
  ///
  /// - Returns: What was started; nil in a stage that was just forked.
  func start(_ plan: CommandPlan) throws(Fault) -> Job? {
    var job = Job()
    job.sharesOutput = plan.output == .inherited
    if plan.input == .inherited { giveInputBack() }
    var starter = Starter(plan: plan)
    do throws(Fault) {
      let files = try open(plan, &job, &starter)
      if runtime.me == 0 { job.terminal = terminal(among: files) }
      guard try startStages(&job, &starter, files) else { return nil }
      try startCarriers(&job, &starter)
    } catch {
      closeAll(starter)
      closeReaders(of: &job)
      end(&job, at: 0)
      throw error
    }
    closeAll(starter)
    return job
  }

  /// What is known while a job is started.
  struct Starter {
    let plan: CommandPlan
    /// The descriptors that are closed once the stages have them.
    var opened: [Int32] = []
    /// Where the process that feeds the first stage writes.
    var feeding: Int32?
    /// What other processes are to read, and where it goes.
    var draining: [(descriptor: Int32, target: Redirection)] = []
  }

  /// Closes what was opened for the stages.
  func closeAll(_ starter: Starter) {
    for descriptor in starter.opened { runtime.close(descriptor: descriptor) }
  }

  // MARK: Files

  /// Opens what the first stage reads and what the stages write: input, output and errors.
  private func open(
    _ plan: CommandPlan,
    _ job: inout Job,
    _ starter: inout Starter
  ) throws(Fault) -> [Int32] {
    var files: [Int32] = []
    switch plan.input {
    case .queue, .end:
      let pipe = try makePipe(&starter)
      starter.feeding = pipe.writing
      files.append(pipe.reading)
    default: files.append(try openFile(plan.input, 0, .reading, &starter))
    }
    for (place, redirection) in [(Int32(1), plan.output), (2, plan.errors)] {
      switch redirection {
      case .queue, .end:
        let pipe = try makePipe(&starter)
        starter.draining.append((pipe.reading, redirection))
        files.append(pipe.writing)
      case .reader:
        let pipe = try makePipe(&starter)
        starter.opened.removeAll { $0 == pipe.reading }
        if place == 1 { job.output = pipe.reading } else { job.errors = pipe.reading }
        if place == 2 { job.keepsErrors = true }
        do throws(SystemFault) {
          try runtime.takeOver(pipe.reading)
        } catch {
          throw fault(of: error)
        }
        files.append(pipe.writing)
      // Each stage's own, which is known later.
      case .output: files.append(-1)
      default: files.append(try openFile(redirection, place, .writing, &starter))
      }
    }
    return files
  }

  /// Opens the files of a program that is started by itself.
  func openPlain(_ plan: CommandPlan, _ starter: inout Starter) throws(Fault) -> [Int32] {
    var job = Job()
    var files = try open(plan, &job, &starter)
    if files[2] < 0 { files[2] = files[1] }
    return files
  }

  private func openFile(
    _ redirection: Redirection,
    _ place: Int32,
    _ access: Runtime.FileAccess,
    _ starter: inout Starter
  ) throws(Fault) -> Int32 {
    let path: String
    switch redirection {
    case .file(let name): path = name
    case .nothing: path = "/dev/null"
    default: return place
    }
    let descriptor = try withFile(path) { () throws(FileFailure) in
      try runtime.openFile(path, access)
    }
    starter.opened.append(descriptor)
    return descriptor
  }

  private func makePipe(_ starter: inout Starter) throws(Fault) -> Runtime.SystemPipe {
    do throws(SystemFault) {
      let pipe = try runtime.makeSystemPipe()
      starter.opened += [pipe.reading, pipe.writing]
      return pipe
    } catch {
      throw fault(of: error)
    }
  }

  /// The terminal that a stage shares with this process.
  private func terminal(among files: [Int32]) -> Runtime.Terminal? {
    for file in files where (0...2).contains(file) {
      if let terminal = runtime.terminal(at: file) { return terminal }
    }
    return nil
  }

  // MARK: Stages

  /// Starts the stages; false in one that was just forked.
  private func startStages(
    _ job: inout Job,
    _ starter: inout Starter,
    _ files: [Int32]
  ) throws(Fault) -> Bool {
    let stages = starter.plan.stages
    var input = files[0]
    for (position, stage) in stages.enumerated() {
      var output = files[1]
      var next = input
      if position < stages.count - 1 {
        let pipe = try makePipe(&starter)
        (next, output) = (pipe.reading, pipe.writing)
      }
      let errors = files[2] < 0 ? output : files[2]
      if stage.isCommand {
        try start(stage, [input, output, errors], &job, starter.plan)
      } else if try !start(function: stage, input, output, &job) {
        return false
      }
      // Whoever reads on the other side is to see the end of it.
      close(input, &starter)
      if position < stages.count - 1 { close(output, &starter) }
      input = next
    }
    return true
  }

  private func close(_ descriptor: Int32, _ starter: inout Starter) {
    guard starter.opened.contains(descriptor) else { return }
    starter.opened.removeAll { $0 == descriptor }
    runtime.close(descriptor: descriptor)
  }

  private func start(
    _ stage: CommandPlan.Stage,
    _ files: [Int32],
    _ job: inout Job,
    _ plan: CommandPlan
  ) throws(Fault) {
    let number = try plan.isOwnRun ? makeRun() : makeProcess(commandName(of: stage))
    runtime.makePart(number)
    do throws(Fault) {
      try start(
        command: number,
        stage,
        files,
        plan,
        leader: job.stages.first { $0.isCommand }?.process,
        terminal: job.terminal?.descriptor
      )
    } catch {
      runtime.forget(number)
      throw error
    }
    if plan.isOwnRun { runtime.noteRun(number) }
    job.stages.append(.init(process: number, text: stage.text, isCommand: true))
  }

  /// Starts a program as a process that was made.
  func start(
    command number: Int,
    _ stage: CommandPlan.Stage,
    _ files: [Int32],
    _ plan: CommandPlan,
    leader: Int? = nil,
    terminal: Int32? = nil
  ) throws(Fault) {
    let start = CommandStart(
      arguments: arguments(of: stage),
      environment: plan.environment,
      path: plan.path,
      directory: plan.directory,
      files: files,
      leader: leader,
      terminal: terminal
    )
    do throws(SystemFault) {
      try runtime.start(command: number, start, text: stage.text, place: machine.currentPlace)
    } catch {
      throw refused(error, stage, plan)
    }
    try noteStart(of: number)
  }

  /// Forks a process for a function; false on its side.
  private func start(
    function stage: CommandPlan.Stage,
    _ input: Int32,
    _ output: Int32,
    _ job: inout Job
  ) throws(Fault) -> Bool {
    let number = try makeProcess(nextName(of: stage.value))
    var work = Prepared(function: stage.value, arguments: [])
    giveReach(of: work, to: number)
    let name = runtime.name(ofProcess: number)
    guard try startPart(number) == .child else {
      job.stages.append(.init(process: number, text: name, isCommand: false))
      return true
    }
    forgetParent()
    leaveStreams(except: [input, output])
    work.arguments = makeStreams(stage.text, input: input, output: output)
    do throws(Fault) {
      begin(number, try placed(work))
    } catch {
      end(failing: reports.value(of: error, process: name))
    }
    return false
  }

  /// Forks a process that was made for a part of a job.
  func startPart(_ number: Int) throws(Fault) -> Runtime.Side {
    runtime.makePart(number)
    let side: Runtime.Side
    do throws(SystemFault) {
      side = try runtime.start(number, place: machine.currentPlace)
    } catch {
      runtime.forget(number)
      throw fault(of: error)
    }
    if side == .parent { try noteStart(of: number) }
    return side
  }

  /// A function with its input and output in the places of its parameters.
  private func placed(_ work: Prepared) throws(Fault) -> Prepared {
    var work = work
    work.arguments = try machine.placed(work.arguments, for: work.function)
    return work
  }

  // MARK: Processes

  private func makeRun() throws(Fault) -> Int {
    do throws(SystemFault) { return try runtime.makeRun() } catch { throw fault(of: error) }
  }

  func makeProcess(_ name: String) throws(Fault) -> Int {
    do throws(SystemFault) {
      return try runtime.makeProcess(name: name, place: machine.currentPlace)
    } catch {
      throw fault(of: error)
    }
  }

  /// Notes that a process was started, for the `within` around.
  func noteStart(of number: Int) throws(Fault) {
    guard machine.deadline != .max else { return }
    noteStarted(number)
    // At the first start of all the timer stays behind in the guardian.
    try setTimer(machine.deadline)
  }

  /// The name of the next process with this program, such as `gzip#1`.
  func commandName(of stage: CommandPlan.Stage) -> String {
    let program = arguments(of: stage).first ?? []
    let last = program.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? program
    let name = String(decoding: last, as: UTF8.self)
    let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let counter = commandCounters + Int(hash % UInt32(Self.commandCounterCount))
    return "\(name)#\(runtime.nextCount(counter))"
  }

  /// Programs whose names share one of these count together.
  static var commandCounterCount: Int { 256 }
}
