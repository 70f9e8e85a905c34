/// What stands in one or two columns of a row.
struct Cell: Equatable {
  var character: Character
  var width: Int
  var style: Style

  init(_ character: Character, width: Int, style: Style = .plain) {
    self.character = character
    self.width = width
    self.style = style
  }
}

/// A row of the terminal from its first column on.
struct Row: Equatable {
  private(set) var cells: [Cell] = []
  /// The columns that the cells take.
  private(set) var columns = 0
  /// Whether the row is full and the line goes on in the next, so that the terminal itself is to break it.
  var isWrapped = false

  mutating func append(_ cell: Cell) {
    cells.append(cell)
    columns += cell.width
  }

  /// The number of cells with which both rows begin, and the columns that these take.
  func common(with other: Row) -> (cells: Int, columns: Int) {
    var count = 0
    var columns = 0
    let limit = min(cells.count, other.cells.count)
    while count < limit, cells[count] == other.cells[count] {
      columns += cells[count].width
      count += 1
    }
    return (count, columns)
  }
}

/// The rows that the editor shows, and the place of the cursor in them.
package struct Frame: Equatable {
  var rows: [Row]
  var cursorRow: Int
  var cursorColumn: Int
  /// The columns of the terminal for which the rows are made.
  var width: Int
  /// The place in the text of the first row, by which the next frame knows what was in sight.
  var top: Top

  /// A row of the text.
  struct Top: Equatable {
    /// The character with which the row begins.
    var character: Int
    /// The rows before it that begin with the same character, such as those of a prompt.
    var rows: Int
  }
}
