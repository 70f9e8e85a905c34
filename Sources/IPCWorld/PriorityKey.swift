import IPCInterpreter

/// Keys of priority queues as bytes whose order, compared one by one, is that of the values.
///
/// The first byte says what can be compared with what: numbers, strings, durations, lists. A number is its nearest `Double`
/// with the sign bit turned so that it sorts, then how far an int is from that `Double`. A string ends with a zero byte,
/// zeros in it are followed by 255. A list is its elements, each after a byte 1, and a byte 0.
enum PriorityKey {
  private enum Kind: UInt8 {
    case number = 1
    case string, duration, list
  }

  /// Returns the key of an item: its first part when it is a list of two, else the item itself.
  ///
  /// - Throws: `TypeError` when it has no order.
  static func bytes(of item: Value, heap: Heap) throws(Fault) -> [UInt8] {
    var key = item
    if item.tag == .list, heap.listCount(item) == 2 { key = heap.listArray(item)[0] }
    var bytes: [UInt8] = []
    try append(key, to: &bytes, heap: heap, depth: 0)
    return bytes
  }

  private static func append(
    _ value: Value,
    to bytes: inout [UInt8],
    heap: Heap,
    depth: Int
  ) throws(Fault) {
    switch value.tag {
    case .int:
      bytes.append(Kind.number.rawValue)
      let near = Double(value.payload)
      append(near, to: &bytes)
      // 2^63 is the nearest of the largest ints, and no int itself.
      let rest = near >= 0x1p63 ? value.payload &- Int.max &- 1 : value.payload &- Int(near)
      append(UInt64(bitPattern: Int64(rest)) ^ 1 << 63, to: &bytes)
    case .float:
      bytes.append(Kind.number.rawValue)
      append(value.double == 0 ? 0 : value.double, to: &bytes)
      append(1 << 63, to: &bytes)
    case .duration:
      bytes.append(Kind.duration.rawValue)
      append(UInt64(bitPattern: Int64(value.payload)) ^ 1 << 63, to: &bytes)
    case .string:
      bytes.append(Kind.string.rawValue)
      let text = unsafe heap.string(value)
      for position in text.indices {
        let byte = unsafe text[position]
        bytes.append(byte)
        if byte == 0 { bytes.append(255) }
      }
      bytes.append(0)
      bytes.append(0)
    case .list where depth < 100:
      bytes.append(Kind.list.rawValue)
      for part in heap.listArray(value) {
        bytes.append(1)
        try append(part, to: &bytes, heap: heap, depth: depth + 1)
      }
      bytes.append(0)
    default:
      throw Fault(
        "TypeError",
        "\(value.typePhrase) has no order: a priority is a number, a string, a duration or a list of these"
      )
    }
  }

  private static func append(_ number: Double, to bytes: inout [UInt8]) {
    let bits = number.bitPattern
    append(bits >> 63 == 0 ? bits | 1 << 63 : ~bits, to: &bytes)
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }
}
