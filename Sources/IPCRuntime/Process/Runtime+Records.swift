import CIPCShims
import Glibc

/// How far a process is, as scripts see it.
package enum ProcessStatus: String, Sendable {
  case new, running, done, failed, killed
}

/// The table of processes.
///
/// A record is made under the table lock. Its own process writes it while it runs; `state`,
/// `status` and `end_word` are written by the SIGCHLD handler of whoever reaps it, which takes no lock.
extension Runtime {
  /// Writes the record of main.
  func makeMain() {
    let record = unsafe processes.start
    unsafe ipc_note_pid(record, getpid())
    unsafe record.pointee.state = UInt32(IPC_RUNNING)
    let name = Array("main".utf8)
    unsafe record.pointee.name = unsafe (try? name.withUnsafeBytes(copyName)) ?? 0
    unsafe record.pointee.name_count = UInt32(name.count)
    unsafe header.pointee.next_slot = 1
    unsafe header.pointee.alive_bound = 1
    unsafe ipc_store32(&header.pointee.slot_count, 1)
  }

  private func copyName(_ bytes: UnsafeRawBufferPointer) throws(SystemFault) -> UInt64 {
    try unsafe copyIn(bytes)
  }

  /// Makes a process that is not started, and that this process can reach.
  ///
  /// - Parameters:
  ///   - name: Its name in reports.
  ///   - place: Where the script made it, a number that the embedder understands.
  /// - Returns: its number.
  /// - Throws: `process` with `EAGAIN` when the run remembers as many as it may; `shared memory` with `ENOMEM`.
  package func makeProcess(name: String, place: Int) throws(SystemFault) -> Int {
    let bytes = Array(name.utf8)
    var namePlace: UInt64 = 0
    var fault: SystemFault?
    unsafe bytes.withUnsafeBytes { raw in
      do throws(SystemFault) { namePlace = try unsafe copyIn(raw) } catch { fault = error }
    }
    if let fault { throw fault }
    let mayNote = makeRoomForHandles()
    let number = unsafe locked(&header.pointee.table_lock) { () -> Int? in
      guard let slot = takeSlot() else { return nil }
      let record = unsafe processes.start + slot
      let serial = unsafe header.pointee.made + 1
      let number = Numbering.processes.number(serial: serial, slot: slot)
      unsafe header.pointee.made = serial
      unsafe record.pointee.name = namePlace
      unsafe record.pointee.name_count = UInt32(bytes.count)
      unsafe record.pointee.made_place = UInt32(clamping: place)
      unsafe record.pointee.parent = UInt64(me)
      unsafe record.pointee.end_word = (record.pointee.end_word & ~1) &+ 2
      // Somebody can reach it from its beginning on, or it would be taken for one that nobody wants any more.
      if mayNote { note(Handle(.process, number)) }
      unsafe ipc_store64(&record.pointee.serial, serial)
      unsafe ipc_store32(&record.pointee.state, UInt32(IPC_NEW))
      return number
    }
    guard let number else {
      release(namePlace, bytes.count)
      throw SystemFault("process", code: EAGAIN)
    }
    return number
  }

  /// The name of a process.
  package func name(ofProcess number: Int) -> String {
    let record = unsafe processes[number]
    guard contains(record.name, UInt64(record.name_count)) else { return "" }
    let bytes = unsafe UnsafeRawBufferPointer(
      start: pointer(record.name),
      count: Int(record.name_count)
    )
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// Changes the name of a process that was not started.
  package func setName(ofProcess number: Int, to name: String) throws(SystemFault) {
    let other = try makeName(name)
    let old = unsafe (processes[number].name, Int(processes[number].name_count))
    defer { if old.0 != 0 { release(old.0, old.1) } }
    unsafe processes[number].name_count = UInt32(other.count)
    unsafe processes[number].name = other.place
  }

  private func makeName(_ name: String) throws(SystemFault) -> (place: UInt64, count: Int) {
    let bytes = Array(name.utf8)
    let place = try allocate(max(1, bytes.count))
    unsafe bytes.withUnsafeBytes { raw in
      if let start = raw.baseAddress { unsafe memcpy(pointer(place), start, raw.count) }
    }
    return (place, bytes.count)
  }

  /// Where a process was made; 0 for main.
  package func place(ofProcess number: Int) -> Int { unsafe Int(processes[number].made_place) }

  /// Where it was started; 0 while it was not.
  package func startedPlace(ofProcess number: Int) -> Int {
    unsafe Int(processes[number].started_place)
  }

  /// The system's number of a process; nil before it is started.
  package func pid(ofProcess number: Int) -> Int? {
    let pid = unsafe Int(processes[number].pid)
    return pid == 0 ? nil : pid
  }

  /// The process that waits for this one at its end.
  package func parent(ofProcess number: Int) -> Int { unsafe self.number(processes[number].parent) }

  /// The process that started this one, be it alive or not.
  package func spawner(ofProcess number: Int) -> Int {
    unsafe self.number(processes[number].spawner)
  }

  /// Whether it is killed when its parent ends.
  package func isDaemon(_ number: Int) -> Bool { unsafe processes[number].is_daemon != 0 }

  /// Whether a process is a part of a command or pipeline that its parent waits for, which is killed when that one ends.
  package func isPart(_ number: Int) -> Bool {
    unsafe processes[number].is_daemon == UInt32(IPC_PART)
  }

  /// Says of a process that was not started that it is a part of a command or pipeline.
  package func makePart(_ number: Int) {
    unsafe processes[number].is_daemon = UInt32(IPC_PART)
  }

  /// Changes whether a process that was not started is a daemon.
  package func setDaemon(_ number: Int, _ isDaemon: Bool) {
    unsafe processes[number].is_daemon = isDaemon ? 1 : 0
  }

  /// Whether a process was started and has not ended.
  package func isLiving(_ number: Int) -> Bool {
    let state = unsafe ipc_load32(&processes[number].state)
    return state == UInt32(IPC_RUNNING) && isKnown(number)
  }

  /// Whether a process has ended.
  package func hasEnded(_ number: Int) -> Bool {
    let state = unsafe ipc_load32(&processes[number].state)
    return state == UInt32(IPC_ENDED) || !isKnown(number)
  }

  /// How far a process is.
  package func status(ofProcess number: Int) -> ProcessStatus {
    switch unsafe ipc_load32(&processes[number].state) {
    case UInt32(IPC_RUNNING): return .running
    case UInt32(IPC_ENDED):
      if signal(ofProcess: number) != nil { return .killed }
      return isDone(number) ? .done : .failed
    default: return .new
    }
  }

  /// Whether a process that has ended did so well.
  package func isDone(_ number: Int) -> Bool {
    // A command says nothing but its status.
    let isOutcome = unsafe processes[number].outcome == UInt32(IPC_DONE) || isCommand(number)
    return unsafe isOutcome && processes[number].status == 0
  }

  /// The exit code as shells count it, 128 + n for a signal; nil before the end.
  package func exitCode(ofProcess number: Int) -> Int? {
    guard hasEnded(number) else { return nil }
    let status = unsafe processes[number].status
    return status & 0x7f == 0 ? Int(status >> 8 & 0xff) : 128 + Int(status & 0x7f)
  }

  /// The signal that ended a process; nil for another end or none.
  package func signal(ofProcess number: Int) -> Int? {
    guard hasEnded(number) else { return nil }
    let signal = unsafe processes[number].status & 0x7f
    return signal == 0 ? nil : Int(signal)
  }

  /// Takes it upon this process to start one; false when another was quicker.
  package func claim(_ number: Int) -> Bool {
    unsafe ipc_compare_exchange32(&processes[number].claimed, 0, 1) != 0
  }

  /// Gives up to start a process that could not be started.
  package func unclaim(_ number: Int) { unsafe ipc_store32(&processes[number].claimed, 0) }

  /// Notes that somebody has learnt how a process ended.
  package func markJoined(_ number: Int) {
    guard unsafe ipc_exchange32(&processes[number].joined, 1) == 0 else { return }
    // From here on its result holds no pipe ends.
    noteEndsGivenUp(resultHandles(of: number).filter { $0.kind == .pipeEnd })
  }

  /// Notes that the script has ordered a process's death, so that this is no failure.
  package func markKilled(_ number: Int) {
    guard isKnown(number) else { return }
    unsafe ipc_or32(&processes[number].kill_ordered, UInt32(IPC_KILLED))
  }

  /// Notes that a process is to die with all that it starts.
  func markTreeKilled(_ number: Int) {
    guard isKnown(number) else { return }
    unsafe ipc_or32(&processes[number].kill_ordered, UInt32(IPC_KILLED | IPC_TREE_KILLED))
  }

  /// Whether a process is to die with all that it starts.
  func isTreeKilled(_ number: Int) -> Bool {
    unsafe ipc_load32(&processes[number].kill_ordered) & UInt32(IPC_TREE_KILLED) != 0
  }

  /// The processes that failed or were killed, unless the script ordered it or learnt of it.
  package func unjoinedFailures() -> [Int] { numbers.filter(isUnjoinedFailure).sorted() }

  /// Whether a process failed or was killed, and the script neither ordered it nor learnt of it.
  func isUnjoinedFailure(_ number: Int) -> Bool {
    guard number != 0, hasEnded(number), !isDone(number) else { return false }
    let record = unsafe processes[number]
    if record.joined != 0 || record.kill_ordered != 0 { return false }
    // Its keeper has learnt of it.
    if record.keeper != 0 { return false }
    // Daemons end with their parents.
    let isEndOfDaemon =
      record.is_daemon != 0 && signal(ofProcess: number) == Int(SIGKILL)
      && hasEnded(self.number(record.parent))
    return !isEndOfDaemon
  }

  /// The processes that were started and have not ended, in the order in which they were made.
  package func livingProcesses() -> [Int] { numbers.filter(isLiving).sorted() }

  /// The living processes that a process waits for at its end, or kills.
  package func children(of parent: Int, daemons: Bool) -> [Int] {
    guard unsafe processes[parent].is_parent != 0 else { return [] }
    return numbers.filter { number in
      number != 0 && isLiving(number) && self.parent(ofProcess: number) == parent
        && isDaemon(number) == daemons
    }
    .sorted()
  }
}
