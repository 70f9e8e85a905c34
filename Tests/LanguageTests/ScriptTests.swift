import IPCTestSupport
import Testing

extension ScriptCase: CustomTestStringConvertible {
  /// The script, as reports name it.
  public var testDescription: String { title }
}

/// Every script under `Tests/LanguageTests/Scripts` and `examples` does what its comments say.
@Suite struct ScriptTests {
  static let cases =
    (Tool.files(under: "\(Tool.root)/Tests/LanguageTests/Scripts", suffix: ".ipc")
    + Tool.files(under: "\(Tool.root)/examples", suffix: ".ipc"))
    .map(ScriptCase.init(path:))

  @Test(arguments: cases) func runs(_ script: ScriptCase) throws {
    let process = try ChildProcess(
      Tool.path,
      [script.title] + script.arguments,
      input: script.input
    )
    let result = process.finish(seconds: script.seconds)
    #expect(script.complaints(on: result) == [], "\(result.output)\(result.error)")
  }

  /// The same with a collection at every allocation, so that a value that the collector cannot see is soon missed.
  @Test(arguments: cases) func runsUnderCollectorStress(_ script: ScriptCase) throws {
    let process = try ChildProcess(
      Tool.path,
      [script.title] + script.arguments,
      environment: ["IPC_GC_STRESS": "1"],
      input: script.input
    )
    let result = process.finish(seconds: script.seconds * 20)
    #expect(script.complaints(on: result) == [], "\(result.output)\(result.error)")
  }

  @Test func findsTheScripts() {
    #expect(Self.cases.count >= 34)
  }
}
