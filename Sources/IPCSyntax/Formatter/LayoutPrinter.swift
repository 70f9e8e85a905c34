/// Decides which breaks of a layout end lines, and writes the text.
struct LayoutPrinter {
  /// How the breaks of a group are written.
  private enum Mode {
    /// On one line, with all groups inside.
    case flat
    /// On one line, save the bracket or block that the last item opens.
    case hugging
    /// Each break ends a line.
    case broken
  }

  private let layout: Layout
  private let file: SourceFile
  /// By element, the flat width from it to the next place where a line may or does end.
  private var tails: [Int]
  /// By element, the position of the next literal of several lines.
  private var nextLines: [Int]

  private var output: [UInt8] = []
  private var column = 0
  private var indentation = 0
  /// How many line ends the output ends with, 2 at most; at the start as if there were a blank line.
  private var lineEnds = 2
  private var modes: [Mode] = []

  init(layout: Layout, file: SourceFile) {
    self.layout = layout
    self.file = file
    let count = layout.elements.count
    tails = Array(repeating: 0, count: count + 1)
    nextLines = Array(repeating: count, count: count + 1)
    for position in stride(from: count - 1, through: 0, by: -1) {
      let width = layout.offsets[position + 1] - layout.offsets[position]
      nextLines[position] = nextLines[position + 1]
      switch layout.elements[position] {
      case .softBreak, .newline: tails[position] = 0
      case .lines:
        tails[position] = width
        nextLines[position] = position
      default: tails[position] = width + tails[position + 1]
      }
    }
  }

  /// Returns the text.
  mutating func print() -> [UInt8] {
    output.reserveCapacity(file.bytes.count + file.bytes.count / 4)
    for position in layout.elements.indices {
      write(position)
    }
    if lineEnds == 0 { endLine(isBlank: false) }
    return output
  }

  private mutating func write(_ position: Int) {
    let width = layout.offsets[position + 1] - layout.offsets[position]
    switch layout.elements[position] {
    case .text(let span): write(span, width: width)
    case .lines(let span): writeLines(span)
    case .comment(let span):
      if lineEnds == 0 { write("    ") }
      write(span, width: 0)
    case .space: write(" ")
    case .comma: write(",")
    case .trailingComma: if modes.last == .broken { write(",") }
    case .softBreak(let isSpace, let isBlank):
      if modes.last == .broken {
        endLine(isBlank: isBlank)
      } else if isSpace, lineEnds == 0 {
        write(" ")
      }
    case .newline(let isBlank): endLine(isBlank: isBlank)
    case .open(let number): modes.append(mode(of: layout.groups[number]))
    case .close: modes.removeLast()
    case .indent(let spaces):
      // What a group hugs is indented as if the group were not there.
      if modes.last != .hugging { indentation += spaces }
    }
  }

  // MARK: Decisions

  private func mode(of group: Layout.Group) -> Mode {
    if modes.last == .flat { return .flat }
    let room = Formatter.lineLimit - (lineEnds == 0 ? column : indentation)
    if !group.isForced, width(from: group.start, to: group.end) + tail(of: group) <= room {
      return .flat
    }
    if let hugPoint = group.hugPoint, width(from: group.start, to: hugPoint) <= room {
      return .hugging
    }
    if let atom = group.soleAtom {
      // A long text is not torn from its call when the next line is too short for it as well.
      let next = Formatter.lineLimit - indentation - Formatter.indentation - 1
      return width(from: atom.lowerBound, to: atom.upperBound) <= next ? .broken : .flat
    }
    return .broken
  }

  /// The flat width of some elements, up to the first line end in a literal.
  private func width(from start: Int, to end: Int) -> Int {
    layout.offsets[min(end, nextLines[start] + 1)] - layout.offsets[start]
  }

  /// What must follow a group on its line.
  private func tail(of group: Layout.Group) -> Int {
    nextLines[group.start] < group.end ? 0 : tails[group.end]
  }

  // MARK: Writing

  private mutating func beginLine() {
    guard lineEnds > 0 else { return }
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
    column = indentation
    lineEnds = 0
  }

  private mutating func endLine(isBlank: Bool) {
    let wanted = isBlank ? 2 : 1
    while lineEnds < wanted {
      output.append(UInt8(ascii: "\n"))
      lineEnds += 1
    }
  }

  private mutating func write(_ text: StaticString) {
    beginLine()
    text.withUTF8Buffer { bytes in
      unsafe output.append(contentsOf: bytes)
    }
    column += text.utf8CodeUnitCount
  }

  private mutating func write(_ span: SourceSpan, width: Int) {
    beginLine()
    output.append(contentsOf: file.bytes[Int(span.start)..<Int(span.end)])
    column += width
  }

  private mutating func writeLines(_ span: SourceSpan) {
    write(span, width: 0)
    let bytes = file.bytes[Int(span.start)..<Int(span.end)]
    let last = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[($0 + 1)...] } ?? bytes
    column = LayoutBuilder.columns(of: last)
  }
}
