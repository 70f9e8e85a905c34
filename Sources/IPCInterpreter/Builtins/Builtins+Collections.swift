/// The builtins for lists, and for whatever else has values in order.
extension Builtins {
  static let collections: [Builtin] = [
    Builtin(
      "len",
      [.init("value")],
      "The number of characters, values, keys or ints.",
      example: .init("[len(\"né\"), len([1, 2]), len(1...9)]", "[2, 2, 9]"),
      .native(len)
    ),
    Builtin(
      "range",
      [.init("first"), .init("end", isOptional: true), .init("step", isOptional: true)],
      "The ints from first, or 0, up to but without end; with a step, as a list.",
      example: .init("list(range(3)) + range(9, 0, -4)", "[0, 1, 2, 9, 5, 1]"),
      .native(range)
    ),
    Builtin(
      "append",
      [.init("list"), .init("value")],
      "Adds a value at the end of a list.",
      example: .init("let xs = [1]; append(xs, 2); xs", "[1, 2]"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        call.heap.append(try call.argument(0, "append", .list, "a list first"), call[1])
        return .null
      }
    ),
    Builtin(
      "insert",
      [.init("list"), .init("position"), .init("value")],
      "Puts a value before the one at a position of a list.",
      example: .init("let xs = [1, 3]; insert(xs, 1, 2); xs", "[1, 2, 3]"),
      .native(insert)
    ),
    Builtin(
      "remove",
      [.init("list"), .init("position")],
      "Takes the value at a position out of a list and gives it.",
      example: .init("let xs = [1, 2, 3]; [remove(xs, -1), xs]", "[3, [1, 2]]"),
      .native(remove)
    ),
    Builtin(
      "reversed",
      [.init("values")],
      "The values from the last to the first, as a new list.",
      example: .init("reversed(1...3)", "[3, 2, 1]"),
      .native(reversed)
    ),
    Builtin(
      "zip",
      [.init("first"), .init("second")],
      takesRest: true,
      "The lists of the first values, of the second values, up to the end of the shortest.",
      example: .init("zip([\"a\", \"b\"], 1...9)", "[[\"a\", 1], [\"b\", 2]]"),
      .native(zip)
    ),
    Builtin(
      "enumerate",
      [.init("values"), .init("start", isOptional: true)],
      "The pairs of a position, from 0 or start on, and the value there.",
      example: .init("enumerate([\"a\", \"b\"], 1)", "[[1, \"a\"], [2, \"b\"]]"),
      .native(enumerate)
    ),
  ]

  @Sendable private static func len(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    switch value.tag {
    case .string: return .int(heap.characterCount(value))
    case .bytes: return .int(heap.byteCount(value))
    case .list: return .int(heap.listCount(value))
    case .map: return .int(heap.mapCount(value))
    case .range:
      guard let count = Int(exactly: heap.rangeCount(value)) else {
        throw Fault("Overflow", "the range is longer than an int can say")
      }
      return .int(count)
    case .queue: throw Fault("TypeError", "`len` does not work on a queue; q.size is its length")
    default: throw Fault("TypeError", "`len` does not work on \(value.typePhrase)")
    }
  }

  @Sendable private static func range(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let first = try call.argument(0, "range", .int, "ints").payload
    guard call[1].isSet else { return heap.makeRange(0, first, isClosed: false) }
    let end = try call.argument(1, "range", .int, "ints").payload
    guard call[2].isSet else { return heap.makeRange(first, end, isClosed: false) }
    let step = try call.argument(2, "range", .int, "ints").payload
    if step == 0 { throw Fault("ValueError", "the step of a range cannot be 0") }
    let isEmpty = step > 0 ? first >= end : first <= end
    let (low, high) = (min(first, end), max(first, end))
    let distance = UInt(bitPattern: high) &- UInt(bitPattern: low)
    let count = isEmpty ? 0 : (distance - 1) / step.magnitude + 1
    try heap.checkRoom(Int(clamping: count), times: MemoryLayout<Value>.stride)
    let list = heap.makeUninitializedList(count: Int(count))
    let items = unsafe heap.listItems(list)
    for position in 0..<Int(count) { unsafe items[position] = .int(first &+ position &* step) }
    return list
  }

  /// A position in a list, from the end when it is negative.
  private static func position(
    _ call: NativeCall,
    _ name: String,
    count: Int,
    last: Int
  ) throws(Fault) -> Int {
    let given = try call.argument(1, name, .int, "an int as position").payload
    let position = given < 0 ? given &+ count : given
    guard position >= 0, position <= last else {
      let size = count == 0 ? "is empty" : "has \(count) of them"
      throw Fault("IndexError", "position \(given) is out of range: the list \(size)")
    }
    return position
  }

  @Sendable private static func insert(_ call: NativeCall) throws(Fault) -> Value {
    let list = try call.argument(0, "insert", .list, "a list first")
    let count = call.heap.listCount(list)
    let position = try position(call, "insert", count: count, last: count)
    call.heap.insert(list, call[2], at: position)
    return .null
  }

  @Sendable private static func remove(_ call: NativeCall) throws(Fault) -> Value {
    if call[0].tag == .map {
      throw Fault("TypeError", "`remove` wants a list; delete(m, k) takes a key out of a map")
    }
    let list = try call.argument(0, "remove", .list, "a list first")
    let count = call.heap.listCount(list)
    return call.heap.remove(
      list,
      at: try position(call, "remove", count: count, last: count - 1)
    )
  }

  @Sendable private static func reversed(_ call: NativeCall) throws(Fault) -> Value {
    let list = try list(of: call[0], "reversed", in: call.heap)
    let count = call.heap.listCount(list)
    var items = unsafe UnsafeMutableBufferPointer(start: call.heap.listItems(list), count: count)
    if count > 0 { unsafe items.reverse() }
    return list
  }

  @Sendable private static func zip(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    var sources: [Elements] = []
    for position in 0..<call.count {
      sources.append(try Elements(call[position], "zip", in: heap))
    }
    let limit = heap.limitFromHere
    let result = heap.makeList(count: 0)
    while true {
      let row = heap.makeList(count: sources.count)
      for position in sources.indices {
        guard let item = try sources[position].next() else { return result }
        unsafe heap.listItems(row)[position] = item
      }
      heap.append(result, row)
      try heap.check(limit: limit)
    }
  }

  @Sendable private static func enumerate(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    var number = 0
    if call[1].isSet { number = try call.argument(1, "enumerate", .int, "an int as start").payload }
    var elements = try Elements(call[0], "enumerate", in: heap)
    guard number <= .max - elements.countAtMost else {
      throw Fault("Overflow", "the positions do not fit into 64 bits")
    }
    let limit = heap.limitFromHere
    let result = heap.makeList(count: 0)
    while let item = try elements.next() {
      let pair = heap.makeList(count: 2)
      unsafe heap.listItems(pair)[0] = .int(number)
      unsafe heap.listItems(pair)[1] = item
      heap.append(result, pair)
      try heap.check(limit: limit)
      number += 1
    }
    return result
  }
}
