import IPCInterpreter
import IPCTestSupport
import Testing

/// The page of all builtins says what their table says; with `IPC_UPDATE=1` in the environment it is written anew.
@Suite struct BuiltinPageTests {
  private static let path = "\(Tool.root)/Sources/IPCScript/IPCScript.docc/Builtins.md"

  private static var text: String {
    var text = """
      # Builtin functions

      Every function that a script has from the start.

      ## Overview

      Every one can also be called behind its first argument: `x.f(a)` is `f(x, a)`. What stands in brackets may be left out;
      what ends in a colon is given by its label. The value of an example stands behind the arrow.

      | function | | example |
      | --- | --- | --- |

      """
    let builtins = Builtins.all.filter { !$0.name.hasPrefix("_") }.sorted { $0.name < $1.name }
    for builtin in builtins {
      let example = builtin.example.map { "`\(cell($0.code))` → `\(cell($0.result))`" } ?? ""
      text += "| `\(cell(builtin.signature))` | \(cell(builtin.summary)) | \(example) |\n"
    }
    return text
  }

  /// A text as it can stand in a cell of a table.
  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|")
  }

  @Test func pageIsTheTable() {
    if Tool.environment("IPC_UPDATE") == "1" { Tool.write(Array(Self.text.utf8), to: Self.path) }
    #expect(Tool.read(Self.path) == Self.text)
  }
}
