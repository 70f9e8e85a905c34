import Glibc

/// Writes text to descriptors without a buffer, so that no forked process can inherit one.
enum TextWriter {
  /// Writes all of the text; returns false when the system refuses.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    write(Array(text.utf8), to: descriptor)
  }

  /// Writes all of the bytes; returns false when the system refuses.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let rest = unsafe UnsafeBufferPointer(rebasing: bytes[start...])
        let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          start += count
        } else if count < 0, errno == EAGAIN {
          var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          unsafe poll(&one, 1, 250)
        } else if count == 0 || errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
