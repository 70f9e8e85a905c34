import CIPCShims
import Glibc

/// What a process writes to standard output and standard error: whole lines, never torn by another process's.
///
/// Output is kept until somebody else could see what this process does, which the caller says by `flush`, and for 20 ms at
/// the most, after which a timer sets a bit in the interrupt word. No process inherits what another one has not written.
@safe package final class OutputSink {
  private static let limit = 1 << 16
  private static let delay = 20_000

  private let runtime: Runtime
  @exclusivity(unchecked) private var buffer: [UInt8] = []
  /// Whether nothing is kept.
  package var isEmpty: Bool { unsafe buffer.isEmpty }
  /// Whether a write may be torn by others': it is a pipe or a socket.
  private let isShared: [Bool]
  private let isTerminal: Bool
  /// Whether this is a child of a prompt, whose output goes by way of a pipe.
  private var isRelayed: Bool { runtime.me != 0 && runtime.hasRelay }

  /// Makes a sink for the process's descriptors 1 and 2.
  package init(runtime: Runtime) {
    self.runtime = runtime
    isShared = [Int32(1), 2].map { descriptor in
      var information = stat()
      guard unsafe fstat(descriptor, &information) == 0 else { return false }
      let format = information.st_mode & S_IFMT
      return format == S_IFIFO || format == S_IFSOCK
    }
    isTerminal = isatty(1) == 1
    unsafe buffer.reserveCapacity(Self.limit)
  }

  /// Writes bytes, in order with those for the other stream.
  ///
  /// - Throws: `write` as the system says, `EPIPE` when nobody reads any more. A closed descriptor takes everything.
  package func write(_ bytes: UnsafeBufferPointer<UInt8>, to stream: Int) throws(SystemFault) {
    if stream == 2 {
      // What is to be said of an error comes through, though the output cannot be written.
      var fault: SystemFault?
      do throws(SystemFault) { try flush() } catch { fault = error }
      try unsafe write(all: UnsafeRawBufferPointer(bytes), to: 2)
      if let fault { throw fault }
      return
    }
    if unsafe buffer.count + bytes.count > Self.limit { try flush() }
    if bytes.count > Self.limit {
      try unsafe write(all: UnsafeRawBufferPointer(bytes), to: 1)
      return
    }
    if isEmpty { startTimer() }
    unsafe buffer.append(contentsOf: bytes)
    if isTerminal, !isRelayed { try flush() }
  }

  /// Writes what was kept.
  ///
  /// - Throws: as `write`; what was kept is then dropped.
  package func flush() throws(SystemFault) {
    guard !isEmpty else { return }
    var fault: SystemFault?
    unsafe buffer.withUnsafeBytes { bytes in
      do throws(SystemFault) { try unsafe write(all: bytes, to: 1) } catch { fault = error }
    }
    unsafe buffer.removeAll(keepingCapacity: true)
    if let fault { throw fault }
  }

  /// Drops what was kept, in a child that was started by mistake with some.
  package func discard() {
    unsafe buffer.removeAll(keepingCapacity: true)
  }

  /// Sees to it that the interrupt word says soon that what was kept is to be written.
  package func lookSoon() { ipc_look_after(UInt32(Self.delay)) }

  private func startTimer() {
    guard !isTerminal || isRelayed else { return }
    ipc_look_after(UInt32(Self.delay))
  }

  private func write(all bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemFault) {
    let isShared =
      isShared[Int(descriptor) - 1] && (runtime.hasGuardian || runtime.me != 0) || isRelayed
    // The lines of children come between those of main, and not into them.
    if runtime.hasRelay, runtime.me == 0 { ipc_hold_relay(1) }
    defer { if runtime.hasRelay, runtime.me == 0 { ipc_hold_relay(0) } }
    if isShared { unsafe _ = ipc_lock_acquire(&runtime.header.pointee.output_lock) }
    defer { if isShared { unsafe ipc_lock_release(&runtime.header.pointee.output_lock) } }
    var start = 0
    while start < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
      let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        start += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&one, 1, 250)
      case EBADF: return
      case let code: throw SystemFault("write", code: code)
      }
    }
  }
}
