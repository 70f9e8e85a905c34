extension EditorCore {
  /// Does what a key stands for, as in Emacs and in most shells.
  mutating func press(_ key: Key) -> Outcome {
    switch key.code {
    case .character(let character) where key.modifiers == .control: return pressControl(character)
    case .character(let character) where key.modifiers == .alt: pressAlt(character)
    case .character: break
    case .enter:
      if key.modifiers.isEmpty { return enter() }
      newLine()
    case .tab: key.modifiers.contains(.shift) ? unindent() : complete()
    case .backspace: key.modifiers.isEmpty ? deleteBackward() : killWordBackward(.name)
    case .delete: key.modifiers.isEmpty ? deleteForward() : killWordForward()
    case .left, .right, .up, .down, .home, .end: move(key)
    case .pageUp: showOlder()
    case .pageDown: showNewer()
    case .insert, .escape, .function: break
    }
    return .editing
  }

  private mutating func pressControl(_ character: Character) -> Outcome {
    switch character {
    case "a": buffer.move(to: buffer.lineStart(buffer.cursor))
    case "b": move(Key(.left))
    case "c": return .interrupted
    case "d":
      if buffer.isEmpty { return .endOfInput }
      deleteForward()
    case "e": move(Key(.end))
    case "f": move(Key(.right))
    case "k": killLineForward()
    case "l": return .clearScreen
    case "n": move(Key(.down))
    case "p": move(Key(.up))
    case "r": search = HistorySearch(draft: buffer.text, draftCursor: buffer.cursor)
    case "t": _ = buffer.transpose()
    case "u": killLineBackward()
    case "w": killWordBackward(.blank)
    case "y": yank()
    case "z": return .suspend
    case "_": _ = buffer.undo()
    default: break
    }
    return .editing
  }

  private mutating func pressAlt(_ character: Character) {
    switch character {
    case "b", "B": buffer.move(to: buffer.wordStart(before: buffer.cursor))
    case "f", "F": moveWordForward()
    case "d", "D": killWordForward()
    case "y", "Y": yankOlder()
    case "/": _ = buffer.redo()
    case ".": insertLastWord()
    case "<": showOldest()
    case ">": showDraft()
    default: break
    }
  }

  // MARK: Moves

  private mutating func move(_ key: Key) {
    let isWide = !key.modifiers.isDisjoint(with: [.control, .alt])
    switch key.code {
    case .left:
      buffer.move(to: isWide ? buffer.wordStart(before: buffer.cursor) : buffer.cursor - 1)
    case .right:
      if isWide {
        moveWordForward()
      } else if !acceptHint(wholly: true) {
        buffer.move(to: buffer.cursor + 1)
      }
    case .home: buffer.move(to: isWide ? 0 : buffer.lineStart(buffer.cursor))
    case .end:
      if !acceptHint(wholly: true) {
        buffer.move(to: isWide ? buffer.characters.count : buffer.lineEnd(buffer.cursor))
      }
    case .up: moveUp()
    case .down: moveDown()
    default: break
    }
  }

  private mutating func moveWordForward() {
    if !acceptHint(wholly: false) { buffer.move(to: buffer.wordEnd(after: buffer.cursor)) }
  }

  /// The column that moves up and down keep to, also through lines that are shorter.
  private var aim: Int {
    if case .vertical(let column) = previous { column } else { buffer.column }
  }

  private mutating func moveUp() {
    let aim = aim
    guard let place = buffer.placeAbove(column: aim) else { return showOlder() }
    buffer.move(to: place)
    current = .vertical(aim)
  }

  private mutating func moveDown() {
    let aim = aim
    guard let place = buffer.placeBelow(column: aim) else { return showNewer() }
    buffer.move(to: place)
    current = .vertical(aim)
  }

  // MARK: Indentation

  /// Puts blanks in up to the next step of the indentation.
  mutating func indent() {
    let step = max(1, indentation.count)
    buffer.insert(String(indentation.dropFirst(buffer.column % step)))
  }

  /// Removes a step of the indentation before the text of the line.
  private mutating func unindent() {
    let start = buffer.lineStart(buffer.cursor)
    let blanks = buffer.characters[start...].prefix { $0 == " " }.count
    let count = min(blanks, max(1, indentation.count))
    let place = max(start, buffer.cursor - count)
    buffer.remove(start..<(start + count))
    buffer.move(to: place)
  }
}
