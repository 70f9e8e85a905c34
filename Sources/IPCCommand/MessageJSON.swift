import IPCScript

/// Messages as JSON, one object a line; the format has a version, which the page of `ipc check --help` describes.
enum MessageJSON {
  /// The version of the format: fields may be added to it, never taken away or changed.
  private static let version = 1

  /// Returns a message as one JSON object without a newline.
  static func line(for message: Script.Message) -> String {
    object(
      [
        ("v", "\(version)"),
        ("severity", string(message.severity == .error ? "error" : "warning")),
        ("slug", string(message.slug)),
        ("message", string(message.title)),
      ] + place(message.primary) + [
        ("label", text(message.primary.text)),
        ("labels", "[" + message.secondary.map(label).joined(separator: ",") + "]"),
        ("hint", text(message.hint)),
      ]
    )
  }

  private static func label(_ label: Script.Message.Label) -> String {
    object([("message", text(label.text))] + place(label))
  }

  private static func place(_ label: Script.Message.Label) -> [(String, String)] {
    [
      ("file", string(label.file)),
      ("line", "\(label.start.line)"),
      ("column", "\(label.start.column)"),
      ("end_line", "\(label.end.line)"),
      ("end_column", "\(label.end.column)"),
    ]
  }

  private static func object(_ fields: [(name: String, value: String)]) -> String {
    "{" + fields.map { string($0.name) + ":" + $0.value }.joined(separator: ",") + "}"
  }

  /// A string, or null when there is none.
  private static func text(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "null" }
    return string(text)
  }

  private static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0"..<" ", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
