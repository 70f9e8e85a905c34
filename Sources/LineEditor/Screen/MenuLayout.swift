/// The rows below the text: a message, and the candidates with their descriptions.
struct MenuLayout {
  /// The candidates that are shown at once.
  private static let candidates = 8
  /// The rows of a message that are shown.
  private static let messageRows = 6

  let width: Int
  let height: Int

  func rows(_ scene: Scene) -> [Row] {
    let room = min(height - 1, 10)
    if room < 1 { return [] }
    var rows: [Row] = []
    if let message = scene.message {
      rows += Array(wrapped(message).prefix(min(Self.messageRows, room)))
    }
    if let menu = scene.menu, rows.count < room { rows += self.rows(menu, room - rows.count) }
    return rows
  }

  private func wrapped(_ text: StyledText) -> [Row] {
    var rows = [Row()]
    for piece in text.pieces {
      for character in piece.text {
        if character == "\n" {
          rows.append(Row())
          continue
        }
        let column = rows[rows.count - 1].columns
        for cell in VisibleText.cells(of: character, column: column, style: piece.style) {
          if rows[rows.count - 1].columns + cell.width > width { rows.append(Row()) }
          if cell.width <= width { rows[rows.count - 1].append(cell) }
        }
      }
    }
    return rows
  }

  private func rows(_ menu: CompletionMenu, _ room: Int) -> [Row] {
    let total = menu.candidates.count
    var count = min(total, Self.candidates, room)
    // The last row says how many there are besides.
    let saysMore = count < total && room > 1
    if saysMore, count == room { count -= 1 }
    let first = min(max(0, (menu.selection ?? 0) - count / 2), total - count)
    let names = menu.candidates[first..<(first + count)]
      .map { VisibleText.cells(of: StyledText($0.text)) }
    let widest = names.map { $0.reduce(0) { $0 + $1.width } }.max() ?? 0
    let nameWidth = min(widest, max(1, width / 2))
    var rows: [Row] = []
    for (offset, name) in names.enumerated() {
      let candidate = menu.candidates[first + offset]
      let isSelected = first + offset == menu.selection
      var row = cut(name, to: candidate.description.isEmpty ? width : nameWidth)
      if !candidate.description.isEmpty {
        while row.columns < min(width, nameWidth + 2) { row.append(Cell(" ", width: 1)) }
        let description = VisibleText.cells(of: StyledText(candidate.description, .faint))
        for cell in cut(description, to: width - row.columns).cells { row.append(cell) }
      }
      rows.append(isSelected ? reversed(row) : row)
    }
    if saysMore {
      let text = StyledText("… \(total - count) more", .faint)
      rows.append(cut(VisibleText.cells(of: text), to: width))
    }
    return rows
  }

  /// The cells that fit, with a sign at the end when there are more.
  private func cut(_ cells: [Cell], to width: Int) -> Row {
    let total = cells.reduce(0) { $0 + $1.width }
    var row = Row()
    if width < 1 { return row }
    for cell in cells {
      if row.columns + cell.width > (total > width ? width - 1 : width) { break }
      row.append(cell)
    }
    if total > width { row.append(Cell("…", width: 1, style: .faint)) }
    return row
  }

  private func reversed(_ row: Row) -> Row {
    var result = Row()
    for var cell in row.cells {
      cell.style = Style(nil, .reverse)
      result.append(cell)
    }
    return result
  }
}
