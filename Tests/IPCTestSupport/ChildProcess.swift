import Glibc

/// A program in a session of its own, whose output is collected.
package final class ChildProcess {
  /// How it ended.
  package struct Result {
    /// What it wrote to standard output.
    package var output = ""
    /// What it wrote to standard error.
    package var error = ""
    /// Its exit status, or 128 + n when a signal ended it, as shells count.
    package var status = 0
    /// Whether it was killed because its time was over.
    package var isTimedOut = false
    /// How long it ran, in seconds.
    package var seconds = 0.0
    /// The processes of its session that were left when it had ended, with their states.
    package var leftovers: [String] = []
  }

  /// Its number, which is also that of its session.
  package let pid: Int32
  private let outputEnd: Int32
  private let errorEnd: Int32
  private let start = ChildProcess.now()
  private var result = Result()

  /// Starts a program.
  ///
  /// - Throws: `StartFailure` when the system refuses.
  package init(
    _ path: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    input: String = "",
    directory: String = Tool.root
  ) throws {
    var ends: [Int32] = [0, 0, 0, 0, 0, 0]
    for pair in 0..<3 {
      var two: [Int32] = [0, 0]
      guard unsafe pipe(&two) == 0 else { throw StartFailure(code: errno) }
      for end in two { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends[2 * pair] = two[0]
      ends[2 * pair + 1] = two[1]
    }
    // The C library's own way to change the directory is not to be had from Swift.
    let command = ["/usr/bin/env", "-C", directory, path] + arguments
    var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
    variables.merge(environment) { $1 }
    defer { for end in [ends[0], ends[3], ends[5]] { close(end) } }
    pid = try unsafe SpawnedProgram.start(command, environment: variables) { actions in
      for (place, end) in [ends[0], ends[3], ends[5]].enumerated() {
        unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(place))
      }
    }
    outputEnd = ends[2]
    errorEnd = ends[4]
    var bytes = Array(input.utf8)[...]
    signal(SIGPIPE, SIG_IGN)
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe write(ends[1], $0.baseAddress, $0.count) }
      if count <= 0 { break }
      bytes = bytes.dropFirst(count)
    }
    close(ends[1])
  }

  /// Waits for the end, and kills the whole session when the time is over.
  package func finish(seconds: Double) -> Result {
    var output: [UInt8] = []
    var error: [UInt8] = []
    var isOpen = [true, true]
    var hasEnded = false
    var status: Int32 = 0
    while !hasEnded || isOpen[0] || isOpen[1] {
      if !hasEnded, unsafe waitpid(pid, &status, WNOHANG) == pid {
        hasEnded = true
        result.seconds = Self.now() - start
        result.leftovers = Self.members(ofSession: pid)
      }
      var polled = [
        pollfd(fd: isOpen[0] ? outputEnd : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen[1] ? errorEnd : -1, events: Int16(POLLIN), revents: 0),
      ]
      unsafe poll(&polled, 2, hasEnded ? 100 : 5)
      if isOpen[0], polled[0].revents != 0 { isOpen[0] = Self.read(outputEnd, &output) }
      if isOpen[1], polled[1].revents != 0 { isOpen[1] = Self.read(errorEnd, &error) }
      if Self.now() - start > seconds {
        result.isTimedOut = !hasEnded
        if !hasEnded { result.leftovers = Self.members(ofSession: pid) }
        killSession()
        if !hasEnded { unsafe waitpid(pid, &status, 0) }
        break
      }
    }
    close(outputEnd)
    close(errorEnd)
    result.output = String(decoding: output, as: UTF8.self)
    result.error = String(decoding: error, as: UTF8.self)
    let signal = Int(status & 0x7f)
    result.status = signal == 0 ? Int(status >> 8 & 0xff) : 128 + signal
    return result
  }

  /// Kills every process of the session.
  package func killSession() {
    for _ in 0..<20 {
      let left = Self.processes(ofSession: pid)
      if left.isEmpty { return }
      for process in left { kill(process, SIGKILL) }
      usleep(2_000)
    }
  }

  private static func read(_ descriptor: Int32, _ bytes: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
    if count > 0 { bytes += chunk[..<count] }
    return count > 0 || (count < 0 && errno == EINTR)
  }

  /// Seconds of the monotonic clock.
  package static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // MARK: What the kernel says

  /// The fields of `/proc/PID/stat` behind the name: state, parent, group, session and so on.
  package static func status(of pid: Int32) -> [Substring] {
    let text = Tool.read("/proc/\(pid)/stat")
    guard let end = text.lastIndex(of: ")") else { return [] }
    return text[text.index(after: end)...].split(separator: " ")
  }

  /// The processes of a session.
  package static func processes(ofSession session: Int32) -> [Int32] {
    Tool.list("/proc").compactMap { name in
      guard let pid = Int32(name) else { return nil }
      let fields = status(of: pid)
      return fields.count > 3 && Int32(fields[3]) == session ? pid : nil
    }
  }

  /// The processes of a session as text: number, state, command.
  package static func members(ofSession session: Int32) -> [String] {
    processes(ofSession: session).compactMap { pid in
      guard let state = status(of: pid).first else { return nil }
      return "\(pid) \(state)"
    }
  }
}

/// The system could not start a program.
package struct StartFailure: Error {
  /// The errno.
  package var code: Int32

  /// Makes a failure.
  package init(code: Int32) { self.code = code }
}
