import Glibc
import IPCTestSupport
import Testing

/// What is left when the processes behind a `restart` are killed from outside.
@Suite struct RestartTests {
  /// The processes of a session from the tool down, each the parent of the next.
  private func chain(_ process: ChildProcess, count: Int) -> [Int32] {
    let end = ChildProcess.now() + 10
    while ChildProcess.now() < end {
      var chain = [process.pid]
      let parents = ChildProcess.processes(ofSession: process.pid).map { pid in
        (pid: pid, parent: parent(of: pid))
      }
      while let next = parents.first(where: { $0.parent == chain.last }) { chain.append(next.pid) }
      if chain.count == count { return chain }
      usleep(5_000)
    }
    return []
  }

  /// The parent of a process; 0 for one that is gone.
  private func parent(of pid: Int32) -> Int32 {
    let status = ChildProcess.status(of: pid)
    return status.count > 1 ? Int32(status[1]) ?? 0 : 0
  }

  private func start() throws -> ChildProcess {
    let code = """
      let p = spawn { sleep 100s } restart 1
      try { join p } catch ProcessFailed as e { print(e.message, len(processes())) }
      """
    return try ChildProcess(Tool.path, ["-e", code])
  }

  @Test func aRunEndsWithItsKeeper() throws {
    let process = try start()
    let chain = chain(process, count: 4)
    try #require(chain.count == 4)
    kill(chain[2], SIGKILL)
    let result = process.finish(seconds: 20)
    #expect(result.output == "block#1 was killed by SIGKILL (9) 1\n", "\(result.error)")
    #expect(result.leftovers.isEmpty && !result.isTimedOut)
  }

  @Test func aKilledRunIsStartedAgain() throws {
    let process = try start()
    let first = chain(process, count: 4)
    try #require(first.count == 4)
    kill(first[3], SIGKILL)
    var second = chain(process, count: 4)
    while second == first { second = chain(process, count: 4) }
    try #require(second.count == 4)
    #expect(second[2] == first[2])
    kill(second[3], SIGTERM)
    let result = process.finish(seconds: 20)
    #expect(result.output == "block#1 was killed by SIGTERM (15) 1\n")
    #expect(result.error.contains("block#1 is started again in 100ms, restart 1 of 1"))
    #expect(result.leftovers.isEmpty && !result.isTimedOut)
  }

  @Test func nothingOutlivesMain() throws {
    let process = try start()
    let chain = chain(process, count: 4)
    try #require(chain.count == 4)
    kill(chain[1], SIGKILL)
    let result = process.finish(seconds: 20)
    #expect(result.leftovers.isEmpty && !result.isTimedOut && result.status == 137)
  }
}
