/// The builtins that make one kind of value from another.
extension Builtins {
  static let conversion: [Builtin] = [
    Builtin(
      "str",
      [.init("value")],
      "The text of a value; bytes are read as UTF-8.",
      example: .init("str(1.5) + str([1, \"a\"])", "\"1.5[1, \\\"a\\\"]\""),
      .native(str)
    ),
    Builtin(
      "int",
      [.init("value"), .init("base", isOptional: true)],
      "A whole number from a string or number; a fraction is cut off.",
      example: .init("[int(\"-42\"), int(2.9), int(\"ff\", 16)]", "[-42, 2, 255]"),
      .native(int)
    ),
    Builtin(
      "float",
      [.init("value")],
      "A float from a string or number.",
      example: .init("float(\"2.5e3\")", "2500.0"),
      .native(float)
    ),
    Builtin(
      "bool",
      [.init("value")],
      "Whether a value counts as true: all but nil and false.",
      example: .init("[bool(0), bool(nil)]", "[true, false]"),
      .native { (call: NativeCall) throws(Fault) -> Value in .bool(call[0].isTrue) }
    ),
    Builtin(
      "type",
      [.init("value")],
      "The name of a value's type.",
      example: .init("type(3s)", "\"duration\""),
      .native { (call: NativeCall) throws(Fault) -> Value in
        call.heap.makeString(call[0].typeName)
      }
    ),
    Builtin(
      "bytes",
      [.init("value")],
      "The bytes of a string in UTF-8, or of a list of ints from 0 to 255.",
      example: .init("bytes(\"né\")", "b\"n\\xc3\\xa9\""),
      .native(bytes)
    ),
    Builtin(
      "list",
      [.init("values", isOptional: true)],
      "A new list of a list's values, a map's keys, a range's ints, a string's characters.",
      example: .init("list(1...4)", "[1, 2, 3, 4]"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        guard call[0].isSet else { return call.heap.makeList(count: 0) }
        return try list(of: call[0], "list", in: call.heap)
      }
    ),
  ]

  @Sendable private static func str(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    guard value.tag == .bytes else { return try heap.string(of: value) }
    let bytes = unsafe heap.string(value)
    if let offset = unsafe ByteText.firstBroken(bytes) {
      throw Fault("ValueError", "the bytes are no UTF-8 from offset \(offset) on")
    }
    try heap.checkRoom(bytes.count)
    return unsafe heap.makeString(utf8: bytes)
  }

  @Sendable private static func int(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    guard !call[1].isSet else {
      let base = try call.argument(1, "int", .int, "an int as base").payload
      guard (2...36).contains(base) else {
        throw Fault("ValueError", "the base of `int` is from 2 to 36, not \(base)")
      }
      return .int(
        try wholeNumber(try call.argument(0, "int", .string, "a string with a base"), base, heap)
      )
    }
    switch value.tag {
    case .int: return value
    case .bool: return .int(value.payload)
    case .float: return .int(try whole(value.double.rounded(.towardZero)))
    case .string: return .int(try wholeNumber(value, 10, heap))
    default: throw call.wrong("int", "a string or a number", value)
    }
  }

  private static func wholeNumber(_ text: Value, _ base: Int, _ heap: Heap) throws(Fault) -> Int {
    switch unsafe NumberReading.int(heap.string(text), base: base) {
    case .value(let number): return number
    case .tooLarge:
      throw Fault("Overflow", "\(heap.quotedText(of: text)) does not fit into 64 bits")
    case .noNumber:
      let suffix = base == 10 ? "" : " in base \(base)"
      throw Fault("ValueError", "\(heap.quotedText(of: text)) is not a whole number\(suffix)")
    }
  }

  @Sendable private static func float(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    switch value.tag {
    case .float: return value
    case .int, .bool: return .float(Double(value.payload))
    case .string:
      guard let number = unsafe NumberReading.float(heap.string(value)) else {
        throw Fault("ValueError", "\(heap.quotedText(of: value)) is not a number")
      }
      guard number.isFinite else {
        throw Fault("Overflow", "\(heap.quotedText(of: value)) is too large for a float")
      }
      return .float(number)
    default: throw call.wrong("float", "a string or a number", value)
    }
  }

  /// A float without a fraction as an int.
  ///
  /// - Throws: `Overflow`.
  static func whole(_ value: Double) throws(Fault) -> Int {
    guard let whole = Int(exactly: value) else {
      throw Fault("Overflow", "\(NumberText.text(of: value)) does not fit into 64 bits")
    }
    return whole
  }

  @Sendable private static func bytes(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    switch value.tag {
    case .bytes: return value
    case .string:
      try heap.checkRoom(heap.byteCount(value))
      return unsafe heap.makeBytes(heap.string(value))
    case .list, .range:
      var elements = try Elements(value, "bytes", in: heap)
      try heap.checkRoom(elements.countAtMost)
      var bytes: [UInt8] = []
      while let item = try elements.next() { bytes.append(try heap.byte(item)) }
      return unsafe bytes.withUnsafeBufferPointer { unsafe heap.makeBytes($0) }
    default: throw call.wrong("bytes", "a string or a list of ints", value)
    }
  }
}
