/// Writes values as JSON, as Python lays it out; without recursion, so that no nesting is too deep for the stack.
struct JSONWriter {
  /// The deepest nesting that is written or read.
  static let nestingLimit = 10_000

  /// A list or map that is being written.
  private struct Open {
    var value: Value
    /// The position of the next part.
    var position = 0
  }

  private let heap: Heap
  /// The blanks of one level of nesting; nil for all in one line.
  private let indent: Int?
  private let byteLimit: Int
  /// The text so far.
  private var bytes: [UInt8] = []
  private var open: [Open] = []

  init(heap: Heap, indent: Int?) {
    self.heap = heap
    self.indent = indent
    byteLimit = heap.textRoom
  }

  /// Writes a value.
  ///
  /// - Throws: `TypeError` for what JSON has no words for, `ValueError` for a cycle and too deep nesting, `OutOfMemory`.
  mutating func write(_ value: Value) throws(Fault) {
    try begin(value)
    while let last = open.last {
      try heap.poll()
      if last.value.tag == .list { try writeItem(of: last) } else { try writeEntry(of: last) }
      if bytes.count > byteLimit { throw heap.noRoom }
    }
  }

  /// The text as a string of the language.
  ///
  /// - Throws: `OutOfMemory`.
  func string() throws(Fault) -> Value {
    if bytes.count > byteLimit { throw heap.noRoom }
    return heap.makeString(bytes)
  }

  /// Writes the next value of the innermost list, or its end.
  private mutating func writeItem(of list: Open) throws(Fault) {
    guard list.position < heap.listCount(list.value) else { return try end("]") }
    open[open.count - 1].position = list.position + 1
    try beginPart(isFirst: list.position == 0)
    try begin(unsafe heap.listItems(list.value)[list.position])
  }

  /// Writes the next entry of the innermost map, or its end.
  private mutating func writeEntry(of map: Open) throws(Fault) {
    var position = map.position
    guard let (key, value) = heap.mapEntry(map.value, at: &position) else { return try end("}") }
    open[open.count - 1].position = position
    try beginPart(isFirst: map.position == 0)
    if key.tag == .string {
      writeString(key)
    } else {
      bytes.append(UInt8(ascii: "\""))
      writeScalar(key)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
    try begin(value)
  }

  /// Writes a value without parts, or the beginning of one that has some.
  private mutating func begin(_ value: Value) throws(Fault) {
    switch value.tag {
    case .null, .bool, .int, .float: writeScalar(value)
    case .string: writeString(value)
    case .list:
      try checkDepth(of: value)
      if heap.listCount(value) == 0 { return write("[]") }
      bytes.append(UInt8(ascii: "["))
      open.append(Open(value: value))
    case .map:
      try checkDepth(of: value)
      if heap.mapCount(value) == 0 { return write("{}") }
      bytes.append(UInt8(ascii: "{"))
      open.append(Open(value: value))
    default:
      throw Fault("TypeError", "JSON has no words for \(value.typePhrase); make a string of it")
    }
  }

  private func checkDepth(of value: Value) throws(Fault) {
    // Who walks a cycle comes round again and again, at the latest when the depth has doubled; so to compare with
    // one depth, moved to each power of two, is enough.
    let depth = open.count
    if depth > 0 {
      let mark = 1 << (Int.bitWidth - 1 - depth.leadingZeroBitCount) - 1
      if open[mark].value.payload == value.payload {
        throw Fault("ValueError", "the value contains itself, which JSON cannot say")
      }
    }
    guard depth < Self.nestingLimit else {
      throw Fault("ValueError", "the value is nested more than \(Self.nestingLimit) deep")
    }
  }

  private mutating func beginPart(isFirst: Bool) throws(Fault) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    if indent != nil {
      try newLine()
    } else if !isFirst {
      bytes.append(UInt8(ascii: " "))
    }
  }

  private mutating func end(_ bracket: Unicode.Scalar) throws(Fault) {
    open.removeLast()
    if indent != nil { try newLine() }
    bytes.append(UInt8(ascii: bracket))
  }

  private mutating func newLine() throws(Fault) {
    bytes.append(UInt8(ascii: "\n"))
    let (blanks, overflows) = open.count.multipliedReportingOverflow(by: indent ?? 0)
    if overflows || blanks > byteLimit { throw heap.noRoom }
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: blanks))
  }

  private mutating func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func writeScalar(_ value: Value) {
    switch value.tag {
    case .int: NumberText.append(value.payload, to: &bytes)
    case .float: write(NumberText.text(of: value.double))
    case .bool: write(value.payload != 0 ? "true" : "false")
    default: write("null")
    }
  }

  /// Writes a string in quotes; what needs no escape is copied run by run.
  private mutating func writeString(_ value: Value) {
    let text = unsafe heap.string(value)
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    while true {
      let end = unsafe JSONText.plainEnd(text, from: start)
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
      guard end < text.count else { break }
      unsafe writeEscape(text[end])
      start = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0a: bytes.append(UInt8(ascii: "n"))
    case 0x0c: bytes.append(UInt8(ascii: "f"))
    case 0x0d: bytes.append(UInt8(ascii: "r"))
    case 0x00..<0x20:
      write(byte < 0x10 ? "u000" : "u00")
      write(String(byte, radix: 16))
    default: bytes.append(byte)
    }
  }
}

/// What reading and writing JSON's strings share.
enum JSONText {
  /// The offset, at or behind another, of the first byte that stands for something else in a string: a quote, a
  /// backslash, a control character; the end when there is none.
  @inline(__always) static func plainEnd(
    _ text: UnsafeBufferPointer<UInt8>,
    from start: Int
  ) -> Int {
    let raw = UnsafeRawBufferPointer(text)
    var position = start
    // Eight bytes at a time: a byte below 0x20 borrows in the first subtraction, an equal one in the others.
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    while position + 8 <= raw.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let (quote, backslash) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5c))
      let found = (word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)
      if found & ~word & tops != 0 { break }
      position += 8
    }
    while position < raw.count {
      let byte = unsafe raw[position]
      if byte < 0x20 || byte == 0x22 || byte == 0x5c { break }
      position += 1
    }
    return position
  }
}
