import IPCInterpreter
import IPCSyntax
import Testing

/// Something that newcomers write, what they are told, and what they meant.
struct TypicalMistake: CustomTestStringConvertible, Sendable {
  /// What the mistake is, as a heading.
  var name: String
  /// The script with the mistake.
  var wrong: String
  /// All that is said about it.
  var shown: String
  /// The script as it was meant.
  var right: String

  /// The heading.
  var testDescription: String { name }

  /// All of them, by where they come from.
  static let sections: [(title: String, mistakes: [TypicalMistake])] = [
    ("Slips of the pen", slips),
    ("Durations", durations),
    ("Queues and processes", processes),
    ("From Python", python),
    ("From the shell", shell),
    ("From JavaScript, Go, Swift and their like", braces),
    ("Characters", characters),
  ]

  /// Returns what is said about a script, as people see it.
  static func shown(_ text: String) -> String {
    shown(Array(text.utf8))
  }

  /// Returns what is said about a script, as people see it, and about the files that it imports.
  static func shown(_ bytes: [UInt8], imports: [String: [UInt8]] = [:]) -> String {
    let file = SourceFile(name: "script.ipc", bytes: bytes)
    let loader = ModuleLoader { (path, _) throws(ModuleLoader.Failure) in
      guard let bytes = imports[path] else { throw ModuleLoader.Failure(reason: "no such file") }
      return ModuleLoader.File(name: path, identity: path, bytes: bytes)
    }
    let result = Frontend.prepare(file: file, identity: "script.ipc", loader: loader)
    let renderer = DiagnosticRenderer(colour: false)
    return result.diagnostics
      .map { renderer.render($0, in: result.sources) }
      .joined(separator: "\n")
  }
}
