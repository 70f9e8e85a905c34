import Glibc
import IPCTestSupport
import Testing

/// After a join, all is settled that the process left behind: what it held is back, its run has ended with its keeper.
@Suite struct SettledJoinTests {
  /// The process that has main for its parent, or the one that has that for its parent; nil when there is none within 10 s.
  private func worker(of process: ChildProcess, depth: Int) -> Int32? {
    let end = ChildProcess.now() + 10
    while ChildProcess.now() < end {
      let parents = ChildProcess.processes(ofSession: process.pid).map { pid in
        (pid: pid, parent: ChildProcess.status(of: pid).dropFirst().first.map(String.init))
      }
      var pid: Int32? = process.pid
      for _ in 0...depth { pid = parents.first { $0.parent == pid.map { "\($0)" } }?.pid }
      if let pid { return pid }
      usleep(2_000)
    }
    return nil
  }

  @Test func whatTheRunOfAKilledKeeperHeldIsBack() throws {
    for _ in 0..<5 {
      let code = """
        let q = queue(retry: 3)
        put q, 1
        let p = spawn {
            let _ballast = range(0, 300_000).map(i => [i])
            get q
            sleep 100s
        } restart 3
        try { join p } catch ProcessFailed { print(q.size, len(processes())) }
        """
      let process = try ChildProcess(Tool.path, ["-e", code])
      let run = worker(of: process, depth: 2)
      try #require(run != nil)
      usleep(400_000)
      let keeper = try #require(worker(of: process, depth: 1))
      kill(keeper, SIGKILL)
      let result = process.finish(seconds: 20)
      #expect(result.output == "1 1\n" && result.leftovers.isEmpty, "\(result.error)")
    }
  }

  /// Another process is in the middle of giving back what was held, queue by queue.
  @Test func whatAKilledProcessHeldIsBackThoughAnotherOneIsAtIt() throws {
    let code = """
      let qs = range(0, 300).map(i => queue(retry: 200))
      for q in qs { put q, 1 }
      daemon { while true { me().alive } }
      daemon { while true { me().alive } }
      for round in 1...150 {
          let p = spawn {
              for q in qs { get q }
              kill me() signal "KILL"
          }
          try { join p } catch ProcessFailed {}
          for q in qs { assert(q.size == 1, "not back in round \\(round)") }
      }
      print("all back")
      """
    let result = try ChildProcess(Tool.path, ["-e", code]).finish(seconds: 40)
    #expect(result.output == "all back\n" && result.status == 0, "\(result.error)")
  }
}
