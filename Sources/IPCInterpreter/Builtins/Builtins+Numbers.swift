import Glibc

/// The builtins for numbers.
extension Builtins {
  static let numbers: [Builtin] = [
    Builtin(
      "sum",
      [.init("values")],
      "The sum of numbers or of durations; 0 of nothing.",
      example: .init("[sum([1, 2.5]), sum([1s, 500ms])]", "[3.5, 1.5s]"),
      .native(sum)
    ),
    Builtin(
      "abs",
      [.init("value")],
      "A number or duration without its sign.",
      example: .init("abs(-3)", "3"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        let value = call[0]
        switch value.tag {
        case .int, .duration: return value.payload < 0 ? try call.heap.negate(value) : value
        case .float: return .float(value.double.magnitude)
        default: throw call.wrong("abs", "a number or a duration", value)
        }
      }
    ),
    Builtin(
      "round",
      [.init("number"), .init("digits", isOptional: true)],
      "The nearest int, or with so many digits behind the point; halves go to the even one.",
      example: .init("[round(2.5), round(2.675, 2), round(1250, -2)]", "[2, 2.67, 1200]"),
      .native(round)
    ),
    Builtin(
      "floor",
      [.init("number")],
      "The greatest int that is not above a number.",
      example: .init("[floor(2.7), floor(-2.5)]", "[2, -3]"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        try rounded(call, "floor", .down)
      }
    ),
    Builtin(
      "ceil",
      [.init("number")],
      "The smallest int that is not below a number.",
      example: .init("[ceil(2.1), ceil(-2.5)]", "[3, -2]"),
      .native { (call: NativeCall) throws(Fault) -> Value in try rounded(call, "ceil", .up) }
    ),
    Builtin(
      "sqrt",
      [.init("number")],
      "The square root, as a float.",
      example: .init("sqrt(2)", "1.4142135623730951"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        guard let number = call.heap.number(call[0]) else {
          throw call.wrong("sqrt", "a number", call[0])
        }
        if number < 0 { throw Fault("ValueError", "a negative number has no square root") }
        return .float(number.squareRoot())
      }
    ),
  ]

  @Sendable private static func sum(_ call: NativeCall) throws(Fault) -> Value {
    var elements = try Elements(call[0], "sum", in: call.heap)
    guard var total = try elements.next() else { return .int(0) }
    guard [.int, .float, .duration].contains(total.tag) else {
      throw call.wrong("sum", "numbers or durations", total)
    }
    while let item = try elements.next() { total = try call.heap.add(total, item) }
    return total
  }

  private static func rounded(
    _ call: NativeCall,
    _ name: String,
    _ rule: FloatingPointRoundingRule
  ) throws(Fault) -> Value {
    switch call[0].tag {
    case .int: return call[0]
    case .float: return .int(try whole(call[0].double.rounded(rule)))
    default: throw call.wrong(name, "a number", call[0])
    }
  }

  @Sendable private static func round(_ call: NativeCall) throws(Fault) -> Value {
    let value = call[0]
    guard call[1].isSet, call[1].tag != .null else {
      return try rounded(call, "round", .toNearestOrEven)
    }
    let digits = try call.argument(1, "round", .int, "an int as number of digits").payload
    switch value.tag {
    case .int:
      return digits >= 0 ? value : .int(try Rounding.int(value.payload, zeros: digits.magnitude))
    case .float:
      let result = Rounding.float(value.double, digits: digits)
      guard result.isFinite else {
        throw Fault("Overflow", "the rounded number is too large for a float")
      }
      return .float(result)
    default: throw call.wrong("round", "a number", value)
    }
  }
}

/// Rounding to decimal places, halves to the even neighbour, as Python does it: from the exact value of the float.
enum Rounding {
  /// An int rounded to so many zeros at its end.
  ///
  /// - Throws: `Overflow`.
  static func int(_ value: Int, zeros: UInt) throws(Fault) -> Int {
    // The half of 10 ** 20 is more than any int.
    guard zeros < 20 else { return 0 }
    let unit = (0..<zeros).reduce(UInt(1)) { unit, _ in unit * 10 }
    let (quotient, rest) = value.magnitude.quotientAndRemainder(dividingBy: unit)
    let isUp = rest > unit / 2 || rest == unit / 2 && quotient & 1 == 1
    let (magnitude, overflows) = (quotient + (isUp ? 1 : 0)).multipliedReportingOverflow(by: unit)
    guard !overflows, let result = Int(exactly: magnitude) else {
      throw Fault("Overflow", "the rounded number does not fit into 64 bits")
    }
    return value < 0 ? -result : result
  }

  /// A float rounded to so many digits behind the point, or, when negative, to so many zeros before it.
  static func float(_ value: Double, digits: Int) -> Double {
    // No float has a digit that counts behind these, and none is as large as the half of 10 ** 309.
    if digits > 323 || value == 0 { return value }
    if digits < -308 { return value < 0 ? -0.0 : 0.0 }
    if digits >= 0 {
      let text = FloatText.fixed(value.magnitude, precision: digits)
      let result = unsafe text.withUnsafeBufferPointer { unsafe NumberReading.decimal($0) }
      return value < 0 ? -result : result
    }
    return value < 0 ? -whole(-value, zeros: -digits) : whole(value, zeros: -digits)
  }

  /// A positive float rounded to zeros at the end of its whole part, digit by digit.
  private static func whole(_ value: Double, zeros: Int) -> Double {
    let whole = value.rounded(.down)
    var digits = FloatText.fixed(whole, precision: 0).map { $0 - 0x30 }
    digits.insert(contentsOf: repeatElement(0, count: max(0, zeros + 1 - digits.count)), at: 0)
    let kept = digits.count - zeros
    let (first, rest) = (digits[kept], digits[(kept + 1)...])
    let isMoreThanHalf = first > 5 || first == 5 && (rest.contains { $0 > 0 } || whole != value)
    let isUp = isMoreThanHalf || first == 5 && digits[kept - 1] & 1 == 1
    digits.replaceSubrange(kept..., with: repeatElement(0, count: zeros))
    var text = digits.map { $0 + 0x30 }
    if isUp {
      var place = kept - 1
      while place >= 0, text[place] == 0x39 {
        text[place] = 0x30
        place -= 1
      }
      if place >= 0 { text[place] += 1 } else { text.insert(0x31, at: 0) }
    }
    return unsafe text.withUnsafeBufferPointer { unsafe NumberReading.decimal($0) }
  }
}
