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

  /// The instructions from one kill to the next, about as many as let all kills of an operation take a few seconds; `IPC_STEP` says
  /// another number.
  private static func stride(of operation: String) -> Int {
    if let text = unsafe getenv("IPC_STEP"), let stride = unsafe Int(String(cString: text)) {
      return stride
    }
    switch operation {
    case "put": return 2_003
    case "finish": return 5_003
    case "take": return 20_011
    // A burial looks at all processes, so it is long.
    default: return 120_011
    }
  }

  @Test(arguments: cases) func theQueueIsWhole(_ operation: Case) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    // A burial is tried in tables that are as good as empty.
    let count = operation.operation == "giveBack" ? 1 : 20
    let stride = Self.stride(of: operation.operation)
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
