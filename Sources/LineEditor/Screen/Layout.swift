import TextWidth

/// Breaks what is to be seen into rows of a terminal, no more of them than the terminal has.
///
/// A text may be far larger than the screen, so only the lines around the cursor are looked at. A line that is several screens
/// long is cut into parts of a fixed number of characters, each of which begins a row.
package struct Layout {
  private let width: Int
  private let height: Int
  /// The characters of a part of a line.
  private let partSize: Int

  /// Makes a layout for a terminal of some size; a size of nothing counts as one.
  package init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    partSize = 4 * self.width * self.height
  }

  /// A part of a line, without its line feed.
  private struct Part {
    var range: Range<Int>
    var beginsLine: Bool
  }

  /// Rows of the text, with the character at which each begins, and the cursor if it is in one of them.
  private struct Rows {
    var rows: [Row] = []
    var starts: [Int] = []
    var cursor: (row: Int, column: Int)?

    mutating func append(_ other: Rows) {
      if let place = other.cursor { cursor = (rows.count + place.row, place.column) }
      rows += other.rows
      starts += other.starts
    }

    func top(ofRow row: Int) -> Frame.Top {
      let first = starts.firstIndex(of: starts[row]) ?? row
      return Frame.Top(character: starts[row], rows: row - first)
    }

    func row(of top: Frame.Top) -> Int? {
      guard let first = starts.firstIndex(where: { $0 >= top.character }) else { return nil }
      let row = first + top.rows
      return row < starts.count && starts[row] == top.character ? row : first
    }
  }

  /// Returns what the terminal shows, and keeps the first row that it showed before if the cursor allows.
  func frame(_ scene: Scene, top: Frame.Top? = nil) -> Frame {
    let below = MenuLayout(width: width, height: height).rows(scene)
    let available = max(1, height - below.count)
    let lines = rows(scene)
    let cursor = lines.cursor ?? (0, 0)
    var first = max(0, cursor.row - available + 1)
    if let top, let place = lines.row(of: top) { first = max(first, min(place, cursor.row)) }
    first = min(first, max(0, lines.rows.count - available))
    let last = min(lines.rows.count, first + available)
    var shown = Array(lines.rows[first..<last])
    if !below.isEmpty { shown[shown.count - 1].isWrapped = false }
    return Frame(
      rows: shown + below,
      cursorRow: cursor.row - first,
      cursorColumn: cursor.column,
      width: width,
      top: lines.top(ofRow: first)
    )
  }

  /// The rows around the cursor, at least a screen of them before and behind if there are.
  private func rows(_ scene: Scene) -> Rows {
    let middle = part(of: scene, around: scene.cursor)
    var before: [Rows] = []
    var count = 0
    var first = middle
    while count < height, let part = self.part(of: scene, before: first) {
      before.append(rows(of: part, scene))
      count += before[before.count - 1].rows.count
      first = part
    }
    var result = Rows()
    for rows in before.reversed() { result.append(rows) }
    result.append(rows(of: middle, scene))
    let end = result.rows.count + height
    var last = middle
    while result.rows.count < end, let part = self.part(of: scene, after: last) {
      result.append(rows(of: part, scene))
      last = part
    }
    return result
  }

  // MARK: Parts of lines

  private func part(of scene: Scene, around place: Int) -> Part {
    var line = place
    while line > 0, scene.character(line - 1) != "\n" { line -= 1 }
    var start = line + (place - line) / partSize * partSize
    let isEnd = place == scene.count || scene.character(place) == "\n"
    if start == place, start > line, isEnd { start -= partSize }
    return part(of: scene, from: start, beginsLine: start == line)
  }

  private func part(of scene: Scene, from start: Int, beginsLine: Bool) -> Part {
    var end = start
    while end < scene.count, end - start < partSize, scene.character(end) != "\n" { end += 1 }
    return Part(range: start..<end, beginsLine: beginsLine)
  }

  private func part(of scene: Scene, before part: Part) -> Part? {
    let start = part.range.lowerBound
    return start == 0 ? nil : self.part(of: scene, around: start - 1)
  }

  private func part(of scene: Scene, after part: Part) -> Part? {
    let end = part.range.upperBound
    if end == scene.count { return nil }
    let isLine = scene.character(end) == "\n"
    return self.part(of: scene, from: isLine ? end + 1 : end, beginsLine: isLine)
  }

  // MARK: Rows

  private func rows(of part: Part, _ scene: Scene) -> Rows {
    var result = Rows()
    var row = Row()
    let start = part.range.lowerBound
    if part.beginsLine {
      if start == 0 {
        var lines = Self.lines(of: scene.prompt)
        let last = lines.removeLast()
        for line in lines { fill(&result, with: line, start: -1) }
        row = begin(&result, with: last, start: 0)
      } else {
        row = begin(&result, with: VisibleText.cells(of: scene.continuation), start: start)
      }
    }
    var rowStart = start
    var column = 0
    for place in part.range {
      let cells = VisibleText.cells(
        of: scene.character(place),
        column: column,
        style: scene.style(place)
      )
      for (offset, cell) in cells.enumerated() {
        let fitting = fitting(cell)
        if row.columns + fitting.width > width {
          end(&row, of: &result, start: rowStart)
          rowStart = place
        }
        if offset == 0, place == scene.cursor { result.cursor = (result.rows.count, row.columns) }
        row.append(fitting)
        column += fitting.width
      }
    }
    if scene.cursor == part.range.upperBound, result.cursor == nil, isEnd(part, scene) {
      if row.columns >= width {
        end(&row, of: &result, start: rowStart)
        rowStart = scene.cursor
      }
      result.cursor = (result.rows.count, row.columns)
    }
    result.rows.append(row)
    result.starts.append(rowStart)
    return result
  }

  private func isEnd(_ part: Part, _ scene: Scene) -> Bool {
    let end = part.range.upperBound
    return end == scene.count || scene.character(end) == "\n"
  }

  /// Ends a row, and begins the next.
  private func end(_ row: inout Row, of rows: inout Rows, start: Int) {
    // Where terminals disagree on the width they may not be at the end of the row.
    let isSure = row.cells.last.map { !CharacterWidth.isDisputed($0.character) } ?? false
    row.isWrapped = row.columns == width && isSure
    rows.rows.append(row)
    rows.starts.append(start)
    row = Row()
  }

  /// A cell, or what stands for one that is wider than the terminal.
  private func fitting(_ cell: Cell) -> Cell {
    cell.width <= width ? cell : Cell("?", width: 1, style: cell.style)
  }

  /// Begins a line with a prompt, which may take rows of its own.
  private func begin(_ rows: inout Rows, with cells: [Cell], start: Int) -> Row {
    var row = Row()
    for cell in cells.map(fitting) {
      if row.columns + cell.width > width { end(&row, of: &rows, start: start) }
      row.append(cell)
    }
    return row
  }

  private func fill(_ rows: inout Rows, with cells: [Cell], start: Int) {
    rows.rows.append(begin(&rows, with: cells, start: start))
    rows.starts.append(start)
  }

  /// The cells of each line of a prompt, of which there is at least one.
  private static func lines(of text: StyledText) -> [[Cell]] {
    var lines = [StyledText("")]
    for piece in text.pieces {
      for (count, part) in piece.text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if count > 0 { lines.append(StyledText("")) }
        let last = lines.count - 1
        lines[last] = lines[last] + StyledText(String(part), piece.style)
      }
    }
    return lines.map(VisibleText.cells)
  }
}
