/// A value of a JSON text.
indirect enum JSON {
  case object([(key: String, value: JSON)])
  case array([JSON])
  case string(String)
  case number(String)
  case word(String)

  /// Reads a text that holds one value and nothing else; nil when it is not JSON.
  init?(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    guard let value = JSON.value(&rest) else { return nil }
    JSON.skipBlanks(&rest)
    guard rest.isEmpty else { return nil }
    self = value
  }

  /// The value of a key of an object.
  subscript(key: String) -> JSON? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The text of a string.
  var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The items of an array; none of anything else.
  var items: [JSON] {
    if case .array(let items) = self { return items }
    return []
  }

  /// The entries of an object; none of anything else.
  var entries: [(key: String, value: JSON)] {
    if case .object(let entries) = self { return entries }
    return []
  }

  // MARK: Reading

  private typealias Rest = ArraySlice<Unicode.Scalar>

  private static func skipBlanks(_ rest: inout Rest) {
    rest = rest.drop { " \t\r\n".unicodeScalars.contains($0) }
  }

  private static func take(_ sign: Unicode.Scalar, _ rest: inout Rest) -> Bool {
    skipBlanks(&rest)
    guard rest.first == sign else { return false }
    rest.removeFirst()
    return true
  }

  private static func value(_ rest: inout Rest) -> JSON? {
    if take("{", &rest) {
      return list(&rest, until: "}") { rest in
        guard let key = string(&rest), take(":", &rest) else { return nil }
        return value(&rest).map { (key, $0) }
      }.map { .object($0) }
    }
    if take("[", &rest) { return list(&rest, until: "]", of: value).map { .array($0) } }
    if rest.first == "\"" { return string(&rest).map { .string($0) } }
    let word = rest.prefix {
      $0.properties.isAlphabetic || "-+.0123456789".unicodeScalars.contains($0)
    }
    rest = rest.dropFirst(word.count)
    let text = String(String.UnicodeScalarView(word))
    if ["true", "false", "null"].contains(text) { return .word(text) }
    return Double(text).map { _ in .number(text) }
  }

  private static func list<Item>(
    _ rest: inout Rest,
    until closing: Unicode.Scalar,
    of item: (inout Rest) -> Item?
  ) -> [Item]? {
    var items: [Item] = []
    if take(closing, &rest) { return items }
    repeat {
      guard let next = item(&rest) else { return nil }
      items.append(next)
    } while take(",", &rest)
    return take(closing, &rest) ? items : nil
  }

  private static func string(_ rest: inout Rest) -> String? {
    guard take("\"", &rest) else { return nil }
    var text = String.UnicodeScalarView()
    while let next = rest.popFirst() {
      switch next {
      case "\"": return String(text)
      case "\\":
        guard let scalar = escape(&rest) else { return nil }
        text.append(scalar)
      case "\u{0}"..."\u{1f}": return nil
      default: text.append(next)
      }
    }
    return nil
  }

  private static func escape(_ rest: inout Rest) -> Unicode.Scalar? {
    switch rest.popFirst() {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      let digits = String(String.UnicodeScalarView(rest.prefix(4)))
      rest = rest.dropFirst(4)
      return digits.count == 4 ? UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) : nil
    default: return nil
    }
  }
}
