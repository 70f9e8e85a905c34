import IPCTestSupport
import Testing

/// Every deadlock is told within a second.
@Suite struct DeadlockTimeTests {
  @Test(arguments: DeadlockScripts.told) func isToldWithinASecond(_ script: ScriptCase) throws {
    var times: [Double] = []
    // The machine may be busy with other things just now.
    for _ in 0..<5 {
      let usual = try seconds("-", input: "join spawn { }\n")
      let time = try seconds(script.title, input: script.input)
      times.append(time - DeadlockScripts.pauses(of: script))
      if times.last ?? 0 < 1 + 10 * usual { return }
    }
    Issue.record("told after \(times) seconds")
  }

  private func seconds(_ script: String, input: String) throws -> Double {
    try ChildProcess(Tool.path, ["run", script], input: input).finish(seconds: 60).seconds
  }

  @Test func findsTheScripts() {
    #expect(DeadlockScripts.told.count >= 60)
    #expect(DeadlockScripts.untold.count >= 40)
  }
}
