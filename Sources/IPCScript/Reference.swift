import IPCInterpreter
import IPCSyntax

/// What help says of the words of the language and of the functions that every script has.
package enum Reference {
  /// A builtin in short.
  package struct Entry: Sendable {
    /// Its name.
    package var name: String
    /// What it does, in a line.
    package var summary: String
    /// Whether it can be called behind a value.
    package var takesArguments: Bool
  }

  /// The builtins, sorted by name.
  package static let builtins: [Entry] = visible.map {
    Entry(
      name: $0.name,
      summary: $0.summary,
      takesArguments: !$0.parameters.isEmpty || $0.takesRest
    )
  }

  private static var visible: [Builtin] {
    Builtins.all.filter { !$0.name.hasPrefix("_") }.sorted { $0.name < $1.name }
  }

  /// All that there is help for.
  package static let topics: [String] = WordHelp.all.map(\.word) + builtins.map(\.name)

  /// The page about a word or a builtin; nil when there is none.
  package static func page(of topic: String) -> String? {
    if let word = WordHelp.all.first(where: { $0.word == topic }) { return word.page }
    guard let builtin = visible.first(where: { $0.name == topic }) else { return nil }
    var page = "\(builtin.signature)\n\n\(builtin.summary)\n"
    if let example = builtin.example {
      page += "\nExample:\n  \(example.code)\ngives\n  \(example.result)\n"
    }
    return page
  }

  /// The topic that was probably meant.
  package static func nearest(to topic: String) -> String? {
    Suggestion.nearest(to: topic, among: topics)
  }

  /// All topics with a line about each.
  package static var overview: String {
    func row(_ name: String, _ summary: String) -> String {
      "  " + name + String(repeating: " ", count: max(1, 16 - name.count)) + summary + "\n"
    }
    let words = WordHelp.all.map { row($0.word, $0.forms[0]) }.joined()
    let functions = builtins.map { row($0.name, $0.summary) }.joined()
    return "Words:\n\(words)\nFunctions:\n\(functions)"
  }
}

extension Session {
  /// The parameters of a function of the session, or of a builtin.
  package func parameters(of name: String) -> [String] {
    program.parameters(of: name)
      ?? Builtins.all.first { $0.name == name }?.parameters.map(\.name) ?? []
  }
}
