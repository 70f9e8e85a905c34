import CIPCShims
import Glibc

/// Pipes of the system: between commands, and between them and this process.
///
/// Invariants:
/// - No command inherits a descriptor but those that it is given; `descriptors` has all that a forked process would inherit.
/// - An end that this process reads or writes itself does not block.
extension Runtime {
  /// The two ends of a pipe of the system, as descriptors.
  package struct SystemPipe: Sendable {
    /// Where it is read.
    package var reading: Int32
    /// Where it is written.
    package var writing: Int32
  }

  /// Makes a pipe of the system.
  ///
  /// - Throws: `pipe2` as the system says.
  package func makeSystemPipe() throws(SystemFault) -> SystemPipe {
    var ends: [Int32] = [0, 0]
    let code = unsafe ipc_make_pipe(&ends)
    if code != 0 { throw SystemFault("pipe2", code: code) }
    descriptors.formUnion(ends)
    return SystemPipe(reading: ends[0], writing: ends[1])
  }

  /// Lets the end of a pipe not block, as this process uses it itself.
  ///
  /// - Throws: `fcntl` as the system says.
  package func takeOver(_ descriptor: Int32) throws(SystemFault) {
    let code = ipc_make_nonblocking(descriptor)
    if code != 0 { throw SystemFault("fcntl", code: code) }
  }

  /// Opens a file for a command to read or write.
  ///
  /// - Throws: `open` as the system says.
  package func openFile(_ path: String, _ access: FileAccess) throws(FileFailure) -> Int32 {
    let flags =
      switch access {
      case .reading: O_RDONLY
      case .writing: O_WRONLY | O_CREAT | O_TRUNC
      }
    let all = flags | O_CLOEXEC | O_NOCTTY
    let descriptor = Int32(
      try repeated("open") { Int(unsafe Glibc.open(PathText.cString(path), all, 0o666)) }
    )
    descriptors.insert(descriptor)
    return descriptor
  }

  /// What a command does with a file.
  package enum FileAccess: Sendable {
    case reading, writing
  }

  /// Closes a descriptor that this process has opened; again it does nothing.
  package func close(descriptor: Int32) {
    guard descriptors.remove(descriptor) != nil else { return }
    Glibc.close(descriptor)
  }

  /// Closes, in a process that was just forked, all that its parent had open but what it uses itself.
  package func closeDescriptors(except kept: Set<Int32>) {
    for descriptor in descriptors.subtracting(kept) { close(descriptor: descriptor) }
  }

  /// Reads what has come, without waiting.
  ///
  /// - Returns: The number of bytes, 0 at the end; nil when nothing has come.
  package func readAvailable(
    _ descriptor: Int32,
    into bytes: inout [UInt8]
  ) throws(FileFailure) -> Int? {
    unsafe try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) {
      (memory) throws(FileFailure) -> Int? in
      do throws(FileFailure) {
        let count = try repeated("read") {
          unsafe Glibc.read(descriptor, memory.baseAddress, memory.count)
        }
        unsafe bytes.append(contentsOf: memory[..<count])
        return count
      } catch .refused(let fault) where fault.code == EAGAIN {
        return nil
      }
    }
  }

  /// Waits until one of several descriptors can be read, at the most a quarter of a second; a signal ends the wait too.
  ///
  /// - Returns: false when the wait that `beginWait` has described was given up as doomed.
  package func waitToRead(_ open: [Int32], until deadline: Int) throws(FileFailure) -> Bool {
    try checkTime(until: deadline)
    let left = min(deadline - Clock.now(), 250_000_000)
    let milliseconds = max(0, left) / 1_000_000 + 1
    var list = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = unsafe poll(&list, UInt(list.count), Int32(milliseconds))
    if count < 0, errno != EINTR { throw .refused(SystemFault("poll", code: errno)) }
    try checkTime(until: deadline)
    guard count == 0 else { return true }
    _ = ipc_reap_children()
    buryTheDead()
    return onIdle?() != true
  }

  /// Writes bytes, whole lines if the end is shared; waits as long as there is no room.
  ///
  /// - Throws: `write` with `EPIPE` when nobody reads any more.
  package func writeAll(
    _ bytes: [UInt8],
    to descriptor: Int32,
    until deadline: Int
  ) throws(FileFailure) {
    var fault: FileFailure?
    unsafe bytes.withUnsafeBytes { raw in
      do throws(FileFailure) {
        try unsafe write(all: raw, to: descriptor, until: deadline)
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
  }

  /// Says in the table that this process waits for the ends of processes, while it reads what they write.
  package func beginReading(from numbers: [Int], _ wait: WaitInfo) {
    guard let first = numbers.first else { return }
    beginWait(wait, Handle(.process, first), words: numbers.map(UInt64.init))
  }

  /// Says that it waits no more.
  package func endReading() { endWait() }

  /// Whether nobody reads what is written to a descriptor any more.
  package func isBroken(_ descriptor: Int32) -> Bool {
    var one = pollfd(fd: descriptor, events: 0, revents: 0)
    return unsafe poll(&one, 1, 0) == 1 && Int32(one.revents) & POLLERR != 0
  }
}
