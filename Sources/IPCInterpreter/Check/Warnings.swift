import IPCSyntax

/// A list of warnings being made.
struct Warnings {
  private(set) var diagnostics: [Diagnostic] = []

  /// Adds a warning.
  mutating func add(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    _ label: String = "",
    because secondary: [Diagnostic.Label] = [],
    hint: String
  ) {
    diagnostics.append(
      Diagnostic(
        id,
        severity: .warning,
        title: title,
        primary: .init(span: span, text: label),
        secondary: secondary,
        hint: hint
      )
    )
  }
}
