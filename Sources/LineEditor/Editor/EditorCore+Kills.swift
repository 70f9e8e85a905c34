extension EditorCore {
  // MARK: Deletion

  mutating func deleteBackward() {
    if buffer.cursor > 0 { buffer.remove((buffer.cursor - 1)..<buffer.cursor) }
  }

  mutating func deleteForward() {
    if buffer.cursor < buffer.characters.count {
      buffer.remove(buffer.cursor..<(buffer.cursor + 1))
    }
  }

  // MARK: Cutting

  /// Cuts to the end of the line, or at the end the line feed.
  mutating func killLineForward() {
    let end = buffer.lineEnd(buffer.cursor)
    kill(buffer.cursor..<(end > buffer.cursor ? end : min(end + 1, buffer.characters.count)))
  }

  /// Cuts to the beginning of the line, or at the beginning the line feed before it.
  mutating func killLineBackward() {
    let start = buffer.lineStart(buffer.cursor)
    kill((start < buffer.cursor ? start : max(0, start - 1))..<buffer.cursor)
  }

  mutating func killWordForward() {
    kill(buffer.cursor..<buffer.wordEnd(after: buffer.cursor))
  }

  mutating func killWordBackward(_ kind: EditBuffer.WordKind) {
    kill(buffer.wordStart(before: buffer.cursor, kind)..<buffer.cursor)
  }

  private mutating func kill(_ range: Range<Int>) {
    let isBefore = range.upperBound == buffer.cursor && !range.isEmpty
    kills.add(
      Array(buffer.characters[range]),
      continues: previous == .kill,
      isBefore: isBefore
    )
    buffer.remove(range)
    current = .kill
  }

  // MARK: Yanking

  /// Puts in what was cut last.
  mutating func yank() {
    guard let text = kills.newest() else { return }
    insertYanked(text, over: buffer.cursor..<buffer.cursor)
  }

  /// Right after a yank: takes the text cut before in its place.
  mutating func yankOlder() {
    guard case .yank(let range) = previous, let text = kills.next() else { return }
    insertYanked(text, over: range)
  }

  private mutating func insertYanked(_ text: [Character], over range: Range<Int>) {
    buffer.replace(range, with: String(text))
    current = .yank(min(range.lowerBound, buffer.cursor)..<buffer.cursor)
  }

  /// Puts in the last word of the newest text of the history; pressed again that of the text before.
  mutating func insertLastWord() {
    var depth = 0
    var range = buffer.cursor..<buffer.cursor
    if case .lastWord(let last, let old) = previous {
      depth = last + 1
      range = old
    }
    let entries = history.entries
    guard depth < entries.count,
      let word = entries[entries.count - 1 - depth].split(whereSeparator: \.isWhitespace).last
    else {
      current = previous
      return
    }
    buffer.replace(range, with: String(word))
    current = .lastWord(depth: depth, min(range.lowerBound, buffer.cursor)..<buffer.cursor)
  }
}
