/// A pattern for one name in a directory, and the parts that a pattern for paths is made of.
///
/// `*` stands for any characters, `?` for one, `[a-z]` and `[!a-z]` for one of a set, everything else for itself. A name that
/// begins with a dot is matched only by a pattern that does.
struct GlobPattern {
  private enum Element {
    case character(Character)
    case any
    case anyNumber
    case set([ClosedRange<Character>], isNegated: Bool)
  }

  /// The most patterns that one with braces may stand for.
  static let limit = 10_000

  private var elements: [Element] = []
  /// The text of a pattern that stands for itself only; else nil.
  let literal: String?
  private let matchesHidden: Bool

  /// Reads a pattern.
  init(_ text: some StringProtocol) {
    matchesHidden = text.hasPrefix(".")
    var rest = Substring(text)
    var isLiteral = true
    while let character = rest.popFirst() {
      switch character {
      case "*":
        if case .anyNumber = elements.last { continue }
        elements.append(.anyNumber)
      case "?": elements.append(.any)
      case "[":
        guard let set = Self.takeSet(&rest) else {
          elements.append(.character("["))
          continue
        }
        elements.append(set)
      default:
        elements.append(.character(character))
        continue
      }
      isLiteral = false
    }
    literal = isLiteral ? String(text) : nil
  }

  /// Reads a set behind its `[`; nil when it is never closed, and the `[` so stands for itself.
  private static func takeSet(_ rest: inout Substring) -> Element? {
    var inner = rest
    var ranges: [ClosedRange<Character>] = []
    let isNegated = inner.first == "!" || inner.first == "^"
    if isNegated { inner.removeFirst() }
    var isFirst = true
    while let character = inner.popFirst() {
      // As the first one a bracket is a member.
      if character == "]", !isFirst {
        rest = inner
        return .set(ranges, isNegated: isNegated)
      }
      isFirst = false
      let behind = inner.dropFirst()
      guard inner.first == "-", let upper = behind.first, upper != "]" else {
        ranges.append(character...character)
        continue
      }
      inner = behind.dropFirst()
      // The wrong way round it holds nothing.
      if character <= upper { ranges.append(character...upper) }
    }
    return nil
  }

  /// Whether a name matches.
  func matches(_ name: String) -> Bool {
    if name.hasPrefix("."), !matchesHidden { return false }
    let characters = Array(name)
    var (element, position) = (0, 0)
    // Where to go on when what follows the last `*` does not fit: it then takes one character more.
    var (lastStar, retry) = (-1, 0)
    while position < characters.count {
      if element < elements.count {
        if case .anyNumber = elements[element] {
          (lastStar, retry) = (element, position)
          element += 1
          continue
        }
        if matches(elements[element], characters[position]) {
          element += 1
          position += 1
          continue
        }
      }
      guard lastStar >= 0 else { return false }
      retry += 1
      (element, position) = (lastStar + 1, retry)
    }
    return elements[element...].allSatisfy { if case .anyNumber = $0 { true } else { false } }
  }

  private func matches(_ element: Element, _ character: Character) -> Bool {
    switch element {
    case .character(let wanted): wanted == character
    case .any, .anyNumber: true
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
    }
  }

  // MARK: Braces

  /// The patterns that one with braces stands for: `{a,b}c` for `ac` and `bc`; nil when there are too many.
  ///
  /// Braces without a comma, and within brackets, stand for themselves.
  static func alternatives(of text: String) -> [String]? {
    var done: [String] = []
    var waiting = [text]
    while let pattern = waiting.popLast() {
      guard let (before, parts, after) = firstBraces(of: pattern) else {
        done.append(pattern)
        continue
      }
      for part in parts { waiting.append(before + part + after) }
      if done.count + waiting.count > limit { return nil }
    }
    return done
  }

  private static func firstBraces(
    of pattern: String
  ) -> (before: String, parts: [String], after: String)? {
    let characters = Array(pattern)
    var open: [(start: Int, commas: [Int])] = []
    var found: (start: Int, commas: [Int], end: Int)?
    var position = 0
    while position < characters.count {
      switch characters[position] {
      case "[":
        var rest = Substring(String(characters[(position + 1)...]))
        if takeSet(&rest) != nil { position = characters.count - rest.count - 1 }
      case "{": open.append((position, []))
      case ",": if let last = open.indices.last { open[last].commas.append(position) }
      case "}":
        guard let (start, commas) = open.popLast(), !commas.isEmpty else { break }
        // The outermost ones first; those within them follow in the next round.
        if start < found?.start ?? .max { found = (start, commas, position) }
      default: break
      }
      position += 1
    }
    guard let (start, commas, end) = found else { return nil }
    let bounds = [start] + commas + [end]
    return (
      String(characters[..<start]),
      zip(bounds, bounds.dropFirst()).map { String(characters[($0 + 1)..<$1]) },
      String(characters[(end + 1)...])
    )
  }
}
