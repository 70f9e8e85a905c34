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

  /// Whether bytes and characters of a string are the same: ASCII without CR LF, which is one character.
  func isPlain(_ value: Value) -> Bool {
    let word = unsafe words(value.payload)[0]
    if word & Self.asciiKnown != 0 { return word & Self.isASCII != 0 }
    let plain = unsafe ByteText.isPlain(string(value))
    unsafe words(value.payload)[0] = word | Self.asciiKnown | (plain ? Self.isASCII : 0)
    return plain
  }

  /// The hash of a string's bytes, computed once; never 0.
  @inline(__always) func hash(ofString value: Value) -> Int {
    let known = knownHash(ofString: value)
    if known != 0 { return known }
    let hash = unsafe Self.hash(of: bytePointer(value), count: byteCount(value))
    setHash(ofString: value, to: hash)
    return hash
  }

  /// The hash of a string, 0 when it was not computed yet.
  @inline(__always) func knownHash(ofString value: Value) -> Int {
    unsafe words(value.payload)[1]
  }

  /// Notes the hash of a string.
  @inline(__always) func setHash(ofString value: Value, to hash: Int) {
    unsafe words(value.payload)[1] = hash
  }

  /// The hash of bytes: eight at a time are multiplied, and the product is folded; maps are private to a process.
  static func hash(of start: UnsafePointer<UInt8>, count: Int) -> Int {
    let bytes = unsafe UnsafeRawPointer(start)
    var hash = UInt64(count) ^ 0x9e37_79b9_7f4a_7c15
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
      hash = product.high ^ product.low ^ word
    }
    var position = 0
    while position + 8 <= count {
      mix(unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    var rest: UInt64 = 0
    while position < count {
      rest = unsafe rest << 8 | UInt64(bytes.load(fromByteOffset: position, as: UInt8.self))
      position += 1
    }
    mix(rest)
    mix(0)
    return Int(truncatingIfNeeded: hash) | .min
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

  /// Joins two strings, or two bytes values.
  ///
  /// - Throws: `OutOfMemory`.
  func concatenate(_ first: Value, _ second: Value) throws(Fault) -> Value {
    let (left, right) = (byteCount(first), byteCount(second))
    try checkRoom(left + right)
    let result = makeUninitializedString(count: left + right)
    unsafe memcpy(bytePointer(result), bytePointer(first), left)
    unsafe memcpy(bytePointer(result) + left, bytePointer(second), right)
    return Value(tag: first.tag, payload: result.payload)
  }

  /// Makes bytes.
  package func makeBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    Value(tag: .bytes, payload: unsafe makeString(utf8: bytes).payload)
  }
}
