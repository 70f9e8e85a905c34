import IPCSyntax

extension Script {
  /// What came of formatting a script.
  public struct Formatting {
    /// The script in the one style; nil when it has syntax errors.
    public let text: [UInt8]?
    /// The syntax errors and warnings, in the order of the text.
    public let diagnostics: [Message]
  }

  /// Returns a script in the one style: its meaning, its comments and its literals stay as they are.
  ///
  /// Formatted again, the text stays the same. A script that parses but cannot run can be formatted.
  /// - Parameters:
  ///   - source: The text in UTF-8.
  ///   - name: What messages call it, usually its path.
  /// - Returns: The text, or what hinders.
  public static func formatted(source: [UInt8], name: String) -> Formatting {
    let file = SourceFile(name: name, bytes: source)
    let result = Formatter.format(file)
    return Formatting(
      text: result.text,
      diagnostics: result.diagnostics.map { Message($0, in: SourceMap(file)) }
    )
  }
}
