import Glibc

/// Lists: the number of values, room for how many, and where they lie.
extension Heap {
  /// Makes a list of so many `nil`.
  package func makeList(count: Int) -> Value {
    let list = makeUninitializedList(count: count)
    if count > 0 { unsafe listItems(list).update(repeating: .null, count: count) }
    return list
  }

  /// Makes a list of so many values that the caller fills in before anything else happens.
  func makeUninitializedList(count: Int) -> Value {
    let offset = allocate(24)
    let buffer = count == 0 ? 0 : allocate(count * MemoryLayout<Value>.stride)
    let capacity = capacity(for: count * MemoryLayout<Value>.stride) / MemoryLayout<Value>.stride
    unsafe words(offset)[0] = count
    unsafe words(offset)[1] = count == 0 ? 0 : capacity
    unsafe words(offset)[2] = buffer
    return Value(tag: .list, payload: offset)
  }

  /// Makes a list of values.
  package func makeList(_ items: [Value]) -> Value {
    let list = makeList(count: items.count)
    for (position, item) in items.enumerated() { unsafe listItems(list)[position] = item }
    return list
  }

  /// Makes a list of values that lie side by side.
  func makeList(from items: UnsafePointer<Value>, count: Int) -> Value {
    let list = makeUninitializedList(count: count)
    if count > 0 { unsafe listItems(list).update(from: items, count: count) }
    return list
  }

  /// The number of values of a list.
  @inline(__always) package func listCount(_ list: Value) -> Int {
    unsafe words(list.payload)[0]
  }

  /// The values of a list, valid until it changes.
  @inline(__always) package func listItems(_ list: Value) -> UnsafeMutablePointer<Value> {
    unsafe values(words(list.payload)[2])
  }

  /// The values of a list as an array of their own.
  package func listArray(_ list: Value) -> [Value] {
    unsafe Array(UnsafeBufferPointer(start: listItems(list), count: listCount(list)))
  }

  /// Adds a value at the end.
  package func append(_ list: Value, _ item: Value) {
    let header = unsafe words(list.payload)
    let count = unsafe header[0]
    if unsafe count == header[1] { reserve(list, capacity: count + 1) }
    unsafe values(header[2])[count] = item
    unsafe header[0] = count + 1
  }

  /// Makes room for so many values, at least half as much again as there was.
  func reserve(_ list: Value, capacity: Int) {
    let header = unsafe words(list.payload)
    let (count, old) = unsafe (header[0], header[1])
    guard capacity > old else { return }
    let bytes = max(capacity, old + old / 2, 4) * MemoryLayout<Value>.stride
    let buffer = allocate(bytes)
    if count > 0 { unsafe values(buffer).update(from: values(header[2]), count: count) }
    unsafe header[2] = buffer
    unsafe header[1] = self.capacity(for: bytes) / MemoryLayout<Value>.stride
  }

  /// Puts a value before the one at a position, or at the end.
  func insert(_ list: Value, _ item: Value, at position: Int) {
    append(list, item)
    let count = listCount(list)
    let items = unsafe listItems(list)
    unsafe memmove(
      items + position + 1,
      items + position,
      (count - 1 - position) * MemoryLayout<Value>.stride
    )
    unsafe items[position] = item
  }

  /// Takes away the value at a position.
  func remove(_ list: Value, at position: Int) -> Value {
    let count = listCount(list)
    let items = unsafe listItems(list)
    let item = unsafe items[position]
    unsafe memmove(
      items + position,
      items + position + 1,
      (count - 1 - position) * MemoryLayout<Value>.stride
    )
    unsafe words(list.payload)[0] = count - 1
    return item
  }
}
