import IPCInterpreter
import IPCRuntime

/// `run`, `capture`, and loops over the output of commands.
extension ForkWorld {
  /// Carries out `run`.
  func run(_ request: Request) throws(Fault) -> Value {
    let clauses = CommandClauses(request)
    let plan = try plan(unsafe request.arguments[0], for: "run", clauses, isAwaited: true)
    let deadline = try deadline(clauses[.timeout], request)
    try flush()
    tidyUp()
    guard var job = try start(plan) else { return .null }
    try wait(for: &job, until: deadline, request, clauses[.timeout])
    return result(of: job)
  }

  /// Carries out `capture`.
  func capture(_ request: Request) throws(Fault) -> Value {
    let clauses = CommandClauses(request)
    var plan = try plan(unsafe request.arguments[0], for: "capture", clauses, isAwaited: true)
    plan.output = .reader
    if plan.errors == .inherited { plan.errors = .reader }
    let deadline = try deadline(clauses[.timeout], request)
    try flush()
    tidyUp()
    guard var job = try start(plan) else { return .null }
    var bytes: [UInt8] = []
    var isDoomed = false
    do throws(FileFailure) {
      isDoomed = try !read(&job, into: &bytes, until: deadline)
    } catch {
      let fault = fault(of: error, plan.stages.map(\.text).joined(separator: " | "))
      guard case .timedOut = error else {
        end(&job, at: 1_000_000_000)
        throw fault
      }
    }
    if isDoomed {
      end(&job, at: 1_000_000_000)
      throw deadlock()
    }
    closeReaders(of: &job)
    try wait(for: &job, until: deadline, request, clauses[.timeout])
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if let place = TextCheck.firstBrokenByte(in: bytes[...]) {
      throw Fault(
        "ValueError",
        "the output of \(plan.stages.map(\.text).joined(separator: " | ")) is not UTF-8 text: broken at byte \(place)"
      )
    }
    return heap.makeString(bytes)
  }

  /// Reads all that a job writes; false when nobody will write any more.
  ///
  /// Its errors go on to this process's as they come.
  private func read(
    _ job: inout Job,
    into bytes: inout [UInt8],
    until deadline: Int
  ) throws(FileFailure) -> Bool {
    let limit = runtime.byteLimit / 2
    runtime.beginReading(from: job.processes, waitInfo(.joinProcesses, until: deadline))
    defer { runtime.endReading() }
    while true {
      let hasEnded = job.stages.allSatisfy { runtime.hasEnded($0.process) }
      let hasFailed = firstFailure(in: job) != nil
      if let output = job.output {
        while let count = try runtime.readAvailable(output, into: &bytes) {
          if count == 0 {
            runtime.close(descriptor: output)
            job.output = nil
            break
          }
          if bytes.count > limit { throw .tooLarge(limit) }
        }
      }
      try passOnErrors(of: &job)
      // What a stage has left running in the background may hold the errors open for long.
      if (job.output == nil && (hasEnded || job.errors == nil)) || hasFailed { return true }
      let open = [job.output, job.errors].compactMap { $0 }
      guard try runtime.waitToRead(open, until: deadline) else { return false }
    }
  }

  private func passOnErrors(of job: inout Job) throws(FileFailure) {
    guard let errors = job.errors else { return }
    var bytes: [UInt8] = []
    var isOpen = true
    while bytes.count < 1 << 20, let count = try runtime.readAvailable(errors, into: &bytes) {
      if count > 0 { continue }
      isOpen = false
      break
    }
    if !bytes.isEmpty {
      job.keep(errors: bytes[...])
      do throws(SystemFault) {
        try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(SystemFault) in
          try unsafe output.write(bytes, to: 2)
        }
      } catch {
        throw .refused(error)
      }
    }
    if !isOpen {
      runtime.close(descriptor: errors)
      job.errors = nil
    }
  }

  // MARK: Loops

  /// Begins a `for` over a command; gives the reader of its output.
  func beginLoop(_ request: Request) throws(Fault) -> Value {
    let command = unsafe request.arguments[0]
    var plan = try plan(command, for: "for", CommandClauses(), isAwaited: true)
    plan.output = .reader
    try flush()
    tidyUp()
    closeDeadReaders()
    guard let job = try start(plan), let output = job.output else { return .null }
    let number = readers.next
    readers.next += 1
    readers.open[number] = FileReader(descriptor: output, runtime: runtime)
    commandLoops[number] = job
    let text = plan.stages.map(\.text).joined(separator: " | ")
    return heap.makeReader(number: number, path: heap.makeString(text), isExact: true)
  }

  /// The step of a loop over a command whose lines at hand are used up; nil for another reader.
  func nextLinesOfCommand(_ request: Request) throws(Fault) -> Value? {
    let number = heap.readerNumber(unsafe request.arguments[0])
    guard var job = commandLoops[number] else { return nil }
    let text = job.stages.map(\.text).joined(separator: " | ")
    try flush()
    do throws(FileFailure) {
      if let reader = readers.open[number],
        let lines = try reader.nextLines(until: request.deadline)
      {
        return exactLines(lines, of: reader)
      }
    } catch {
      throw fault(of: error, text)
    }
    commandLoops[number] = nil
    readers.open[number] = nil
    job.output = nil
    try wait(for: &job, until: request.deadline, request, .null)
    return .unset
  }

  /// Ends the command that a loop walked which was left early.
  func leaveLoop(_ request: Request) throws(Fault) -> Value {
    try flush()
    endLoop(heap.readerNumber(unsafe request.arguments[0]))
    return .null
  }

  private func endLoop(_ number: Int) {
    guard var job = commandLoops.removeValue(forKey: number) else { return }
    readers.open[number] = nil
    job.output = nil
    end(&job, at: 1_000_000_000)
  }

  /// Closes what readers read to which nothing refers any more.
  func closeDeadReaders() {
    for number in heap.takeDeadReaders() {
      endLoop(number)
      readers.open[number] = nil
    }
  }
}
