import TextWidth

/// How text is shown so that no character of it commands the terminal, is hidden or turns the line around.
package enum VisibleText {
  /// The columns a tab takes at most.
  static let tabWidth = 4

  /// The cells of a character that begins in a column, which matters for tabs.
  static func cells(of character: Character, column: Int, style: Style) -> [Cell] {
    if character == "\t" {
      let count = tabWidth - column % tabWidth
      return Array(repeating: Cell(" ", width: 1, style: style), count: count)
    }
    if let escape = escape(of: character) {
      return escape.map { Cell($0, width: 1, style: style) }
    }
    let width = CharacterWidth.columns(of: character)
    if width > 0 { return [Cell(character, width: width, style: style)] }
    // A mark without a letter sits on a dotted circle.
    return [Cell(Character("\u{25cc}\(character)"), width: 1, style: style)]
  }

  /// The cells of a text with styles; line ends are left out.
  static func cells(of text: StyledText) -> [Cell] {
    var cells: [Cell] = []
    for piece in text.pieces {
      for character in piece.text where character != "\n" {
        cells += Self.cells(of: character, column: cells.count, style: piece.style)
      }
    }
    return cells
  }

  /// How a character is shown that a terminal would obey, reorder by or hide.
  private static func escape(of character: Character) -> String? {
    guard let scalar = character.unicodeScalars.first, scalar.value < 0x20 || scalar.value > 0x7e
    else { return nil }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: break
    default: if !properties.isDefaultIgnorableCodePoint { return nil }
    }
    return "\\u{\(String(scalar.value, radix: 16))}"
  }

  /// A line as it may be written to a terminal: colours stay, and other control characters are made visible.
  package static func line(_ text: String, styles: Bool = true) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f || $0 == 9 }) { return text }
    var result = ""
    var isStyled = false
    var rest = Substring(text)
    while let character = rest.first {
      if character == "\u{1b}", let end = endOfStyle(rest) {
        if styles {
          result += rest[..<end]
          isStyled = true
        }
        rest = rest[end...]
        continue
      }
      rest.removeFirst()
      result += character == "\t" ? "\t" : escape(of: character) ?? String(character)
    }
    return isStyled ? result + "\u{1b}[0m" : result
  }

  /// The end of a sequence that only chooses colours and attributes, with which the text begins.
  private static func endOfStyle(_ text: Substring) -> Substring.Index? {
    var place = text.utf8.index(after: text.startIndex)
    guard place < text.endIndex, text.utf8[place] == UInt8(ascii: "[") else { return nil }
    text.utf8.formIndex(after: &place)
    while place < text.endIndex {
      let byte = text.utf8[place]
      text.utf8.formIndex(after: &place)
      if byte == UInt8(ascii: "m") { return place }
      let isParameter = (0x30...0x39).contains(byte) || byte == 0x3b || byte == 0x3a
      if !isParameter { return nil }
    }
    return nil
  }
}
