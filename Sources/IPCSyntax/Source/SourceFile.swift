/// The text of one source file, with the places of its lines.
///
/// Places are offsets into all files of a program, one behind the other (see `SourceMap`): the first byte of a file has
/// the offset `base`. So a span says by itself which file it lies in.
package struct SourceFile: Sendable {
  /// A place as people count it.
  package struct Position: Equatable, Sendable {
    /// The line, from 1.
    package var line: Int
    /// The column in characters as seen, from 1.
    package var column: Int
  }

  /// What messages call the file, usually its path.
  package let name: String
  /// The bytes as read.
  package let bytes: [UInt8]
  /// The offset of the first byte.
  package let base: UInt32
  /// The index of the first byte of each line.
  private let lineStarts: [UInt32]

  /// Makes a file of its bytes, at most 4 GiB with all files before it; a line ends at LF, CRLF or a lone CR.
  package init(name: String, bytes: [UInt8], base: UInt32 = 0) {
    self.name = name
    self.bytes = bytes
    self.base = base
    var starts: [UInt32] = [0]
    for (index, byte) in bytes.enumerated() {
      let isLoneReturn =
        byte == UInt8(ascii: "\r")
        && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\n") || isLoneReturn {
        starts.append(UInt32(index + 1))
      }
    }
    lineStarts = starts
  }

  /// The number of lines, at least 1.
  package var lineCount: Int { lineStarts.count }

  /// The index in `bytes` of a place; places outside the file are taken as its ends.
  package func index(of offset: UInt32) -> Int {
    offset <= base ? 0 : min(Int(offset - base), bytes.count)
  }

  /// Returns the line and column of a byte; an offset behind the end is the place behind the last character.
  package func position(of offset: UInt32) -> Position {
    let line = self.line(of: offset)
    let start = Int(lineStarts[line - 1])
    let end = max(start, index(of: offset))
    let before = String(decoding: bytes[start..<end], as: UTF8.self)
    // A byte order mark is no character that anybody sees.
    let hidden = before.unicodeScalars.first == "\u{feff}" ? 1 : 0
    return Position(line: line, column: before.count - hidden + 1)
  }

  /// Returns the number of the line that holds a byte, from 1.
  package func line(of offset: UInt32) -> Int {
    let index = UInt32(self.index(of: offset))
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= index { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Returns the bytes of a line, counted from 1, without its line ending; their indices are those of `bytes`.
  package func line(_ line: Int) -> ArraySlice<UInt8> {
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    return bytes[start..<end]
  }

  /// Returns the text of a span; broken UTF-8 in it is replaced.
  package func text(_ span: SourceSpan) -> String {
    let end = index(of: span.end)
    let start = min(index(of: span.start), end)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
