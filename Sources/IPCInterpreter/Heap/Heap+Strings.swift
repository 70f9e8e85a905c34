import Glibc

/// Strings: a word with the number of bytes and what is known of them, a word for the hash, then the UTF-8 bytes.
extension Heap {
  private static let asciiKnown = 1 << 62
  private static let isASCII = 1 << 61
  private static let countMask = (1 << 48) - 1
  /// The bytes before the text.
  static let stringHeader = 16

  /// Makes a string of so many bytes that the caller fills before anything else happens.
  func makeUninitializedString(count: Int) -> Value {
    let offset = allocate(Self.stringHeader + count)
    unsafe words(offset)[0] = count
    unsafe words(offset)[1] = 0
    return Value(tag: .string, payload: offset)
  }

  /// Makes a string of UTF-8 bytes.
  package func makeString(utf8: UnsafeBufferPointer<UInt8>) -> Value {
    let string = makeUninitializedString(count: utf8.count)
    if let start = utf8.baseAddress {
      unsafe memcpy(bytePointer(string), start, utf8.count)
    }
    return string
  }

  /// Makes a string of UTF-8 bytes.
  package func makeString(_ bytes: [UInt8]) -> Value {
    unsafe bytes.withUnsafeBufferPointer { unsafe makeString(utf8: $0) }
  }

  /// Makes a string.
  package func makeString(_ text: String) -> Value {
    var text = text
    return text.withUTF8 { unsafe makeString(utf8: $0) }
  }

  /// The first byte of a string's text.
  @inline(__always) func bytePointer(_ string: Value) -> UnsafeMutablePointer<UInt8> {
    unsafe (base + string.payload + Self.stringHeader).assumingMemoryBound(to: UInt8.self)
  }

  /// The number of bytes of a string.
  @inline(__always) func byteCount(_ string: Value) -> Int {
    unsafe words(string.payload)[0] & Self.countMask
  }

  /// The bytes of a string, valid until the next collection.
  package func string(_ value: Value) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: bytePointer(value), count: byteCount(value))
  }

  /// The text of a string.
  package func swiftString(_ value: Value) -> String {
    unsafe String(decoding: string(value), as: UTF8.self)
  }

  /// Whether a string has ASCII characters only, so that bytes and characters are the same.
  ///
  /// CR LF counts as one character everywhere else, so a text with CR is not taken for plain either.
  func isPlain(_ value: Value) -> Bool {
    let word = unsafe words(value.payload)[0]
    if word & Self.asciiKnown != 0 { return word & Self.isASCII != 0 }
    let plain = unsafe string(value).allSatisfy { $0 < 0x80 && $0 != 0x0d }
    unsafe words(value.payload)[0] = word | Self.asciiKnown | (plain ? Self.isASCII : 0)
    return plain
  }

  /// The number of characters as people see them.
  func characterCount(_ value: Value) -> Int {
    isPlain(value) ? byteCount(value) : swiftString(value).count
  }

  /// The hash of a string's bytes, computed once; never 0.
  func hash(ofString value: Value) -> Int {
    let known = unsafe words(value.payload)[1]
    if known != 0 { return known }
    // FNV-1a with a final mix; maps are private to a process, and scripts choose their own keys.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let bytes = unsafe bytePointer(value)
    for position in 0..<byteCount(value) {
      hash = unsafe (hash ^ UInt64(bytes[position])) &* 0x100_0000_01b3
    }
    hash ^= hash >> 32
    let result = Int(truncatingIfNeeded: hash) | 1
    unsafe words(value.payload)[1] = result
    return result
  }

  /// Whether two strings have the same bytes.
  func stringsAreEqual(_ first: Value, _ second: Value) -> Bool {
    if first.payload == second.payload { return true }
    let count = byteCount(first)
    guard count == byteCount(second) else { return false }
    return unsafe memcmp(bytePointer(first), bytePointer(second), count) == 0
  }

  /// Compares the bytes of two strings: negative, 0 or positive.
  func compareStrings(_ first: Value, _ second: Value) -> Int {
    let (left, right) = (byteCount(first), byteCount(second))
    let order = unsafe Int(memcmp(bytePointer(first), bytePointer(second), min(left, right)))
    return order != 0 ? order : left - right
  }

  /// Joins two strings.
  func concatenate(_ first: Value, _ second: Value) -> Value {
    let (left, right) = (byteCount(first), byteCount(second))
    let result = makeUninitializedString(count: left + right)
    unsafe memcpy(bytePointer(result), bytePointer(first), left)
    unsafe memcpy(bytePointer(result) + left, bytePointer(second), right)
    return result
  }

  /// Makes bytes.
  package func makeBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    Value(tag: .bytes, payload: unsafe makeString(utf8: bytes).payload)
  }
}
