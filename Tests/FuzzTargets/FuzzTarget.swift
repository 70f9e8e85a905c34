import CIPCShims
import IPCInterpreter
import IPCSyntax

/// What fuzzers call with any bytes; a mistake that they find ends the process.
package enum FuzzTarget: String, CaseIterable {
  /// Lexer, parser, checker, compiler and disassembler, and the rendering of what they say.
  case syntax
  /// The formatter: what it makes of a script parses, and stays as it is.
  case format
  /// The machine, with budgets of time and memory and a world that answers from a few rules.
  case machine

  /// Feeds the bytes of a script to the target.
  package func run(_ bytes: [UInt8]) {
    switch self {
    case .syntax: Self.runSyntax(bytes)
    case .format: Self.runFormat(bytes)
    case .machine: Self.runMachine(bytes)
    }
  }

  private static func runSyntax(_ bytes: [UInt8]) {
    let file = SourceFile(name: "fuzz.ipc", bytes: bytes)
    let result = Frontend.prepare(file: file)
    let hasErrors = result.diagnostics.contains { $0.severity == .error }
    precondition(hasErrors == (result.program == nil), "a program without errors, or none with")
    for diagnostic in result.diagnostics {
      let text = DiagnosticRenderer(colour: false).render(diagnostic, in: result.sources)
      precondition(text.hasSuffix("\n") && !text.isEmpty, "a message without an end")
    }
    if let program = result.program { _ = Disassembler.text(of: program) }
  }

  private static func runFormat(_ bytes: [UInt8]) {
    let result = Formatter.format(SourceFile(name: "fuzz.ipc", bytes: bytes))
    let hasErrors = result.diagnostics.contains { $0.severity == .error }
    precondition(hasErrors == (result.text == nil), "a script without errors, or none with")
    guard let text = result.text else { return }
    let again = Formatter.format(SourceFile(name: "fuzz.ipc", bytes: text))
    precondition(again.text == text, "formatted twice it is not what it is once")
  }

  private static func runMachine(_ bytes: [UInt8]) {
    let file = SourceFile(name: "fuzz.ipc", bytes: bytes)
    guard let program = Frontend.prepare(file: file).program else { return }
    let plain = try? CannedWorld(program: program, collectsAlways: false).run()
    // A value that the collector loses shows in what is printed, if time suffices for both.
    guard case .ended(let output) = plain, output.count < 10_000 else { return }
    let stressed = try? CannedWorld(program: program, collectsAlways: true).run()
    if case .ended(let other) = stressed {
      precondition(output == other, "a collection at every chance changes what is printed")
    }
  }
}
