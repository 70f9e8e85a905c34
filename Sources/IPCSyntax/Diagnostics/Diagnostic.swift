/// A mistake in a text, or a warning about it, as a value; parsing and checking never throw.
package struct Diagnostic: Sendable {
  /// How grave it is.
  package enum Severity: String, Sendable {
    /// The script is not run.
    case error
    /// The script is run.
    case warning
  }

  /// A place with the remark that stands at it.
  package struct Label: Sendable {
    /// The place.
    package var span: SourceSpan
    /// The remark; may be empty.
    package var text: String

    /// Makes a label.
    package init(span: SourceSpan, text: String) {
      self.span = span
      self.text = text
    }
  }

  /// Which message it is.
  package var id: DiagnosticID
  /// How grave it is.
  package var severity: Severity
  /// One lower-case sentence without full stop, names in backticks, that says what is.
  package var title: String
  /// The place at fault.
  package var primary: Label
  /// Other places that explain it, such as where a brace was opened.
  package var secondary: [Label]
  /// One thing to do about it.
  package var hint: String?
  /// Whether some continuation of the text would remove the error; a prompt then asks for more.
  package var isIncomplete: Bool

  /// Makes a diagnostic.
  package init(
    _ id: DiagnosticID,
    severity: Severity = .error,
    title: String,
    primary: Label,
    secondary: [Label] = [],
    hint: String? = nil,
    isIncomplete: Bool = false
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.primary = primary
    self.secondary = secondary
    self.hint = hint
    self.isIncomplete = isIncomplete
  }
}
