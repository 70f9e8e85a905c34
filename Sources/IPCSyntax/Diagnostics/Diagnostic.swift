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

  /// Returns the first so many errors and the first so many warnings, in the order in which they are given.
  package static func first(_ limit: Int, of diagnostics: [Diagnostic]) -> [Diagnostic] {
    var left: [Severity: Int] = [:]
    return diagnostics.filter { diagnostic in
      left[diagnostic.severity, default: limit] -= 1
      return left[diagnostic.severity, default: 0] >= 0
    }
  }

  /// Whether it tells a literal without an end, or one that was given up.
  var isUnclosed: Bool {
    switch id {
    case .unclosedCommand, .unclosedInterpolation, .unclosedString, .nestingTooDeep: true
    default: false
    }
  }

  /// Whether nothing behind it was read as it was meant: it tells a literal of several lines without an end.
  func hidesWhatFollows(in file: SourceFile) -> Bool {
    switch id {
    case .unclosedCommand: true
    case .unclosedString: file.text(primary.span).utf8.count == 3
    case .unclosedInterpolation: isIncomplete
    default: false
    }
  }
}
