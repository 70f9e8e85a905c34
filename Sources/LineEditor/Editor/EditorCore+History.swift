extension EditorCore {
  // MARK: Walking

  /// Shows the text before, of those that begin like what stands before the cursor.
  mutating func showOlder() { walk { $0.older($1) } }

  /// Shows the text after, at last the one that was being written.
  mutating func showNewer() { walk { $0.newer($1) } }

  /// Shows the first text of the history.
  mutating func showOldest() { walk { $0.oldest($1) } }

  /// Shows the text that was being written.
  mutating func showDraft() {
    guard let walk, walk.revision == buffer.revision else {
      buffer.move(to: buffer.characters.count)
      return
    }
    buffer.set(walk.walk.draft)
    self.walk = nil
  }

  private mutating func walk(_ step: (inout HistoryWalk, History) -> String?) {
    var walk =
      if let walk, walk.revision == buffer.revision {
        walk.walk
      } else {
        HistoryWalk(
          draft: buffer.text,
          prefix: String(buffer.characters[..<buffer.cursor]),
          history: history
        )
      }
    guard let text = step(&walk, history) else { return }
    buffer.set(text)
    self.walk = (walk, buffer.revision)
  }

  // MARK: Searching

  /// Does what an input means during a search; nil when it means the same as without, and ends the search.
  mutating func handleInSearch(_ input: Input) -> Outcome? {
    guard var search else { return nil }
    defer { self.search = self.search == nil ? nil : search }
    switch input {
    case .text(let text): search.look(for: search.query + text, in: history)
    case .paste(let text):
      search.look(for: search.query + text.prefix { $0 != "\n" }, in: history)
    case .key(Key(.backspace)): search.look(for: String(search.query.dropLast()), in: history)
    case .key(.control("r")), .key(Key(.up)): search.older(history)
    case .key(.control("s")), .key(Key(.down)): search.newer(history)
    case .key(.control("g")), .key(.control("c")):
      self.search = nil
      return input == .key(.control("g")) ? .editing : nil
    case .key(let key):
      self.search = nil
      if let match = search.match {
        buffer.set(history.entries[match.entry])
        buffer.move(to: match.range.upperBound)
      }
      return key == Key(.escape) ? .editing : nil
    }
    return .editing
  }
}
