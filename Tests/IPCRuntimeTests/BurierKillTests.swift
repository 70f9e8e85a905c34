import IPCTestSupport
import Testing

/// Processes killed while they give back what a dead one held, several in a row; `IPC_BURIER_KILLS=2000` says how many dead ones.
@Suite struct BurierKillTests {
  @Test(arguments: [1, 2]) func theNextOneDoesTheRest(_ seed: Int) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/RuntimeProbe")
    let rounds = Tool.environment("IPC_BURIER_KILLS").flatMap { Int($0) } ?? 60
    let process = try ChildProcess(path, ["burier-kills", "\(rounds)", "\(seed)"])
    let result = process.finish(seconds: 60 + Double(rounds))
    let words = result.output.split(separator: " ")
    #expect(result.output.hasSuffix("ok\n"), "\(result.output)\(result.error)")
    #expect(result.status == 0)
    #expect(result.leftovers.isEmpty && !result.isTimedOut)
    // Else the kills came too late to show anything.
    #expect(words.first.flatMap { Int($0) } ?? 0 > rounds / 4, "\(result.output)")
  }
}
