import TextWidth

/// Says what must be written so that a terminal shows a frame, given what it shows already.
///
/// Invariants:
/// - `shown` are the rows that the terminal shows, counted from the row in which the prompt began; none when the cursor is at
///   the beginning of an empty row.
/// - `row` and `column` are the cursor. A column as large as the width means that the last column was written and the
///   terminal has not gone on to the next row; then nothing may be cleared before the cursor is moved.
package struct Painter {
  private let colours: Bool
  private var shown: [Row] = []
  private var width = 0
  private var row = 0
  private var column = 0
  private var style = Style.plain
  private var out = ""

  /// Makes a painter for an empty row; without colours it still uses attributes such as bold.
  package init(colours: Bool) { self.colours = colours }

  /// What must be written to show a frame.
  package mutating func paint(_ frame: Frame) -> String {
    width = frame.width
    if shown.isEmpty { shown = [Row()] }
    var flows = false
    for (place, new) in frame.rows.enumerated() {
      let old = place < shown.count ? shown[place] : Row()
      if place >= shown.count {
        flows = beginRow(place, after: frame.rows[place - 1], flows)
        shown.append(old)
      }
      if flows {
        flowOn(new, old, place)
        flows = column == width && new.isWrapped
      } else {
        flows = change(new, old, place) && new.isWrapped
      }
      shown[place] = new
    }
    if shown.count > frame.rows.count {
      move(frame.rows.count, 0)
      clear("J")
      shown.removeLast(shown.count - frame.rows.count)
    }
    move(frame.cursorRow, frame.cursorColumn)
    return finish()
  }

  // MARK: Rows

  /// Makes a row below those that there are.
  ///
  /// - Returns: whether the terminal itself goes on to the row when something is written.
  private mutating func beginRow(_ place: Int, after last: Row, _ flows: Bool) -> Bool {
    if flows { return true }
    if last.isWrapped, let cell = last.cells.last {
      // Written again, the last column lets the terminal know that the line goes on.
      move(place - 1, last.columns - cell.width)
      write([cell])
      return true
    }
    move(place - 1, 0)
    out += "\r\n"
    row = place
    column = 0
    return false
  }

  /// Writes a row behind the full one above it.
  private mutating func flowOn(_ new: Row, _ old: Row, _ place: Int) {
    row = place
    column = 0
    if new.cells.isEmpty {
      setStyle(.plain)
      out += " \r"
    } else {
      write(new.cells[...])
    }
    if new.columns < max(old.columns, new.cells.isEmpty ? 1 : 0) { clear("K") }
  }

  /// Writes what differs in a row.
  ///
  /// - Returns: whether its last column was written.
  private mutating func change(_ new: Row, _ old: Row, _ place: Int) -> Bool {
    var (count, columns) = new.common(with: old)
    if new.isWrapped, !old.isWrapped, count == new.cells.count, let last = new.cells.last {
      count -= 1
      columns -= last.width
    }
    if count == new.cells.count, count == old.cells.count { return false }
    move(place, columns)
    let rest = new.cells[count...]
    // Where the width is disputed, a column may be left out, in which nothing old must stand.
    let isDisputed = rest.contains { CharacterWidth.isDisputed($0.character) }
    if isDisputed, old.columns > columns { clear("K") }
    write(rest)
    if !isDisputed, new.columns < old.columns { clear("K") }
    return column == width
  }

  private mutating func write(_ cells: ArraySlice<Cell>) {
    for cell in cells {
      setStyle(cell.style)
      out.append(cell.character)
      column += cell.width
      if column < width, CharacterWidth.isDisputed(cell.character) {
        out += "\u{1b}[\(column + 1)G"
      }
    }
  }

  // MARK: The terminal

  private mutating func setStyle(_ style: Style) {
    if style == self.style { return }
    out += style.sequence(colours: colours)
    self.style = style
  }

  private mutating func clear(_ what: String) {
    setStyle(.plain)
    out += "\u{1b}[\(what)"
  }

  private mutating func move(_ row: Int, _ column: Int) {
    if row == self.row, column == self.column { return }
    if row < self.row { out += "\u{1b}[\(self.row - row)A" }
    if row > self.row { out += "\u{1b}[\(row - self.row)B" }
    self.row = row
    if column == self.column { return }
    if column == 0 { return goToStart() }
    out += "\u{1b}[\(column + 1)G"
    self.column = column
  }

  private mutating func goToStart() {
    out += "\r"
    column = 0
  }

  private mutating func finish() -> String {
    setStyle(.plain)
    defer { out = "" }
    return out
  }

  private mutating func forget() {
    shown = []
    row = 0
    column = 0
  }

  // MARK: What is not a frame

  /// What removes all rows, and leaves the cursor where the first was.
  package mutating func erase() -> String {
    if shown.isEmpty { return "" }
    move(0, 0)
    clear(rows: shown.count)
    forget()
    return finish()
  }

  /// Clears some rows from the beginning of the first.
  ///
  /// What clears the whole screen would move it to where one can scroll back to, in some terminals; so the first row goes by itself.
  private mutating func clear(rows: Int) {
    clear("K")
    if rows > 1 { out += "\u{1b}[B\u{1b}[J\u{1b}[A" }
  }

  /// What clears the screen, and leaves the cursor at its beginning.
  package mutating func clearScreen() -> String {
    forget()
    out += "\u{1b}[H"
    clear("2J")
    return finish()
  }

  /// What leaves the rows as they are, and goes to the beginning of the row below.
  package mutating func leave() -> String {
    if shown.isEmpty { return "" }
    move(shown.count - 1, 0)
    out += "\r\n"
    forget()
    return finish()
  }

  /// What removes all rows after the terminal has another size, and has broken the lines anew as most terminals do.
  package mutating func resize(width: Int, height: Int) -> String {
    if shown.isEmpty { return "" }
    var above = 0
    var total = 0
    var line = 0
    for (place, row) in shown.enumerated() {
      if place == self.row {
        let end = line + column
        above = total + (end > 0 && end == line + row.columns ? end - 1 : end) / max(1, width)
      }
      line += row.columns
      if row.isWrapped { continue }
      total += max(1, (line + width - 1) / max(1, width))
      line = 0
    }
    out += "\r"
    let count = min(above, max(0, height - 1))
    if count > 0 { out += "\u{1b}[\(count)A" }
    clear(rows: min(total, height))
    forget()
    return finish()
  }
}
