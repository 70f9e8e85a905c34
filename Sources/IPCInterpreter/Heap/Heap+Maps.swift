/// Maps: entries in insertion order and an open-addressing index of them.
///
/// An object has seven words: the number of keys, of entries used (with deleted ones), room for entries, where the
/// entries lie, where the index lies, the slots of the index less one, and a version that changes with each new or
/// deleted key. An entry is a key and a value; a deleted one has an unset key. An index slot is 0 when it was never
/// used, else it has the position of an entry plus 1 in as many bits as the mask has, and in the others some of the key's
/// hash, so that keys are looked at only when they are most likely equal; deleted entries keep their slots until the
/// index is built anew.
extension Heap {
  private static let entryStride = 2 * MemoryLayout<Value>.stride

  /// Makes an empty map with room for so many keys.
  package func makeMap(capacity: Int = 0) -> Value {
    let offset = allocate(56)
    let header = unsafe words(offset)
    for word in 0..<7 { unsafe header[word] = 0 }
    let map = Value(tag: .map, payload: offset)
    if capacity > 0 { rebuild(map, capacity: capacity) }
    return map
  }

  /// The number of keys.
  @inline(__always) package func mapCount(_ map: Value) -> Int {
    unsafe words(map.payload)[0]
  }

  /// A number that changes when a key is added or deleted.
  func mapVersion(_ map: Value) -> Int {
    unsafe words(map.payload)[6]
  }

  /// The value of a key, or nil.
  ///
  /// - Throws: `TypeError` when the value can be no key.
  package func mapGet(_ map: Value, _ key: Value) throws(Fault) -> Value? {
    if let entry = lastEntry(map, key) {
      return unsafe values(words(map.payload)[3])[entry * 2 + 1]
    }
    let hash = try hash(ofKey: key)
    guard let entry = find(map, key, hash: hash) else { return nil }
    note(entry, map, key)
    return unsafe values(words(map.payload)[3])[entry * 2 + 1]
  }

  /// The value of a string key, or nil.
  package func mapGet(_ map: Value, _ key: String) -> Value? {
    let key = makeString(key)
    guard let entry = find(map, key, hash: hash(ofString: key)) else { return nil }
    return unsafe values(words(map.payload)[3])[entry * 2 + 1]
  }

  /// Gives a key a value, at the end if it is new.
  ///
  /// - Throws: `TypeError` when the value can be no key.
  package func mapSet(_ map: Value, _ key: Value, _ value: Value) throws(Fault) {
    if let entry = lastEntry(map, key) {
      unsafe values(words(map.payload)[3])[entry * 2 + 1] = value
      return
    }
    let hash = try hash(ofKey: key)
    if let entry = find(map, key, hash: hash) {
      unsafe values(words(map.payload)[3])[entry * 2 + 1] = value
      note(entry, map, key)
      return
    }
    let header = unsafe words(map.payload)
    if unsafe header[1] == header[2] {
      rebuild(map, capacity: max(4, mapCount(map) * 2))
    }
    let entry = unsafe header[1]
    unsafe values(header[3])[entry * 2] = key
    unsafe values(header[3])[entry * 2 + 1] = value
    unsafe header[1] = entry + 1
    unsafe header[0] += 1
    unsafe header[6] &+= 1
    insertIntoIndex(map, entry: entry, hash: hash)
    note(entry, map, key)
  }

  /// Gives a string key a value.
  package func mapSet(_ map: Value, _ key: String, _ value: Value) {
    // A string is always a key.
    try? mapSet(map, makeString(key), value)
  }

  /// Takes a key away; returns its value, or nil when it was not there.
  ///
  /// - Throws: `TypeError` when the value can be no key.
  package func mapDelete(_ map: Value, _ key: Value) throws(Fault) -> Value? {
    let hash = try hash(ofKey: key)
    guard let entry = find(map, key, hash: hash) else { return nil }
    let header = unsafe words(map.payload)
    let entries = unsafe values(header[3])
    let value = unsafe entries[entry * 2 + 1]
    unsafe entries[entry * 2] = .unset
    unsafe entries[entry * 2 + 1] = .null
    unsafe header[0] -= 1
    unsafe header[6] &+= 1
    return value
  }

  /// The first entry at or behind a position, which is moved behind it; nil at the end.
  package func mapEntry(_ map: Value, at position: inout Int) -> (key: Value, value: Value)? {
    let header = unsafe words(map.payload)
    while unsafe position < header[1] {
      let entry = unsafe values(header[3]) + position * 2
      position += 1
      if unsafe entry.pointee.isSet { return unsafe (entry[0], entry[1]) }
    }
    return nil
  }

  // MARK: The last entry

  /// Where an entry was found, as `key in map`, `map[key]` and `map[key] = …` follow one another so often.
  struct FoundEntry {
    /// The offsets of the map and of the key, which is a string; 0 for none.
    var map = 0
    var key = 0
    /// The version of the map.
    var version = 0
    var entry = 0
  }

  /// The entry of a key if it was the last one found and the map has the same keys as then.
  @inline(__always) private func lastEntry(_ map: Value, _ key: Value) -> Int? {
    let last = unsafe lastFound
    guard key.payload == last.key, map.payload == last.map, key.tag == .string,
      mapVersion(map) == last.version
    else { return nil }
    return last.entry
  }

  @inline(__always) private func note(_ entry: Int, _ map: Value, _ key: Value) {
    guard key.tag == .string else { return }
    unsafe lastFound = FoundEntry(
      map: map.payload,
      key: key.payload,
      version: mapVersion(map),
      entry: entry
    )
  }

  // MARK: The index

  private func hash(ofKey key: Value) throws(Fault) -> Int {
    switch key.tag {
    case .string: return hash(ofString: key)
    case .int, .bool:
      // Fibonacci hashing; the bits that count are the upper ones, so they are folded down.
      let mixed = UInt64(bitPattern: Int64(key.payload)) &* 0x9e37_79b9_7f4a_7c15
      return Int(truncatingIfNeeded: mixed ^ (mixed >> 32)) ^ key.tag.rawValue
    default:
      throw Fault("TypeError", "a map's key is a string, an int or a bool, not \(key.typePhrase)")
    }
  }

  private func keysAreEqual(_ first: Value, _ second: Value) -> Bool {
    guard first.tag == second.tag else { return false }
    return first.tag == .string
      ? stringsAreEqual(first, second) : first.payload == second.payload
  }

  private func index(_ map: Value) -> UnsafeMutablePointer<UInt32> {
    unsafe (base + words(map.payload)[4]).assumingMemoryBound(to: UInt32.self)
  }

  private func find(_ map: Value, _ key: Value, hash: Int) -> Int? {
    let header = unsafe words(map.payload)
    guard unsafe header[4] != 0 else { return nil }
    let mask = unsafe header[5]
    let index = unsafe index(map)
    let entries = unsafe values(header[3])
    let positions = UInt32(mask)
    let mark = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = hash & mask
    while true {
      let found = unsafe index[slot]
      if found == 0 { return nil }
      if (found ^ mark) & ~positions == 0 {
        let entry = Int(found & positions) - 1
        if unsafe keysAreEqual(entries[entry * 2], key) { return entry }
      }
      slot = (slot + 1) & mask
    }
  }

  private func insertIntoIndex(_ map: Value, entry: Int, hash: Int) {
    let mask = unsafe words(map.payload)[5]
    let index = unsafe index(map)
    var slot = hash & mask
    while unsafe index[slot] != 0 { slot = (slot + 1) & mask }
    let positions = UInt32(mask)
    unsafe index[slot] = UInt32(truncatingIfNeeded: hash >> 32) & ~positions | UInt32(entry + 1)
  }

  /// Moves the entries to new memory without the deleted ones and builds the index anew.
  private func rebuild(_ map: Value, capacity: Int) {
    let entries = allocate(capacity * Self.entryStride)
    var slots = 8
    // At most three quarters full, deleted entries included.
    while slots * 3 < capacity * 4 { slots *= 2 }
    let indexOffset = allocate(slots * MemoryLayout<UInt32>.stride)
    let header = unsafe words(map.payload)
    let (used, old) = unsafe (header[1], header[3])
    unsafe header[2] = capacity
    unsafe header[3] = entries
    unsafe header[4] = indexOffset
    unsafe header[5] = slots - 1
    let index = unsafe index(map)
    unsafe index.update(repeating: 0, count: slots)
    var kept = 0
    for position in 0..<used {
      let entry = unsafe values(old) + position * 2
      guard unsafe entry.pointee.isSet else { continue }
      unsafe values(entries)[kept * 2] = entry[0]
      unsafe values(entries)[kept * 2 + 1] = entry[1]
      // What lies in a map is a key, so it has a hash.
      if let hash = try? unsafe hash(ofKey: entry[0]) {
        insertIntoIndex(map, entry: kept, hash: hash)
      }
      kept += 1
    }
    unsafe header[1] = kept
  }
}
