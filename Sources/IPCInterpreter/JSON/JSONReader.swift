/// Reads JSON text; without recursion, so that no nesting is too deep for the stack.
///
/// The parts of lists and maps that are not complete yet lie on one stack, and are made a list or map of the right size
/// when their bracket closes. Nothing is collected meanwhile.
@safe struct JSONReader {
  /// A list or map that is being read.
  private struct Open {
    var isMap: Bool
    /// The position of its first part on the stack.
    var start: Int
  }

  let heap: Heap
  let text: UnsafeBufferPointer<UInt8>
  /// The offset of the next byte.
  var position = 0
  private let byteLimit: Int
  private var values: [Value] = []
  private var open: [Open] = []
  /// Objects in a list mostly have the same keys.
  var keys: SharedStrings
  /// A string with escapes as it grows.
  var buffer: [UInt8] = []

  init(_ text: UnsafeBufferPointer<UInt8>, heap: Heap) {
    unsafe self.text = unsafe text
    self.heap = heap
    byteLimit = heap.limitFromHere
    keys = SharedStrings(heap: heap)
  }

  /// Reads the one value that the text is.
  ///
  /// - Throws: `ValueError`, `Overflow` for an int beyond 64 bits or a float beyond its limits, `OutOfMemory`.
  mutating func read() throws(Fault) -> Value {
    // A byte order mark is allowed, not wanted.
    if unsafe text.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    while true {
      try heap.poll()
      skipBlanks()
      guard var value = try beginValue() else { continue }
      var isNext = false
      while !isNext, let last = open.last {
        values.append(value)
        skipBlanks()
        if last.isMap {
          isNext = try goOn(else: "}", "a `,` or a `}`")
          if isNext { try readKey() } else { value = try closeMap(last) }
        } else {
          isNext = try goOn(else: "]", "a `,` or a `]`")
          if !isNext { value = try closeList(last) }
        }
      }
      if isNext { continue }
      skipBlanks()
      guard unsafe position == text.count else { throw expected("the end") }
      return value
    }
  }

  // MARK: Lists and maps

  /// Steps over a comma, which gives true, or over a closing bracket.
  private mutating func goOn(
    else bracket: Unicode.Scalar,
    _ phrase: String
  ) throws(Fault) -> Bool {
    let byte = next
    guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: bracket) else {
      throw expected(phrase)
    }
    try heap.check(limit: byteLimit)
    position += 1
    return byte == UInt8(ascii: ",")
  }

  private mutating func closeList(_ list: Open) throws(Fault) -> Value {
    open.removeLast()
    let count = values.count - list.start
    try heap.checkRoom(count, times: MemoryLayout<Value>.stride)
    let result = unsafe values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return heap.makeList(count: 0) }
      return unsafe heap.makeList(from: first + list.start, count: count)
    }
    values.removeLast(count)
    return result
  }

  private mutating func closeMap(_ map: Open) throws(Fault) -> Value {
    open.removeLast()
    let count = values.count - map.start
    let result = heap.makeMap(capacity: count / 2)
    for key in stride(from: map.start, to: values.count, by: 2) {
      try heap.mapSet(result, values[key], values[key + 1])
    }
    values.removeLast(count)
    return result
  }

  private mutating func readKey() throws(Fault) {
    skipBlanks()
    guard next == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
    values.append(try readString(isKey: true))
    skipBlanks()
    guard next == UInt8(ascii: ":") else { throw expected("a `:`") }
    position += 1
  }

  // MARK: Values

  /// Reads a value, or the beginning of a list or map that has parts, which gives nil.
  private mutating func beginValue() throws(Fault) -> Value? {
    switch next {
    case UInt8(ascii: "\""): return try readString(isKey: false)
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try readNumber()
    case UInt8(ascii: "["):
      try begin(isMap: false)
      guard next == UInt8(ascii: "]") else { return nil }
      position += 1
      open.removeLast()
      return heap.makeList(count: 0)
    case UInt8(ascii: "{"):
      try begin(isMap: true)
      guard next == UInt8(ascii: "}") else {
        try readKey()
        return nil
      }
      position += 1
      open.removeLast()
      return heap.makeMap()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw expected("a value")
    }
  }

  private mutating func begin(isMap: Bool) throws(Fault) {
    guard open.count < JSONWriter.nestingLimit else {
      throw fault("ValueError", "it is nested more than \(JSONWriter.nestingLimit) deep")
    }
    position += 1
    open.append(Open(isMap: isMap, start: values.count))
    skipBlanks()
  }

  private mutating func word(_ word: String, _ value: Value) throws(Fault) -> Value {
    guard unsafe text[position...].starts(with: word.utf8) else { throw expected("a value") }
    position += word.utf8.count
    return value
  }

  private mutating func readNumber() throws(Fault) -> Value {
    let start = position
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var (magnitude, overflows) = (0, false)
    let first = position
    while let digit = nextDigit {
      let (tenfold, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
      // Negative, so that the smallest int of all fits too.
      let (sum, tooLargeToo) = tenfold.subtractingReportingOverflow(digit)
      overflows = overflows || tooLarge || tooLargeToo
      magnitude = sum
      position += 1
    }
    guard position > first else { throw expected("a digit") }
    if unsafe text[first] == UInt8(ascii: "0"), position > first + 1 {
      position = first + 1
      throw expected("no digit behind a leading 0")
    }
    let end = position
    try readFraction()
    if position > end {
      let number = unsafe NumberReading.decimal(
        UnsafeBufferPointer(rebasing: text[start..<position])
      )
      guard number.isFinite else {
        position = start
        throw fault("Overflow", "the number is too large for a float")
      }
      return .float(number)
    }
    if !isNegative, !overflows {
      (magnitude, overflows) = 0.subtractingReportingOverflow(magnitude)
    }
    if overflows {
      position = start
      throw fault("Overflow", "the number does not fit into 64 bits")
    }
    return .int(magnitude)
  }

  private mutating func readFraction() throws(Fault) {
    if next == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      position += 1
      if let sign = next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(Fault) {
    guard nextDigit != nil else { throw expected("a digit") }
    while nextDigit != nil { position += 1 }
  }

  // MARK: Bytes

  /// The next byte; nil at the end.
  @inline(__always) var next: UInt8? {
    unsafe position < text.count ? text[position] : nil
  }

  /// The next byte as a digit.
  @inline(__always) private var nextDigit: Int? {
    guard unsafe position < text.count && NumberReading.isDigit(text[position]) else {
      return nil
    }
    return unsafe Int(text[position] & 0x0f)
  }

  @inline(__always) private mutating func skipBlanks() {
    while unsafe position < text.count {
      let byte = unsafe text[position]
      guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
      position += 1
    }
  }

  // MARK: Faults

  @inline(never) func expected(_ what: String) -> Fault {
    var found = "the end"
    if unsafe position < text.count {
      let length = unsafe Characters.length(text, at: position)
      let part = unsafe UnsafeBufferPointer(rebasing: text[position..<position + length])
      let quoted = unsafe heap.quotedText(of: heap.makeString(utf8: part))
      found = quoted == "\"\\\"\"" ? "a quote" : "`\(quoted.dropFirst().dropLast())`"
    }
    return fault("ValueError", "expected \(what), not \(found)")
  }

  /// A fault at the position at hand.
  @inline(never) func fault(_ kind: String, _ why: String) -> Fault {
    let before = unsafe UnsafeBufferPointer(rebasing: text[..<position])
    let lineStart = unsafe (before.lastIndex(of: 0x0a) ?? -1) + 1
    let line = unsafe before.count { $0 == 0x0a } + 1
    let column = unsafe Characters.count(UnsafeBufferPointer(rebasing: before[lineStart...])) + 1
    let index = unsafe Characters.count(before)
    return Fault(kind, "no JSON at line \(line), column \(column) (index \(index)): \(why)")
  }
}
