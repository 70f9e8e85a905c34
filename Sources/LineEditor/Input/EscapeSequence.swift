/// What an escape sequence at a place in bytes means.
///
/// Read are the sequences of xterm and its kin, of the Linux console and of rxvt, and the newer ones that end with `u`. What is
/// well formed and unknown is skipped, so that no part of it ends up as text.
struct EscapeSequence {
  /// The bytes it takes; nil when it is not complete.
  private(set) var length: Int?
  private(set) var inputs: [Input] = []
  private(set) var beginsPaste = false

  private let bytes: ArraySlice<UInt8>

  init(_ all: [UInt8], from start: Int) {
    bytes = all[start...].prefix(KeyDecoder.longestSequence)
    length = read()
  }

  private func byte(_ offset: Int) -> UInt8? {
    offset < bytes.count ? bytes[bytes.startIndex + offset] : nil
  }

  private mutating func read() -> Int? {
    guard let next = byte(1) else { return nil }
    switch next {
    case UInt8(ascii: "["): return readControl(at: 2, adding: [])
    case UInt8(ascii: "O"): return readShort(at: 2, adding: [])
    case 0x1b:
      // Some terminals send an escape before the sequence of a key pressed with Alt.
      guard let third = byte(2) else { return nil }
      if third == UInt8(ascii: "[") { return readControl(at: 3, adding: .alt) }
      if third == UInt8(ascii: "O") { return readShort(at: 3, adding: .alt) }
      inputs = [.key(Key(.escape))]
      return 1
    case 0..<0x20, 0x7f:
      var key = KeyDecoder.controlKey(next)
      key.modifiers.insert(.alt)
      inputs = [.key(key)]
      return 2
    default:
      let count = KeyDecoder.scalarLength(next)
      if bytes.count < 1 + count { return nil }
      let text = String(decoding: bytes.dropFirst().prefix(count), as: UTF8.self)
      if let character = text.first, text.count == 1 { inputs = [.key(.alt(character))] }
      return 1 + count
    }
  }

  /// What follows `ESC O`: cursor keys in the application mode, and F1 to F4.
  private mutating func readShort(at place: Int, adding modifiers: Key.Modifiers) -> Int? {
    guard let final = byte(place) else { return nil }
    if (0x61...0x64).contains(final), let code = Self.letters[final - 0x20] {
      inputs = [.key(Key(code, modifiers.union(.control)))]
    } else if let code = Self.letters[final] {
      inputs = [.key(Key(code, modifiers))]
    } else if final == UInt8(ascii: "M") {
      inputs = [.key(Key(.enter, modifiers))]
    } else if final < 0x40 || final > 0x7e {
      inputs = [.key(.alt("O"))]
      return place
    }
    return place + 1
  }

  /// What follows `ESC [`: numbers, and a letter that says what they mean.
  private mutating func readControl(at start: Int, adding modifiers: Key.Modifiers) -> Int? {
    var place = start
    // F1 to F5 of the Linux console.
    if byte(place) == UInt8(ascii: "[") {
      guard let final = byte(place + 1) else { return nil }
      if (0x41...0x45).contains(final) { inputs = [.key(Key(.function(Int(final) - 0x40)))] }
      return place + 2
    }
    while let byte = byte(place), (0x20...0x3f).contains(byte) { place += 1 }
    guard let final = byte(place) else {
      return bytes.count == KeyDecoder.longestSequence ? bytes.count : nil
    }
    // A byte that no sequence has: a new one begins, or the line is disturbed.
    guard (0x40...0x7e).contains(final) else { return place }
    let first = bytes.startIndex
    let parameters = bytes[(first + start)..<(first + place)]
    // A sign in front of the numbers is in answers of the terminal and reports of the mouse, not in keys.
    let isKey = parameters.allSatisfy { (0x30...0x3b).contains($0) }
    if isKey { interpret(Self.numbers(parameters), final, modifiers) }
    return place + 1
  }

  private mutating func interpret(_ numbers: [Int], _ final: UInt8, _ added: Key.Modifiers) {
    let first = numbers.first ?? 0
    let modifiers = added.union(
      Key.Modifiers(rawValue: max(0, (numbers.count > 1 ? numbers[1] : 1) - 1) & 7)
    )
    switch final {
    case UInt8(ascii: "~"):
      if first == 200 {
        beginsPaste = true
      } else if first == 27, numbers.count > 2 {
        append(character: numbers[2], modifiers)
      } else if let code = Self.numbered[first] {
        inputs = [.key(Key(code, modifiers))]
      }
    case UInt8(ascii: "^"):
      if let code = Self.numbered[first] { inputs = [.key(Key(code, modifiers.union(.control)))] }
    case UInt8(ascii: "u"): append(character: first, modifiers)
    case UInt8(ascii: "Z"): inputs = [.key(Key(.tab, modifiers.union(.shift)))]
    case 0x61...0x64 where numbers == [0]:
      if let code = Self.letters[final - 0x20] {
        inputs = [.key(Key(code, modifiers.union(.shift)))]
      }
    // Where the cursor is; older terminals say F3 so, which stands for nothing here.
    case UInt8(ascii: "R"): break
    default:
      if let code = Self.letters[final] { inputs = [.key(Key(code, modifiers))] }
    }
  }

  /// A character that the terminal gives as a number.
  private mutating func append(character number: Int, _ modifiers: Key.Modifiers) {
    guard let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value) else { return }
    // The private area is where keys are that are no characters.
    if (0xe000...0xf8ff).contains(value) { return }
    if value < 0x20 || value == 0x7f {
      var key = value == 0x1b ? Key(.escape) : KeyDecoder.controlKey(UInt8(value))
      key.modifiers.formUnion(modifiers)
      inputs = [.key(key)]
    } else if modifiers.subtracting(.shift).isEmpty {
      inputs = [.text(String(scalar))]
    } else {
      let character = Character(scalar)
      let lower = character.lowercased().first ?? character
      let shown = modifiers.contains(.control) ? lower : character
      inputs = [.key(Key(.character(shown), modifiers.subtracting(.shift)))]
    }
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int] {
    bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
      // Behind a colon come details that we do not ask for.
      let digits = part.prefix { $0 != UInt8(ascii: ":") }
      return digits.count < 9 ? Int(String(decoding: digits, as: UTF8.self)) ?? 0 : 0
    }
  }

  private static let letters: [UInt8: Key.Code] = [
    0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x48: .home, 0x46: .end,
    0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
  ]

  private static let numbered: [Int: Key.Code] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}
