/// The builtins that bring values into order. The prelude has the code of those that may be given a key function; what
/// it leaves to natives begins with `_`.
extension Builtins {
  static let sorting: [Builtin] = [
    Builtin(
      "sort",
      [.init("list"), .init("by", isLabelOnly: true), .init("reverse", isLabelOnly: true)],
      "Brings a list into ascending order, or that of its values' keys; equal ones keep theirs.",
      example: .init("let xs = [3, 1, 2]; sort(xs); xs", "[1, 2, 3]"),
      .prelude
    ),
    Builtin(
      "sorted",
      [.init("values"), .init("by", isLabelOnly: true), .init("reverse", isLabelOnly: true)],
      "The values in ascending order, or that of their keys, as a new list.",
      example: .init("sorted([\"bb\", \"a\"], by: s => len(s))", "[\"a\", \"bb\"]"),
      .prelude
    ),
    Builtin(
      "min",
      [.init("first"), .init("by", isLabelOnly: true), .init("reverse", isLabelOnly: true)],
      takesRest: true,
      "The smallest of its arguments, or of a list, or that of the smallest key.",
      example: .init("[min(2, 1), min([3, 4])]", "[1, 3]"),
      .prelude
    ),
    Builtin(
      "max",
      [.init("first"), .init("by", isLabelOnly: true), .init("reverse", isLabelOnly: true)],
      takesRest: true,
      "The greatest of its arguments, or of a list, or that of the greatest key.",
      example: .init("max([\"bb\", \"a\"], by: s => len(s))", "\"bb\""),
      .prelude
    ),
    Builtin(
      "_list",
      [.init("name"), .init("values")],
      "A new list of what a builtin of that name was given.",
      .native { (call: NativeCall) throws(Fault) -> Value in
        try list(of: call[1], call.heap.swiftString(call[0]), in: call.heap)
      }
    ),
    Builtin(
      "_sort",
      [.init("list"), .init("keys"), .init("reverse")],
      "Brings a list into the order of its values, or of the keys if they are not nil.",
      .native(sort)
    ),
    Builtin(
      "_extreme",
      [.init("name"), .init("first"), .init("rest"), .init("reverse")],
      "The value for `min` or `max`: of a list and its rest, or of the first argument alone.",
      .native(extreme)
    ),
  ]

  @Sendable private static func sort(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let list = try call.argument(0, "sort", .list, "a list; sorted(…) takes others")
    let items = heap.listArray(list)
    let keys = call[1].tag == .list ? heap.listArray(call[1]) : items
    guard keys.count == items.count else {
      throw Fault("ValueError", "the list was changed while it was sorted")
    }
    let order = try order(of: keys, isReversed: call[2].isTrue, in: heap)
    let target = unsafe heap.listItems(list)
    for (position, entry) in order.enumerated() { unsafe target[position] = items[entry.position] }
    return .null
  }

  /// A key of a value, as a number that decides most comparisons, and the value's position.
  private struct Entry {
    var key: Int
    var position: Int
  }

  /// The entries of keys in order; keys of one type are compared without looking at the type each time.
  private static func order(
    of keys: [Value],
    isReversed: Bool,
    in heap: Heap
  ) throws(Fault) -> [Entry] {
    let tag = keys.first?.tag
    let common = keys.allSatisfy { $0.tag == tag } ? tag : nil
    var entries = keys.enumerated().map { position, key in
      Entry(key: number(of: key, common, in: heap), position: position)
    }
    let poll: () throws(Fault) -> Void = { () throws(Fault) in try heap.poll() }
    switch common {
    case .int, .duration, .float:
      if isReversed {
        try StableSort.sort(&entries, poll) { (first, second) throws(Fault) in
          first.key > second.key
        }
      } else {
        try StableSort.sort(&entries, poll) { (first, second) throws(Fault) in
          first.key < second.key
        }
      }
    case .string:
      try StableSort.sort(&entries, poll) { (first, second) throws(Fault) in
        var order = first.key < second.key ? -1 : 1
        if first.key == second.key {
          order = heap.compareStrings(keys[first.position], keys[second.position])
        }
        return isReversed ? order > 0 : order < 0
      }
    default:
      try StableSort.sort(&entries, poll) { (first, second) throws(Fault) in
        let order = try heap.compare(keys[first.position], keys[second.position])
        return isReversed ? order > 0 : order < 0
      }
    }
    return entries
  }

  /// A number that orders keys of a common type: exactly, or for strings by their first eight bytes.
  private static func number(of key: Value, _ common: Value.Tag?, in heap: Heap) -> Int {
    switch common {
    case .int, .duration: return key.payload
    case .float:
      // The bits of positive floats have their order, those of negative ones the contrary; -0.0 becomes 0.0.
      let bits = Int(bitPattern: UInt((key.double + 0).bitPattern))
      return bits ^ ((bits >> 63) & .max)
    case .string:
      var prefix: UInt = 0
      let bytes = unsafe heap.string(key)
      for position in 0..<min(8, bytes.count) {
        unsafe prefix |= UInt(bytes[position]) << UInt(56 - 8 * position)
      }
      return Int(bitPattern: prefix ^ 1 << 63)
    default: return 0
    }
  }

  @Sendable private static func extreme(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, first, rest) = (call.heap, call[1], call[2])
    let name = heap.swiftString(call[0])
    let wantsLess = (name == "min") != call[3].isTrue
    var elements = try Elements(heap.listCount(rest) == 0 ? first : rest, name, in: heap)
    guard var best = heap.listCount(rest) == 0 ? try elements.next() : first else {
      throw Fault("ValueError", "`\(name)` of nothing")
    }
    while let item = try elements.next() {
      let order = try heap.compare(item, best)
      if wantsLess ? order < 0 : order > 0 { best = item }
    }
    return best
  }
}
