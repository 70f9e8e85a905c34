/// The builtins for maps.
extension Builtins {
  static let maps: [Builtin] = [
    Builtin(
      "keys",
      [.init("map")],
      "The keys of a map in order, as a new list.",
      example: .init("keys({a: 1, b: 2})", "[\"a\", \"b\"]"),
      .native { (call: NativeCall) throws(Fault) -> Value in try parts(call, "keys") { $0.key } }
    ),
    Builtin(
      "values",
      [.init("map")],
      "The values of a map in order, as a new list.",
      example: .init("values({a: 1, b: 2})", "[1, 2]"),
      .native { (call: NativeCall) throws(Fault) -> Value in try parts(call, "values") { $0.value }
      }
    ),
    Builtin(
      "has",
      [.init("map"), .init("key")],
      "Whether a map has a key.",
      example: .init("has({a: nil}, \"a\")", "true"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        let map = try call.argument(0, "has", .map, "a map first")
        return .bool(try call.heap.mapGet(map, call[1]) != nil)
      }
    ),
    Builtin(
      "delete",
      [.init("map"), .init("key")],
      "Takes a key out of a map and gives its value.",
      example: .init("let m = {a: 1, b: 2}; [delete(m, \"a\"), m]", "[1, {\"b\": 2}]"),
      .native(delete)
    ),
  ]

  private static func parts(
    _ call: NativeCall,
    _ name: String,
    _ part: ((key: Value, value: Value)) -> Value
  ) throws(Fault) -> Value {
    let heap = call.heap
    let map = try call.argument(0, name, .map, "a map")
    try heap.checkRoom(heap.mapCount(map), times: MemoryLayout<Value>.stride)
    let list = heap.makeList(count: 0)
    heap.reserve(list, capacity: heap.mapCount(map))
    var position = 0
    while let entry = heap.mapEntry(map, at: &position) { heap.append(list, part(entry)) }
    return list
  }

  @Sendable private static func delete(_ call: NativeCall) throws(Fault) -> Value {
    if call[0].tag == .list {
      throw Fault("TypeError", "`delete` wants a map; remove(xs, i) takes a value out of a list")
    }
    let map = try call.argument(0, "delete", .map, "a map first")
    guard let value = try call.heap.mapDelete(map, call[1]) else {
      throw Fault("KeyError", "the map has no key \(call.heap.quotedText(of: call[1]))")
    }
    return value
  }
}
