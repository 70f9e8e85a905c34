import Glibc
import IPCTestSupport
import Testing

/// Operations of shared state killed at each instant that others can tell from the one before, or, with `IPC_STEP`, behind
/// their nth machine instruction for many n: the others go on, and everything is whole.
@Suite struct StepKillTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var operation: String
    var kind: String
    /// -1 for a queue without `retry`.
    var retry: Int
    /// How many items lie in the queue, whose limit is 4.
    var items: Int
    /// Whether others wait meanwhile.
    var others: Bool

    init(_ operation: String, _ kind: String, _ retry: Int, _ items: Int, others: Bool = false) {
      (self.operation, self.kind, self.retry) = (operation, kind, retry)
      (self.items, self.others) = (items, others)
    }

    var testDescription: String {
      "\(operation), \(kind), retry \(retry), \(items) items\(others ? ", others wait" : "")"
    }
  }

  /// Empty, half full and full queues of each kind; where a queue is empty or full somebody waits at it.
  private static let queues: [Case] =
    [("fifo", -1), ("fifo", 2), ("stack", 0), ("stack", -1), ("priority", 1), ("priority", -1)]
    .flatMap { kind, retry in
      [
        Case("put", kind, retry, 0, others: true), Case("put", kind, retry, 2),
        Case("put", kind, retry, 3), Case("put", kind, retry, 4, others: true),
        Case("take", kind, retry, 0, others: true), Case("take", kind, retry, 2),
        Case("take", kind, retry, 4, others: true),
        Case("finish", kind, retry, 3), Case("finish", kind, retry, 1, others: true),
        Case("giveBack", kind, retry, 3), Case("giveBack", kind, retry, 2, others: true),
        Case("close", kind, retry, 0, others: true), Case("close", kind, retry, 4, others: true),
        Case("joinQueue", kind, retry, 0), Case("joinQueue", kind, retry, 2, others: true),
      ]
    }

  private static let shortWays: [Case] = ["fifo", "stack"].flatMap { kind in
    [
      Case("putAtOnce", kind, -1, 0, others: true), Case("putAtOnce", kind, -1, 3),
      Case("putAtOnce", kind, -1, 4), Case("takeAtOnce", kind, -1, 3),
    ]
  }

  private static let pipes: [Case] = ["pipePut", "pipeGet", "pipeClose"].flatMap {
    [Case($0, "fifo", -1, 0, others: $0 != "pipeGet"), Case($0, "fifo", -1, 2, others: true)]
  }

  private static let processes: [Case] = [
    Case("spawn", "fifo", -1, 0), Case("spawn", "fifo", -1, 1), Case("join", "fifo", -1, 0),
    Case("end", "fifo", -1, 0, others: true), Case("end", "priority", 1, 0, others: true),
    Case("bury", "fifo", -1, 0), Case("bury", "stack", 1, 0),
    Case("bury", "fifo", 2, 0, others: true),
    Case("reuse", "fifo", -1, 0), Case("reuse", "priority", 1, 0),
  ]

  static let cases = queues + shortWays + pipes + processes

  /// The instructions from one kill to the next when they are counted.
  private static let wantedStep = unsafe getenv("IPC_STEP").flatMap {
    unsafe Int(String(cString: $0))
  }

  /// Instants between changes of shared memory can be told on this machine only.
  private static var countsStores: Bool {
    #if arch(x86_64)
    wantedStep == nil
    #else
    false
    #endif
  }

  /// The instants, or the instructions, from one kill to the next.
  private static func stride(of operation: Case) -> Int {
    guard countsStores else { return wantedStep ?? 20_011 }
    // Each instant, but of those thousands in which records are looked through.
    return operation.operation == "reuse" ? 37 : 1
  }

  @Test(arguments: cases) func othersGoOn(_ operation: Case) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    let stride = Self.stride(of: operation)
    let count = 40
    var first = 0
    var kills = 0
    var output = "more\nok\n"
    while output.hasSuffix("more\nok\n") {
      let numbers = [operation.retry, operation.items, operation.others ? 1 : 0]
      let name = Self.countsStores ? "store-kills" : "step-kills"
      let command =
        [name, operation.operation, operation.kind]
        + (numbers + [first, stride, count]).map(String.init)
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
    // The last one was over. One that waits may have been quicker with the burial.
    let least = operation.others && ["giveBack", "bury"].contains(operation.operation) ? 0 : 3
    #expect(output.hasSuffix("ok\n") && kills >= least, "\(operation): \(kills) kills")
  }
}
