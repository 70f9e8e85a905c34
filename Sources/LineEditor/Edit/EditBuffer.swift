import TextWidth

/// The text that is edited, by characters as people see them, with its cursor and the way back.
package struct EditBuffer {
  /// One replacement, from which both the text before and after it can be had.
  private struct Change {
    var start: Int
    var removed: [Character]
    var inserted: [Character]
    var cursorBefore: Int
    var cursorAfter: Int
    /// Whether more typed text may join it.
    var isTyping: Bool
  }

  /// The changes that can be undone.
  private static let undoLimit = 1_000

  /// The characters; a line end is `\n`.
  package private(set) var characters: [Character] = []
  /// The number of characters before the cursor.
  package private(set) var cursor = 0
  /// Grows with every change of the text.
  private(set) var revision = 0

  private var undoable: [Change] = []
  private var redoable: [Change] = []

  /// Makes an empty buffer.
  package init() {}

  /// The whole text.
  package var text: String { String(characters) }

  /// Whether there is no text.
  package var isEmpty: Bool { characters.isEmpty }

  /// Moves the cursor, at most to an end of the text.
  ///
  /// What is typed after it is undone by itself.
  package mutating func move(to place: Int) {
    cursor = max(0, min(characters.count, place))
    endTyping()
  }

  /// Sees to it that what is typed from now on is undone by itself.
  private mutating func endTyping() {
    if let last = undoable.indices.last { undoable[last].isTyping = false }
  }

  // MARK: Changes

  /// Puts text in at the cursor, and the cursor behind it.
  package mutating func insert(_ text: String, isTyped: Bool = false) {
    replace(cursor..<cursor, with: text, isTyped: isTyped)
  }

  /// Removes characters; the cursor is then where they were.
  package mutating func remove(_ range: Range<Int>) {
    if !range.isEmpty { replace(range, with: "") }
  }

  /// Replaces all there is, and puts the cursor at the end.
  package mutating func set(_ text: String) {
    replace(0..<characters.count, with: text)
  }

  /// Replaces characters, and puts the cursor behind the new ones.
  ///
  /// Marks and the like join the characters beside them, as they do when a text is read from its beginning.
  package mutating func replace(_ range: Range<Int>, with text: String, isTyped: Bool = false) {
    var first = max(0, range.lowerBound - 1)
    // The letters of flags pair up from the left, so that one more changes all that follow; and a joiner that had nothing before
    // it to join joins what is behind it now.
    var last = min(characters.count, range.upperBound + 1)
    while last < characters.count, Self.reachesOn(characters[last - 1]) { last += 1 }
    let before = String(characters[first..<range.lowerBound]) + text
    var inserted = Array(before + String(characters[range.upperBound..<last]))
    let place = first + before.count
    // What stayed as it was is no part of the change.
    while last > range.upperBound, let end = inserted.last, end == characters[last - 1] {
      inserted.removeLast()
      last -= 1
    }
    var same = 0
    while first + same < range.lowerBound, same < inserted.count,
      inserted[same] == characters[first + same]
    {
      same += 1
    }
    inserted.removeFirst(same)
    first += same
    if first == last, inserted.isEmpty {
      cursor = place
      return
    }
    let change = Change(
      start: first,
      removed: Array(characters[first..<last]),
      inserted: inserted,
      cursorBefore: cursor,
      cursorAfter: min(place, characters.count - (last - first) + inserted.count),
      isTyping: isTyped
    )
    characters.replaceSubrange(first..<last, with: inserted)
    cursor = change.cursorAfter
    revision += 1
    record(change)
  }

  /// Whether what stands before a character decides whether it joins the one behind it.
  private static func reachesOn(_ character: Character) -> Bool {
    character.unicodeScalars.first.map(CharacterWidth.isFlagLetter) ?? false
      || character.unicodeScalars.last == "\u{200d}"
  }

  private mutating func record(_ change: Change) {
    redoable = []
    if change.isTyping, change.removed.isEmpty, let place = undoable.indices.last,
      undoable[place].isTyping, undoable[place].cursorAfter == change.start,
      let newest = change.inserted.first, let previous = undoable[place].inserted.last,
      // A word with the blanks behind it is one step.
      newest.isWhitespace || !previous.isWhitespace
    {
      undoable[place].inserted += change.inserted
      undoable[place].cursorAfter = change.cursorAfter
      return
    }
    undoable.append(change)
    if undoable.count > Self.undoLimit { undoable.removeFirst() }
  }

  /// Takes the last change back; false when there is none.
  package mutating func undo() -> Bool {
    guard let change = undoable.popLast() else { return false }
    let end = change.start + change.inserted.count
    characters.replaceSubrange(change.start..<end, with: change.removed)
    cursor = change.cursorBefore
    revision += 1
    redoable.append(change)
    endTyping()
    return true
  }

  /// Makes the change again that was taken back last; false when there is none.
  package mutating func redo() -> Bool {
    guard let change = redoable.popLast() else { return false }
    let end = change.start + change.removed.count
    characters.replaceSubrange(change.start..<end, with: change.inserted)
    cursor = change.cursorAfter
    revision += 1
    undoable.append(change)
    endTyping()
    return true
  }

  // MARK: Bytes

  /// The number of bytes before a character.
  func byteOffset(of place: Int) -> Int {
    characters[..<place].reduce(0) { $0 + $1.utf8.count }
  }

  /// The character that holds a byte; the end of the text when there are not so many.
  func place(ofByte offset: Int) -> Int {
    var left = offset
    for place in characters.indices {
      if left < characters[place].utf8.count { return place }
      left -= characters[place].utf8.count
    }
    return characters.count
  }
}
