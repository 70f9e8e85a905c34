import Glibc
import IPCTestSupport
import Testing

/// Random programs end as the model says that they can: those that deadlock are told, with all who are in it, and no others.
@Suite struct RandomProgramTests {
  /// How many programs there are; more of them by `IPC_DEADLOCK_PROGRAMS`.
  private static let count = Tool.environment("IPC_DEADLOCK_PROGRAMS").flatMap { Int($0) } ?? 300
  /// The first seed, by `IPC_DEADLOCK_SEED`, so that one program can be tried alone.
  private static let first = Tool.environment("IPC_DEADLOCK_SEED").flatMap { Int($0) } ?? 1
  /// How many run at the same time; most of them wait most of the time.
  private static let width = 32

  /// A program that runs.
  private struct Run {
    var seed: Int
    var program: ModelProgram
    var outcomes: Set<ModelOutcome>
    var process: ChildProcess
  }

  @Test func randomProgramsEndAsTheModelSays() throws {
    var (deadlocks, ends, certain) = (0, 0, 0)
    var running: [Run] = []
    func finishFirst() {
      let run = running.removeFirst()
      check(run)
      certain += run.outcomes.count == 1 ? 1 : 0
      deadlocks += run.outcomes.allSatisfy(\.isDeadlock) ? 1 : 0
      ends += run.outcomes.contains(where: \.isDeadlock) ? 0 : 1
    }
    for seed in Self.first..<(Self.first + Self.count) {
      if running.count == Self.width { finishFirst() }
      let (program, search) = ProgramMaker.make(seed: UInt64(seed))
      let process = try ChildProcess(Tool.path, ["run", "-"], input: program.text)
      running.append(
        Run(seed: seed, program: program, outcomes: search.outcomes, process: process)
      )
    }
    while !running.isEmpty { finishFirst() }
    print("\(Self.count) programs: \(certain) certain, \(deadlocks) deadlock, \(ends) never do")
    // Programs of all sorts, or this would say little.
    if Self.count >= 100 {
      let least = Self.count / 4
      #expect(certain > Self.count / 2 && deadlocks > least && ends > least)
    }
  }

  private func check(_ run: Run) {
    let result = run.process.finish(seconds: 60)
    let outcome = ModelOutcome(result)
    let isAllowed = outcome.map(run.outcomes.contains) ?? false
    #expect(
      isAllowed && !result.isTimedOut && result.leftovers.isEmpty,
      """
      seed \(run.seed): \(outcome.map { "\($0)" } ?? "not understood"), and not one of
      \(run.outcomes.map { "  \($0)" }.sorted().joined(separator: "\n"))
      \(run.program.text)\(result.error)
      """
    )
  }
}
