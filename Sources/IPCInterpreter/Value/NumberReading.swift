import Glibc

/// Numbers from text.
enum NumberReading {
  /// What a text is as a whole number.
  enum Whole {
    case value(Int), tooLarge, noNumber
  }

  /// A whole number with an optional sign, white space around it and single `_` between digits, as in Python.
  static func int(_ text: UnsafeBufferPointer<UInt8>, base: Int) -> Whole {
    let range = unsafe ByteText.trimmed(text)
    var position = range.lowerBound
    var isNegative = false
    if position < range.upperBound, unsafe text[position] == 0x2b || text[position] == 0x2d {
      isNegative = unsafe text[position] == 0x2d
      position += 1
    }
    var (result, overflows, isAfterDigit) = (0, false, false)
    if unsafe hasPrefix(text, position, range.upperBound, base) {
      position += 2
      isAfterDigit = true
    }
    while position < range.upperBound {
      let byte = unsafe text[position]
      position += 1
      if byte == UInt8(ascii: "_"), isAfterDigit, position < range.upperBound {
        isAfterDigit = false
        continue
      }
      guard let digit = digit(byte), digit < base else { return .noNumber }
      let (shifted, first) = result.multipliedReportingOverflow(by: base)
      let (sum, second) =
        isNegative
        ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
      overflows = overflows || first || second
      result = sum
      isAfterDigit = true
    }
    guard isAfterDigit else { return .noNumber }
    return overflows ? .tooLarge : .value(result)
  }

  /// Whether there is a `0x`, `0o` or `0b` where the base is of that name and something follows.
  private static func hasPrefix(
    _ text: UnsafeBufferPointer<UInt8>,
    _ position: Int,
    _ end: Int,
    _ base: Int
  ) -> Bool {
    guard position + 2 < end, unsafe text[position] == 0x30 else { return false }
    let letter = unsafe text[position + 1] | 0x20
    switch base {
    case 2: return letter == UInt8(ascii: "b")
    case 8: return letter == UInt8(ascii: "o")
    case 16: return letter == UInt8(ascii: "x")
    default: return false
    }
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 0x61 + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 0x41 + 10
    default: nil
    }
  }

  /// A decimal number with white space around it and single `_` between digits; infinite when it is too large.
  static func float(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let trimmed = unsafe UnsafeBufferPointer(rebasing: text[ByteText.trimmed(text)])
    var bytes: [UInt8] = []
    for position in trimmed.indices {
      let byte = unsafe trimmed[position]
      if byte == UInt8(ascii: "_") {
        guard position > 0, position + 1 < trimmed.count,
          unsafe isDigit(trimmed[position - 1]), unsafe isDigit(trimmed[position + 1])
        else { return nil }
      } else {
        bytes.append(byte)
      }
    }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe isDecimal(bytes) ? unsafe decimal(bytes) : nil
    }
  }

  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether a text is a decimal number: the C library also reads "inf", "nan" and "0x1p3".
  private static func isDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    func skip(_ first: UInt8, _ second: UInt8) {
      if position < text.count, unsafe text[position] == first || text[position] == second {
        position += 1
      }
    }
    func digits() -> Int {
      let start = position
      while position < text.count, unsafe isDigit(text[position]) { position += 1 }
      return position - start
    }
    skip(0x2b, 0x2d)
    var count = digits()
    if position < text.count, unsafe text[position] == UInt8(ascii: ".") {
      position += 1
      count += digits()
    }
    guard count > 0 else { return false }
    guard position < text.count else { return true }
    guard unsafe text[position] | 0x20 == UInt8(ascii: "e") else { return false }
    position += 1
    skip(0x2b, 0x2d)
    return digits() > 0 && position == text.count
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The nearest float to a decimal number; infinite when it is too large.
  ///
  /// - Precondition: The text is one, with digits before or behind a point, and an optional sign and exponent.
  static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double {
    var (mantissa, digits, scale, exponent) = (0, 0, 0, 0)
    var (isNegative, isFraction) = (false, false)
    var position = 0
    scan: while position < text.count {
      let byte = unsafe text[position]
      position += 1
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "+"): break
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        exponent = unsafe smallInt(text, from: position)
        break scan
      default:
        mantissa = mantissa &* 10 &+ Int(byte & 0x0f)
        if mantissa != 0 { digits += 1 }
        if isFraction { scale += 1 }
      }
    }
    // Where both the digits and the power of ten are exact, one division or multiplication rounds rightly.
    let power = exponent - scale
    if digits <= 15, power >= -22, power <= 22 {
      let exact = Double(mantissa)
      let value = power < 0 ? exact / powers[-power] : exact * powers[power]
      return isNegative ? -value : value
    }
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { copy in
      for position in text.indices {
        unsafe copy[position] = CChar(bitPattern: text[position])
      }
      unsafe copy[text.count] = 0
      guard let start = copy.baseAddress else { return 0 }
      return unsafe strtod(start, nil)
    }
  }

  /// An exponent; far too large a one is cut off where it makes no difference any more.
  private static func smallInt(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var (result, isNegative) = (0, false)
    for position in start..<text.count {
      let byte = unsafe text[position]
      if byte == UInt8(ascii: "-") { isNegative = true }
      if isDigit(byte), result < 100_000_000 { result = result * 10 + Int(byte & 0x0f) }
    }
    return isNegative ? -result : result
  }
}
