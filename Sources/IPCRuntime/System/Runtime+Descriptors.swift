import Glibc

/// Why something with a file ended without its result.
package enum FileFailure: Error {
  /// The system refused a call.
  case refused(SystemFault)
  /// A signal to be looked at has come.
  case interrupted
  /// The time is over.
  case timedOut
  /// The file has more bytes than a process may keep.
  case tooLarge(Int)
}

/// Calls on descriptors: the one place that makes interrupted calls again, goes on after short writes, and waits.
///
/// No call here blocks on what may never come: such descriptors do not block, and are waited for by `poll`, so that a signal
/// or a deadline ends the wait.
extension Runtime {
  /// Makes a call again until no signal interrupts it, and gives its result; a negative one is a failure.
  func repeated(_ call: String, _ body: () -> Int) throws(FileFailure) -> Int {
    while true {
      let result = body()
      if result >= 0 { return result }
      let code = errno
      guard code == EINTR else { throw .refused(SystemFault(call, code: code)) }
      if lookAtSignals() != nil { throw .interrupted }
    }
  }

  /// Throws when a signal is to be looked at or a moment has passed; for what takes many steps.
  package func checkTime(until deadline: Int) throws(FileFailure) {
    if lookAtSignals() != nil { throw .interrupted }
    if deadline != .max, Clock.now() >= deadline { throw .timedOut }
  }

  /// Opens a file, whose path is as `PathText` has it; no command ever inherits the descriptor.
  func open(_ path: String, _ flags: Int32) throws(FileFailure) -> Int32 {
    // A new file is for everybody, as far as the process's mask allows.
    let all = flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    return Int32(
      try repeated("open") { Int(unsafe Glibc.open(PathText.cString(path), all, 0o666)) }
    )
  }

  /// Waits until a descriptor can be read, for `POLLIN`, or written, for `POLLOUT`.
  func wait(for events: Int32, _ descriptor: Int32, until deadline: Int) throws(FileFailure) {
    // A signal may come just before the call, so no wait is longer than this; the first one is short.
    var longest = 20_000_000
    while true {
      try checkTime(until: deadline)
      let left = deadline - Clock.now()
      let milliseconds = max(0, min(left, longest)) / 1_000_000 + 1
      var one = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let count = unsafe poll(&one, 1, Int32(milliseconds))
      if count > 0 { return }
      if count < 0, errno != EINTR { throw .refused(SystemFault("poll", code: errno)) }
      if count == 0, longest < 250_000_000 {
        // It may take long, and who waits for what this process has forgotten is to be told meanwhile.
        if let reachable { keepOnly(reachable()) }
        longest = 250_000_000
      }
    }
  }

  /// Reads what is there, at a place or, with none, when something has come.
  ///
  /// - Returns: The number of bytes, 0 at the end.
  func read(
    _ descriptor: Int32,
    into bytes: UnsafeMutableRawBufferPointer,
    at offset: Int?,
    until deadline: Int
  ) throws(FileFailure) -> Int {
    if let offset {
      try checkTime(until: deadline)
      return try repeated("read") {
        unsafe pread(descriptor, bytes.baseAddress, bytes.count, offset)
      }
    }
    while true {
      try wait(for: POLLIN, descriptor, until: deadline)
      do throws(FileFailure) {
        return try repeated("read") {
          unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        }
      } catch .refused(let fault) where fault.code == EAGAIN {
        // Somebody else took it.
        continue
      }
    }
  }

  /// Writes all bytes.
  func write(
    all bytes: UnsafeRawBufferPointer,
    to descriptor: Int32,
    until deadline: Int
  ) throws(FileFailure) {
    var start = 0
    while start < bytes.count {
      try checkTime(until: deadline)
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
      do throws(FileFailure) {
        start += try repeated("write") {
          unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        }
      } catch .refused(let fault) where fault.code == EAGAIN {
        try wait(for: POLLOUT, descriptor, until: deadline)
      }
    }
  }

  /// What the system knows of a file.
  func status(of descriptor: Int32) throws(FileFailure) -> stat {
    var information = stat()
    _ = try repeated("fstat") { Int(unsafe fstat(descriptor, &information)) }
    return information
  }
}
