/// Turns diagnostics into the text that people read: title, place, source lines with carets, hint.
package struct DiagnosticRenderer: Sendable {
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
    text += painted(Self.shortened(diagnostic.title), "1") + " [\(diagnostic.id.slug)]\n"
    let (excerpts, margin) = excerpts(
      primary: diagnostic.primary,
      secondary: diagnostic.secondary,
      in: sources
    )
    text += excerpts
    if let hint = diagnostic.hint {
      let gutter = String(repeating: " ", count: max(3, margin + 1))
      text += gutter + "= " + painted("hint: ", "1;36") + Self.shortened(hint) + "\n"
    }
    return text
  }

  /// Returns the place of a label and its source line with a caret, as errors at run time show it, and those that explain it.
  package func renderExcerpt(
    _ primary: Diagnostic.Label,
    secondary: [Diagnostic.Label],
    in sources: SourceMap
  ) -> String {
    excerpts(primary: primary, secondary: secondary, in: sources).text
  }

  // MARK: Source lines

  /// The labels of the primary one's file, then those of each other file, with the width of the line numbers.
  private func excerpts(
    primary: Diagnostic.Label,
    secondary: [Diagnostic.Label],
    in sources: SourceMap
  ) -> (text: String, margin: Int) {
    let file = sources.file(of: primary.span.start)
    var marks = [SourceExcerpt.Mark(span: primary.span, text: primary.text, isPrimary: true)]
    var others = ""
    for label in secondary {
      let other = sources.file(of: label.span.start)
      let mark = SourceExcerpt.Mark(span: label.span, text: label.text, isPrimary: false)
      if other.base == file.base {
        marks.append(mark)
      } else {
        others += SourceExcerpt(file: other, marks: [mark], paint: painted).text()
      }
    }
    let excerpt = SourceExcerpt(file: file, marks: marks, paint: painted)
    return (excerpt.text() + others, excerpt.margin)
  }

  // MARK: Paint and safety

  /// A sentence as it is shown: what is endless in it, such as a name, is cut in the middle.
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > 300 else { return escaped(text) }
    let scalars = text.unicodeScalars
    var shown = String(String.UnicodeScalarView(scalars.prefix(150))) + "…"
    shown.unicodeScalars.append(contentsOf: scalars.suffix(100))
    return escaped(shown)
  }

  /// The text with control characters made visible, so that no script can send commands to a terminal.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      result += escapedControl(character) ?? String(character)
    }
    return result
  }

  /// How a character is shown that a terminal would obey, reorder by or hide.
  static func escapedControl(_ character: Character) -> String? {
    guard let scalar = character.unicodeScalars.first, scalar.value < 0x20 || scalar.value > 0x7e
    else { return nil }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: break
    default:
      if !properties.isDefaultIgnorableCodePoint { return nil }
    }
    return "\\u{\(String(scalar.value, radix: 16))}"
  }

  private func painted(_ text: String, _ style: String) -> String {
    colour ? "\u{1b}[\(style)m\(text)\u{1b}[0m" : text
  }
}
