/// Turns diagnostics into the text that people read: title, place, source lines with carets, hint.
package struct DiagnosticRenderer: Sendable {
  /// The columns of a source line that are shown at most; a longer line is shown around its label.
  private static let windowWidth = 120
  /// The columns a tab takes.
  private static let tabWidth = 4

  /// Whether escape sequences paint the text.
  package let colour: Bool

  /// Makes a renderer.
  package init(colour: Bool) {
    self.colour = colour
  }

  /// Returns the text of a diagnostic, ended by a newline.
  package func render(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
    let isError = diagnostic.severity == .error
    var text = painted("\(diagnostic.severity.rawValue): ", isError ? "1;31" : "1;33")
    text += painted(Self.escaped(diagnostic.title), "1") + " [\(diagnostic.id.slug)]\n"
    text += excerpts(primary: diagnostic.primary, secondary: diagnostic.secondary, in: sources)
    if let hint = diagnostic.hint {
      text += "   = " + painted("hint: ", "1;36") + Self.escaped(hint) + "\n"
    }
    return text
  }

  /// Returns the place of a label and its source line with a caret, as errors at run time show it, and those that explain it.
  package func renderExcerpt(
    _ primary: Diagnostic.Label,
    secondary: [Diagnostic.Label],
    in sources: SourceMap
  ) -> String {
    excerpts(primary: primary, secondary: secondary, in: sources)
  }

  // MARK: Source lines

  /// The labels of the primary one's file, then those of each other file.
  private func excerpts(
    primary: Diagnostic.Label,
    secondary: [Diagnostic.Label],
    in sources: SourceMap
  ) -> String {
    let file = sources.file(of: primary.span.start)
    var own: [Diagnostic.Label] = []
    var text = ""
    for label in secondary {
      let other = sources.file(of: label.span.start)
      if other.base == file.base {
        own.append(label)
      } else {
        text += excerpt(primary: label, secondary: [], in: other)
      }
    }
    return excerpt(primary: primary, secondary: own, in: file) + text
  }

  private func excerpt(
    primary: Diagnostic.Label,
    secondary: [Diagnostic.Label],
    in file: SourceFile
  ) -> String {
    let place = file.position(of: primary.span.start)
    var marks = secondary.map { (label: $0, isPrimary: false) }
    marks.append((label: primary, isPrimary: true))
    marks.sort { $0.label.span.start < $1.label.span.start }
    let lines = marks.map { file.line(of: $0.label.span.start) }
    let margin = String(lines.max() ?? place.line).count
    let gutter = String(repeating: " ", count: margin)
    var text = "\(gutter)--> \(Self.escaped(file.name)):\(place.line):\(place.column)\n"
    text += painted("\(gutter) |", "34") + "\n"
    var lastLine: Int?
    for (mark, line) in zip(marks, lines) {
      let columns = self.columns(of: mark.label.span, inLine: line, of: file)
      let window = window(around: columns.start)
      if line != lastLine {
        if let lastLine, line > lastLine + 1 { text += painted("...", "34") + "\n" }
        let number = String(line)
        let pad = String(repeating: " ", count: margin - number.count)
        text += painted("\(pad)\(number) |", "34") + shown(file.line(line), window: window) + "\n"
      }
      lastLine = line
      let sign = mark.isPrimary ? "^" : "-"
      let width = max(1, min(columns.end, window.upperBound) - columns.start)
      var carets = String(repeating: sign, count: width)
      if !mark.label.text.isEmpty { carets += " " + Self.escaped(mark.label.text) }
      let indent = String(repeating: " ", count: columns.start - window.lowerBound + 1)
      text += painted("\(gutter) |", "34") + indent
      text += painted(carets, mark.isPrimary ? "1;31" : "1;34") + "\n"
    }
    return text
  }

  /// The terminal columns that a span takes in its first line, from 0.
  private func columns(
    of span: SourceSpan,
    inLine line: Int,
    of file: SourceFile
  ) -> (start: Int, end: Int) {
    let bytes = file.line(line)
    let start = max(bytes.startIndex, min(file.index(of: span.start), bytes.endIndex))
    let end = max(start, min(file.index(of: span.end), bytes.endIndex))
    let before = Self.cells(of: bytes[..<start], from: 0)
    let within = Self.cells(of: bytes[start..<end], from: before.count)
    return (before.count, before.count + within.count)
  }

  private func window(around column: Int) -> Range<Int> {
    let start = column < Self.windowWidth - 20 ? 0 : column - Self.windowWidth / 2
    return start..<start + Self.windowWidth
  }

  private func shown(_ bytes: ArraySlice<UInt8>, window: Range<Int>) -> String {
    let cells = Self.cells(of: bytes, from: 0)
    let shown = cells.dropFirst(window.lowerBound).prefix(window.count)
    return shown.isEmpty ? "" : " " + shown.joined()
  }

  /// The text column by column; a wide character is followed by an empty column.
  private static func cells(of bytes: ArraySlice<UInt8>, from column: Int) -> [String] {
    var cells: [String] = []
    for character in String(decoding: bytes, as: UTF8.self) {
      if character == "\t" {
        let width = tabWidth - (column + cells.count) % tabWidth
        cells += Array(repeating: " ", count: width)
      } else if character == "\u{feff}" {
        continue
      } else if let control = escapedControl(character) {
        cells += control.map(String.init)
      } else {
        switch CharacterWidth.columns(of: character) {
        case 0:
          if cells.isEmpty { cells.append("") }
          cells[cells.count - 1] += String(character)
        case 2: cells += [String(character), ""]
        default: cells.append(String(character))
        }
      }
    }
    return cells
  }

  // MARK: Paint and safety

  /// The text with control characters made visible, so that no script can send commands to a terminal.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      result += escapedControl(character) ?? String(character)
    }
    return result
  }

  private static func escapedControl(_ character: Character) -> String? {
    guard let scalar = character.unicodeScalars.first else { return nil }
    switch scalar.value {
    case 0x00...0x1f, 0x7f...0x9f, 0x202a...0x202e, 0x2066...0x2069:
      return "\\u{\(String(scalar.value, radix: 16))}"
    default: return nil
    }
  }

  private func painted(_ text: String, _ style: String) -> String {
    colour ? "\u{1b}[\(style)m\(text)\u{1b}[0m" : text
  }
}
