/// The builtins for strings.
extension Builtins {
  static let text: [Builtin] = [
    Builtin(
      "split",
      [.init("text"), .init("separator", isOptional: true)],
      "The parts between separators, or between white space.",
      example: .init("split(\"a,b\", \",\")", "[\"a\", \"b\"]"),
      .native(split)
    ),
    Builtin(
      "joined",
      [.init("parts"), .init("separator", isOptional: true)],
      "The texts of a list's values as one string.",
      .native(joined)
    ),
    Builtin("lines", [.init("text")], "The lines of a text, without their ends.", .native(lines)),
    Builtin(
      "trim",
      [.init("text")],
      "A text without white space at its ends.",
      .native { (call: NativeCall) throws(Fault) -> Value in
        let text = try call.argument(0, "trim", .string, "a string")
        return call.heap.makeString(String(trimmed(call.heap.swiftString(text))))
      }
    ),
    Builtin(
      "upper",
      [.init("text")],
      "A text in capitals.",
      .native { (call: NativeCall) throws(Fault) -> Value in
        let text = try call.argument(0, "upper", .string, "a string")
        return call.heap.makeString(call.heap.swiftString(text).uppercased())
      }
    ),
    Builtin(
      "lower",
      [.init("text")],
      "A text in small letters.",
      .native { (call: NativeCall) throws(Fault) -> Value in
        let text = try call.argument(0, "lower", .string, "a string")
        return call.heap.makeString(call.heap.swiftString(text).lowercased())
      }
    ),
  ]

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  @Sendable private static func split(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let text = try call.argument(0, "split", .string, "a string first")
    let bytes = unsafe heap.string(text)
    let list = heap.makeList(count: 0)
    func add(_ range: Range<Int>) {
      unsafe heap.append(list, heap.makeString(utf8: UnsafeBufferPointer(rebasing: bytes[range])))
    }
    guard call[1].isSet else {
      var start: Int?
      for position in bytes.indices {
        if unsafe isSpace(bytes[position]) {
          if let first = start { add(first..<position) }
          start = nil
        } else if start == nil {
          start = position
        }
      }
      if let start { add(start..<bytes.count) }
      return list
    }
    let separator = unsafe heap.string(try call.argument(1, "split", .string, "a string"))
    if separator.count == 0 { throw Fault("ValueError", "the separator of `split` is empty") }
    var start = 0
    while let found = unsafe ByteSearch.first(separator, in: bytes, from: start) {
      add(start..<found)
      start = found + separator.count
    }
    add(start..<bytes.count)
    return list
  }

  @Sendable private static func joined(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let parts = try elements(call[0], "joined", in: heap)
    var separator: [UInt8] = []
    if call[1].isSet {
      separator = unsafe Array(
        heap.string(try call.argument(1, "joined", .string, "a string as separator"))
      )
    }
    var printer = ValuePrinter(heap: heap)
    for (position, part) in parts.enumerated() {
      if position > 0 { printer.bytes += separator }
      printer.write(part, isInside: false)
    }
    return heap.makeString(printer.bytes)
  }

  @Sendable private static func lines(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let bytes = unsafe heap.string(try call.argument(0, "lines", .string, "a string"))
    let list = heap.makeList(count: 0)
    var start = 0
    for position in bytes.indices where unsafe bytes[position] == 0x0a {
      var end = position
      if end > start, unsafe bytes[end - 1] == 0x0d { end -= 1 }
      unsafe heap.append(
        list,
        heap.makeString(utf8: UnsafeBufferPointer(rebasing: bytes[start..<end]))
      )
      start = position + 1
    }
    if start < bytes.count {
      unsafe heap.append(
        list,
        heap.makeString(utf8: UnsafeBufferPointer(rebasing: bytes[start..<bytes.count]))
      )
    }
    return list
  }
}
