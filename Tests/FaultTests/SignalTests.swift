import Glibc
import IPCTestSupport
import Testing

/// Signals from outside of a script.
@Suite struct SignalTests {
  /// A Ctrl-C at a terminal goes to all of the group, and so may one that another program sends; it concerns main only.
  @Test func anInterruptOfTheGroupConcernsMainOnly() throws {
    let process = try ChildProcess(
      Tool.path,
      [
        "-e",
        """
        let p = spawn { try { sleep 1s } catch Interrupted { print("the child") } }
        try { sleep 100s } catch Interrupted { print("main") }
        join p
        """,
      ]
    )
    let end = ChildProcess.now() + 10
    while ChildProcess.processes(ofSession: process.pid).count < 3, ChildProcess.now() < end {
      usleep(5_000)
    }
    usleep(50_000)
    kill(-process.pid, SIGINT)
    let result = process.finish(seconds: 20)
    #expect(result.output == "main\n" && result.status == 0, "\(result.error)")
    #expect(result.leftovers.isEmpty)
  }
}
