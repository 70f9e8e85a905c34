import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

@testable import LineEditor

/// In what state the terminal is left, whatever happens.
@Suite(.serialized) struct TerminalStateTests {
  @Test func betweenPromptsTheTerminalIsAsBefore() throws {
    let session = try TerminalSession()
    #expect(!session.isRestored)
    session.type("exit\r")
    // Without handlers nobody restores it.
    #expect(session.end() == 3)
    #expect(!session.isRestored)
  }

  @Test(arguments: [("exit", 3), ("abort", 128 + SIGABRT)]) func endsRestoreIt(
    _ command: String,
    _ status: Int32
  ) throws {
    let session = try TerminalSession(["--signals"])
    session.type("\(command)\r")
    #expect(session.end() == Int(status))
    #expect(session.isRestored, "\(session.testDescription)")
  }

  @Test func aCrashRestoresIt() throws {
    let session = try TerminalSession(["--signals"])
    session.type("crash\r")
    #expect((session.end() ?? 0) > 128)
    #expect(session.isRestored)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV]) func signalsRestoreIt(
    _ signal: Int32
  ) throws {
    let session = try TerminalSession(["--signals"])
    session.type("half a line")
    #expect(session.sees(["> half a line"]))
    kill(session.pid, signal)
    #expect(session.end() == 128 + Int(signal))
    #expect(session.isRestored)
  }

  /// A shell with job control, as a user has it.
  private static let shell = "set -m; $PROBE --signals; echo stopped; fg; echo over"

  @Test(arguments: ["", "--signals"]) func controlZStopsAndComesBack(_ option: String) throws {
    let command = "set -m; $PROBE \(option); echo stopped; read answer; fg"
    let session = try TerminalSession(command: command)
    session.type("abc\u{1a}")
    #expect(session.sees(["> abc", "stopped"]), session.comment)
    #expect(session.isRestored)
    session.type("back\r")
    #expect(
      session.sees { $0.rows.contains("back") && $0.rows.last == "> abc" },
      session.comment
    )
    session.type("d\r\u{4}")
    #expect(session.sees(row: "got: abcd"), session.comment)
    #expect(session.end() == 0)
    #expect(session.isRestored)
  }

  @Test(arguments: [SIGTSTP, SIGSTOP]) func aStopFromOutsideDoesNotHarm(_ signal: Int32) throws {
    let session = try TerminalSession(command: Self.shell)
    session.type("abc")
    #expect(session.sees(["> abc"]))
    for process in ChildProcess.processes(ofSession: session.pid) where process != session.pid {
      kill(process, signal)
    }
    // Who is stopped without a word cannot begin a row for the shell.
    let isBack = session.sees { screen in
      screen.rows.contains { $0.hasSuffix("stopped") } && screen.rows.last == "> abc"
    }
    #expect(isBack, session.comment)
    session.type("d\r")
    #expect(session.sees(["got: abcd", ">"]), session.comment)
    session.paste("one\rtwo")
    #expect(session.sees(["> one", ". two"]), session.comment)
    session.type("\r\u{4}")
    #expect(session.end() == 0)
    #expect(session.isRestored)
  }

  @Test func aTerminalThatIsGoneIsTheEnd() throws {
    let session = try TerminalSession()
    session.type("abc")
    #expect(session.sees(["> abc"]))
    session.hangUp()
    #expect(session.end() != nil)
  }
}
