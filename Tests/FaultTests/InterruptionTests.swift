import Glibc
import IPCTestSupport
import Testing

/// Calls that are interrupted, and those that carry one byte only: everything is as without.
@Suite struct InterruptionTests {
  private static func everything(_ settings: [String: String] = [:]) throws -> FaultyRun {
    try FaultyRun([RefusedCallsTests.script], settings: settings)
  }

  @Test(arguments: [
    ["IPC_FAULT_INTERRUPT": "1"], ["IPC_FAULT_SHORT": "1"],
    ["IPC_FAULT_INTERRUPT": "1", "IPC_FAULT_SHORT": "1"],
  ])
  func everyCallMayBeInterruptedOrShort(_ settings: [String: String]) throws {
    let plain = try Self.everything()
    let run = try Self.everything(settings)
    #expect(run.result.status == 0)
    #expect(run.result.output == plain.result.output)
    #expect(run.result.error == plain.result.error)
    #expect(run.result.leftovers.isEmpty)
    let count = { (run: FaultyRun) in run.calls.first { $0.name == "write" }?.count ?? 0 }
    #expect(count(run) > count(plain))
  }

  private static let queues = """
    func feed(q, n) { for i in 1...n { put q, i } }
    func pass(q, out) {
        for x in q {
            put out, [x, "x" * (x % 100)]
            task_done q
        }
    }
    let q = queue(8)
    let out = queue(8)
    let feeders = spawn feed(q, 1500) times 2
    let passers = spawn pass(q, out) times 2
    let adder = spawn {
        var sum = 0
        var length = 0
        for pair in out {
            sum += pair[0]
            length += len(pair[1])
        }
        return [sum, length]
    }
    join feeders
    join q
    close q
    join passers
    close out
    print(join adder)
    let start = clock()
    try { get queue() timeout 300ms } catch Empty {}
    sleep 200ms
    within 5s { sleep 100ms }
    let took = clock() - start
    print(took >= 600ms, took < 3s)
    for i in 1...200 { write("/dev/null", "x" * 100000) }
    """

  /// Thousands of signals a second to each process: nothing is lost, no time is too short, nothing hangs.
  @Test func signalsAllTheTime() throws {
    let plain = try ChildProcess(Tool.path, ["-e", Self.queues]).finish(seconds: 60)
    #expect(plain.output == "[2251500, 148500]\ntrue true\n" && plain.status == 0, "\(plain.error)")
    let storm: String = try #require(HelperProgram.storm)
    let run = try ChildProcess(storm, [Tool.path, "-e", Self.queues]).finish(seconds: 60)
    #expect(run.output == plain.output && run.status == 0, "\(run.output)\(run.error)")
    #expect(!run.isTimedOut && run.leftovers.isEmpty)
  }

  /// Each process is interrupted 10,000 times a second while the machine gives it its turn.
  @Test func aTimerTicksAllTheTime() throws {
    let library: String = try #require(HelperProgram.ticker)
    let path = "/tmp/ipc-ticks-\(getpid())"
    defer { unsafe unlink(path) }
    let settings = ["LD_PRELOAD": library, "IPC_TICK_COUNT": path]
    let run = try ChildProcess(Tool.path, ["-e", Self.queues], environment: settings)
      .finish(seconds: 60)
    #expect(run.output == "[2251500, 148500]\ntrue true\n" && run.status == 0, "\(run.error)")
    #expect(!run.isTimedOut && run.leftovers.isEmpty)
    let ticks = Tool.bytes(path).prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(ticks > 5_000)
  }
}
