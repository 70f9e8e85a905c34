import Glibc

/// Floats with a number of digits that is asked for, correctly rounded by the C library.
enum FloatText {
  /// A positive float with an exponent and so many digits behind the point; an alternate one always has a point.
  static func exponential(_ value: Double, precision: Int, isAlternate: Bool) -> [UInt8] {
    printed(value, isAlternate ? "%#.*e" : "%.*e", precision)
  }

  /// A positive float with so many digits behind the point; an alternate one always has a point.
  static func fixed(_ value: Double, precision: Int, isAlternate: Bool = false) -> [UInt8] {
    guard let digits = digits(of: value, behindPoint: precision) else {
      return printed(value, isAlternate ? "%#.*f" : "%.*f", precision)
    }
    var text: [UInt8] = []
    NumberText.append(digits, to: &text)
    if text.count <= precision {
      let zeros = repeatElement(UInt8(ascii: "0"), count: precision + 1 - text.count)
      text.insert(contentsOf: zeros, at: 0)
    }
    if precision > 0 || isAlternate {
      text.insert(UInt8(ascii: "."), at: text.count - precision)
    }
    return text
  }

  /// A positive float times a power of ten, rounded to a whole number, halves to the even one; nil when that needs
  /// more than 64 bits or its exact value more than 128.
  private static func digits(of value: Double, behindPoint count: Int) -> UInt? {
    guard count <= 19 else { return nil }
    let power = (0..<count).reduce(UInt64(1)) { power, _ in power * 10 }
    // The float is a whole number of 53 bits times a power of two.
    let bits = value.bitPattern
    let (exponent, fraction) = (Int(bits >> 52), bits & (1 << 52 - 1))
    let significand = exponent == 0 ? fraction : fraction | 1 << 52
    let shift = 1075 - max(1, exponent)
    let product = UInt128(significand) * UInt128(power)
    guard shift > 0 else {
      return product.leadingZeroBitCount > -shift ? UInt(exactly: product << -shift) : nil
    }
    // A product has 117 bits at most, so it is less than a half here.
    guard shift <= 118 else { return 0 }
    let (whole, rest) = (product >> shift, product & (1 << shift - 1))
    let half = UInt128(1) << (shift - 1)
    let isUp = rest > half || rest == half && whole & 1 == 1
    return UInt(exactly: whole + (isUp ? 1 : 0))
  }

  /// A float as C's `printf` writes it.
  private static func printed(_ value: Double, _ format: String, _ precision: Int) -> [UInt8] {
    // Of the greatest number 309 digits stand before the point.
    let capacity = precision + 330
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let written = unsafe withVaList([Int32(clamping: precision), value]) { arguments in
        unsafe buffer.withMemoryRebound(to: CChar.self) { text in
          unsafe vsnprintf(text.baseAddress, capacity, format, arguments)
        }
      }
      count = max(0, min(Int(written), capacity - 1))
    }
  }

  /// A positive float with so many digits that count; an alternate one keeps zeros at its end and its point.
  ///
  /// As C's `%g`, of which the library writes some wrongly (`%#g` of 999999.5), and as Python's formats without a type:
  /// those have a digit behind the point where there is no exponent, so they come to the exponent one digit earlier.
  static func general(
    _ value: Double,
    precision: Int,
    isAlternate: Bool,
    hasFraction: Bool = false
  ) -> [UInt8] {
    let precision = max(1, precision)
    var text = exponential(value, precision: precision - 1, isAlternate: isAlternate)
    guard let mark = text.firstIndex(of: UInt8(ascii: "e")) else { return text }
    let exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
    if exponent < -4 || exponent >= precision - (hasFraction ? 1 : 0) {
      return isAlternate ? text : withoutZeros(text[..<mark]) + text[mark...]
    }
    text = fixed(value, precision: max(0, precision - 1 - exponent), isAlternate: isAlternate)
    if !isAlternate { text = withoutZeros(text[...]) }
    return hasFraction && !text.contains(UInt8(ascii: ".")) ? text + Array(".0".utf8) : text
  }

  /// Without the zeros at the end of the fraction, nor the point when nothing is left behind it.
  private static func withoutZeros(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var text = Array(text)
    guard text.contains(UInt8(ascii: ".")) else { return text }
    while text.last == UInt8(ascii: "0") { text.removeLast() }
    if text.last == UInt8(ascii: ".") { text.removeLast() }
    return text
  }
}
