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

  static let cases =
    ["put", "take", "finish", "giveBack"].flatMap {
      [
        Case(operation: $0, kind: "fifo", retry: 2), Case(operation: $0, kind: "fifo", retry: -1),
        Case(operation: $0, kind: "stack", retry: 0),
        Case(operation: $0, kind: "priority", retry: 1),
      ]
    }
    + ["putAtOnce", "takeAtOnce"].flatMap {
      [Case(operation: $0, kind: "fifo", retry: -1), Case(operation: $0, kind: "stack", retry: -1)]
    }

  /// The instructions from one kill to the next, about as many as let all kills of an operation take a few seconds; `IPC_STEP` says
  /// another number.
  private static func stride(of operation: Case) -> Int {
    if let text = unsafe getenv("IPC_STEP"), let stride = unsafe Int(String(cString: text)) {
      return stride
    }
    // A step of a plain queue is short. A burial looks at all processes, so it is long.
    switch operation.operation {
    case "putAtOnce", "takeAtOnce": return 251
    case "put": return 613
    case "finish": return operation.retry < 0 ? 97 : 401
    case "take": return operation.retry < 0 ? 97 : 3_011
    default: return 60_011
    }
  }

  @Test(arguments: cases) func theQueueIsWhole(_ operation: Case) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    // A burial is tried in tables that are as good as empty.
    let count = operation.operation == "giveBack" ? 1 : 20
    let stride = Self.stride(of: operation)
    var first = 0
    var kills = 0
    var output = "more\nok\n"
    while output.hasSuffix("more\nok\n") {
      let numbers = [operation.retry, first, stride, count].map(String.init)
      let command = ["step-kills", operation.operation, operation.kind] + numbers
      let result = try ChildProcess(path, command).finish(seconds: 120)
      output = result.output
      kills += output.split(separator: "\n").count { $0 == "killed" }
      #expect(result.leftovers.isEmpty)
      #expect(
        result.status == 0,
        "RuntimeProbe \(command.joined(separator: " ")): \(result.output)\(result.error)"
      )
      first += count * stride
    }
    // The last one was over, and before the end came more than the kill before the first instruction.
    #expect(output.hasSuffix("ok\n") && kills > 3, "\(operation): \(kills) kills")
  }
}
