import IPCInterpreter
import IPCSyntax

/// A script that was parsed and checked, ready to run if it is valid.
public struct Script {
  /// A mistake in a script, or a warning about it.
  public struct Message {
    /// How grave a message is.
    public enum Severity: Sendable {
      /// The script cannot run.
      case error
      /// The script can run.
      case warning
    }

    /// How grave it is.
    public let severity: Severity
    /// The stable name of the message, such as `syntax.unclosed-block`.
    public let slug: String
    /// The line of the place at fault, from 1.
    public let line: Int
    /// The column of the place at fault in characters, from 1.
    public let column: Int
    /// One sentence that says what is.
    public let title: String
    /// Whether more text behind the script could make it right.
    public let isIncomplete: Bool

    /// The name of the file at fault: the script's, or that of a file it imports.
    public let file: String

    let diagnostic: Diagnostic
    let sources: SourceMap

    init(_ diagnostic: Diagnostic, in sources: SourceMap) {
      let start = diagnostic.primary.span.start
      let file = sources.file(of: start)
      let position = file.position(of: start)
      severity = diagnostic.severity == .error ? .error : .warning
      slug = diagnostic.id.slug
      line = position.line
      column = position.column
      title = diagnostic.title
      isIncomplete = diagnostic.isIncomplete
      self.file = file.name
      self.diagnostic = diagnostic
      self.sources = sources
    }

    /// Returns the message as people read it: source line, caret, remarks and hint, ended by a newline.
    public func rendered(colour: Bool) -> String {
      DiagnosticRenderer(colour: colour).render(diagnostic, in: sources)
    }
  }

  /// What parsing and checking had to say, in the order of the text.
  public let diagnostics: [Message]
  /// The compiled program; nil when there were errors.
  let program: CompiledProgram?

  /// Parses and checks a script; what is wrong with it is found in `diagnostics`, nothing is thrown.
  ///
  /// Files that it imports are read now.
  /// - Parameters:
  ///   - source: The text in UTF-8.
  ///   - name: What messages call it, usually its path; paths of imports are relative to the directory in it.
  public init(source: [UInt8], name: String) {
    let file = SourceFile(name: name, bytes: source)
    let result = Frontend.prepare(
      file: file,
      identity: ImportedFiles.identity(of: name),
      loader: ImportedFiles.loader
    )
    diagnostics = result.diagnostics.map { Message($0, in: result.sources) }
    program = result.program
  }

  /// Whether it can run.
  public var isValid: Bool { program != nil }

  /// Returns the compiled instructions as text; empty when the script is not valid.
  public func disassembly() -> String {
    program.map { Disassembler.text(of: $0) } ?? ""
  }
}
