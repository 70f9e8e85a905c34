import Glibc

/// Turns the bytes of a terminal into what the user did.
///
/// A sequence may come in parts. `pending` says that one has begun; the caller decides how long to wait before it calls
/// `flush`, which takes the beginning for what it is alone: the byte of the key Escape, for example.
package struct KeyDecoder {
  /// What has begun and may go on.
  package enum Pending: Sendable {
    case nothing, key, paste
  }

  /// The bytes that no sequence may exceed; what is longer is not meant for us.
  static let longestSequence = 64
  private static let endOfPaste = Array("\u{1b}[201~".utf8)

  /// The beginning of a sequence, of a character, or of the end of a paste.
  private var rest: [UInt8] = []
  /// What was pasted so far; nil outside of a paste.
  private var pasted: [UInt8]?

  /// Makes a decoder that has seen nothing.
  package init() {}

  /// What has begun and may go on.
  package var pending: Pending {
    pasted != nil ? .paste : rest.isEmpty ? .nothing : .key
  }

  /// Takes bytes, and returns what they complete.
  package mutating func feed(_ bytes: [UInt8]) -> [Input] {
    let all = rest.isEmpty ? bytes : rest + bytes
    rest = []
    var inputs: [Input] = []
    var place = 0
    while place < all.count {
      if pasted != nil {
        guard let end = takePaste(all, from: place) else { return inputs }
        place = end
        inputs.append(.paste(takePasted()))
        continue
      }
      let length: Int?
      if all[place] >= 0x20, all[place] != 0x7f {
        length = Self.text(all, from: place, into: &inputs)
      } else if all[place] == 0x1b {
        let sequence = EscapeSequence(all, from: place)
        length = sequence.length
        if sequence.beginsPaste { pasted = [] }
        inputs += sequence.inputs
      } else {
        inputs.append(.key(Self.controlKey(all[place])))
        length = 1
      }
      guard let length else {
        rest = Array(all[place...])
        break
      }
      place += length
    }
    return inputs
  }

  /// Gives up waiting: takes what has begun for all that comes.
  package mutating func flush() -> [Input] {
    if pasted != nil {
      pasted?.append(contentsOf: rest)
      rest = []
      return [.paste(takePasted())]
    }
    let bytes = rest
    rest = []
    switch (bytes.first, bytes.count) {
    case (nil, _): return []
    case (0x1b, 1): return [.key(Key(.escape))]
    case (0x1b, 2) where bytes[1] == 0x1b: return [.key(Key(.escape)), .key(Key(.escape))]
    case (0x1b, 2) where bytes[1] < 0x80:
      return [.key(.alt(Character(Unicode.Scalar(bytes[1]))))]
    case (0x1b, _): return []
    default: return [.text("\u{fffd}")]
    }
  }

  // MARK: Text

  /// Takes the characters up to the next control character.
  ///
  /// - Returns: the bytes taken; nil when all that is left is the beginning of a character.
  private static func text(_ bytes: [UInt8], from start: Int, into inputs: inout [Input]) -> Int? {
    var end = start
    while end < bytes.count, bytes[end] >= 0x20, bytes[end] != 0x7f { end += 1 }
    if end == bytes.count { end -= unfinished(bytes[start...]) }
    if end == start { return nil }
    inputs.append(.text(String(decoding: bytes[start..<end], as: UTF8.self)))
    return end - start
  }

  /// The bytes at the end that begin a character of which more must come.
  private static func unfinished(_ bytes: ArraySlice<UInt8>) -> Int {
    for count in 1...3 where count <= bytes.count {
      let byte = bytes[bytes.endIndex - count]
      if byte & 0xc0 == 0x80 { continue }
      return scalarLength(byte) > count ? count : 0
    }
    return 0
  }

  /// The bytes of a character that begins with a byte.
  static func scalarLength(_ first: UInt8) -> Int {
    switch first {
    case 0xc2...0xdf: 2
    case 0xe0...0xef: 3
    case 0xf0...0xf4: 4
    default: 1
    }
  }

  /// The key of a control character.
  static func controlKey(_ byte: UInt8) -> Key {
    switch byte {
    case 0x08, 0x7f: Key(.backspace)
    case 0x09: Key(.tab)
    case 0x0a, 0x0d: Key(.enter)
    case 0x00: .control(" ")
    case 0x01...0x1a: .control(Character(Unicode.Scalar(byte + 0x60)))
    default: .control(Character(Unicode.Scalar(byte + 0x40)))
    }
  }

  // MARK: Paste

  /// Takes what is pasted.
  ///
  /// - Returns: the place behind the end of the paste; nil when the end is still to come.
  private mutating func takePaste(_ bytes: [UInt8], from start: Int) -> Int? {
    let mark = Self.endOfPaste
    var place = start
    while let escape = Self.firstEscape(in: bytes, from: place) {
      let length = min(mark.count, bytes.count - escape)
      if bytes[escape..<escape + length].elementsEqual(mark[..<length]) {
        pasted?.append(contentsOf: bytes[start..<escape])
        if length == mark.count { return escape + length }
        rest = Array(bytes[escape...])
        return nil
      }
      place = escape + 1
    }
    pasted?.append(contentsOf: bytes[start...])
    return nil
  }

  private static func firstEscape(in bytes: [UInt8], from start: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, 0x1b, buffer.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  private mutating func takePasted() -> String {
    let bytes = pasted ?? []
    pasted = nil
    return Self.withLineFeeds(bytes)
  }

  /// The text with each line end as a line feed; terminals send carriage returns.
  static func withLineFeeds(_ bytes: [UInt8]) -> String {
    guard bytes.contains(0x0d) else { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (place, byte) in bytes.enumerated() {
      if byte == 0x0a, place > 0, bytes[place - 1] == 0x0d { continue }
      result.append(byte == 0x0d ? 0x0a : byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
