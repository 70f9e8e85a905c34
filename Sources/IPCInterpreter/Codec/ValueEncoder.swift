/// Writes values as the bytes of an item and collects the handles among them.
///
/// One encoder is used again and again, so that a small item allocates nothing.
package struct ValueEncoder {
  /// An object whose parts are being written.
  private struct Open {
    var value: Value
    /// The next part.
    var position: Int
    /// The number of parts, or of entries used.
    var count: Int
  }

  /// The bytes of the item.
  package private(set) var bytes: [UInt8] = []
  /// The handles in the item, each once.
  package private(set) var handles: [Value] = []
  /// The functions in the item; what their top-level names mean may be reached through it too.
  package private(set) var functions: [Value] = []
  private var numbers: [Int: Int] = [:]
  private var open: [Open] = []

  /// Makes an encoder.
  package init() {
    bytes.reserveCapacity(256)
  }

  /// Writes a value without parts into memory of at least 10 bytes, without an encoder.
  ///
  /// - Returns: the number of bytes; nil for a value that wants an encoder, and for a string that is longer than the memory.
  @inline(__always) package static func encodeSimple(
    _ value: Value,
    from heap: Heap,
    into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    unsafe target[0] = ItemFormat.version
    func number(_ tag: ItemFormat.Tag) -> Int {
      unsafe target[1] = tag.rawValue
      unsafe target.storeBytes(of: value.payload.littleEndian, toByteOffset: 2, as: Int.self)
      return 10
    }
    func bare(_ tag: ItemFormat.Tag) -> Int {
      unsafe target[1] = tag.rawValue
      return 2
    }
    switch value.tag {
    case .int: return number(.int)
    case .float: return number(.float)
    case .duration: return number(.duration)
    case .null: return bare(.null)
    case .bool: return bare(value.payload != 0 ? .yes : .no)
    case .string:
      let text = unsafe heap.string(value)
      let limit = min(ItemFormat.sharedStringLength, target.count - 3)
      guard text.count <= limit, let start = text.baseAddress else { return nil }
      unsafe target[1] = ItemFormat.Tag.string.rawValue
      unsafe target[2] = UInt8(text.count)
      guard let base = target.baseAddress else { return nil }
      unsafe (base + 3).copyMemory(from: start, byteCount: text.count)
      return 3 + text.count
    default: return nil
    }
  }

  /// Writes a value; `bytes` and `handles` then hold it.
  ///
  /// - Throws: `ValueError` when it contains itself or is nested more than 10,000 deep.
  package mutating func encode(_ value: Value, from heap: Heap) throws(Fault) {
    bytes.removeAll(keepingCapacity: true)
    if !handles.isEmpty { handles.removeAll(keepingCapacity: true) }
    if !functions.isEmpty { functions.removeAll(keepingCapacity: true) }
    if !numbers.isEmpty { numbers.removeAll(keepingCapacity: true) }
    open.removeAll(keepingCapacity: true)
    bytes.append(ItemFormat.version)
    try write(value, from: heap)
    while let last = open.last {
      guard let part = nextPart(of: last, in: heap) else {
        open.removeLast()
        continue
      }
      try write(part, from: heap)
    }
  }

  /// The next part of the innermost open object, whose position is moved on.
  private mutating func nextPart(of object: Open, in heap: Heap) -> Value? {
    guard object.position < object.count else { return nil }
    let top = open.count - 1
    let position = object.position
    open[top].position = position + 1
    let offset = object.value.payload
    switch object.value.tag {
    case .list:
      // A list may have become shorter only if a script ran, which it does not meanwhile.
      return unsafe heap.listItems(object.value)[position]
    case .map:
      // Keys and values in turn; deleted entries are passed over as pairs.
      let entries = unsafe heap.values(heap.words(offset)[3])
      if unsafe !entries[position & ~1].isSet {
        open[top].position = (position & ~1) + 2
        return nextPart(of: open[top], in: heap)
      }
      return unsafe entries[position]
    case .closure:
      return unsafe Value(tag: .cell, payload: heap.captures(object.value)[position])
    default:
      return unsafe heap.values(offset)[position]
    }
  }

  private mutating func write(_ value: Value, from heap: Heap) throws(Fault) {
    switch value.tag {
    case .null: write(.null)
    case .unset: write(.unset)
    case .bool: write(value.payload != 0 ? .yes : .no)
    case .int: write(.int, number: value.payload)
    case .float: write(.float, number: value.payload)
    case .duration: write(.duration, number: value.payload)
    case .builtin: write(.builtin, count: value.payload)
    case .process: writeHandle(.process, value)
    case .queue: writeHandle(.queue, value)
    case .pipe: writeHandle(.pipe, value)
    case .string:
      let count = heap.byteCount(value)
      if count > ItemFormat.sharedStringLength, try writeReference(value) { return }
      write(.string, count: count)
      unsafe bytes.append(contentsOf: heap.string(value))
    case .bytes:
      if try writeReference(value) { return }
      write(.bytes, count: heap.byteCount(value))
      unsafe bytes.append(contentsOf: heap.string(value))
    case .range:
      let (lower, upper, isClosed) = heap.range(value)
      write(.range, number: lower)
      append(number: upper)
      bytes.append(isClosed ? 1 : 0)
    case .list: try begin(.list, value, count: heap.listCount(value))
    case .map:
      if try writeReference(value) { return }
      write(.map, count: heap.mapCount(value))
      try push(value, count: unsafe heap.words(value.payload)[1] * 2)
    case .closure:
      if try writeReference(value) { return }
      functions.append(value)
      write(.closure, count: heap.closureFunction(value))
      append(count: heap.captureCount(value))
      try push(value, count: heap.captureCount(value))
    case .cell: try begin(.cell, value, count: nil)
    case .error: try begin(.error, value, count: nil)
    case .command: try begin(.command, value, count: nil)
    case .reader:
      throw Fault("ValueError", "a reader cannot be sent: send its lines, or the path of the file")
    }
  }

  private mutating func begin(
    _ tag: ItemFormat.Tag,
    _ value: Value,
    count: Int?
  ) throws(Fault) {
    if try writeReference(value) { return }
    write(tag)
    if let count { append(count: count) }
    try push(value, count: count ?? (value.tag == .error ? ErrorField.count : 1))
  }

  private mutating func push(_ value: Value, count: Int) throws(Fault) {
    if open.count >= ItemFormat.nestingLimit {
      throw Fault(
        "ValueError",
        "values nested more than \(ItemFormat.nestingLimit) deep cannot be sent"
      )
    }
    open.append(Open(value: value, position: 0, count: count))
  }

  /// Writes an object that was met before as its number; else gives it one and returns false.
  private mutating func writeReference(_ value: Value) throws(Fault) -> Bool {
    guard let number = numbers[value.payload] else {
      numbers[value.payload] = numbers.count
      return false
    }
    if let position = open.lastIndex(where: { $0.value.payload == value.payload }) {
      // A function may refer to itself through the variable that holds it; data may not.
      let isThroughFunction = open[position...].contains { $0.value.tag == .cell }
      if !isThroughFunction {
        throw Fault("ValueError", "a \(value.typeName) that contains itself cannot be sent")
      }
    }
    write(.reference, count: number)
    return true
  }

  private mutating func writeHandle(_ tag: ItemFormat.Tag, _ value: Value) {
    write(tag, count: value.payload)
    let isKnown = handles.contains { $0.tag == value.tag && $0.payload == value.payload }
    if !isKnown { handles.append(value) }
  }

  private mutating func write(_ tag: ItemFormat.Tag) {
    bytes.append(tag.rawValue)
  }

  private mutating func write(_ tag: ItemFormat.Tag, count: Int) {
    write(tag)
    append(count: count)
  }

  private mutating func write(_ tag: ItemFormat.Tag, number: Int) {
    write(tag)
    append(number: number)
  }

  private mutating func append(count: Int) {
    var rest = UInt(bitPattern: count)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(number: Int) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }
}
