import IPCTestSupport
import Testing

/// Queues and processes without any script, in processes of their own.
@Suite struct ProbeTests {
  @Test(arguments: ["queue", "queue-4x4", "queue-unbounded", "choices", "kinds", "kills"])
  func probeSaysOk(_ command: String) throws {
    let path = Tool.path.dropLast("/ipc".count) + "/RuntimeProbe"
    let result = try ChildProcess(String(path), [command]).finish(seconds: 60)
    #expect(result.output == "ok\n" && result.status == 0, "\(result.output)\(result.error)")
    #expect(result.leftovers.isEmpty)
  }

  /// Random words in the records and blocks that processes share are an error at most.
  @Test(arguments: 1...4) func damageIsNoCrash(_ seed: Int) throws {
    let path = Tool.path.dropLast("/ipc".count) + "/RuntimeProbe"
    let result = try ChildProcess(String(path), ["scribbled", String(seed), "60"]).finish(
      seconds: 60
    )
    #expect(result.output == "ok\n" && result.status == 0, "\(result.output)\(result.error)")
    #expect(result.leftovers.isEmpty)
  }
}
