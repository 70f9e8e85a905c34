/// The source lines that a message speaks of, with marks and remarks below them.
struct SourceExcerpt {
  /// A place in the file with its remark.
  struct Mark {
    var span: SourceSpan
    var text: String
    var isPrimary: Bool
  }

  /// A mark with the columns that it takes in what is shown of its line.
  private struct Placed {
    var mark: Mark
    var columns: Range<Int>
  }

  private let file: SourceFile
  private let marks: [Mark]
  private let paint: (String, String) -> String
  /// The columns that line numbers take.
  let margin: Int

  /// Makes an excerpt of a file; one of the marks is the primary one.
  init(file: SourceFile, marks: [Mark], paint: @escaping (String, String) -> String) {
    self.file = file
    self.marks = marks.enumerated().sorted { first, second in
      let starts = (first.element.span.start, second.element.span.start)
      return starts.0 == starts.1 ? first.offset < second.offset : starts.0 < starts.1
    }.map(\.element)
    self.paint = paint
    margin = String(marks.map { file.line(of: $0.span.start) }.max() ?? 1).count
  }

  /// The text, each line ended by a newline.
  func text() -> String {
    let primary = marks.first(where: \.isPrimary) ?? marks[0]
    let place = file.position(of: primary.span.start)
    let name = DiagnosticRenderer.escaped(file.name)
    let gutter = String(repeating: " ", count: margin)
    var text = "\(gutter)--> \(name):\(place.line):\(place.column)\n"
    text += bar() + "\n"
    var lastLine: Int?
    var rest = marks[...]
    while let first = rest.first {
      let line = file.line(of: first.span.start)
      let here = rest.prefix { file.line(of: $0.span.start) == line }
      rest = rest.dropFirst(here.count)
      if let lastLine { text += between(lastLine, line) }
      text += self.text(ofLine: line, Array(here))
      lastLine = line
    }
    return text
  }

  /// What stands between two lines that are shown: nothing, the one line there, or dots.
  private func between(_ first: Int, _ second: Int) -> String {
    switch second - first {
    case ...1: return ""
    case 2:
      let shown = DisplayLine(file.line(first + 1), around: 0..<0)
      return numbered(first + 1, shown.text)
    default: return paint("...", "34") + "\n"
    }
  }

  /// A line with its marks; a long one is shown again for marks that lie too far from each other.
  private func text(ofLine line: Int, _ marks: [Mark]) -> String {
    let bytes = file.line(line)
    let focus = marks.first(where: \.isPrimary) ?? marks[0]
    let shown = DisplayLine(bytes, around: range(of: focus, in: bytes))
    var placed: [Placed] = []
    var far: [Mark] = []
    for mark in marks {
      if let columns = shown.columns(of: range(of: mark, in: bytes)) {
        placed.append(Placed(mark: mark, columns: columns))
      } else {
        far.append(mark)
      }
    }
    let text = numbered(line, shown.text) + remarks(placed)
    let before = far.filter { $0.span.start < focus.span.start }
    let behind = far.filter { $0.span.start >= focus.span.start }
    return (before.isEmpty ? "" : self.text(ofLine: line, before)) + text
      + (behind.isEmpty ? "" : self.text(ofLine: line, behind))
  }

  /// The bytes of a mark that lie in its first line, without blanks at the line's end.
  private func range(of mark: Mark, in bytes: ArraySlice<UInt8>) -> Range<Int> {
    let start = max(bytes.startIndex, min(file.index(of: mark.span.start), bytes.endIndex))
    var end = max(start, min(file.index(of: mark.span.end), bytes.endIndex))
    let isCut = file.index(of: mark.span.end) > bytes.endIndex
    while isCut, end > start + 1, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    return start..<end
  }

  // MARK: Remarks

  /// The marks below a line, the last remark beside its mark, the others below theirs.
  private func remarks(_ placed: [Placed]) -> String {
    // Marks that overlap each have a row of their own.
    for (first, second) in zip(placed, placed.dropFirst())
    where second.columns.lowerBound < first.columns.upperBound {
      return placed.map { remarks([$0]) }.joined()
    }
    var row = ""
    var column = 0
    for mark in placed {
      row += String(repeating: " ", count: mark.columns.lowerBound - column)
      var carets = String(repeating: mark.mark.isPrimary ? "^" : "-", count: mark.columns.count)
      if mark.columns == placed.last?.columns, !mark.mark.text.isEmpty {
        carets += " " + DiagnosticRenderer.escaped(mark.mark.text)
      }
      row += painted(carets, mark)
      column = mark.columns.upperBound
    }
    var text = bar() + " " + row + "\n"
    var hanging = placed.dropLast().filter { !$0.mark.text.isEmpty }
    if !hanging.isEmpty { text += bar() + " " + strings(hanging) + "\n" }
    while let last = hanging.popLast() {
      let indent = last.columns.lowerBound - (hanging.last.map { $0.columns.lowerBound + 1 } ?? 0)
      text += bar() + " " + strings(hanging) + String(repeating: " ", count: indent)
      text += painted(DiagnosticRenderer.escaped(last.mark.text), last) + "\n"
    }
    return text
  }

  /// A row of bars from which remarks hang.
  private func strings(_ placed: [Placed]) -> String {
    var row = ""
    var column = 0
    for mark in placed {
      row += String(repeating: " ", count: mark.columns.lowerBound - column) + painted("|", mark)
      column = mark.columns.lowerBound + 1
    }
    return row
  }

  private func painted(_ text: String, _ placed: Placed) -> String {
    paint(text, placed.mark.isPrimary ? "1;31" : "1;34")
  }

  // MARK: Gutter

  private func bar() -> String {
    paint(String(repeating: " ", count: margin) + " |", "34")
  }

  private func numbered(_ line: Int, _ text: String) -> String {
    let number = String(line)
    let pad = String(repeating: " ", count: max(0, margin - number.count))
    let blanks = text.reversed().prefix { $0 == " " }.count
    let shown = text.dropLast(blanks)
    return paint("\(pad)\(number) |", "34") + (shown.isEmpty ? "" : " " + shown) + "\n"
  }
}
