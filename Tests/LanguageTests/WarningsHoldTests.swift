import Glibc
import IPCTestSupport
import Testing

/// What the checker warns of comes true: no script that it says will hang or fail ends well.
@Suite struct WarningsHoldTests {
  /// The warnings after which a script cannot end well.
  private static let grave = [
    "process.endless-consumer", "process.daemon-joined", "queue.never-closed", "queue.never-done",
    "queue.too-few-sentinels",
  ]

  /// How many random scripts there are; more of them by `IPC_CHECK_SCRIPTS`.
  private static let count = unsafe getenv("IPC_CHECK_SCRIPTS").flatMap { text in
    unsafe Int(String(cString: text))
  }

  @Test func noScriptThatIsWarnedOfEndsWell() throws {
    var scripts = RandomConsumers(seed: 7)
    var warned = 0
    for _ in 0..<(Self.count ?? 40) {
      let text = scripts.next()
      let messages = try ChildProcess(Tool.path, ["check", "--format=json", "-"], input: text)
        .finish(seconds: 10)
      #expect(messages.status == 0, "\(messages.output)\(text)")
      guard Self.grave.contains(where: { messages.output.contains("\"slug\":\"\($0)\"") }) else {
        continue
      }
      warned += 1
      let run = try ChildProcess(Tool.path, ["-"], input: text).finish(seconds: 10)
      #expect(run.status != 0 || run.isTimedOut, "\(run.error)\(text)")
    }
    #expect(warned > 5)
  }
}
