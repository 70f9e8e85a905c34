/// The builtins for strings.
extension Builtins {
  static let text: [Builtin] = [
    Builtin(
      "split",
      [
        .init("text"), .init("separator", isOptional: true), .init("limit", isOptional: true),
      ],
      "The parts between separators, or between white space; after so many cuts the rest.",
      example: .init(
        #"[split("a,b", ","), split(" c  d ")]"#,
        #"[["a", "b"], ["c", "d"]]"#
      ),
      .native(split)
    ),
    Builtin(
      "joined",
      [.init("parts"), .init("separator", isOptional: true)],
      "The texts of a list's values as one string.",
      example: .init("joined([1, \"a\", 2], \", \")", "\"1, a, 2\""),
      .native(joined)
    ),
    Builtin(
      "lines",
      [.init("text")],
      "The lines of a text, without their ends.",
      example: .init("lines(\"a\\n\\nb\\n\")", "[\"a\", \"\", \"b\"]"),
      .native(lines)
    ),
    Builtin(
      "chars",
      [.init("text")],
      "The characters of a string as people see them, as a list.",
      example: .init("chars(\"né!\")", "[\"n\", \"é\", \"!\"]"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        try list(of: call.argument(0, "chars", .string, "a string"), "chars", in: call.heap)
      }
    ),
    Builtin(
      "trim",
      [.init("text")],
      "A text without white space at its ends.",
      example: .init("trim(\"  a b\\n\")", "\"a b\""),
      .native { (call: NativeCall) throws(Fault) -> Value in
        let text = try call.argument(0, "trim", .string, "a string")
        let range = unsafe ByteText.trimmed(call.heap.string(text))
        return range.count == call.heap.byteCount(text) ? text : call.heap.substring(text, range)
      }
    ),
    Builtin(
      "upper",
      [.init("text")],
      "A text in capitals.",
      example: .init("upper(\"straße\")", "\"STRASSE\""),
      .native { (call: NativeCall) throws(Fault) -> Value in
        try converted(call, "upper", from: "a", to: "z") { $0.uppercased() }
      }
    ),
    Builtin(
      "lower",
      [.init("text")],
      "A text in small letters.",
      example: .init("lower(\"ÉTÉ 7\")", "\"été 7\""),
      .native { (call: NativeCall) throws(Fault) -> Value in
        try converted(call, "lower", from: "A", to: "Z") { $0.lowercased() }
      }
    ),
  ]

  /// A text with other letters; those of ASCII differ by one bit.
  private static func converted(
    _ call: NativeCall,
    _ name: String,
    from first: Unicode.Scalar,
    to last: Unicode.Scalar,
    _ convert: (String) -> String
  ) throws(Fault) -> Value {
    let heap = call.heap
    let text = try call.argument(0, name, .string, "a string")
    try heap.checkRoom(heap.byteCount(text))
    let bytes = unsafe heap.string(text)
    guard unsafe ByteText.isASCII(bytes) else {
      return heap.makeString(convert(heap.swiftString(text)))
    }
    let letters = UInt8(ascii: first)...UInt8(ascii: last)
    let result = heap.makeUninitializedString(count: bytes.count)
    let copy = unsafe heap.bytePointer(result)
    for position in bytes.indices {
      let byte = unsafe bytes[position]
      unsafe copy[position] = letters.contains(byte) ? byte ^ 0x20 : byte
    }
    return result
  }

  @Sendable private static func split(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let text = try call.argument(0, "split", .string, "a string first")
    let limit = try limit(call, 2, "split")
    guard call[1].isSet, call[1].tag != .null else {
      return unsafe try parts(of: text, in: heap) { (bytes, note) throws(Fault) in
        unsafe try forEachWord(bytes, limit, note)
      }
    }
    let separator = unsafe heap.string(
      try call.argument(1, "split", .string, "a string as separator")
    )
    if separator.count == 0 { throw Fault("ValueError", "the separator of `split` is empty") }
    return unsafe try parts(of: text, in: heap) { (bytes, note) throws(Fault) in
      var (start, cuts) = (0, 0)
      while cuts < limit, let found = unsafe ByteText.first(separator, in: bytes, from: start) {
        try note(start..<found)
        start = found + separator.count
        cuts += 1
      }
      try note(start..<bytes.count)
    }
  }

  /// The list of the parts of a text that a function finds: they are found twice, as to count them costs less than to
  /// move a list that grows.
  private static func parts(
    of text: Value,
    in heap: Heap,
    _ find: (UnsafeBufferPointer<UInt8>, (Range<Int>) throws(Fault) -> Void) throws(Fault) -> Void
  ) throws(Fault) -> Value {
    let bytes = unsafe heap.string(text)
    var (count, size) = (0, 0)
    unsafe try find(bytes) { (part) throws(Fault) in
      try heap.poll()
      count += 1
      size += part.count
    }
    // The place in the list, and a string of a size that is rounded up.
    try heap.checkRoom(count * (MemoryLayout<Value>.stride + 2 * Heap.stringHeader) + size)
    let list = heap.makeUninitializedList(count: count)
    let items = unsafe heap.listItems(list)
    var position = 0
    var strings = SharedStrings(heap: heap)
    unsafe try find(bytes) { (part) throws(Fault) in
      try heap.poll()
      unsafe items[position] = strings.string(UnsafeBufferPointer(rebasing: bytes[part]))
      position += 1
    }
    return list
  }

  /// Finds the words between white space; after so many the rest is one.
  @inline(__always) private static func forEachWord(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ limit: Int,
    _ note: (Range<Int>) throws(Fault) -> Void
  ) throws(Fault) {
    var (position, words) = (0, 0)
    while true {
      while position < bytes.count {
        let length = unsafe ByteText.spaceLength(bytes, at: position)
        if length == 0 { break }
        position += length
      }
      guard position < bytes.count else { return }
      if words == limit { return try note(position..<bytes.count) }
      let start = position
      while position < bytes.count, unsafe ByteText.spaceLength(bytes, at: position) == 0 {
        position += 1
      }
      try note(start..<position)
      words += 1
    }
  }

  @Sendable private static func joined(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    var separator: Value?
    if call[1].isSet {
      separator = try call.argument(1, "joined", .string, "a string as separator")
    }
    if let text = try joinedStrings(call[0], separator, in: heap) { return text }
    var parts = try Elements(call[0], "joined", in: heap)
    var printer = ValuePrinter(heap: heap)
    let room = heap.textRoom
    var isFirst = true
    while let part = try parts.next() {
      if !isFirst, let separator { printer.write(separator, isInside: false) }
      isFirst = false
      printer.write(part, isInside: false)
      if printer.bytes.count > room { throw heap.noRoom }
    }
    return try printer.string()
  }

  /// The bytes of a copy of a fixed size; behind a string's last byte the heap goes on for at least as many.
  private static let shortCopy = 16

  /// A list of strings joined, each copied once; nil when there is something else among them.
  private static func joinedStrings(
    _ parts: Value,
    _ separator: Value?,
    in heap: Heap
  ) throws(Fault) -> Value? {
    guard parts.tag == .list, heap.listCount(parts) > 0 else { return nil }
    let count = heap.listCount(parts)
    let items = unsafe heap.listItems(parts)
    let gap = separator.map { heap.byteCount($0) } ?? 0
    var total = 0
    let room = heap.room
    for position in 0..<count {
      let item = unsafe items[position]
      guard item.tag == .string else { return nil }
      total += heap.byteCount(item) + gap
      if total > room { throw heap.noRoom }
    }
    total -= gap
    let result = heap.makeUninitializedString(count: total)
    var target = unsafe heap.bytePointer(result)
    let end = unsafe target + total
    for position in 0..<count {
      let item = unsafe items[position]
      if position > 0, gap > 0, let separator {
        unsafe target.update(from: heap.bytePointer(separator), count: gap)
        unsafe target += gap
      }
      let length = heap.byteCount(item)
      let source = unsafe heap.bytePointer(item)
      if length <= Self.shortCopy, unsafe target + Self.shortCopy <= end {
        // One copy of a fixed size costs less than a call; what it copies too much is overwritten next.
        let bytes = unsafe UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self)
        unsafe UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
      } else {
        unsafe target.update(from: source, count: length)
      }
      unsafe target += length
    }
    return result
  }

  @Sendable private static func lines(_ call: NativeCall) throws(Fault) -> Value {
    let text = try call.argument(0, "lines", .string, "a string")
    return unsafe try parts(of: text, in: call.heap) { (bytes, note) throws(Fault) in
      var start = 0
      while start < bytes.count {
        let found = unsafe ByteText.first(0x0a, in: bytes, from: start)
        var end = found ?? bytes.count
        if found != nil, end > start, unsafe bytes[end - 1] == 0x0d { end -= 1 }
        try note(start..<end)
        start = (found ?? bytes.count) + 1
      }
    }
  }
}
