/// A script as a row of texts and of places where lines may break, before it is decided which do.
///
/// A break belongs to the innermost group around it. A group that fits on the rest of its line is written flat; in
/// one that does not, or that holds a line end which must be, each of its own breaks ends a line. The exception are
/// calls and chains whose last item opens a bracket or block of its own: they may leave breaking to that one, which
/// the group then *hugs*.
struct Layout {
  /// A piece of the row.
  enum Element {
    /// Bytes of the script without a line end.
    case text(SourceSpan)
    /// A literal of several lines.
    case lines(SourceSpan)
    /// A comment, behind other text or on its own line.
    case comment(SourceSpan)
    case space
    case comma
    /// A comma behind the last item, written in a broken group only.
    case trailingComma
    /// Where the innermost group may break; flat it is a space or nothing.
    case softBreak(isSpace: Bool, isBlank: Bool)
    /// Where a line ends, whatever fits.
    case newline(isBlank: Bool)
    case open(Int)
    case close
    /// More spaces before the lines that follow, or fewer.
    case indent(Int)
  }

  /// Elements that fit on a line or do not.
  struct Group {
    /// The position behind its `open`.
    var start: Int
    /// The position of its `close`.
    var end = 0
    /// Whether a line must end inside.
    var isForced = false
    /// The position of the break that the last item opens with, if breaking there is enough.
    var hugPoint: Int?
    /// The only item, if it has no break in itself.
    var soleAtom: Range<Int>?
  }

  /// A moment of the making, and what had been added up to it.
  struct Mark {
    fileprivate var position: Int
    fileprivate var newlines: Int
    fileprivate var breaks: Int
  }

  private(set) var elements: [Element] = []
  private(set) var groups: [Group] = []
  /// The flat width of all elements before each one, and of all in the end.
  private(set) var offsets: [Int] = [0]

  private var newlineCount = 0
  private var breakCount = 0
  private var starts: [Mark] = []
  /// By group, the moment at which its last item opened its bracket.
  private var hugMarks: [Int: Mark] = [:]

  // MARK: Elements

  /// Adds an element with its flat width.
  mutating func append(_ element: Element, width: Int = 0) {
    elements.append(element)
    offsets.append(offsets[offsets.count - 1] + width)
  }

  mutating func appendSpace() {
    append(.space, width: 1)
  }

  mutating func appendComma() {
    append(.comma, width: 1)
  }

  mutating func appendBreak(isSpace: Bool, isBlank: Bool = false) {
    breakCount += 1
    append(.softBreak(isSpace: isSpace, isBlank: isBlank), width: isSpace ? 1 : 0)
  }

  mutating func appendNewline(isBlank: Bool = false) {
    newlineCount += 1
    append(.newline(isBlank: isBlank))
  }

  // MARK: Groups

  /// The present moment.
  var mark: Mark {
    Mark(position: elements.count, newlines: newlineCount, breaks: breakCount)
  }

  /// Opens a group and returns its number.
  mutating func open() -> Int {
    append(.open(groups.count))
    groups.append(Group(start: elements.count))
    starts.append(mark)
    return groups.count - 1
  }

  /// Says that the last item of some open groups opens a bracket or block with the next break.
  mutating func hug(by numbers: [Int]) {
    for number in numbers { hugMarks[number] = mark }
  }

  /// Closes the group that was opened last; `lastItem` are the moments before and behind the last of its items.
  mutating func close(
    _ number: Int,
    lastItem: (start: Mark, end: Mark)? = nil,
    isSole: Bool = false
  ) {
    let start = starts.removeLast()
    groups[number].end = elements.count
    groups[number].isForced = newlineCount > start.newlines
    append(.close)
    guard let lastItem else { return }
    if let hug = hugMarks.removeValue(forKey: number) {
      // Only lines that end inside the bracket may end anyway.
      let isClean =
        hug.newlines == start.newlines && newlineCount == lastItem.end.newlines
      if isClean { groups[number].hugPoint = hug.position }
    } else if isSole, lastItem.start.breaks == lastItem.end.breaks,
      newlineCount == start.newlines
    {
      groups[number].soleAtom = lastItem.start.position..<lastItem.end.position
    }
  }
}
