extension EditBuffer {
  // MARK: Lines

  /// The first character of the line that a place is in.
  func lineStart(_ place: Int) -> Int {
    var place = place
    while place > 0, characters[place - 1] != "\n" { place -= 1 }
    return place
  }

  /// The end of the line that a place is in, before its line feed.
  func lineEnd(_ place: Int) -> Int {
    var place = place
    while place < characters.count, characters[place] != "\n" { place += 1 }
    return place
  }

  /// The blanks with which the line of a place begins.
  func indentation(_ place: Int) -> String {
    let start = lineStart(place)
    return String(characters[start..<place].prefix { $0 == " " || $0 == "\t" })
  }

  /// Whether there are only blanks between the beginning of the line and the cursor.
  var isInIndentation: Bool {
    characters[lineStart(cursor)..<cursor].allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// The place in the line above that is as far right as the cursor, or as far as the aim says; nil in the first line.
  func placeAbove(column aim: Int) -> Int? {
    let start = lineStart(cursor)
    if start == 0 { return nil }
    return place(inLine: lineStart(start - 1), column: aim)
  }

  /// The place in the line below that is so far right; nil in the last line.
  func placeBelow(column aim: Int) -> Int? {
    let end = lineEnd(cursor)
    if end == characters.count { return nil }
    return place(inLine: end + 1, column: aim)
  }

  /// The columns of the terminal between the beginning of the line and the cursor.
  var column: Int {
    characters[lineStart(cursor)..<cursor].reduce(0) { $0 + Self.columns($1, at: $0) }
  }

  private func place(inLine start: Int, column aim: Int) -> Int {
    let end = lineEnd(start)
    var place = start
    var column = 0
    while place < end {
      column += Self.columns(characters[place], at: column)
      if column > aim { break }
      place += 1
    }
    return place
  }

  private static func columns(_ character: Character, at column: Int) -> Int {
    if character.utf8.count == 1, character >= " ", character != "\u{7f}" { return 1 }
    let cells = VisibleText.cells(of: character, column: column, style: .plain)
    return cells.reduce(0) { $0 + $1.width }
  }

  // MARK: Words

  /// What parts words.
  enum WordKind {
    /// Letters, digits and underscores make words.
    case name
    /// Whatever is not blank makes words.
    case blank

    func contains(_ character: Character) -> Bool {
      switch self {
      case .name: character.isLetter || character.isNumber || character == "_"
      case .blank: !character.isWhitespace
      }
    }
  }

  /// The beginning of the word before a place.
  func wordStart(before place: Int, _ kind: WordKind = .name) -> Int {
    var place = place
    while place > 0, !kind.contains(characters[place - 1]) { place -= 1 }
    while place > 0, kind.contains(characters[place - 1]) { place -= 1 }
    return place
  }

  /// The end of the word behind a place.
  func wordEnd(after place: Int, _ kind: WordKind = .name) -> Int {
    Self.wordEnd(in: characters, after: place, kind)
  }

  /// The end of the word behind a place in some characters.
  static func wordEnd(in text: [Character], after place: Int, _ kind: WordKind = .name) -> Int {
    var place = place
    while place < text.count, !kind.contains(text[place]) { place += 1 }
    while place < text.count, kind.contains(text[place]) { place += 1 }
    return place
  }

  // MARK: Exchange

  /// Exchanges the characters on both sides of the cursor, at the end of a line the last two; false when there are not two.
  mutating func transpose() -> Bool {
    let start = lineStart(cursor)
    let end = lineEnd(cursor)
    let right = cursor == end ? cursor - 1 : cursor
    if right <= start { return false }
    replace((right - 1)..<(right + 1), with: String([characters[right], characters[right - 1]]))
    return true
  }
}
