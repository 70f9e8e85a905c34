/// Integers, floats and durations.
extension Lexer {
  /// The units of durations in nanoseconds.
  static let units: [String: Int64] = [
    "ns": 1,
    "us": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "min": 60_000_000_000,
    "h": 3_600_000_000_000,
  ]

  /// Other ways to write a unit.
  static let meantUnits: [String: String] = [
    "S": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "m": "min", "mins": "min",
    "minute": "min", "minutes": "min", "H": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "MS": "ms", "msec": "ms", "millis": "ms", "usec": "us", "µs": "us", "μs": "us",
  ]

  /// Reads a number that begins here.
  ///
  /// The magnitude of the least integer, 2^63, comes as `Int64.min`; only a `-` before it makes it right, which
  /// the parser sees to.
  mutating func number() -> Token.Kind {
    let start = offset
    if peek() == UInt8(ascii: "0"), let second = peek(1) {
      switch second {
      case UInt8(ascii: "x"): return radixInteger(from: start, radix: 16)
      case UInt8(ascii: "b"): return radixInteger(from: start, radix: 2)
      case UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "X"), UInt8(ascii: "B"):
        return malformedPrefix(from: start)
      default: break
      }
    }
    skipDigits()
    var isFloat = false
    if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
      offset += 1
      skipDigits()
      isFloat = true
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if isDigit(peek(sign ? 2 : 1)) {
        offset += sign ? 2 : 1
        skipDigits()
        isFloat = true
      }
    }
    let digits = text(from: start)
    let unitStart = offset
    skipNameCharacters()
    if offset > unitStart {
      return duration(digits, isFloat: isFloat, unitStart: unitStart, start: start)
    }
    return isFloat ? float(digits, from: start) : integer(digits, radix: 10, from: start)
  }

  private mutating func malformedPrefix(from start: Int) -> Token.Kind {
    skipNameCharacters()
    report(
      .malformedNumber,
      "`\(file.text(span(from: start)))` is not a number",
      at: span(from: start),
      hint: "hexadecimal numbers begin with `0x`, binary ones with `0b`"
    )
    return .invalid
  }

  private mutating func radixInteger(from start: Int, radix: Int) -> Token.Kind {
    offset += 2
    skipNameCharacters()
    let digits = String(text(from: start).dropFirst(2))
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.hexDigitValue ?? radix) < radix })
    else {
      report(
        .malformedNumber,
        "`\(file.text(span(from: start)))` is not a number",
        at: span(from: start),
        hint: radix == 16 ? "hexadecimal digits are 0-9 and a-f" : "binary digits are 0 and 1"
      )
      return .invalid
    }
    return integer(digits, radix: radix, from: start)
  }

  private mutating func integer(_ digits: String, radix: Int, from start: Int) -> Token.Kind {
    let significant = digits.drop { $0 == "0" }
    if let magnitude = UInt64(significant.isEmpty ? "0" : significant, radix: radix) {
      if magnitude <= UInt64(Int64.max) { return .integer(Int64(magnitude)) }
      if radix == 10, magnitude == 1 << 63 { return .integer(.min) }
    }
    reportTooLarge(at: span(from: start))
    return .invalid
  }

  /// Reports an integer that does not fit.
  mutating func reportTooLarge(at span: SourceSpan) {
    report(
      .integerTooLarge,
      "the integer does not fit in 64 bits",
      at: span,
      hint: "the greatest is 9_223_372_036_854_775_807"
    )
  }

  private mutating func float(_ digits: String, from start: Int) -> Token.Kind {
    guard let value = Double(digits), value.isFinite else {
      report(
        .floatTooLarge,
        "the number is beyond the greatest float",
        at: span(from: start),
        hint: "the greatest is about 1.8e308"
      )
      return .invalid
    }
    return .float(value)
  }

  private mutating func duration(
    _ digits: String,
    isFloat: Bool,
    unitStart: Int,
    start: Int
  ) -> Token.Kind {
    let unit = text(from: unitStart)
    guard let nanoseconds = Self.units[unit] else {
      report(
        .unknownUnit,
        "`\(unit)` is not a unit of time",
        at: span(from: unitStart),
        hint: Self.meantUnits[unit].map { "write `\(digits)\($0)`" }
          ?? "units are ns, us, ms, s, min and h"
      )
      return .invalid
    }
    if !isFloat, let count = Int64(digits) {
      let (product, overflow) = count.multipliedReportingOverflow(by: nanoseconds)
      if !overflow { return .duration(product) }
    } else if isFloat, let product = Self.product(digits, nanoseconds) {
      if let exact = Int64(exactly: product) { return .duration(exact) }
    } else if isFloat, let count = Double(digits) {
      let product = (count * Double(nanoseconds)).rounded()
      if product < 0x1p63 { return .duration(Int64(product)) }
    }
    report(
      .durationTooLong,
      "the duration is beyond 292 years",
      at: span(from: start),
      hint: "the longest is 2_562_047h"
    )
    return .invalid
  }

  /// A decimal number without exponent times a unit, rounded to a whole number, halves up; nil for another number.
  ///
  /// A float would lose nanoseconds after 104 days.
  private static func product(_ digits: String, _ unit: Int64) -> UInt128? {
    let parts = digits.split(separator: ".")
    // No unit has a divisor beyond 10^20, so what stands farther behind the point can only round.
    guard parts.count == 2, let whole = UInt64(parts[0]), let part = UInt128(parts[1].prefix(20))
    else { return nil }
    var scale: UInt128 = 2
    for _ in parts[1].prefix(20) { scale *= 10 }
    return UInt128(whole) * UInt128(unit) + (2 * part * UInt128(unit) + scale / 2) / scale
  }

  private func isDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func skipDigits() {
    while isDigit(peek()) || peek() == UInt8(ascii: "_") {
      offset += 1
    }
  }

  /// The text from an offset to here, without `_`.
  private func text(from start: Int) -> String {
    let digits = bytes[start..<offset].filter { $0 != UInt8(ascii: "_") }
    return String(decoding: digits, as: UTF8.self)
  }
}
