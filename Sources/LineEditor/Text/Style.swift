/// How a piece of text looks: a colour and attributes.
package struct Style: Hashable, Sendable {
  /// The sixteen colours that every colour terminal has; what they look like is the user's choice.
  package enum Colour: UInt8, Sendable {
    case black, red, green, yellow, blue, magenta, cyan, white
    case brightBlack, brightRed, brightGreen, brightYellow
    case brightBlue, brightMagenta, brightCyan, brightWhite

    /// The number that selects the colour for letters.
    var code: Int { rawValue < 8 ? 30 + Int(rawValue) : 90 + Int(rawValue) - 8 }
  }

  /// What else a terminal can do with letters.
  package struct Attributes: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt8

    /// Makes attributes of bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Thick letters.
    package static let bold = Attributes(rawValue: 1)
    /// Weak letters.
    package static let dim = Attributes(rawValue: 2)
    /// Slanted letters.
    package static let italic = Attributes(rawValue: 4)
    /// A line below.
    package static let underline = Attributes(rawValue: 8)
    /// Letters and background exchanged.
    package static let reverse = Attributes(rawValue: 16)
  }

  /// The colour of the letters; nil for the terminal's own.
  package var colour: Colour?
  /// The attributes.
  package var attributes: Attributes

  /// Makes a style.
  package init(_ colour: Colour? = nil, _ attributes: Attributes = []) {
    self.colour = colour
    self.attributes = attributes
  }

  /// As the terminal writes by itself.
  package static let plain = Style()
  /// For what is only offered, such as hints.
  package static let faint = Style(.brightBlack, .dim)

  /// What makes a terminal write so, whatever it did before.
  func sequence(colours: Bool) -> String {
    var codes = "0"
    let all: [(Attributes, String)] = [
      (.bold, ";1"), (.dim, ";2"), (.italic, ";3"), (.underline, ";4"), (.reverse, ";7"),
    ]
    for (attribute, code) in all where attributes.contains(attribute) { codes += code }
    if colours, let colour { codes += ";\(colour.code)" }
    return "\u{1b}[\(codes)m"
  }
}

/// A range of a text, in bytes of its UTF-8, with the style it is shown in.
package struct StyledRange: Equatable, Sendable {
  /// The bytes.
  package var range: Range<Int>
  /// The style.
  package var style: Style

  /// Makes a range with a style.
  package init(_ range: Range<Int>, _ style: Style) {
    self.range = range
    self.style = style
  }
}

/// A text in pieces of one style each, as prompts and messages are.
package struct StyledText: Equatable, Sendable, ExpressibleByStringLiteral {
  /// A piece of one style.
  package struct Piece: Equatable, Sendable {
    /// The text.
    package var text: String
    /// Its style.
    package var style: Style
  }

  /// The pieces in their order.
  package var pieces: [Piece]

  /// Makes a text of one style.
  package init(_ text: String, _ style: Style = .plain) {
    pieces = text.isEmpty ? [] : [Piece(text: text, style: style)]
  }

  /// Makes a plain text.
  package init(stringLiteral value: String) { self.init(value) }

  /// Puts two texts together.
  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum.pieces += right.pieces
    return sum
  }

  /// The text without styles.
  package var text: String { pieces.map(\.text).joined() }
}
