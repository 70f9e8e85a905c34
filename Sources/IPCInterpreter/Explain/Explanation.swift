/// What a message of the parser or the checker means, for `ipc explain`.
package struct Explanation: Sendable {
  /// A script that shows a mistake, or how to do it right.
  package struct Example: Sendable {
    /// What people read.
    package var text: String
    /// What a test gives to the parser.
    package var bytes: [UInt8]
    /// The files that it imports, by their paths.
    package var files: [String: String]

    /// Makes an example of a text; where the text cannot be shown as it is, `source` is what is meant.
    init(_ text: String, source: [UInt8]? = nil, files: [String: String] = [:]) {
      self.text = text
      bytes = source ?? Array(text.utf8)
      self.files = files
    }
  }

  /// The message, such as `syntax.unclosed-block`.
  package var slug: String
  /// What it says, in a line without full stop.
  package var summary: String
  /// Whether the script runs nevertheless.
  package var isWarning: Bool
  /// What happens, and why it is told, in a few lines.
  package var meaning: String
  /// A script that gets the message.
  package var wrong: Example
  /// The same without the mistake.
  package var right: Example
  /// What the rule is for, in a few lines.
  package var reason: String

  init(
    _ slug: String,
    _ summary: String,
    isWarning: Bool = false,
    meaning: String,
    wrong: Example,
    right: Example,
    reason: String
  ) {
    self.slug = slug
    self.summary = summary
    self.isWarning = isWarning
    self.meaning = meaning
    self.wrong = wrong
    self.right = right
    self.reason = reason
  }

  /// All of them, sorted by their slugs.
  package static let all: [Explanation] =
    (text + signs + habits + names + calls + imports + control + values + processes + queues
    + pipes)
    .sorted { $0.slug < $1.slug }

  /// The page as people read it.
  package var page: String {
    """
    \(isWarning ? "warning" : "error") [\(slug)]: \(summary)

    \(meaning)

    Wrong:

    \(Self.shown(wrong))

    Right:

    \(Self.shown(right))

    Why:

    \(reason)

    """
  }

  /// An example indented by four columns, behind the files that it imports.
  private static func shown(_ example: Example) -> String {
    var parts: [String] = []
    for (path, text) in example.files.sorted(by: { $0.key < $1.key }) {
      parts.append("# \(path)\n\(text)\n\n# the script\n")
    }
    parts.append(example.text)
    return parts.joined().split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
  }
}

extension Explanation.Example: ExpressibleByStringLiteral {
  /// An example that is shown as it is.
  package init(stringLiteral text: String) {
    self.init(text)
  }
}
