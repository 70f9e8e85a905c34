import Glibc

/// Readers: what `read_lines` gives and a `for` walks.
///
/// An object has two values, the path and the lines at hand as one string, and four words: the world's number of the reader,
/// the place of the next line among those at hand, the number of lines given so far, and whether a CR before a line's end
/// belongs to the line. The world gives many lines at once;
/// the file itself is its matter.
extension Heap {
  private static let pathField = 0
  private static let linesField = 1
  private static let numberWord = 4
  private static let placeWord = 5
  private static let countWord = 6
  private static let exactWord = 7

  /// Makes a reader with no lines at hand; an exact one leaves the CR of a CRLF to the line.
  package func makeReader(number: Int, path: Value, isExact: Bool = false) -> Value {
    let offset = allocate(64)
    unsafe values(offset)[Self.pathField] = path
    unsafe values(offset)[Self.linesField] = .null
    unsafe words(offset)[Self.numberWord] = number
    unsafe words(offset)[Self.placeWord] = 0
    unsafe words(offset)[Self.countWord] = 0
    unsafe words(offset)[Self.exactWord] = isExact ? 1 : 0
    readers.append(offset)
    // A reader that a loop left early holds a file open until a collection finds it, so a few of them bring one about.
    unsafe allowance -= fullAllowance / 32
    return Value(tag: .reader, payload: offset)
  }

  /// The world's number of a reader.
  package func readerNumber(_ reader: Value) -> Int {
    unsafe words(reader.payload)[Self.numberWord]
  }

  /// The path that a reader was made with.
  package func readerPath(_ reader: Value) -> Value {
    unsafe values(reader.payload)[Self.pathField]
  }

  /// Takes the numbers of the readers that collections found unreachable.
  package func takeDeadReaders() -> [Int] {
    defer { deadReaders = [] }
    return deadReaders
  }

  /// Counts a line that cannot be given; returns its number, from 1.
  package func skipLine(of reader: Value) -> Int {
    unsafe words(reader.payload)[Self.countWord] += 1
    return unsafe words(reader.payload)[Self.countWord]
  }

  /// Gives a reader the next lines of its file, with their ends.
  package func setLines(of reader: Value, _ lines: Value) {
    unsafe values(reader.payload)[Self.linesField] = lines
    unsafe words(reader.payload)[Self.placeWord] = 0
  }

  /// Takes all lines at hand away as one text with their ends; nil when there is none.
  package func takeLines(of reader: Value) -> [UInt8]? {
    let lines = unsafe values(reader.payload)[Self.linesField]
    guard lines.tag == .string else { return nil }
    let place = unsafe words(reader.payload)[Self.placeWord]
    unsafe values(reader.payload)[Self.linesField] = .null
    return unsafe Array(string(lines)[place...])
  }

  /// How many bytes of lines are at hand.
  package func bytesAtHand(of reader: Value) -> Int {
    let lines = unsafe values(reader.payload)[Self.linesField]
    return lines.tag == .string
      ? byteCount(lines) - (unsafe words(reader.payload)[Self.placeWord]) : 0
  }

  /// The next of the lines at hand, without its end; nil when there is none.
  package func nextLine(of reader: Value) -> Value? {
    let lines = unsafe values(reader.payload)[Self.linesField]
    guard lines.tag == .string else { return nil }
    let words = unsafe words(reader.payload)
    let place = unsafe words[Self.placeWord]
    let left = byteCount(lines) - place
    let start = unsafe bytePointer(lines) + place
    var count = left
    var next = left
    if let end = unsafe memchr(start, 0x0a, left) {
      count = unsafe UnsafeMutableRawPointer(start).distance(to: end)
      next = count + 1
      let isExact = unsafe words[Self.exactWord] != 0
      if !isExact, count > 0, unsafe start[count - 1] == 0x0d { count -= 1 }
    }
    unsafe words[Self.placeWord] = place + next
    unsafe words[Self.countWord] += 1
    // Nothing refers to used up lines any longer than needed.
    if next == left { unsafe values(reader.payload)[Self.linesField] = .null }
    return unsafe makeString(utf8: UnsafeBufferPointer(start: start, count: count))
  }

  /// What a reader refers to.
  func parts(ofReader offset: Int) -> (path: Value, lines: Value) {
    unsafe (values(offset)[Self.pathField], values(offset)[Self.linesField])
  }

  /// Notes the readers that were not found; to be called between marking and sweeping.
  func noteDeadReaders() {
    guard !readers.isEmpty else { return }
    for offset in readers where !isMarked(offset) {
      deadReaders.append(unsafe words(offset)[Self.numberWord])
    }
    readers.removeAll { !isMarked($0) }
  }
}
