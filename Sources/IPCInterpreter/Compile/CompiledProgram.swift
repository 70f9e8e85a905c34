package import IPCSyntax

/// A program ready to run: functions of instructions, constants, and what reports need to know.
package struct CompiledProgram {
  /// A value that instructions refer to by its number.
  enum Constant: Hashable {
    case int(Int)
    case float(Double)
    case duration(Int)
    case string(String)
  }

  /// Where a new closure finds a variable that it captures.
  enum CaptureSource {
    /// In a register of the function that makes it.
    case register(Int)
    /// Among the captures of the function that makes it.
    case capture(Int)
  }

  /// One function.
  struct Function {
    var name: String
    var signature: Signature
    /// The registers that it uses, parameters first.
    var registerCount = 0
    var code: [Instruction] = []
    /// By instruction, the place in the source that it stands for.
    var spans: [SourceSpan] = []
    var captures: [CaptureSource] = []
    /// The slots of the top-level variables that it names.
    var globals: [Int] = []
    /// The functions that it declares or names.
    var functions: [Int] = []
    var span: SourceSpan

    /// The registers that arguments take: one a parameter, and one for the list of the rest.
    var parameterCount: Int { signature.parameters.count + (signature.takesRest ? 1 : 0) }
  }

  /// The source, for lines and reports.
  package let file: SourceFile
  /// The functions; main is the first.
  var functions: [Function]
  var constants: [Constant]
  var globalNames: [String]
  /// The labels of calls whose function is not known before.
  var labelTables: [[String]]
}

/// From a text to a program that can run.
package enum Frontend {
  /// Parses, checks and compiles a file; the program is nil when there were errors.
  package static func prepare(file: SourceFile) -> (CompiledProgram?, [Diagnostic]) {
    let (program, syntax) = Parser.parse(file)
    var diagnostics = syntax
    // What did not parse would be called unknown names in the next breath.
    if !syntax.contains(where: { $0.severity == .error }) {
      let (resolution, checks) = Resolver.resolve(program)
      diagnostics += checks
      if !checks.contains(where: { $0.severity == .error }) {
        let (compiled, limits) = Compiler.compile(program, file: file, resolution: resolution)
        diagnostics += limits
        if limits.isEmpty { return (compiled, sorted(diagnostics)) }
      }
    }
    return (nil, sorted(diagnostics))
  }

  private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.sorted { $0.primary.span.start < $1.primary.span.start }
  }
}
