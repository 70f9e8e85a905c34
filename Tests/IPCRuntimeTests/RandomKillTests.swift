import Glibc
import IPCTestSupport
import Testing

/// Producers and consumers killed at random instants: nothing is lost, torn, repeated without need, or left waiting.
@Suite struct RandomKillTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var producers: Int
    var consumers: Int
    /// -1 for a queue without `retry`.
    var retry: Int

    var testDescription: String { "\(producers)x\(consumers), retry \(retry)" }
  }

  static let shapes = [(1, 1, 2), (4, 4, 1), (2, 8, 3), (8, 2, 0)].flatMap {
    [
      Shape(producers: $0.0, consumers: $0.1, retry: $0.2),
      Shape(producers: $0.0, consumers: $0.1, retry: -1),
    ]
  }

  /// The kills of all shapes together; `IPC_KILLS` says another number.
  private static var kills: Int {
    guard let text = unsafe getenv("IPC_KILLS") else { return 2_000 }
    return unsafe Int(String(cString: text)) ?? 2_000
  }

  @Test(arguments: shapes) func nothingIsLost(_ shape: Shape) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    // Many short runs, so that each begins with other limits and the tables stay small.
    let length = 125
    for seed in 0..<max(1, Self.kills / Self.shapes.count / length) {
      let numbers = [shape.producers, shape.consumers, shape.retry, length, seed]
      let command = ["random-kills"] + numbers.map(String.init)
      let result = try ChildProcess(path, command).finish(seconds: 60)
      #expect(
        result.output == "ok\n" && result.status == 0,
        "RuntimeProbe \(command.joined(separator: " ")): \(result.output)\(result.error)"
      )
      #expect(result.leftovers.isEmpty)
    }
  }
}
