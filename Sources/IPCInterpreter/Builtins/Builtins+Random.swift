/// The builtins that leave something to chance.
extension Builtins {
  static let random: [Builtin] = [
    Builtin(
      "random",
      [.init("range", isOptional: true)],
      "A float from 0 up to but without 1; of an int n one of 0..<n, of a range one of its ints.",
      example: .init("random(3...3)", "3"),
      .native(random)
    ),
    Builtin(
      "choice",
      [.init("values")],
      "One of the values of a list, the ints of a range or the characters of a string.",
      example: .init("choice([7])", "7"),
      .native(choice)
    ),
    Builtin(
      "shuffle",
      [.init("list")],
      "Brings the values of a list into a random order, in place.",
      example: .init("let xs = [2, 2]; shuffle(xs); xs", "[2, 2]"),
      .native(shuffle)
    ),
  ]

  @Sendable private static func random(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    switch value.tag {
    case .unset:
      // The 53 bits that a float from 0 to 1 has.
      return .float(Double(heap.generator.next() >> 11) * 0x1p-53)
    case .int:
      guard value.payload > 0 else {
        throw Fault("ValueError", "`random` wants an int above 0, not \(value.payload)")
      }
      return .int(Int.random(in: 0..<value.payload, using: &heap.generator))
    case .range: return try one(of: value, "random", in: heap)
    default:
      throw Fault(
        "TypeError",
        "`random` wants an int or a range such as 1...6, not \(value.typePhrase)"
      )
    }
  }

  @Sendable private static func choice(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    switch value.tag {
    case .range: return try one(of: value, "choice", in: heap)
    case .list:
      let count = heap.listCount(value)
      if count == 0 { throw Fault("ValueError", "`choice` of an empty list") }
      return unsafe heap.listItems(value)[Int.random(in: 0..<count, using: &heap.generator)]
    case .string:
      guard let character = heap.swiftString(value).randomElement(using: &heap.generator) else {
        throw Fault("ValueError", "`choice` of an empty string")
      }
      return heap.makeString(String(character))
    default:
      throw Fault(
        "TypeError",
        "`choice` wants a list, a range or a string, not \(value.typePhrase)"
      )
    }
  }

  private static func one(
    of value: Value,
    _ name: String,
    in heap: Heap
  ) throws(Fault) -> Value {
    let (lower, upper, isClosed) = heap.range(value)
    guard lower < upper || isClosed && lower == upper else {
      throw Fault("ValueError", "`\(name)` of the empty range \(heap.quotedText(of: value))")
    }
    return .int(Int.random(in: lower...(isClosed ? upper : upper - 1), using: &heap.generator))
  }

  @Sendable private static func shuffle(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let list = try call.argument(0, "shuffle", .list, "a list")
    let count = heap.listCount(list)
    guard count > 1 else { return .null }
    var items = unsafe UnsafeMutableBufferPointer(start: heap.listItems(list), count: count)
    unsafe items.shuffle(using: &heap.generator)
    return .null
  }
}
