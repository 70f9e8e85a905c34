/// The builtins for lists and maps.
extension Builtins {
  static let collections: [Builtin] = [
    Builtin(
      "len",
      [.init("value")],
      "The number of characters, values, keys or ints.",
      .native(len)
    ),
    Builtin(
      "append",
      [.init("list"), .init("value")],
      "Adds a value at the end.",
      .native(append)
    ),
    Builtin("keys", [.init("map")], "The keys of a map in order.", .native(keys)),
    Builtin("values", [.init("map")], "The values of a map in order.", .native(values)),
    Builtin("has", [.init("map"), .init("key")], "Whether a map has a key.", .native(has)),
    Builtin(
      "delete",
      [.init("map"), .init("key")],
      "Takes a key out of a map and gives its value.",
      .native(delete)
    ),
    Builtin(
      "sorted",
      [.init("values"), .init("reverse", isLabelOnly: true)],
      "The values in ascending order, as a new list.",
      .native(sorted)
    ),
    Builtin("reversed", [.init("list")], "A list from its end, as a new list.", .native(reversed)),
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

  @Sendable private static func append(_ call: NativeCall) throws(Fault) -> Value {
    call.heap.append(try call.argument(0, "append", .list, "a list first"), call[1])
    return .null
  }

  @Sendable private static func keys(_ call: NativeCall) throws(Fault) -> Value {
    let map = try call.argument(0, "keys", .map, "a map")
    return entries(of: map, in: call.heap) { $0.key }
  }

  @Sendable private static func values(_ call: NativeCall) throws(Fault) -> Value {
    let map = try call.argument(0, "values", .map, "a map")
    return entries(of: map, in: call.heap) { $0.value }
  }

  private static func entries(
    of map: Value,
    in heap: Heap,
    _ part: ((key: Value, value: Value)) -> Value
  ) -> Value {
    let list = heap.makeList(count: 0)
    heap.reserve(list, capacity: heap.mapCount(map))
    var position = 0
    while let entry = heap.mapEntry(map, at: &position) { heap.append(list, part(entry)) }
    return list
  }

  @Sendable private static func has(_ call: NativeCall) throws(Fault) -> Value {
    let map = try call.argument(0, "has", .map, "a map first")
    return .bool(try call.heap.mapGet(map, call[1]) != nil)
  }

  @Sendable private static func delete(_ call: NativeCall) throws(Fault) -> Value {
    let map = try call.argument(0, "delete", .map, "a map first")
    guard let value = try call.heap.mapDelete(map, call[1]) else {
      throw Fault("KeyError", "the map has no key \(call.heap.quotedText(of: call[1]))")
    }
    return value
  }

  @Sendable private static func sorted(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    var items = try elements(call[0], "sorted", in: heap)
    // The standard library's sort is stable and takes typed errors only by way of a note beside it.
    var fault: Fault?
    let isReversed = call[1].isSet && call[1].isTrue
    if isReversed { items.reverse() }
    items.sort { first, second in
      do throws(Fault) {
        let order = try heap.compare(first, second)
        return isReversed ? order > 0 : order < 0
      } catch {
        fault = fault ?? error
        return false
      }
    }
    if let fault { throw fault }
    if isReversed {
      // Equal ones keep their order, as without `reverse:`.
      items = try stableRuns(items, in: heap)
    }
    return heap.makeList(items)
  }

  /// Turns every run of equal values round again.
  private static func stableRuns(_ items: [Value], in heap: Heap) throws(Fault) -> [Value] {
    var result: [Value] = []
    var run: [Value] = []
    for item in items {
      if let last = run.last, try heap.compare(last, item) != 0 {
        result += run.reversed()
        run.removeAll()
      }
      run.append(item)
    }
    return result + run.reversed()
  }

  @Sendable private static func reversed(_ call: NativeCall) throws(Fault) -> Value {
    call.heap.makeList(try elements(call[0], "reversed", in: call.heap).reversed())
  }

  /// The values of something that a `for` could walk without waiting.
  static func elements(_ value: Value, _ name: String, in heap: Heap) throws(Fault) -> [Value] {
    switch value.tag {
    case .list: return heap.listArray(value)
    case .map:
      var items: [Value] = []
      var position = 0
      while let entry = heap.mapEntry(value, at: &position) { items.append(entry.key) }
      return items
    case .range:
      let (lower, _, _) = heap.range(value)
      let count = heap.rangeCount(value)
      guard count * 16 < UInt(heap.byteLimit) else {
        throw Fault("OutOfMemory", "the range is too long for a list")
      }
      return (0..<Int(count)).map { .int(lower + $0) }
    case .string:
      return heap.swiftString(value).map { heap.makeString(String($0)) }
    default:
      throw Fault("TypeError", "`\(name)` wants a list, not \(value.typePhrase)")
    }
  }
}
