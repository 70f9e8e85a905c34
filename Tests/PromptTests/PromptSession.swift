import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

/// The built tool's prompt at a terminal of its own.
struct PromptSession {
  let terminal: TerminalSession
  /// Where its history goes.
  let folder = TemporaryFolder()

  init(width: Int = 100, height: Int = 24, environment: [String: String] = [:]) throws {
    let home = ["HOME": folder.path, "XDG_STATE_HOME": ""]
    terminal = try TerminalSession(
      width: width,
      height: height,
      environment: home.merging(environment) { $1 },
      program: [Tool.path],
      prompt: "ipc>"
    )
  }

  /// Types a line and waits for the prompt behind it.
  func enter(_ line: String) {
    func count(_ screen: ScreenModel) -> Int { screen.scrolled.count + screen.rows.count }
    let rows = count(terminal.screen)
    terminal.type(line + "\r")
    _ = terminal.sees { $0.rows.last == "ipc>" && count($0) > rows }
  }

  /// Lets time go by, and reads what comes meanwhile.
  func wait(_ seconds: Double) {
    let end = ChildProcess.now() + seconds
    while ChildProcess.now() < end { terminal.read(milliseconds: 10) }
  }

  /// Whether a row is seen, now or earlier.
  func sees(_ row: String, seconds: Double = 20) -> Bool {
    terminal.sees(seconds: seconds) { $0.allRows.contains(row) }
  }

  var comment: Comment { "\(terminal.screen.allRows.suffix(30).joined(separator: "\n"))" }

  /// The processes that live in its session.
  var processes: [Int32] { ChildProcess.processes(ofSession: terminal.pid) }
}
