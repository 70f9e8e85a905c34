extension EditorCore {
  /// The candidates that a page key goes by.
  private static let page = 8

  /// Puts in what all candidates have in common, and shows them when there are several.
  mutating func complete() {
    if buffer.isInIndentation { return indent() }
    var candidates = candidates()
    if candidates.isEmpty { return }
    if candidates.count == 1 { return accept(candidates[0]) }
    if let common = CompletionMenu.commonPrefix(of: candidates),
      common.text.utf8.count > common.range.count
    {
      accept(common)
      candidates = self.candidates()
      if candidates.count < 2 { return }
    }
    menu = CompletionMenu(candidates)
  }

  private func candidates() -> [Candidate] {
    let text = buffer.text
    let size = text.utf8.count
    return delegates.complete(text, buffer.byteOffset(of: buffer.cursor)).filter { candidate in
      candidate.range.lowerBound >= 0 && candidate.range.upperBound <= size
    }
  }

  private mutating func accept(_ candidate: Candidate) {
    let start = buffer.place(ofByte: candidate.range.lowerBound)
    let end = max(start, buffer.place(ofByte: candidate.range.upperBound))
    buffer.replace(start..<end, with: candidate.text)
  }

  /// Shows the candidates for a text that has changed, if there still are several.
  private mutating func narrow() {
    let candidates = candidates()
    menu = candidates.isEmpty ? nil : CompletionMenu(candidates)
  }

  /// Does what an input means while candidates are shown; nil when it means the same as without.
  mutating func handleInMenu(_ input: Input) -> Outcome? {
    guard let selection = menu.map(\.selected) else { return nil }
    switch input {
    case .key(Key(.tab)), .key(Key(.down)), .key(.control("n")): menu?.step(1)
    case .key(Key(.tab, .shift)), .key(Key(.up)), .key(.control("p")): menu?.step(-1)
    case .key(Key(.pageDown)): menu?.jump(Self.page)
    case .key(Key(.pageUp)): menu?.jump(-Self.page)
    case .key(Key(.escape)), .key(.control("g")): menu = nil
    case .key(.control("c")):
      menu = nil
      return nil
    case .text(let text) where selection == nil:
      buffer.insert(text, isTyped: true)
      narrow()
    case .key(Key(.backspace)) where selection == nil:
      deleteBackward()
      narrow()
    default:
      menu = nil
      guard let selection else { return nil }
      accept(selection)
      switch input {
      case .key(Key(.enter)), .key(Key(.right)), .key(.control("f")): break
      default: return nil
      }
    }
    return .editing
  }
}
