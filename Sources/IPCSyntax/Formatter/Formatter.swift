/// Rewrites scripts in the one style; what they mean, and every comment, stays.
///
/// It works as many formatters do: the tree says what belongs together, the tokens say what is written. A walk over
/// the tree (`LayoutBuilder`) lays the tokens out in groups with places where lines may break (`Layout`), and takes
/// the comments along that stand between them; then it is decided group by group whether it fits on its line
/// (`LayoutPrinter`). Both passes take time in proportion to the text.
package enum Formatter {
  /// The columns that a line takes at most, where it can be broken.
  package static let lineLimit = 100

  /// The spaces of one level.
  package static let indentation = 4

  /// What came of formatting a script.
  package struct Result: Sendable {
    /// The script in the one style; nil when it has syntax errors.
    package var text: [UInt8]?
    /// The syntax errors and warnings.
    package var diagnostics: [Diagnostic]
  }

  /// Formats a script; names that nobody knows and the like are no matter, syntax errors are.
  ///
  /// - Precondition: The file stands alone; its base is 0.
  package static func format(_ file: SourceFile) -> Result {
    let unified = unifyingLineEnds(of: file)
    let (tokens, comments, found) = Lexer.tokensAndComments(of: unified)
    var parser = Parser(file: unified, tokens: tokens, diagnostics: found)
    let statements = parser.program()
    let diagnostics = parser.sortedDiagnostics()
    if diagnostics.contains(where: { $0.severity == .error }) {
      // Their places are offsets in the file as it is.
      return Result(text: nil, diagnostics: Parser.parse(file).diagnostics)
    }
    var builder = LayoutBuilder(
      cursor: TokenCursor(file: unified, tokens: tokens, comments: comments)
    )
    builder.program(statements)
    var printer = LayoutPrinter(layout: builder.layout, file: unified)
    return Result(text: printer.print(), diagnostics: diagnostics)
  }

  /// The file with LF for every CRLF, which mean the same everywhere.
  ///
  /// A CR before a CRLF keeps it: in a string it would become part of a line end, and be lost.
  private static func unifyingLineEnds(of file: SourceFile) -> SourceFile {
    let bytes = file.bytes
    let carriageReturn = UInt8(ascii: "\r")
    guard bytes.contains(carriageReturn) else { return file }
    var unified: [UInt8] = []
    unified.reserveCapacity(bytes.count)
    for (offset, byte) in bytes.enumerated() {
      let beginsLineEnd =
        byte == carriageReturn && offset + 1 < bytes.count
        && bytes[offset + 1] == UInt8(ascii: "\n")
      if beginsLineEnd, offset == 0 || bytes[offset - 1] != carriageReturn { continue }
      unified.append(byte)
    }
    return SourceFile(name: file.name, bytes: unified)
  }
}
