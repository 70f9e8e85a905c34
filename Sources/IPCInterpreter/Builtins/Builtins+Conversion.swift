/// The builtins that make one kind of value from another.
extension Builtins {
  static let conversion: [Builtin] = [
    Builtin("str", [.init("value")], "The text of a value.", .native(str)),
    Builtin("int", [.init("value")], "A whole number from a string or number.", .native(int)),
    Builtin("float", [.init("value")], "A float from a string or number.", .native(float)),
    Builtin("bool", [.init("value")], "Whether a value counts as true.", .native(bool)),
    Builtin("type", [.init("value")], "The name of a value's type.", .native(type)),
    Builtin(
      "range",
      [.init("first"), .init("end", isOptional: true), .init("step", isOptional: true)],
      "The ints from first, or 0, up to but without end.",
      .native(range)
    ),
  ]

  @Sendable private static func str(_ call: NativeCall) throws(Fault) -> Value {
    call.heap.string(of: call[0])
  }

  @Sendable private static func bool(_ call: NativeCall) throws(Fault) -> Value {
    .bool(call[0].isTrue)
  }

  @Sendable private static func type(_ call: NativeCall) throws(Fault) -> Value {
    call.heap.makeString(call[0].typeName)
  }

  @Sendable private static func int(_ call: NativeCall) throws(Fault) -> Value {
    let value = call[0]
    switch value.tag {
    case .int: return value
    case .bool: return .int(value.payload)
    case .float:
      guard let whole = Int(exactly: value.double.rounded(.towardZero)) else {
        throw Fault("Overflow", "\(NumberText.text(of: value.double)) does not fit into 64 bits")
      }
      return .int(whole)
    case .string:
      let text = trimmed(call.heap.swiftString(value)).filter { $0 != "_" }
      if let number = Int(text) { return .int(number) }
      let isWhole =
        !text.isEmpty && text.drop { $0 == "-" || $0 == "+" }.allSatisfy(\.isASCIIDigit)
      if isWhole, text.contains(where: \.isASCIIDigit) {
        throw Fault("Overflow", "\(call.heap.quotedText(of: value)) does not fit into 64 bits")
      }
      throw Fault("ValueError", "\(call.heap.quotedText(of: value)) is not a whole number")
    default:
      throw Fault("TypeError", "`int` wants a string or a number, not \(value.typePhrase)")
    }
  }

  @Sendable private static func float(_ call: NativeCall) throws(Fault) -> Value {
    let value = call[0]
    switch value.tag {
    case .float: return value
    case .int, .bool: return .float(Double(value.payload))
    case .string:
      let text = trimmed(call.heap.swiftString(value)).filter { $0 != "_" }
      // Only what a number looks like: the standard library also reads "inf", "nan" and "0x1p3".
      let signs: Set<Character> = ["+", "-", ".", "e", "E"]
      guard text.allSatisfy({ $0.isASCIIDigit || signs.contains($0) }), let number = Double(text)
      else {
        throw Fault("ValueError", "\(call.heap.quotedText(of: value)) is not a number")
      }
      guard number.isFinite else {
        throw Fault("Overflow", "\(call.heap.quotedText(of: value)) is too large for a float")
      }
      return .float(number)
    default:
      throw Fault("TypeError", "`float` wants a string or a number, not \(value.typePhrase)")
    }
  }

  @Sendable private static func range(_ call: NativeCall) throws(Fault) -> Value {
    let first = try call.argument(0, "range", .int, "ints").payload
    guard call[1].isSet else { return call.heap.makeRange(0, first, isClosed: false) }
    let end = try call.argument(1, "range", .int, "ints").payload
    guard call[2].isSet else { return call.heap.makeRange(first, end, isClosed: false) }
    let step = try call.argument(2, "range", .int, "ints").payload
    if step == 0 { throw Fault("ValueError", "the step of a range cannot be 0") }
    let list = call.heap.makeList(count: 0)
    for number in stride(from: first, to: end, by: step) {
      call.heap.append(list, .int(number))
      if call.heap.isExhausted { throw Fault("OutOfMemory", "the list is too large") }
    }
    return list
  }

  /// A text without white space at its ends.
  static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
