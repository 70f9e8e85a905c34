package import IPCSyntax

/// A program ready to run: functions of instructions, constants, and what reports need to know.
package struct CompiledProgram {
  /// A value that instructions refer to by its number.
  enum Constant {
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
    /// Whether it belongs to the prelude, so that reports leave it out.
    var isHidden = false

    /// The registers that arguments take: one a parameter, and one for the list of the rest.
    var parameterCount: Int { signature.parameters.count + (signature.takesRest ? 1 : 0) }
  }

  /// The sources, for lines and reports.
  package let sources: SourceMap
  /// The functions; main is the first.
  var functions: [Function]
  var constants: [Constant]
  var globalNames: [String]
  /// The labels of calls whose function is not known before.
  var labelTables: [[String]]
}

extension CompiledProgram.Constant: Hashable {
  /// Whether two are the same to the last bit: `0.0` is not `-0.0`, and texts that look the same may differ in bytes.
  static func == (first: Self, second: Self) -> Bool {
    switch (first, second) {
    case (.int(let left), .int(let right)), (.duration(let left), .duration(let right)):
      left == right
    case (.float(let left), .float(let right)): left.bitPattern == right.bitPattern
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .int(let value), .duration(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value.bitPattern)
    case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
    }
  }
}

/// From a text to a program that can run.
package enum Frontend {
  /// What became of a text.
  package struct Result {
    /// The program; nil when there were errors.
    package var program: CompiledProgram?
    /// What there was to say, in the order of the text, imported files last.
    package var diagnostics: [Diagnostic]
    /// The files that the diagnostics speak of.
    package var sources: SourceMap
  }

  /// Parses, checks and compiles a script and what it imports.
  ///
  /// - Parameters:
  ///   - file: The script that is to run.
  ///   - identity: What the loader would call it.
  ///   - loader: Where imported files come from.
  /// - Returns: The program, unless there were errors, and all messages.
  package static func prepare(
    file: SourceFile,
    identity: String = "",
    loader: ModuleLoader = .none
  ) -> Result {
    let graph = ModuleGraph(main: file, identity: identity, loader: loader)
    var result = Result(program: nil, diagnostics: graph.diagnostics, sources: graph.sources)
    // What did not parse would be called unknown names in the next breath.
    if !hasErrors(graph.diagnostics) {
      let (resolution, sources, checks) = Resolver.resolve(graph)
      result.sources = sources
      result.diagnostics += checks
      if !hasErrors(checks) {
        let (compiled, limits) = Compiler.compile(
          graph.modules[0].program,
          sources: sources,
          resolution: resolution
        )
        result.diagnostics += limits
        result.diagnostics += Checker.check(
          graph.modules[0].program,
          sources: sources,
          resolution: resolution
        )
        if limits.isEmpty { result.program = compiled }
      }
    }
    result.diagnostics = Diagnostic.first(Parser.errorLimit, of: sorted(result.diagnostics))
    return result
  }

  private static func hasErrors(_ diagnostics: [Diagnostic]) -> Bool {
    diagnostics.contains { $0.severity == .error }
  }

  private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.enumerated()
      .sorted { first, second in
        let places = (first.element.primary.span.start, second.element.primary.span.start)
        return places.0 == places.1 ? first.offset < second.offset : places.0 < places.1
      }
      .map(\.element)
  }
}
