import IPCSyntax
import LineEditor

/// The colours of a text while it is typed: those of the lexer, and names that mean nothing red.
struct PromptHighlighter {
  /// Whether a name means something already.
  var isKnown: (String) -> Bool

  /// The styles of the parts of a text.
  func ranges(of text: String) -> [StyledRange] {
    if text.hasPrefix(":") {
      let word = text.utf8.prefix { $0 != 0x20 && $0 != 0x0a }
      return [StyledRange(0..<word.count, Style(.blue))]
    }
    let pieces = SyntaxPiece.pieces(of: text)
    let declared = Self.declaredNames(in: pieces)
    return pieces.enumerated().compactMap { place, piece in
      style(of: piece, at: place, in: pieces, declared).map { StyledRange(piece.range, $0) }
    }
  }

  private func style(
    of piece: SyntaxPiece,
    at place: Int,
    in pieces: [SyntaxPiece],
    _ declared: Set<String>
  ) -> Style? {
    switch piece.kind {
    case .keyword: return Style(.magenta)
    case .constant: return Style(.cyan)
    case .string: return Style(.green)
    case .comment: return .faint
    case .invalid: return Style(.red)
    case .name(let name):
      let isWrong = Self.isUse(name, at: place, in: pieces) && !declared.contains(name)
      return isWrong && !isKnown(name) ? Style(.red) : .plain
    // A sign inside a string is no part of it.
    case .sign: return piece.depth > 0 ? .plain : nil
    }
  }

  /// Whether a name is used as a variable or function: no field, label, key or kind of error.
  private static func isUse(_ name: String, at place: Int, in pieces: [SyntaxPiece]) -> Bool {
    if isSign(".", at: place - 1, in: pieces) || isSign(":", at: place + 1, in: pieces) {
      return false
    }
    // Kinds of errors begin so, and clause words stand anywhere.
    if name.first?.isUppercase == true { return false }
    return ClauseWord(rawValue: name) == nil && name != "from" && name != "any"
  }

  private static func isSign(_ sign: String, at place: Int, in pieces: [SyntaxPiece]) -> Bool {
    pieces.indices.contains(place) && pieces[place].kind == .sign(sign)
  }

  /// The names that a text declares somewhere, as far as its tokens say.
  private static func declaredNames(in pieces: [SyntaxPiece]) -> Set<String> {
    var names: Set<String> = []
    var openings: [Int] = []
    for (place, piece) in pieces.enumerated() {
      switch piece.kind {
      case .keyword(.let), .keyword(.var), .keyword(.func), .keyword(.for), .keyword(.catch),
        .keyword(.as), .keyword(.import):
        var next = place + 1
        while pieces.indices.contains(next), case .name(let name) = pieces[next].kind {
          names.insert(name)
          next += isSign(",", at: next + 1, in: pieces) ? 2 : pieces.count
        }
      case .sign("("): openings.append(place)
      case .sign(")"):
        // The parameters of a function or lambda, with their defaults.
        guard let opening = openings.popLast(),
          isSign("=>", at: place + 1, in: pieces) || beginsParameters(opening, in: pieces)
        else { continue }
        names.formUnion(pieces[opening..<place].compactMap(\.name))
      case .sign("=>"): if place > 0, let name = pieces[place - 1].name { names.insert(name) }
      default: break
      }
    }
    return names
  }

  private static func beginsParameters(_ opening: Int, in pieces: [SyntaxPiece]) -> Bool {
    pieces[max(0, opening - 2)..<opening].contains { $0.kind == .keyword(.func) }
  }
}

extension SyntaxPiece {
  /// The name that it is; nil for what is none.
  var name: String? {
    if case .name(let name) = kind { name } else { nil }
  }
}
