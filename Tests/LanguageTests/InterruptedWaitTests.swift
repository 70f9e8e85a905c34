import Glibc
import IPCTestSupport
import Testing

/// INT and TERM in every kind of wait: `defer` blocks run, all others are ended, and the status is that of the signal.
@Suite struct InterruptedWaitTests {
  struct Wait: CustomTestStringConvertible, Sendable {
    var name: String
    /// What stands before the wait.
    var before = ""
    var wait: String
    /// How long after the beginning of the wait the signal comes, in milliseconds.
    var pause = 100

    var testDescription: String { name }
  }

  static let waits = [
    Wait(name: "put into a full queue", before: "put full, 1", wait: "put full, 2"),
    Wait(name: "put with a timeout", before: "put full, 1", wait: "put full, 2 timeout 90s"),
    Wait(name: "put into a full pipe", wait: "while true { put left, \"x\" * 10_000 }"),
    Wait(name: "get from an empty queue", wait: "get q"),
    Wait(name: "get with a timeout", wait: "get q timeout 90s"),
    Wait(name: "get from a pipe", wait: "get right"),
    Wait(name: "for over a queue", wait: "for x in q { print(x) }"),
    Wait(name: "join of a queue", before: "put q, 1", wait: "join q"),
    Wait(name: "join of a process", wait: "join p"),
    Wait(name: "join with a timeout", wait: "join p timeout 90s"),
    Wait(name: "join of a list", wait: "join [p, spawn { sleep 100s }]"),
    Wait(name: "sleep", wait: "sleep 100s"),
    Wait(name: "input", wait: "input()"),
    Wait(name: "read_lines", wait: "for line in read_lines(args[1]) { print(line) }"),
    Wait(name: "within", wait: "within 90s { get q }"),
    Wait(name: "select", wait: "select { case get q {} case get right {} case join p {} }"),
    Wait(name: "get any", wait: "get any [q, full]"),
    Wait(name: "join any", wait: "join any [p, spawn { sleep 100s }]"),
    Wait(name: "sleep within", wait: "within 90s { sleep 80s }"),
    Wait(name: "defer", wait: "if true { defer { sleep 100s } }"),
    Wait(name: "the end", wait: "print()"),
    // One that is stopped dies only when the second is over.
    Wait(name: "kill", before: "kill p signal \"STOP\"\nsleep 200ms", wait: "kill p"),
    Wait(
      name: "a keeper's pause",
      before: "let keeper = spawn { throw \"no\" } restart 50",
      wait: "join keeper",
      pause: 1_000
    ),
    Wait(name: "a computation", wait: "while true {}"),
  ]

  @Test(arguments: waits, [SIGINT, SIGTERM]) func endsTheRunInOrder(
    _ wait: Wait,
    _ signal: Int32
  ) throws {
    let words = wait.name.split(separator: " ").joined(separator: "-")
    let path = "/tmp/ipc-interrupted-\(getpid())-\(words.filter { $0 != "'" })-\(signal)"
    let (pipe, marker) = (path + "-pipe", path + "-marker")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    defer { for file in [pipe, marker] { unsafe unlink(file) } }
    // The child could end every wait, so none is a deadlock.
    let code = """
      defer { print("in order") }
      let q = queue()
      let full = queue(1)
      let left, right = pipe(duplex: true)
      let p = spawn {
          sleep 100s
          put q, get full
          put right, get left
          task_done q
      }
      daemon { while true {} }
      \(wait.before)
      write(args[0], "")
      \(wait.wait)
      """
    // A pipe that is open both ways never ends.
    let shell = ["-c", "exec \"$@\" <> '\(pipe)'", "sh", Tool.path, "-e", code, marker, pipe]
    let process = try ChildProcess("/bin/sh", shell)
    let end = ChildProcess.now() + 20
    while unsafe access(marker, F_OK) != 0, ChildProcess.now() < end { usleep(2_000) }
    usleep(UInt32(wait.pause) * 1_000)
    let sent = ChildProcess.now()
    kill(process.pid, signal)
    let result = process.finish(seconds: 40)
    let seconds = ChildProcess.now() - sent
    #expect(result.status == 128 + Int(signal) && !result.isTimedOut, "\(result.error)")
    #expect(result.output.hasSuffix("in order\n") || wait.name == "the end", "\(result.output)")
    let word = signal == SIGINT ? "interrupted (INT)" : "terminated (TERM)"
    #expect(result.error.contains(word), "\(result.error)")
    #expect(result.leftovers.isEmpty && seconds < 5, "\(result.leftovers), \(seconds) s")
  }

  /// A Ctrl-C at a terminal, which is as it was before.
  @Test(arguments: ["input(\"? \")", "sleep 100s", "join spawn { sleep 100s }"])
  func leavesATerminalAsItWas(_ wait: String) throws {
    let terminal = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(terminal) }
    var (number, locked) = (Int32(0), Int32(0))
    // TIOCSPTLCK and TIOCGPTN.
    let isUnlocked = unsafe ioctl(terminal, 0x4004_5431, &locked) == 0
    let isMade = unsafe ioctl(terminal, 0x8004_5430, &number) == 0 && isUnlocked
    try #require(isMade)
    let name = "/dev/pts/\(number)"
    // Stays open, or the master would see an end when the tool has gone.
    let other = unsafe open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(other) }
    let before = Self.settings(of: other)
    // The first terminal that the leader of a session opens is its own.
    let command = "exec \"$0\" -e \"$1\" < '\(name)' > '\(name)'"
    let code = "print(\"ready\")\n\(wait)"
    let process = try ChildProcess("/bin/sh", ["-c", command, Tool.path, code])
    var said = ""
    while !said.contains("ready") {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = unsafe read(terminal, &bytes, bytes.count)
      if count <= 0 { break }
      said += String(decoding: bytes[..<count], as: UTF8.self)
    }
    usleep(200_000)
    unsafe _ = Glibc.write(terminal, "\u{3}", 1)
    let result = process.finish(seconds: 20)
    #expect(result.status == 130 && !result.isTimedOut && result.leftovers.isEmpty, "\(said)")
    #expect(result.error.contains("interrupted (INT)"))
    #expect(Self.settings(of: other) == before)
  }

  /// The modes and special characters of a terminal.
  private static func settings(of file: Int32) -> [UInt8] {
    var settings = termios()
    unsafe tcgetattr(file, &settings)
    return unsafe withUnsafeBytes(of: &settings) { unsafe Array($0) }
  }
}
