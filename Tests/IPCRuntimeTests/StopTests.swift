import IPCTestSupport
import Testing

/// Processes stopped for five seconds in the middle of operations: the others wait, nobody is taken for dead or doomed, and
/// when they go on all is right.
@Suite struct StopTests {
  /// An operation with a queue that it is about, and the instants in which its process is stopped: some behind the first store,
  /// which takes the lock, and some on the way.
  private static let forms: [([String], [Int])] = [
    (["put", "fifo", "-1", "0", "1"], [1, 11, 21]),
    (["put", "priority", "2", "2", "1"], [1, 21]),
    (["take", "fifo", "-1", "4", "1"], [31, 41]),
    (["take", "stack", "2", "4", "1"], [41, 81]),
    (["finish", "fifo", "1", "1", "1"], [1, 11, 31]),
    (["close", "fifo", "-1", "0", "1"], [1, 7]),
    (["joinQueue", "fifo", "-1", "2", "1"], [1, 5]),
    (["pipePut", "fifo", "-1", "2", "1"], [1, 21]),
    (["pipeGet", "fifo", "-1", "2", "1"], [1, 21]),
    (["pipeClose", "fifo", "-1", "2", "1"], [1, 5]),
  ]

  @Test func allIsRightAfterAStop() throws {
    #if arch(x86_64)
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    // All at once, as they do nothing for most of their time.
    var processes: [([String], ChildProcess)] = []
    for (form, instants) in Self.forms {
      for instant in instants {
        let command = ["stops"] + form + [String(instant)]
        processes.append((command, try ChildProcess(path, command)))
      }
    }
    for (command, process) in processes {
      let result = process.finish(seconds: 120)
      #expect(
        result.output == "ok\n" && result.status == 0,
        "RuntimeProbe \(command.joined(separator: " ")): \(result.output)\(result.error)"
      )
      #expect(result.leftovers.isEmpty)
    }
    #endif
  }
}
