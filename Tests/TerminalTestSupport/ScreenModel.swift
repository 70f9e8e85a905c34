/// What a user would see: a terminal that understands what the editor may write, and notes all else.
///
/// Its widths are its own, so that it does not share a mistake with the editor.
package struct ScreenModel {
  /// How a terminal treats characters of several scalars.
  package enum Kind: Sendable {
    /// As one character, as people see them.
    case byCharacter
    /// Each scalar by itself, as older terminals do.
    case byScalar
  }

  /// One place of the screen.
  package struct Cell {
    /// What is seen there.
    package var text = " "
    /// 0 for the right half of a wide character.
    package var width = 1
    var isWritten = false
    var style = ""
  }

  /// One row of the screen.
  package struct Line {
    /// Its places.
    package var cells: [Cell]
    /// Whether the terminal itself broke the line here.
    var isWrapped = false
  }

  /// How it treats characters of several scalars.
  package let kind: Kind
  /// The columns.
  package private(set) var width: Int
  /// The rows.
  package private(set) var height: Int
  /// The rows that went off at the top.
  package private(set) var scrolled: [Line] = []
  /// The rows that are seen.
  package private(set) var lines: [Line]
  /// Where the cursor is.
  package private(set) var row = 0
  /// Where the cursor is in its row.
  package private(set) var column = 0
  /// The modes that are set, such as `?2004`.
  package private(set) var modes: Set<String> = []
  /// The sequences that the model does not know.
  package private(set) var unknown: [String] = []

  private var isPending = false
  private var style = ""
  private var rest: [UInt8] = []
  private var sequence: String?

  /// Makes an empty screen.
  package init(width: Int, height: Int, kind: Kind = .byCharacter) {
    self.width = width
    self.height = height
    self.kind = kind
    lines = (0..<height).map { _ in Line(cells: Self.blank(width)) }
  }

  private static func blank(_ count: Int) -> [Cell] { Array(repeating: Cell(), count: count) }

  // MARK: What is seen

  /// The rows without the blanks at their ends, and without empty rows below.
  package var rows: [String] {
    var rows = lines.map(Self.text)
    while rows.last == "" { rows.removeLast() }
    return rows
  }

  /// The rows that went off at the top, and those that are seen.
  package var allRows: [String] { scrolled.map(Self.text) + rows }

  /// The same text as lines, as one would copy it.
  package var copied: String {
    var text = ""
    for line in scrolled + lines {
      let part = line.cells.map(\.text).joined()
      text += line.isWrapped ? part : Self.text(line) + "\n"
    }
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  private static func text(_ line: Line) -> String {
    var text = Substring(line.cells.map(\.text).joined())
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// The pieces of a row by style.
  package func styles(_ row: Int) -> [String] {
    var pieces: [(style: String, text: String)] = []
    for cell in lines[row].cells where cell.isWritten && cell.width > 0 {
      if pieces.last?.style == cell.style {
        pieces[pieces.count - 1].text += cell.text
      } else {
        pieces.append((cell.style, cell.text))
      }
    }
    return pieces.map { $0.style.isEmpty ? $0.text : "[\($0.style)]\($0.text)" }
  }

  // MARK: Writing

  /// Writes text.
  package mutating func feed(_ text: String) { feed(Array(text.utf8)) }

  /// Writes bytes, as they come.
  package mutating func feed(_ bytes: [UInt8]) {
    var all = rest + bytes
    // A character may come in parts.
    var cut = 0
    for count in 1...3 where count <= all.count {
      let byte = all[all.count - count]
      if byte & 0xc0 == 0x80 { continue }
      let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
      cut = length > count ? count : 0
      break
    }
    rest = Array(all.suffix(cut))
    all.removeLast(cut)
    for scalar in String(decoding: all, as: UTF8.self).unicodeScalars { take(scalar) }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    if var sequence {
      sequence.unicodeScalars.append(scalar)
      let isEnd = (0x40...0x7e).contains(scalar.value) && sequence.count > 1
      self.sequence = isEnd ? nil : sequence
      if isEnd { obey(sequence) }
      return
    }
    switch scalar {
    case "\u{1b}": sequence = ""
    case "\r":
      column = 0
      isPending = false
    case "\n": lineFeed()
    case "\u{8}":
      column = max(0, column - 1)
      isPending = false
    case "\t":
      column = min(width - 1, (column / 8 + 1) * 8)
    case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
      unknown.append("control \(scalar.value)")
    default: write(scalar)
    }
  }

  private mutating func lineFeed() {
    isPending = false
    if row < height - 1 {
      row += 1
    } else {
      scrolled.append(lines.removeFirst())
      lines.append(Line(cells: Self.blank(width)))
    }
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    if join(scalar) { return }
    let count = min(width, max(1, ScreenWidth.columns(of: scalar)))
    if isPending || column + count > width {
      lines[row].isWrapped = true
      lineFeed()
      column = 0
    }
    split(at: column)
    split(at: column + count)
    lines[row].cells[column] = Cell(
      text: String(scalar),
      width: count,
      isWritten: true,
      style: style
    )
    for half in (column + 1)..<(column + max(1, count)) where count > 1 {
      lines[row].cells[half] = Cell(text: "", width: 0, isWritten: true, style: style)
    }
    // Only writing on in the next row makes this one wrap.
    if column + count == width { lines[row].isWrapped = false }
    column += count
    isPending = column >= width
    if isPending { column = width - 1 }
  }

  /// Adds a scalar to the character before the cursor; false when it stands by itself.
  private mutating func join(_ scalar: Unicode.Scalar) -> Bool {
    var place = isPending ? column : column - 1
    if place >= 0, lines[row].cells[place].width == 0 { place -= 1 }
    guard place >= 0, lines[row].cells[place].isWritten else {
      return ScreenWidth.columns(of: scalar) == 0
    }
    var joined = lines[row].cells[place].text
    joined.unicodeScalars.append(scalar)
    guard kind == .byCharacter ? joined.count == 1 : ScreenWidth.columns(of: scalar) == 0 else {
      return false
    }
    lines[row].cells[place].text = joined
    let isWidened = kind == .byCharacter && ScreenWidth.widens(scalar)
    if isWidened, lines[row].cells[place].width == 1, column < width {
      split(at: column + 1)
      lines[row].cells[place].width = 2
      lines[row].cells[column] = Cell(text: "", width: 0, isWritten: true, style: style)
      column += 1
      isPending = column >= width
      if isPending { column = width - 1 }
    }
    return true
  }

  /// Blanks the half that is left of a wide character of which the other half is overwritten.
  private mutating func split(at place: Int) {
    guard place > 0, place < width, lines[row].cells[place].width == 0 else { return }
    lines[row].cells[place] = Cell()
    lines[row].cells[place - 1] = Cell()
  }

  // MARK: Sequences

  private mutating func obey(_ sequence: String) {
    guard sequence.hasPrefix("["), let final = sequence.last else {
      unknown.append(sequence)
      return
    }
    let parameters = sequence.dropFirst().dropLast()
    let number = Int(parameters.split(separator: ";").first ?? "") ?? 0
    if final != "m", final != "h", final != "l" { isPending = false }
    switch final {
    case "A": row = max(0, row - max(1, number))
    case "B": row = min(height - 1, row + max(1, number))
    case "G": column = min(width - 1, max(0, number - 1))
    case "H" where parameters.isEmpty: (row, column) = (0, 0)
    case "J" where number == 0:
      erase(row, from: column)
      for line in (row + 1)..<max(row + 1, height) { erase(line, from: 0) }
    case "J" where number == 2: for line in 0..<height { erase(line, from: 0) }
    case "K" where number == 0: erase(row, from: column)
    case "m": style = parameters == "0" ? "" : String(parameters.drop { $0 == "0" || $0 == ";" })
    case "h": modes.insert(String(parameters))
    case "l": modes.remove(String(parameters))
    default: unknown.append(sequence)
    }
  }

  private mutating func erase(_ line: Int, from start: Int) {
    for place in start..<width { lines[line].cells[place] = Cell() }
    lines[line].isWrapped = false
  }

  // MARK: Size

  /// Gives the screen another size; lines are broken anew, as most terminals do.
  package mutating func resize(width: Int, height: Int) {
    var texts: [(cells: [Cell], cursor: Int?)] = []
    var joins = false
    for (place, line) in (scrolled + lines).enumerated() {
      if !joins { texts.append(([], nil)) }
      let last = texts.count - 1
      if place - scrolled.count == row {
        texts[last].cursor = texts[last].cells.count + column + (isPending ? 1 : 0)
      }
      var cells = line.cells[...]
      if !line.isWrapped { while cells.last?.isWritten == false { cells.removeLast() } }
      texts[last].cells += cells
      joins = line.isWrapped
    }
    var all: [Line] = []
    var place = (row: 0, column: 0)
    for text in texts {
      let first = all.count
      all.append(Line(cells: []))
      for cell in text.cells {
        if cell.width > 0, all[all.count - 1].cells.count + cell.width > width {
          all[all.count - 1].isWrapped = true
          all.append(Line(cells: []))
        }
        all[all.count - 1].cells.append(cell)
      }
      if let cursor = text.cursor {
        let isAtEnd = cursor > 0 && cursor == text.cells.count && cursor % width == 0
        place =
          isAtEnd
          ? (first + cursor / width - 1, width - 1) : (first + cursor / width, cursor % width)
        while all.count <= place.row { all.append(Line(cells: [])) }
      }
    }
    for line in all.indices { all[line].cells += Self.blank(max(0, width - all[line].cells.count)) }
    while all.count > max(height, place.row + 1),
      all[all.count - 1].cells.allSatisfy({ !$0.isWritten })
    {
      all.removeLast()
    }
    while all.count < height { all.append(Line(cells: Self.blank(width))) }
    let start = min(all.count - height, place.row)
    scrolled = Array(all[..<start])
    lines = Array(all[start...].prefix(height))
    (row, column) = (min(height - 1, place.row - start), place.column)
    (self.width, self.height) = (width, height)
    isPending = false
  }
}
