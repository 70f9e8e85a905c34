import IPCTestSupport
import Testing

/// The fuzzers' short form; the long one is described in `Tests/Fuzz/README.md`.
@Suite struct FuzzTests {
  @Test(arguments: [
    ("syntax", 1, 3_000), ("syntax", 2, 3_000), ("format", 1, 3_000), ("machine", 1, 400),
  ])
  func findsNothing(_ target: String, seed: Int, count: Int) throws {
    let path = String(Tool.path.dropLast("/ipc".count) + "/FuzzProbe")
    let result = try ChildProcess(path, [target, "\(seed)", "\(count)"]).finish(seconds: 120)
    #expect(result.output == "ok\n" && result.status == 0, "\(result.output)\(result.error)")
  }
}
