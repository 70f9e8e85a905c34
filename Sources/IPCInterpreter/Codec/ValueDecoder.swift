/// Reads the bytes of an item as a value in a heap.
@safe package struct ValueDecoder {
  /// An object that waits for its parts.
  private struct Open {
    var value: Value
    var position: Int
    var count: Int
    /// The key of a map whose value comes next.
    var key = Value.unset
  }

  private let bytes: UnsafeRawBufferPointer
  private let heap: Heap
  private var offset = 1
  private var objects: [Value] = []
  private var open: [Open] = []
  private var functions: [Value] = []

  private init(_ bytes: UnsafeRawBufferPointer, heap: Heap) {
    unsafe self.bytes = unsafe bytes
    self.heap = heap
  }

  /// Returns the value of an item.
  ///
  /// - Parameters:
  ///   - bytes: The item.
  ///   - heap: Where the value is made.
  ///   - functions: Gets the functions in the item.
  /// - Returns: The value.
  /// - Throws: `ValueError` when the bytes are no item of this version.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer,
    into heap: Heap,
    functions: inout [Value]
  ) throws(Fault) -> Value {
    guard let version = unsafe bytes.first, version == ItemFormat.version else {
      throw Fault("ValueError", "the item was written by another version")
    }
    if let number = unsafe decodeNumber(bytes) { return number }
    var decoder = unsafe ValueDecoder(bytes, heap: heap)
    let value = try decoder.read()
    functions = decoder.functions
    return value
  }

  /// Returns the value of an item that is a number, without a decoder; nil for any other.
  @inline(__always) package static func decodeNumber(_ bytes: UnsafeRawBufferPointer) -> Value? {
    guard bytes.count == 10, unsafe bytes[0] == ItemFormat.version else { return nil }
    let number = Int(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 2, as: Int.self))
    switch unsafe bytes[1] {
    case ItemFormat.Tag.int.rawValue: return .int(number)
    case ItemFormat.Tag.float.rawValue: return Value(tag: .float, payload: number)
    case ItemFormat.Tag.duration.rawValue: return .duration(number)
    default: return nil
    }
  }

  private mutating func read() throws(Fault) -> Value {
    var value = try readValue()
    while let top = open.indices.last {
      // A value is complete when nothing was opened by reading it; else its first part comes next.
      guard open[top].count == open[top].position else {
        let part = try readValue()
        // A part that was opened itself is placed when it is complete.
        if open.count - 1 == top { try place(part, in: top) }
        continue
      }
      value = open.removeLast().value
      guard let parent = open.indices.last else { return value }
      try place(value, in: parent)
    }
    return value
  }

  private mutating func place(_ part: Value, in index: Int) throws(Fault) {
    let object = open[index]
    let position = object.position
    open[index].position = position + 1
    switch object.value.tag {
    case .list: unsafe heap.listItems(object.value)[position] = part
    case .map:
      if position & 1 == 0 {
        open[index].key = part
      } else {
        try heap.mapSet(object.value, object.key, part)
      }
    case .closure: unsafe heap.captures(object.value)[position] = part.payload
    default: unsafe heap.values(object.value.payload)[position] = part
    }
  }

  /// Reads a value without parts, or opens one with parts and returns it.
  private mutating func readValue() throws(Fault) -> Value {
    guard let tag = ItemFormat.Tag(rawValue: try byte()) else { throw damaged }
    switch tag {
    case .null: return .null
    case .unset: return .unset
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .int: return .int(try number())
    case .float: return Value(tag: .float, payload: try number())
    case .duration: return .duration(try number())
    case .builtin: return Value(tag: .builtin, payload: try count())
    case .process: return Value(tag: .process, payload: try count())
    case .queue: return Value(tag: .queue, payload: try count())
    case .pipe: return Value(tag: .pipe, payload: try count())
    case .string:
      let text = unsafe heap.makeString(utf8: try run())
      if heap.byteCount(text) > ItemFormat.sharedStringLength { objects.append(text) }
      return text
    case .bytes:
      let data = unsafe heap.makeBytes(try run())
      objects.append(data)
      return data
    case .range:
      let (lower, upper) = (try number(), try number())
      return heap.makeRange(lower, upper, isClosed: try byte() != 0)
    case .list:
      let count = try partCount()
      return begin(heap.makeList(count: count), count: count)
    case .map:
      let count = try partCount()
      return begin(heap.makeMap(capacity: count), count: count * 2)
    case .closure:
      let function = try count()
      guard function < heap.functionCount else {
        throw Fault(
          "ValueError",
          "the item has a function that was defined after this process was started"
        )
      }
      let captures = try partCount()
      let closure = heap.makeClosure(function: function, captures: captures)
      functions.append(closure)
      for position in 0..<captures { unsafe heap.captures(closure)[position] = 0 }
      return begin(closure, count: captures)
    case .cell: return begin(heap.makeCell(.unset), count: 1)
    case .command: return begin(heap.makeCommand(stages: .null), count: 1)
    case .error: return begin(heap.makeError(kind: .null, message: .null), count: ErrorField.count)
    case .reference:
      let number = try count()
      guard objects.indices.contains(number) else { throw damaged }
      return objects[number]
    }
  }

  private mutating func begin(_ value: Value, count: Int) -> Value {
    objects.append(value)
    open.append(Open(value: value, position: 0, count: count))
    return value
  }

  private var damaged: Fault { Fault("ValueError", "the bytes of the item are damaged") }

  private mutating func byte() throws(Fault) -> UInt8 {
    guard unsafe offset < bytes.count else { throw damaged }
    defer { offset += 1 }
    return unsafe bytes[offset]
  }

  private mutating func number() throws(Fault) -> Int {
    guard unsafe offset + 8 <= bytes.count else { throw damaged }
    defer { offset += 8 }
    return Int(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Int.self))
  }

  private mutating func count() throws(Fault) -> Int {
    var result: UInt = 0
    var shift: UInt = 0
    while shift < 64 {
      let byte = try byte()
      result |= UInt(byte & 0x7f) << shift
      if byte < 0x80 { return Int(bitPattern: result) }
      shift += 7
    }
    throw damaged
  }

  /// A number of parts, each of which takes at least a byte.
  private mutating func partCount() throws(Fault) -> Int {
    let count = try count()
    guard count >= 0, unsafe count <= bytes.count - offset else { throw damaged }
    return count
  }

  private mutating func run() throws(Fault) -> UnsafeBufferPointer<UInt8> {
    let count = try partCount()
    defer { offset += count }
    return unsafe UnsafeBufferPointer(
      rebasing: bytes.bindMemory(to: UInt8.self)[offset..<offset + count]
    )
  }
}
