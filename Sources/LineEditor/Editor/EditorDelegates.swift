/// What a validator says of a text when the user presses Enter.
package enum Validation: Equatable, Sendable {
  /// The text can be submitted.
  case complete
  /// More lines must come.
  case incomplete
  /// The text is wrong; the message is shown below it, and the user goes on editing.
  case message(StyledText)
}

/// A text that may be put in at the cursor.
package struct Candidate: Equatable, Sendable {
  /// What is put in.
  package var text: String
  /// The bytes of the text that it replaces.
  package var range: Range<Int>
  /// What it is, in a few words; may be empty.
  package var description: String

  /// Makes a candidate.
  package init(_ text: String, range: Range<Int>, description: String = "") {
    self.text = text
    self.range = range
    self.description = description
  }
}

/// What the user of the editor knows about the language that is typed.
package struct EditorDelegates {
  /// Says whether a text is complete.
  package var validate: (_ text: String) -> Validation
  /// Gives the ranges of a text that have a style; of those that overlap the later wins.
  package var highlight: (_ text: String) -> [StyledRange]
  /// Gives what may be put in at a cursor, counted in bytes.
  package var complete: (_ text: String, _ cursor: Int) -> [Candidate]
  /// Gives what may follow a text at whose end the cursor is; nil for nothing.
  package var hint: (_ text: String, _ history: History) -> String?

  /// Makes delegates; without any the editor submits every line, and hints from the history.
  package init(
    validate: @escaping (_ text: String) -> Validation = { _ in .complete },
    highlight: @escaping (_ text: String) -> [StyledRange] = { _ in [] },
    complete: @escaping (_ text: String, _ cursor: Int) -> [Candidate] = { _, _ in [] },
    hint: @escaping (_ text: String, _ history: History) -> String? = hintFromHistory
  ) {
    self.validate = validate
    self.highlight = highlight
    self.complete = complete
    self.hint = hint
  }

  /// The rest of the newest text in the history that begins so.
  package static func hintFromHistory(_ text: String, _ history: History) -> String? {
    guard !text.isEmpty, let entry = history.newest(startingWith: text) else { return nil }
    return String(decoding: entry.utf8.dropFirst(text.utf8.count), as: UTF8.self)
  }
}
