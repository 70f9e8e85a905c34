import Glibc

/// Searching bytes, and looking over UTF-8.
enum ByteText {
  /// The offset of the first place of `part` at or behind `start`, or nil; in linear time.
  static func first(
    _ part: UnsafeBufferPointer<UInt8>,
    in whole: UnsafeBufferPointer<UInt8>,
    from start: Int = 0
  ) -> Int? {
    guard part.count > 0 else { return start <= whole.count ? start : nil }
    guard let base = whole.baseAddress, let wanted = part.baseAddress else { return nil }
    if part.count == 1 { return unsafe first(wanted.pointee, in: whole, from: start) }
    var position = start
    var failures = 0
    while position + part.count <= whole.count {
      let room = whole.count - part.count + 1 - position
      guard let found = unsafe memchr(base + position, Int32(wanted.pointee), room) else {
        return nil
      }
      position = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if unsafe memcmp(base + position, wanted, part.count) == 0 { return position }
      position += 1
      failures += 1
      // Where the first byte is found too often, comparing the rest each time could take quadratic time.
      if failures > 32, failures > (position - start) / 8 {
        return unsafe steadyFirst(part, in: whole, from: position)
      }
    }
    return nil
  }

  /// The offset of the first such byte at or behind `start`, or nil.
  static func first(
    _ byte: UInt8,
    in whole: UnsafeBufferPointer<UInt8>,
    from start: Int = 0
  ) -> Int? {
    guard let base = whole.baseAddress, start < whole.count,
      let found = unsafe memchr(base + start, Int32(byte), whole.count - start)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The search by Knuth, Morris and Pratt, which looks at each byte twice at most, whatever they are.
  private static func steadyFirst(
    _ part: UnsafeBufferPointer<UInt8>,
    in whole: UnsafeBufferPointer<UInt8>,
    from start: Int
  ) -> Int? {
    // For each length of a match, that of the longest shorter one which ends at the same byte.
    var fallback = [0, 0]
    fallback.reserveCapacity(part.count + 1)
    var length = 0
    for position in 1..<max(1, part.count) {
      while length > 0, unsafe part[length] != part[position] { length = fallback[length] }
      if unsafe part[length] == part[position] { length += 1 }
      fallback.append(length)
    }
    length = 0
    for position in start..<max(start, whole.count) {
      while length > 0, unsafe part[length] != whole[position] { length = fallback[length] }
      if unsafe part[length] == whole[position] { length += 1 }
      if length == part.count { return position + 1 - length }
    }
    return nil
  }

  /// Whether bytes are ASCII without CR LF, so that each is a character.
  static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe isASCII(bytes) && !hasLineEndPair(bytes)
  }

  /// Whether all bytes are ASCII.
  static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var position = 0
    while position + 8 <= raw.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      if word & 0x8080_8080_8080_8080 != 0 { return false }
      position += 8
    }
    while position < raw.count {
      if unsafe raw[position] >= 0x80 { return false }
      position += 1
    }
    return true
  }

  private static func hasLineEndPair(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    while let found = unsafe first(0x0d, in: bytes, from: position) {
      position = found + 1
      if position < bytes.count, unsafe bytes[position] == 0x0a { return true }
    }
    return false
  }

  /// The offset from which on bytes are no UTF-8, or nil.
  static func firstBroken(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try unsafe UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  /// The bytes that white space takes at an offset, 0 for anything else: Unicode's `White_Space`.
  @inline(__always) static func spaceLength(
    _ bytes: UnsafeBufferPointer<UInt8>,
    at offset: Int
  ) -> Int {
    let byte = unsafe bytes[offset]
    if byte < 0x80 { return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 1 : 0 }
    return byte == 0xc2 || (byte >= 0xe1 && byte <= 0xe3) ? unsafe wideSpace(bytes, offset) : 0
  }

  private static func wideSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
    func byte(_ distance: Int) -> UInt8 {
      unsafe offset + distance < bytes.count ? bytes[offset + distance] : 0
    }
    switch (byte(0), byte(1), byte(2)) {
    case (0xc2, 0x85, _), (0xc2, 0xa0, _): return 2
    case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8...0xa9),
      (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }

  /// The part of bytes that is left without the white space at its ends.
  static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var (lower, upper) = (0, bytes.count)
    while lower < upper {
      let length = unsafe spaceLength(bytes, at: lower)
      if length == 0 { break }
      lower += length
    }
    // White space takes one to three bytes, and its last byte does not tell, so its first is looked for.
    var length = 1
    while length <= 3, upper - length >= lower {
      if unsafe spaceLength(bytes, at: upper - length) == length {
        upper -= length
        length = 1
      } else {
        length += 1
      }
    }
    return lower..<upper
  }
}
