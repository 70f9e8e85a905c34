import IPCTestSupport

/// Makes new scripts of known ones, the same for the same seed: pieces of several are put together and changed.
package struct ScriptMutator {
  private var numbers: SeededNumbers
  private let corpus: [[[UInt8]]]

  /// Pieces that are put in anywhere.
  private static let pieces: [String] = [
    "(", ")", "[", "]", "{", "}", ",", ";", "\n", " ", ":", ".", "...", "..<", "=>", "=", "==",
    "!=",
    "<", ">=", "+", "-", "*", "**", "/", "//", "%", "?", "|", "\"", "'", "\"\"\"", "`", "\\(",
    "\\n",
    "#", "#!", "nil", "true", "0", "1", "-1", "0x7fffffffffffffff", "9223372036854775807", "1e308",
    "1s", "1ns", "let ", "var ", "func ", "return ", "if ", "else ", "for ", "in ", "while ",
    "break",
    "continue", "try ", "catch ", "throw ", "defer ", "within ", "import ", "spawn ", "daemon ",
    "put ",
    "get ", "join ", "close ", "kill ", "select ", "case ", "timeout ", "nowait", "and ", "or ",
    "not ", "xs", "m", "x => x", "é", "\u{1F468}\u{200D}\u{1F469}", "\u{202e}", "\u{feff}", "\r\n",
  ]

  /// Makes a mutator over the texts of known scripts.
  package init(corpus: [[UInt8]], seed: UInt64) {
    self.corpus = corpus.map { text in
      text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    }
    numbers = SeededNumbers(seed: seed &* 0xd134_2543_de82_ef95 &+ 1)
  }

  /// Returns the next script.
  package mutating func next() -> [UInt8] {
    var lines = corpus[numbers.next(below: corpus.count)]
    for _ in 0..<numbers.next(below: 4) {
      let other = corpus[numbers.next(below: corpus.count)]
      let start = numbers.next(below: other.count)
      let piece = other[start..<min(other.count, start + 1 + numbers.next(below: 6))]
      lines.insert(contentsOf: piece, at: numbers.next(below: lines.count + 1))
    }
    for _ in 0..<numbers.next(below: 3) where !lines.isEmpty {
      lines.remove(at: numbers.next(below: lines.count))
    }
    var bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    for _ in 0..<numbers.next(below: 6) where !bytes.isEmpty {
      let place = numbers.next(below: bytes.count)
      switch numbers.next(below: 5) {
      case 0: bytes[place] = UInt8(numbers.next(below: 256))
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + numbers.next(below: 8)))
      case 2: bytes.insert(bytes[numbers.next(below: bytes.count)], at: place)
      default:
        let piece = Self.pieces[numbers.next(below: Self.pieces.count)]
        bytes.insert(contentsOf: Array(piece.utf8), at: place)
      }
    }
    return bytes
  }
}
