/// Walks the values of something that a `for` could walk without waiting.
///
/// A list is read as it is at each step; maps give their keys, strings their characters, bytes their ints.
struct Elements {
  private let heap: Heap
  private let sequence: Value
  /// The position of the next value; of strings the offset of its first byte.
  private var position = 0
  /// The next int of a range and the number of ints that are left.
  private var upcoming = 0
  private var left: UInt = 0

  /// - Throws: `TypeError` when the value is no sequence.
  init(_ sequence: Value, _ name: String, in heap: Heap) throws(Fault) {
    self.heap = heap
    self.sequence = sequence
    switch sequence.tag {
    case .list, .map, .string, .bytes: break
    case .range:
      upcoming = heap.range(sequence).lower
      left = heap.rangeCount(sequence)
    default: throw Fault("TypeError", "`\(name)` wants a list, not \(sequence.typePhrase)")
    }
  }

  /// The number of values; of strings an upper bound.
  var countAtMost: Int {
    switch sequence.tag {
    case .list: heap.listCount(sequence)
    case .map: heap.mapCount(sequence)
    case .range: Int(clamping: left)
    default: heap.byteCount(sequence)
    }
  }

  /// The next value, or nil at the end.
  ///
  /// - Throws: `Fault.stop`, as walking a long range takes a long time.
  @inline(__always) mutating func next() throws(Fault) -> Value? {
    try heap.poll()
    guard sequence.tag == .list else { return nextOfOthers() }
    guard position < heap.listCount(sequence) else { return nil }
    position += 1
    return unsafe heap.listItems(sequence)[position - 1]
  }

  private mutating func nextOfOthers() -> Value? {
    switch sequence.tag {
    case .map: return heap.mapEntry(sequence, at: &position)?.key
    case .range:
      guard left > 0 else { return nil }
      left -= 1
      defer { upcoming &+= 1 }
      return .int(upcoming)
    case .string:
      let start = position
      guard start < heap.byteCount(sequence) else { return nil }
      position += heap.characterLength(sequence, at: start)
      return heap.substring(sequence, start..<position)
    default:
      guard position < heap.byteCount(sequence) else { return nil }
      position += 1
      return .int(unsafe Int(heap.string(sequence)[position - 1]))
    }
  }
}

extension Builtins {
  /// The values of something that a `for` could walk without waiting, as an array.
  static func elements(_ value: Value, _ name: String, in heap: Heap) throws(Fault) -> [Value] {
    if value.tag == .list { return heap.listArray(value) }
    var elements = try Elements(value, name, in: heap)
    try heap.checkRoom(elements.countAtMost, times: MemoryLayout<Value>.stride)
    var items: [Value] = []
    items.reserveCapacity(elements.countAtMost)
    while let item = try elements.next() { items.append(item) }
    return items
  }

  /// A new list of the values of something that a `for` could walk without waiting.
  static func list(of value: Value, _ name: String, in heap: Heap) throws(Fault) -> Value {
    var elements = try Elements(value, name, in: heap)
    let count = elements.countAtMost
    try heap.checkRoom(count, times: MemoryLayout<Value>.stride)
    let limit = heap.limitFromHere
    let list = heap.makeList(count: 0)
    heap.reserve(list, capacity: count)
    while let item = try elements.next() {
      heap.append(list, item)
      try heap.check(limit: limit)
    }
    return list
  }
}
