/// Makes new scripts of known ones, the same for the same seed: pieces of several are put together and changed.
package struct ScriptMutator {
  private var state: UInt64
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
    state = seed &* 0xd134_2543_de82_ef95 &+ 1
  }

  /// A number below a bound (SplitMix64).
  private mutating func random(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  /// Returns the next script.
  package mutating func next() -> [UInt8] {
    var lines = corpus[random(below: corpus.count)]
    for _ in 0..<random(below: 4) {
      let other = corpus[random(below: corpus.count)]
      let start = random(below: other.count)
      let piece = other[start..<min(other.count, start + 1 + random(below: 6))]
      lines.insert(contentsOf: piece, at: random(below: lines.count + 1))
    }
    for _ in 0..<random(below: 3) where !lines.isEmpty {
      lines.remove(at: random(below: lines.count))
    }
    var bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    for _ in 0..<random(below: 6) where !bytes.isEmpty {
      let place = random(below: bytes.count)
      switch random(below: 5) {
      case 0: bytes[place] = UInt8(random(below: 256))
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(below: 8)))
      case 2: bytes.insert(bytes[random(below: bytes.count)], at: place)
      default:
        let piece = Self.pieces[random(below: Self.pieces.count)]
        bytes.insert(contentsOf: Array(piece.utf8), at: place)
      }
    }
    return bytes
  }
}
