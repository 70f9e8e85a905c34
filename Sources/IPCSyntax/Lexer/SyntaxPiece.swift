/// A piece of a text as an editor shows it: what the lexer takes it for, whether the text parses or not.
package struct SyntaxPiece: Sendable {
  /// What a piece is.
  package enum Kind: Equatable, Sendable {
    /// A word of the language.
    case keyword(Keyword)
    /// A name, or a word that means something in some places only.
    case name(String)
    /// A number, duration, `true`, `false` or `nil`.
    case constant
    /// A string or command; what is interpolated in it follows as pieces of its own.
    case string
    /// A comment.
    case comment
    /// A sign.
    case sign(String)
    /// What is no token.
    case invalid
  }

  /// What it is.
  package var kind: Kind
  /// Where it stands, in bytes from the beginning of the text.
  package var range: Range<Int>
  /// How many literals it stands in.
  package var depth: Int

  /// Returns the pieces of a text, those inside others behind them.
  package static func pieces(of text: String) -> [SyntaxPiece] {
    let file = SourceFile(name: "", bytes: Array(text.utf8))
    let (tokens, comments, _) = Lexer.tokensAndComments(of: file)
    var pieces = comments.map { SyntaxPiece(kind: .comment, range: range($0), depth: 0) }
    add(tokens, file, depth: 0, to: &pieces)
    return pieces
  }

  private static func range(_ span: SourceSpan) -> Range<Int> {
    Int(span.start)..<Int(max(span.start, span.end))
  }

  private static func add(
    _ tokens: [Token],
    _ file: SourceFile,
    depth: Int,
    to pieces: inout [SyntaxPiece]
  ) {
    for token in tokens {
      let range = range(token.span)
      func add(_ kind: Kind) { pieces.append(SyntaxPiece(kind: kind, range: range, depth: depth)) }
      func addParts(_ parts: [LiteralPart]) {
        for case .interpolation(let inner, let span) in parts {
          let signs = [Int(span.start)..<Int(span.start) + 2, Int(span.end) - 1..<Int(span.end)]
          for sign in signs where sign.upperBound <= range.upperBound {
            pieces.append(SyntaxPiece(kind: .sign("\\("), range: sign, depth: depth + 1))
          }
          Self.add(inner, file, depth: depth + 1, to: &pieces)
        }
      }
      switch token.kind {
      case .identifier(let text): add(.name(text))
      case .keyword(.true), .keyword(.false), .keyword(.nil): add(.constant)
      case .keyword(let keyword): add(.keyword(keyword))
      case .punctuation(let sign): add(.sign(sign.rawValue))
      case .integer, .float, .duration: add(.constant)
      case .string(let parts):
        add(.string)
        addParts(parts)
      case .command(let words):
        add(.string)
        addParts(words.flatMap { $0 })
      case .invalid: add(.invalid)
      case .end: break
      }
    }
  }
}
