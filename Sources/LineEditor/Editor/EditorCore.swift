/// The editor without a terminal: takes what the user does, and says what is to be shown.
package struct EditorCore {
  /// What an input led to.
  package enum Outcome: Equatable, Sendable {
    /// The user goes on.
    case editing
    /// The text was entered.
    case submitted(String)
    /// The text was dropped with Ctrl-C.
    case interrupted
    /// There will be no more text.
    case endOfInput
    /// The screen is to be cleared first.
    case clearScreen
    /// The process is to be stopped, as Ctrl-Z does.
    case suspend
  }

  /// What the input before did, if the next may continue it.
  enum Command: Equatable {
    case other
    case kill
    /// The characters that were yanked.
    case yank(Range<Int>)
    /// Up or down, to this column.
    case vertical(Int)
    /// The last word of a text of the history, counted from the newest.
    case lastWord(depth: Int, Range<Int>)
  }

  /// The text and the cursor.
  package internal(set) var buffer = EditBuffer()
  /// What was entered before.
  package var history: History
  /// What is put in at the beginning of a line by the key Tab.
  package let indentation: String
  let delegates: EditorDelegates

  var kills = KillRing()
  var walk: (walk: HistoryWalk, revision: Int)?
  var search: HistorySearch?
  var menu: CompletionMenu?
  var message: StyledText?
  var previous = Command.other
  var current = Command.other
  var cache = SceneCache()

  /// Makes an editor without a text.
  package init(
    delegates: EditorDelegates = EditorDelegates(),
    history: History = History(),
    indentation: String = "    "
  ) {
    self.delegates = delegates
    self.history = history
    self.indentation = indentation
  }

  /// Starts with a new text; what was cut stays at hand.
  package mutating func begin(_ text: String = "") {
    buffer = EditBuffer()
    cache = SceneCache()
    walk = nil
    search = nil
    menu = nil
    message = nil
    previous = .other
    if !text.isEmpty { buffer.insert(text) }
  }

  /// Does what an input asks for.
  package mutating func handle(_ input: Input) -> Outcome {
    message = nil
    current = .other
    defer { previous = current }
    if search != nil, let outcome = handleInSearch(input) { return outcome }
    if menu != nil, let outcome = handleInMenu(input) { return outcome }
    switch input {
    case .text(let text): buffer.insert(text, isTyped: true)
    case .paste(let text): buffer.insert(text)
    case .key(let key): return press(key)
    }
    return .editing
  }

  // MARK: Entering

  /// Submits the text if it is complete, and else goes on in a new line.
  mutating func enter() -> Outcome {
    let text = buffer.text
    let isBlank = text.allSatisfy(\.isWhitespace)
    switch isBlank ? .complete : delegates.validate(text) {
    case .complete:
      history.add(text)
      return .submitted(text)
    case .incomplete: newLine()
    case .message(let text): message = text
    }
    return .editing
  }

  /// Begins a line that is as far to the right as this one.
  mutating func newLine() {
    buffer.insert("\n" + buffer.indentation(buffer.cursor))
  }

  // MARK: Hints

  /// What is offered behind the text, when the cursor is at its end.
  mutating func hint() -> [Character] {
    guard buffer.cursor == buffer.characters.count, search == nil, menu == nil,
      buffer.characters.count <= SceneCache.limit
    else { return [] }
    return cache.hint(buffer, history, delegates)
  }

  /// Takes the hint, wholly or its next word; false when there is none.
  mutating func acceptHint(wholly: Bool) -> Bool {
    let hint = hint()
    if hint.isEmpty { return false }
    let end = wholly ? hint.count : EditBuffer.wordEnd(in: hint, after: 0)
    buffer.insert(String(hint[..<end]))
    return true
  }
}
