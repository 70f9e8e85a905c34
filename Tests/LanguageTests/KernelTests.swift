import Glibc
import IPCTestSupport
import Testing

/// What the kernel says while scripts run: pids, zombies, and what is left after kills.
@Suite(.serialized) struct KernelTests {
  private func start(_ code: String) throws -> ChildProcess {
    try ChildProcess(Tool.path, ["-e", code])
  }

  /// The zombies of a session, with the time since which each has been one.
  private func zombies(_ session: Int32) -> [Int32] {
    ChildProcess.processes(ofSession: session).filter { ChildProcess.status(of: $0).first == "Z" }
  }

  /// Waits until a session has so many processes.
  private func wait(for count: Int, in session: Int32) {
    let end = ChildProcess.now() + 10
    while ChildProcess.processes(ofSession: session).count < count, ChildProcess.now() < end {
      usleep(5_000)
    }
  }

  /// The living processes of a session, zombies not counted: those of a killed parent are the system's to reap.
  private func living(_ session: Int32) -> [Int32] {
    ChildProcess.processes(ofSession: session).filter { ChildProcess.status(of: $0).first != "Z" }
  }

  private static let tree = """
    spawn { while true {} }
    daemon { sleep 100s }
    spawn {
        spawn { sleep 100s }
        sleep 100s
    }
    sleep 100s
    """

  @Test func childrenThatEndLeaveNoZombieWhileMainComputes() throws {
    let process = try start(
      """
      for i in 1...300 { spawn { return i } }
      let start = clock()
      while clock() - start < 3s {}
      """
    )
    var since: [Int32: Double] = [:]
    var longest = 0.0
    for _ in 0..<100 {
      let now = ChildProcess.now()
      let found = zombies(process.pid)
      since = since.filter { found.contains($0.key) }
      for pid in found {
        longest = max(longest, now - since[pid, default: now])
        since[pid] = since[pid] ?? now
      }
      usleep(10_000)
    }
    let result = process.finish(seconds: 20)
    #expect(result.status == 0 && result.leftovers.isEmpty)
    // 100 ms are promised; on a loaded machine a look alone may take longer, but never as long as main computes.
    #expect(longest < 1)
  }

  @Test func aJoinedProcessIsGone() throws {
    let process = try start(
      """
      let p = spawn { sleep 0.2s }
      print(p.pid)
      join p
      print(read("/proc/\\(p.pid)/stat"))
      """
    )
    let result = process.finish(seconds: 10)
    #expect(result.status == 1 && result.error.contains("IOError"))
    #expect(result.leftovers.isEmpty)
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGUSR1]) func killingMainLeavesNothing(
    _ signal: Int32
  ) throws {
    let process = try start(Self.tree)
    wait(for: 6, in: process.pid)
    let members = ChildProcess.processes(ofSession: process.pid)
    let main = members.first { Int32(ChildProcess.status(of: $0)[1]) == process.pid }
    kill(try #require(main), signal)
    let result = process.finish(seconds: 20)
    #expect(!result.isTimedOut && result.leftovers.isEmpty)
    #expect(result.status == 128 + Int(signal))
  }

  @Test func killingTheGuardianLeavesNothing() throws {
    let process = try start(Self.tree)
    wait(for: 6, in: process.pid)
    kill(process.pid, SIGKILL)
    usleep(500_000)
    #expect(living(process.pid).filter { $0 != process.pid }.isEmpty)
    _ = process.finish(seconds: 5)
  }

  @Test func mainStoppedAloneGoesOnAlone() throws {
    let process = try start(
      """
      let p = spawn { sleep 300ms }
      join p
      print("done")
      """
    )
    wait(for: 3, in: process.pid)
    let members = ChildProcess.processes(ofSession: process.pid)
    let main = try #require(
      members.first { Int32(ChildProcess.status(of: $0)[1]) == process.pid }
    )
    kill(main, SIGSTOP)
    usleep(400_000)
    kill(main, SIGCONT)
    let result = process.finish(seconds: 10)
    #expect(result.output == "done\n" && result.status == 0 && !result.isTimedOut)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func signalsEndTheRunInOrder(_ signal: Int32) throws {
    let process = try start(
      """
      defer { print("deferred") }
      spawn { sleep 100s }
      sleep 100s
      """
    )
    wait(for: 3, in: process.pid)
    kill(process.pid, signal)
    let result = process.finish(seconds: 20)
    #expect(result.status == 128 + Int(signal))
    #expect(result.output == "deferred\n" && result.leftovers.isEmpty)
  }

  /// Workers are killed at random instants; what they had not taken arrives, and nobody hangs.
  @Test(arguments: [1, 2, 3]) func killedWorkersBreakNoQueue(_ seed: Int) throws {
    let process = try start(
      """
      func work(q, out) {
          for x in q {
              put out, x
              task_done q
          }
      }
      func feed(q, n) { for i in 0..<n { put q, i } }
      let q = queue(16)
      let out = queue()
      let n = 20_000
      let feeder = spawn feed(q, n)
      var killed = 0
      while killed < 40 and feeder.alive {
          let p = spawn work(q, out)
          sleep \(seed)ms
          kill p signal "KILL"
          try { join p } catch ProcessFailed {}
          killed += 1
      }
      let last = spawn work(q, out)
      join feeder
      close q
      join last
      let seen = {}
      while not out.empty { seen[get out] = true }
      print(n - len(seen) <= q.lost and q.lost <= killed)
      """
    )
    let result = process.finish(seconds: 60)
    #expect(result.output == "true\n" && result.status == 0, "\(result.error)")
    #expect(result.leftovers.isEmpty)
  }
}
