import CIPCShims
import Glibc

/// A program to be started with its arguments.
package struct CommandStart: Sendable {
  /// The arguments, the program first, without zeros in them.
  package var arguments: [[UInt8]]
  /// The environment, each entry as `NAME=value`.
  package var environment: [[UInt8]]
  /// The value of `PATH` in it.
  package var path: [UInt8]
  /// The directory to start in; nil for that of this process.
  package var directory: [UInt8]?
  /// What its standard input, output and error are to be, by descriptors of this process.
  package var files: [Int32]
  /// A command whose process group this one joins; nil for a group of its own.
  package var leader: Int?
  /// The terminal that its group gets; nil for none.
  package var terminal: Int32?

  /// Describes a program.
  package init(
    arguments: [[UInt8]],
    environment: [[UInt8]],
    path: [UInt8],
    directory: [UInt8]?,
    files: [Int32],
    leader: Int? = nil,
    terminal: Int32? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.path = path
    self.directory = directory
    self.files = files
    self.leader = leader
    self.terminal = terminal
  }
}

/// Commands: programs that stand in the table of processes like any other.
///
/// Invariants:
/// - A command's record has a process group, and no code of ours writes it once its program runs; `state`, `status` and what
///   it used are written by whoever reaps it.
/// - A signal for a command goes to its group, and a command whose death was ordered takes its group with it.
/// - It reaches no queue, pipe or process, and so ends no wait but one for its own end.
extension Runtime {
  /// Starts a command as a process that was made.
  ///
  /// - Throws: `execve` when there is no such program, or it cannot be carried out; `chdir`, `clone`, `dup2` and `setpgid` as
  ///   the system says; else as for other processes. The process is then still new.
  package func start(
    command number: Int,
    _ start: CommandStart,
    text: String,
    place: Int
  ) throws(SystemFault) {
    try name(command: number, text)
    try prepareStart(of: number, place: place)
    let record = unsafe processes + number
    let code = ipc_block_signals()
    if code != 0 {
      unsafe record.pointee.started_place = 0
      throw SystemFault("sigprocmask", code: code)
    }
    let refusal = unsafe launch(record, start)
    ipc_unblock_signals()
    guard let refusal else { return }
    unsafe record.pointee.started_place = 0
    throw refusal
  }

  private func name(command number: Int, _ text: String) throws(SystemFault) {
    guard unsafe processes[number].command == 0 else { return }
    let bytes = Array(text.utf8)
    let place = try allocate(max(1, bytes.count))
    unsafe bytes.withUnsafeBytes { raw in
      if let start = raw.baseAddress { unsafe memcpy(pointer(place), start, raw.count) }
    }
    unsafe processes[number].command_count = UInt32(max(1, bytes.count))
    unsafe ipc_store64(&processes[number].command, place)
  }

  /// Starts a program; what was refused, nil when it runs.
  private func launch(
    _ record: UnsafeMutablePointer<ipc_process>,
    _ start: CommandStart
  ) -> SystemFault? {
    unsafe withCStrings(start.arguments) { arguments in
      unsafe withCStrings(start.environment) { environment in
        let texts = [start.path, start.directory ?? []]
        return unsafe withCStrings(texts) { texts in
          var command = unsafe ipc_command()
          unsafe command.arguments = unsafe UnsafePointer(arguments)
          unsafe command.environment = unsafe UnsafePointer(environment)
          unsafe command.path = unsafe UnsafePointer(texts[0])
          unsafe command.directory = start.directory == nil ? nil : unsafe UnsafePointer(texts[1])
          unsafe command.files = (start.files[0], start.files[1], start.files[2])
          unsafe command.group = start.leader.map { unsafe processes[$0].group } ?? 0
          unsafe command.terminal = start.terminal ?? -1
          unsafe command.process = unsafe record
          unsafe command.parent = unsafe own
          let pid = unsafe ipc_start_command(&command)
          guard pid < 0, let call = unsafe command.call else { return nil }
          return SystemFault(unsafe String(cString: call), code: -pid)
        }
      }
    }
  }

  // MARK: What is known of commands

  /// Whether a process is a command.
  package func isCommand(_ number: Int) -> Bool { unsafe processes[number].command != 0 }

  /// The text that reports call a command by.
  package func text(ofCommand number: Int) -> String {
    let record = unsafe processes[number]
    let bytes = unsafe UnsafeRawBufferPointer(
      start: pointer(record.command),
      count: Int(record.command_count)
    )
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// What a process used that has ended.
  package struct Usage: Sendable {
    /// From its start to its end, in nanoseconds.
    package var wall: Int
    /// The nanoseconds that it computed.
    package var user: Int
    /// The nanoseconds that the system worked for it.
    package var system: Int
    /// The most bytes of memory that it had at once.
    package var memory: Int

    /// Puts figures together.
    package init(wall: Int, user: Int, system: Int, memory: Int) {
      self.wall = wall
      self.user = user
      self.system = system
      self.memory = memory
    }
  }

  /// What a process used, with the children that it waited for.
  package func usage(of number: Int) -> Usage {
    let record = unsafe processes[number]
    return Usage(
      wall: Int(record.ended_at) - Int(record.started_at),
      user: Int(record.user_time),
      system: Int(record.system_time),
      memory: Int(record.peak_memory)
    )
  }

  /// Whether the script has ordered the death of a process.
  package func isKillOrdered(_ number: Int) -> Bool {
    unsafe ipc_load32(&processes[number].kill_ordered) != 0
  }

  /// Lets this process, which looks after others, see a TERM instead of ending by it.
  package func noteTermination() { ipc_note_termination() }

  /// Sends a process a TERM, if it lives.
  package func tellToEnd(_ number: Int) { sendSignal(SIGTERM, to: number) }

  /// Kills a process, if it lives.
  package func kill(_ number: Int) { sendSignal(SIGKILL, to: number) }

  // MARK: Waiting

  /// Waits until a condition holds that the end of some process makes true.
  ///
  /// - Parameters:
  ///   - numbers: The processes whose ends matter.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock.
  ///   - wait: What the table says of the wait.
  ///   - condition: Asked at first, and whenever a process of the run has ended.
  /// - Returns: `done`, `timedOut`, `interrupted` or `doomed`.
  package func waitForEnds(
    of numbers: [Int],
    until deadline: Int,
    _ wait: WaitInfo,
    _ condition: () -> Bool
  ) -> WaitResult {
    var pause: Pause?
    defer { if pause != nil { endWait() } }
    while true {
      // Read before the look.
      let deaths = unsafe ipc_load32(&header.pointee.deaths)
      if condition() {
        buryTheDead()
        return .done
      }
      if deadline == 0 { return .timedOut }
      if pause == nil {
        pause = Pause()
        beginWait(wait, Handle(.process, numbers.first ?? me), words: numbers.map(UInt64.init))
      }
      var current = pause ?? Pause()
      let result = unsafe sleep(
        on: &header.pointee.deaths,
        while: deaths,
        until: deadline,
        &current
      )
      pause = current
      if let result, !(result == .timedOut && condition()) { return result }
    }
  }
}

/// Calls a closure with texts as the C library wants a list of them, for the time of the call.
private func withCStrings<Result>(
  _ texts: [[UInt8]],
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var bytes: [CChar] = []
  var starts: [Int] = []
  for text in texts {
    starts.append(bytes.count)
    bytes += text.map(CChar.init(bitPattern:))
    bytes.append(0)
  }
  return unsafe bytes.withUnsafeMutableBufferPointer { bytes in
    var pointers = unsafe starts.map { start in unsafe bytes.baseAddress.map { unsafe $0 + start } }
    unsafe pointers.append(nil)
    return unsafe pointers.withUnsafeMutableBufferPointer { pointers in
      guard let first = pointers.baseAddress else { preconditionFailure("the list ends with null") }
      return unsafe body(first)
    }
  }
}
