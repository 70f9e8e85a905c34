import Glibc

/// Makes strings of parts of a text, one for those that are equal and not far from each other.
///
/// Words, fields and keys come again and again. A string that is there already costs less time than a new one, takes no
/// memory, knows its hash, and is equal to itself at a glance.
struct SharedStrings {
  private static let slotCount = 4_096
  /// Longer parts come rarely twice.
  private static let longest = 32

  private let heap: Heap
  /// By hash, the offset of the last string that had it; 0 for none.
  private var slots = [Int](repeating: 0, count: slotCount)

  init(heap: Heap) {
    self.heap = heap
  }

  /// A string of the bytes.
  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    guard bytes.count <= Self.longest, let start = bytes.baseAddress else {
      return unsafe heap.makeString(utf8: bytes)
    }
    let hash = unsafe Heap.hash(of: start, count: bytes.count)
    let slot = hash & (Self.slotCount - 1)
    let known = Value(tag: .string, payload: slots[slot])
    if known.payload != 0, heap.knownHash(ofString: known) == hash,
      heap.byteCount(known) == bytes.count,
      unsafe memcmp(heap.bytePointer(known), start, bytes.count) == 0
    {
      return known
    }
    let string = unsafe heap.makeString(utf8: bytes)
    heap.setHash(ofString: string, to: hash)
    slots[slot] = string.payload
    return string
  }
}
