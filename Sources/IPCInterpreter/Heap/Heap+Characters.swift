/// Strings as sequences of characters as people see them.
///
/// Between two ASCII bytes a character always ends, save within CR LF. So only runs with other bytes are given to the
/// standard library, which knows Unicode's rules, and in plain strings (see `isPlain`) bytes and characters are the same.
extension Heap {
  /// The number of characters.
  func characterCount(_ string: Value) -> Int {
    isPlain(string) ? byteCount(string) : unsafe Characters.count(self.string(string))
  }

  /// The number of bytes of the character that begins at a byte.
  func characterLength(_ string: Value, at start: Int) -> Int {
    isPlain(string) ? 1 : unsafe Characters.length(self.string(string), at: start)
  }

  /// The offset of the byte at which a character begins, the end for one behind the last.
  func byteOffset(_ string: Value, ofCharacter position: Int, from start: Int = 0) -> Int {
    if isPlain(string) { return min(start + position, byteCount(string)) }
    let bytes = unsafe self.string(string)
    var offset = start
    for _ in 0..<position where offset < bytes.count {
      unsafe offset += Characters.length(bytes, at: offset)
    }
    return offset
  }

  /// The position of the character that a byte belongs to.
  func characterPosition(_ string: Value, ofByte offset: Int) -> Int {
    if isPlain(string) { return offset }
    let bytes = unsafe self.string(string)
    if offset == bytes.count { return unsafe Characters.count(bytes) }
    // Up to the end of the scalar that the byte belongs to: it begins the last character there, or goes on with it.
    var end = offset + 1
    while end < bytes.count, unsafe bytes[end] & 0xc0 == 0x80 { end += 1 }
    return unsafe Characters.count(UnsafeBufferPointer(rebasing: bytes[..<end])) - 1
  }

  /// The part of a string from one byte up to another.
  func substring(_ string: Value, _ range: Range<Int>) -> Value {
    let part = unsafe makeString(utf8: UnsafeBufferPointer(rebasing: self.string(string)[range]))
    return Value(tag: string.tag, payload: part.payload)
  }
}

/// Finding the ends of characters in UTF-8.
enum Characters {
  /// Whether a character surely ends before an offset.
  static func isBoundary(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    guard offset > 0, offset < bytes.count else { return true }
    let (before, behind) = unsafe (bytes[offset - 1], bytes[offset])
    return before | behind < 0x80 && !(before == 0x0d && behind == 0x0a)
  }

  /// The number of characters.
  static func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var start = 0
    while start < bytes.count {
      if unsafe isBoundary(bytes, at: start + 1) {
        // One byte, and surely whole, if it is ASCII; else it is the last byte of a broken text.
        start += 1
        count += 1
        continue
      }
      var end = start + 2
      while unsafe !isBoundary(bytes, at: end) { end += 1 }
      let run = unsafe UnsafeBufferPointer(rebasing: bytes[start..<end])
      unsafe count += String(decoding: run, as: UTF8.self).count
      start = end
    }
    return count
  }

  /// The number of bytes of the character that begins at an offset.
  static func length(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    if unsafe isBoundary(bytes, at: start + 1) { return 1 }
    // Most characters are short, and so short a text needs no memory; one that is long gets the whole rest.
    let rest = bytes.count - start
    for window in [min(15, rest), min(64, rest), rest] {
      let part = unsafe UnsafeBufferPointer(rebasing: bytes[start..<start + window])
      let length = unsafe String(decoding: part, as: UTF8.self).first?.utf8.count ?? 1
      // Where a character ends is seen from the scalar behind it, which takes up to four bytes.
      if length < window - 4 || window == rest { return length }
    }
    return rest
  }
}
