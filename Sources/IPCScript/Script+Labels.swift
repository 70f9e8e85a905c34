import IPCSyntax

extension Script.Message {
  /// A place that a message speaks of, and the remark at it.
  public struct Label: Sendable {
    /// A place between two characters.
    public struct Position: Sendable {
      /// The line, from 1.
      public let line: Int
      /// The column in characters, from 1.
      public let column: Int
    }

    /// The name of the file.
    public let file: String
    /// Where it begins.
    public let start: Position
    /// The place behind its last character.
    public let end: Position
    /// The remark; may be empty.
    public let text: String

    init(_ label: Diagnostic.Label, in sources: SourceMap) {
      let file = sources.file(of: label.span.start)
      let start = file.position(of: label.span.start)
      let end = file.position(of: label.span.end)
      self.file = file.name
      self.start = Position(line: start.line, column: start.column)
      self.end = Position(line: end.line, column: end.column)
      text = label.text
    }
  }

  /// The place at fault.
  public var primary: Label { Label(diagnostic.primary, in: sources) }

  /// Other places that explain it, such as where a name was declared.
  public var secondary: [Label] { diagnostic.secondary.map { Label($0, in: sources) } }

  /// One thing to do about it; nil when there is nothing to suggest.
  public var hint: String? { diagnostic.hint }
}
