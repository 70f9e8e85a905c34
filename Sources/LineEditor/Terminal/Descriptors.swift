import Glibc

/// Reading and writing whole things, whatever interrupts them.
enum Descriptors {
  /// Writes all bytes; waits when the reader is slow and the descriptor does not.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(EditorFault) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count > 0 {
        done += count
        continue
      }
      let code = errno
      if code == EAGAIN {
        _ = isReady(descriptor, for: POLLOUT, milliseconds: -1)
      } else if code != EINTR {
        throw EditorFault("write", code: code)
      }
    }
  }

  /// Reads what is there, at most so many bytes; empty at the end, nil when nothing is there.
  static func read(_ descriptor: Int32, limit: Int = 65_536) throws(EditorFault) -> [UInt8]? {
    while true {
      var count = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, used in
        count = unsafe Glibc.read(descriptor, buffer.baseAddress, limit)
        used = max(0, count)
      }
      if count >= 0 { return bytes }
      let code = errno
      if code == EAGAIN { return nil }
      // The other side of a pseudo-terminal is gone.
      if code == EIO { return [] }
      if code != EINTR { throw EditorFault("read", code: code) }
    }
  }

  /// Waits until one may read or write; false when the time is over or a signal came.
  static func isReady(_ descriptor: Int32, for events: Int32, milliseconds: Int32) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    return unsafe poll(&polled, 1, milliseconds) > 0
  }

  /// Milliseconds of the clock that only goes forward.
  static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
