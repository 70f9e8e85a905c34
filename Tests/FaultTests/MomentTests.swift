import Glibc
import IPCTestSupport
import Testing

/// Signals at the instants of forks, when neither side has set itself up: nobody is left, and the status is that of the signal.
@Suite struct MomentTests {
  struct Moment: CustomTestStringConvertible, Sendable {
    /// See `Helpers/moments.c`.
    var text: String
    var status: Int
    /// Whether main's `defer` block runs.
    var isOrdered = false

    var testDescription: String { text }
  }

  static let moments = [
    // The guardian and main.
    Moment(text: "1 before terminal \(SIGINT)", status: 130, isOrdered: true),
    Moment(text: "1 before self \(SIGINT)", status: 130, isOrdered: true),
    Moment(text: "1 before self \(SIGTERM)", status: 143, isOrdered: true),
    Moment(text: "1 before terminal \(SIGHUP)", status: 129),
    Moment(text: "1 before terminal \(SIGQUIT)", status: 131),
    Moment(text: "1 before self \(SIGSEGV)", status: 139),
    Moment(text: "1 child parent \(SIGKILL)", status: 137),
    Moment(text: "1 child parent \(SIGTERM)", status: 143, isOrdered: true),
    Moment(text: "1 child self \(SIGKILL)", status: 137),
    Moment(text: "1 child self \(SIGINT)", status: 130, isOrdered: true),
    Moment(text: "1 parent child \(SIGKILL)", status: 137),
    Moment(text: "1 parent child \(SIGABRT)", status: 134),
    // Main and its first child.
    Moment(text: "2 before self \(SIGKILL)", status: 137),
    Moment(text: "2 before terminal \(SIGINT)", status: 130, isOrdered: true),
    Moment(text: "2 child parent \(SIGKILL)", status: 137),
    Moment(text: "2 child guardian \(SIGKILL)", status: 137),
    Moment(text: "2 child self \(SIGSTOP)", status: 137),
    Moment(text: "2 parent guardian \(SIGKILL)", status: 137),
    Moment(text: "2 parent self \(SIGKILL)", status: 137),
    // A child and its own, a keeper and its run.
    Moment(text: "3 child parent \(SIGKILL)", status: 137),
    Moment(text: "3 child guardian \(SIGKILL)", status: 137),
    Moment(text: "3 child self \(SIGSTOP)", status: 137),
    Moment(text: "3 parent self \(SIGKILL)", status: 137),
  ]

  /// What the first child is.
  static let children = ["spawn { %; sleep 100s }", "daemon { % }", "spawn { % } restart 5"]

  /// Runs it until none of its processes is left.
  private func run(_ moment: Moment, _ child: String) throws -> ChildProcess.Result {
    let library: String = try #require(HelperProgram.moments)
    // Unless the signal has ended all by then, the script does so itself.
    let body = "daemon { while true {} }; sleep 100s"
    let code = """
      defer { print("in order") }
      \(child.replacing("%", with: body))
      sleep 300ms
      kill me() signal "KILL"
      """
    let environment = ["LD_PRELOAD": library, "IPC_MOMENT": moment.text]
    let process = try ChildProcess(Tool.path, ["-e", code], environment: environment)
    // When the guardian is killed, the others end a moment later.
    _ = process.waitForEmptySession(seconds: 5)
    return process.finish(seconds: 6)
  }

  @Test(arguments: moments, children) func nobodyIsLeft(_ moment: Moment, _ child: String) throws {
    let result = try run(moment, child)
    // Zombies of those that main would have buried are the system's.
    let left = result.leftovers.filter { !$0.hasSuffix(" Z") }
    #expect(!result.isTimedOut && left.isEmpty, "\(left)")
    #expect(result.status == moment.status, "\(result.error)")
    #expect(result.output == (moment.isOrdered ? "in order\n" : ""), "\(result.error)")
    #expect(result.seconds < 4)
  }
}
