import Glibc
import IPCTestSupport
import Testing

/// Operations of queues killed behind their nth machine instruction, for many n.
@Suite struct StepKillTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var operation: String
    var kind: String
    /// -1 for a queue without `retry`.
    var retry: Int

    var testDescription: String { "\(operation), \(kind), retry \(retry)" }
  }

  static let cases = ["put", "take", "finish", "giveBack"].flatMap {
    [
      Case(operation: $0, kind: "fifo", retry: 2), Case(operation: $0, kind: "fifo", retry: -1),
      Case(operation: $0, kind: "stack", retry: 0), Case(operation: $0, kind: "priority", retry: 1),
    ]
  }

  /// The instructions from one kill to the next; `IPC_STEP` says another number.
  private static var stride: Int {
    guard let text = unsafe getenv("IPC_STEP") else { return 2_003 }
    return unsafe Int(String(cString: text)) ?? 2_003
  }

  @Test(arguments: cases) func theQueueIsWhole(_ operation: Case) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    // A burial looks at all processes ever made, so it is tried in tables that are as good as empty; it is long even so.
    let isBurial = operation.operation == "giveBack"
    let count = isBurial ? 1 : 20
    let stride = isBurial ? Self.stride * 8 : Self.stride
    var first = 0
    var output = "more\nok\n"
    while output == "more\nok\n" {
      let numbers = [operation.retry, first, stride, count].map(String.init)
      let command = ["step-kills", operation.operation, operation.kind] + numbers
      let result = try ChildProcess(path, command).finish(seconds: 120)
      output = result.output
      #expect(result.leftovers.isEmpty)
      #expect(
        result.status == 0,
        "RuntimeProbe \(command.joined(separator: " ")): \(result.output)\(result.error)"
      )
      first += count * stride
    }
    // The last one was over, and not all were.
    #expect(output == "ok\n" && first > 1_000)
  }
}
