import TextWidth

/// A source line as a terminal shows it, or the part of a long one around a place.
struct DisplayLine {
  /// The columns that are shown at most.
  private static let width = 120
  /// The bytes on either side of a place that are looked at, which always fill the columns.
  private static let reach = 2_000
  /// The columns a tab takes.
  private static let tabWidth = 4

  /// What is shown.
  let text: String
  private let bytes: ArraySlice<UInt8>
  /// The columns of the part of the line that was looked at, those of them that are shown.
  private let window: Range<Int>

  /// Makes the part of a line that shows the bytes in a range, which are counted as those of the line.
  init(_ line: ArraySlice<UInt8>, around range: Range<Int>) {
    let first = line.startIndex, last = line.endIndex
    let near = Self.boundary(max(first, range.lowerBound - Self.reach), in: line)
    let far = Self.boundary(min(last, range.lowerBound + Self.reach), in: line)
    bytes = line[near..<max(near, far)]
    let cells = Self.cells(of: bytes)
    var start = 0
    if cells.count > Self.width || near > first {
      let column = Self.cells(of: line[near..<max(near, min(range.lowerBound, far))]).count
      if near > first || column > Self.width - 20 { start = max(0, column - Self.width / 2) }
    }
    let end = min(cells.count, start + Self.width)
    window = start..<max(start, end)
    var shown = Array(cells[window])
    if start > 0 || near > first, !shown.isEmpty { shown[0] = "…" }
    // The second half of a wide character that was cut.
    if shown.count > 1, start > 0, shown[1].isEmpty { shown[1] = " " }
    if end < cells.count || far < last, !shown.isEmpty {
      if cells[end - 1].isEmpty { shown[shown.count - 2] = " " }
      shown[shown.count - 1] = "…"
    }
    text = shown.joined()
  }

  /// The columns of what is shown that a range of bytes takes, at least one; nil if they are not shown.
  func columns(of range: Range<Int>) -> Range<Int>? {
    guard range.lowerBound >= bytes.startIndex, range.lowerBound <= bytes.endIndex else {
      return nil
    }
    let end = min(range.upperBound, bytes.endIndex)
    let first = Self.cells(of: bytes[..<range.lowerBound]).count
    let last = Self.cells(of: bytes[..<end]).count
    // A mark that joins the character before it has no column of its own.
    let joins = last <= first && end > range.lowerBound
    let start = (joins ? max(0, last - 1) : first) - window.lowerBound
    guard start >= 0, start <= window.count else { return nil }
    return start..<max(start + 1, min(last - window.lowerBound, window.count))
  }

  /// The beginning of the scalar that a byte belongs to.
  private static func boundary(_ index: Int, in line: ArraySlice<UInt8>) -> Int {
    var index = index
    while index > line.startIndex, index < line.endIndex, line[index] & 0xc0 == 0x80 { index -= 1 }
    return index
  }

  /// The text column by column; a wide character is followed by an empty column.
  private static func cells(of bytes: ArraySlice<UInt8>) -> [String] {
    var cells: [String] = []
    for (position, character) in String(decoding: bytes, as: UTF8.self).enumerated() {
      if character == "\t" {
        cells += Array(repeating: " ", count: tabWidth - cells.count % tabWidth)
      } else if character == "\u{feff}", position == 0, bytes.startIndex == 0 {
        continue
      } else if let control = DiagnosticRenderer.escapedControl(character) {
        cells += control.map(String.init)
      } else {
        switch CharacterWidth.columns(of: character) {
        case 0: cells.append("\u{25cc}" + String(character))
        case 2: cells += [String(character), ""]
        default: cells.append(String(character))
        }
      }
    }
    return cells
  }
}
