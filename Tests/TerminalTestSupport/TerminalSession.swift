import Glibc
import IPCTestSupport

/// A program at a terminal of its own, with a model of what its user sees.
package final class TerminalSession {
  /// The number of the program, which is also that of its session.
  package let pid: Int32
  /// What its user sees.
  package private(set) var screen: ScreenModel
  /// All that was written to the terminal.
  package private(set) var output: [UInt8] = []
  /// The settings before the probe changed them.
  package let settings: [UInt32]
  private let master: Int32
  private var slave: Int32
  private var status: Int32?

  /// Starts the editor's probe, or another program, or a command of the shell in which `$PROBE` is the probe.
  ///
  /// - Parameters:
  ///   - arguments: Those of the probe.
  ///   - command: A command of the shell, instead.
  ///   - width: The columns of the terminal.
  ///   - height: The rows of the terminal.
  ///   - environment: What is added to the environment.
  ///   - other: A program and its arguments, instead.
  ///   - prompt: How the last row begins once it can be typed to.
  /// - Throws: `StartFailure` when the system refuses.
  package init(
    _ arguments: [String] = [],
    command: String? = nil,
    width: Int = 40,
    height: Int = 10,
    environment: [String: String] = [:],
    program other: [String]? = nil,
    prompt: String = ">"
  ) throws {
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: Int32 = 0
    var locked: Int32 = 0
    guard master >= 0, unsafe ioctl(master, Self.unlock, &locked) == 0,
      unsafe ioctl(master, Self.number, &number) == 0
    else { throw StartFailure(code: errno) }
    let name = "/dev/pts/\(number)"
    // Kept open, so that what is written at the end is not lost.
    slave = unsafe open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    screen = ScreenModel(width: width, height: height)
    Self.setSize(master, width, height)
    settings = Self.settings(of: master)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)

    let probe = String(Tool.path.dropLast("ipc".count)) + "LineEditorProbe"
    let program =
      other ?? (command == nil ? [probe] + arguments : ["/bin/sh", "-c", command ?? ""])
    var variables = ["PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "PROBE": probe]
    // A crashed probe is not to explain itself on the screen for seconds.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }

    // The leader of a new session gets the terminal that it opens first.
    pid = try unsafe SpawnedProgram.start(program, environment: variables) { actions in
      unsafe posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
      unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
      unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
    // What is typed earlier is echoed by the terminal itself, and Ctrl-C would end the probe.
    _ = sees { $0.rows.last?.hasPrefix(prompt) == true }
  }

  deinit {
    if status == nil {
      for process in ChildProcess.processes(ofSession: pid) { kill(process, SIGKILL) }
      var last: Int32 = 0
      unsafe waitpid(pid, &last, 0)
    }
    close(master)
    if slave >= 0 { close(slave) }
  }

  /// The screen as tests tell of it.
  package var testDescription: String { "\(screen.rows), cursor \(screen.row), \(screen.column)" }

  // MARK: What the user does

  /// Types; what is longer than the terminal takes at once is typed in parts.
  package func type(_ text: String) { type(Array(text.utf8)) }

  /// Types bytes.
  package func type(_ bytes: [UInt8]) {
    var left = bytes[...]
    let end = ChildProcess.now() + 60
    while !left.isEmpty, ChildProcess.now() < end {
      let count = unsafe left.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
      if count > 0 { left = left.dropFirst(count) } else { read(milliseconds: 1) }
    }
  }

  /// Pastes, as terminals do that were asked to mark it.
  package func paste(_ text: String) {
    type(screen.modes.contains("?2004") ? "\u{1b}[200~\(text)\u{1b}[201~" : text)
  }

  /// Gives the terminal another size.
  package func resize(width: Int, height: Int) {
    read(milliseconds: 0)
    screen.resize(width: width, height: height)
    Self.setSize(master, width, height)
  }

  /// Closes the terminal, as when its window is closed.
  package func hangUp() {
    close(slave)
    slave = -1
    close(master)
  }

  // MARK: What the user sees

  /// Waits until the screen is as told; false when that takes too long.
  package func sees(seconds: Double = 20, _ isRight: (ScreenModel) -> Bool) -> Bool {
    let end = ChildProcess.now() + seconds
    while true {
      if isRight(screen) { return true }
      if ChildProcess.now() > end { return false }
      read(milliseconds: 10)
    }
  }

  /// Waits until the last rows are as told.
  package func sees(_ rows: [String], seconds: Double = 20) -> Bool {
    sees(seconds: seconds) { Array($0.rows.suffix(rows.count)) == rows }
  }

  /// Waits until a row begins so.
  package func sees(row prefix: String, seconds: Double = 20) -> Bool {
    sees(seconds: seconds) { $0.rows.contains { $0.hasPrefix(prefix) } }
  }

  /// Waits until the program has ended.
  ///
  /// - Returns: its exit status, or 128 and the number of a signal; nil when it goes on.
  package func end(seconds: Double = 20) -> Int? {
    let end = ChildProcess.now() + seconds
    var last: Int32 = 0
    while ChildProcess.now() < end {
      read(milliseconds: 2)
      if unsafe waitpid(pid, &last, WNOHANG) == pid {
        status = last
        read(milliseconds: 20)
        return last & 0x7f == 0 ? Int(last >> 8 & 0xff) : 128 + Int(last & 0x7f)
      }
    }
    return nil
  }

  /// Whether the terminal is as it was before, and marks no pastes.
  package var isRestored: Bool {
    Self.settings(of: master) == settings && !screen.modes.contains("?2004")
  }

  /// Reads what is there; of what never ends, what comes within two seconds.
  package func read(milliseconds: Int32) {
    var polled = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var timeout = milliseconds
    let end = ChildProcess.now() + Double(milliseconds) / 1_000 + 2
    while unsafe poll(&polled, 1, timeout) > 0 {
      let count = unsafe Glibc.read(master, &bytes, bytes.count)
      if count <= 0 { return }
      output += bytes[..<count]
      screen.feed(Array(bytes[..<count]))
      timeout = 0
      if ChildProcess.now() > end { return }
    }
  }

  // MARK: The terminal

  private static let unlock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  private static func setSize(_ descriptor: Int32, _ width: Int, _ height: Int) {
    var size = winsize()
    size.ws_col = UInt16(width)
    size.ws_row = UInt16(height)
    unsafe _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  private static func settings(of descriptor: Int32) -> [UInt32] {
    var settings = termios()
    unsafe tcgetattr(descriptor, &settings)
    return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
      + [UInt32(settings.c_cc.5), UInt32(settings.c_cc.6)]
  }
}
