import Glibc
import IPCTestSupport
import Testing

/// Main, or the process that the shell waits for, is ended by all kinds of signals at random instants: nobody is left.
///
/// `IPC_DEATHS=1000 swift test --filter DeathOfMainTests` is the long form.
@Suite(.serialized) struct DeathOfMainTests {
  private static let deaths = environment("IPC_DEATHS") ?? 24
  private static let signals = [
    SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGABRT, SIGSEGV, SIGFPE, SIGKILL,
  ]

  /// Daemons, children, grandchildren and one that is started again, which compute, wait for queues and pipes, sleep, and start
  /// others, and commands with children of their own.
  private static let script = """
    func feed(q) { for i in 0..<1000000000 { put q, i } }
    func drain(q) { for x in q {} }
    let q = queue(4)
    let left = queue(1)
    let right = queue(1)
    spawn feed(q)
    daemon drain(q)
    daemon { while true {} }
    spawn {
        spawn { get left }
        spawn { while true { join spawn { sleep 1ms } } }
        sleep 100s
    }
    spawn { defer { sleep 100s }
        get right }
    spawn { sleep 2ms
        throw "once more" } restart 100
    spawn sh("sleep 100 & sleep 100")
    spawn { run `sleep 100` | pass | `cat` }
    spawn `cat` stdin left
    func pass(input, output) { for line in input { put output, line } }
    sleep 100s
    """

  private static func environment(_ name: String) -> Int? {
    unsafe getenv(name).flatMap { unsafe Int(String(cString: $0)) }
  }

  @Test func nobodyIsLeft() throws {
    var generator = SeededNumbers(seed: UInt64(Self.environment("IPC_SEED") ?? 1))
    for number in 0..<Self.deaths {
      let signal = generator.one(of: Self.signals)
      let isGuardian = generator.once(in: 2)
      let process = try ChildProcess(Tool.path, ["-e", Self.script])
      // From the first instruction on; it takes the tool some 15 ms to have started all.
      usleep(UInt32(generator.next(below: generator.one(of: [5_000, 20_000, 300_000]))))
      let members = ChildProcess.processes(ofSession: process.pid).filter { $0 != process.pid }
      let main = members.first { ChildProcess.status(of: $0).dropFirst().first == "\(process.pid)" }
      // Some are stopped, and so cannot end themselves.
      if generator.once(in: 2) {
        for member in members where member != main && generator.once(in: 3) {
          kill(member, SIGSTOP)
        }
      }
      kill(isGuardian ? process.pid : main ?? process.pid, signal)
      let sent = ChildProcess.now()
      let living = process.waitForEmptySession(seconds: 10)
      let seconds = ChildProcess.now() - sent
      let result = process.finish(seconds: 5)
      let circumstances: Comment =
        "death \(number): signal \(signal) to \(isGuardian ? "the guardian" : "main"), after \(seconds) s: \(living)"
      #expect(living.isEmpty && !result.isTimedOut, circumstances)
      // One second is promised for what `defer` blocks wait for, and one more for a machine that others use as well.
      #expect(seconds < 3, circumstances)
      #expect(result.status == 128 + Int(signal), circumstances)
    }
  }
}
