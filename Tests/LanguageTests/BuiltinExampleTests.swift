import IPCInterpreter
import IPCTestSupport
import Testing

extension Builtin: CustomTestStringConvertible {
  /// Its name, as reports show it.
  public var testDescription: String { name }
}

/// The example of every builtin gives what it says.
@Suite struct BuiltinExampleTests {
  static let builtins = Builtins.all.filter { $0.example != nil }

  @Test(arguments: builtins) func exampleHolds(_ builtin: Builtin) throws {
    let example = try #require(builtin.example)
    var statements = example.code.split(separator: "; ").map(String.init)
    let last = statements.removeLast()
    // In a list a string shows its quotes.
    let code = (statements + ["print([\(last)])"]).joined(separator: "\n")
    let result = try ChildProcess(Tool.path, ["-e", code]).finish(seconds: 5)
    #expect(result.error == "")
    #expect(result.output == "[\(example.result)]\n")
  }
}
