import Glibc
package import IPCSyntax

/// The operators on all kinds of values; the machine's loop itself only knows the cases with two ints.
extension Heap {
  /// Applies an operator that evaluates both operands.
  ///
  /// - Throws: `TypeError`, `Overflow`, `ZeroDivision`, `ValueError`.
  package func apply(
    _ operation: BinaryOperator,
    _ first: Value,
    _ second: Value
  ) throws(Fault) -> Value {
    switch operation {
    case .add: return try add(first, second)
    case .subtract: return try subtract(first, second)
    case .multiply: return try multiply(first, second)
    case .divide: return try divide(first, second)
    case .floorDivide: return try floorDivide(first, second)
    case .remainder: return try remainder(first, second)
    case .power: return try power(first, second)
    case .equal: return .bool(try equals(first, second))
    case .notEqual: return .bool(try !equals(first, second))
    case .less: return .bool(try compare(first, second) < 0)
    case .lessOrEqual: return .bool(try compare(first, second) <= 0)
    case .greater: return .bool(try compare(first, second) > 0)
    case .greaterOrEqual: return .bool(try compare(first, second) >= 0)
    case .contained: return .bool(try contains(second, first))
    case .notContained: return .bool(try !contains(second, first))
    }
  }

  /// Adds numbers or durations, joins strings, bytes or lists.
  func add(_ first: Value, _ second: Value) throws(Fault) -> Value {
    switch (first.tag, second.tag) {
    case (.int, .int):
      return .int(try whole(first.payload.addingReportingOverflow(second.payload), "+"))
    case (.duration, .duration):
      return .duration(try whole(first.payload.addingReportingOverflow(second.payload), "+"))
    case (.string, .string), (.bytes, .bytes): return try concatenate(first, second)
    case (.list, .list):
      let (left, right) = (listCount(first), listCount(second))
      try checkRoom((left + right) * MemoryLayout<Value>.stride)
      let list = makeList(count: left + right)
      unsafe listItems(list).update(from: listItems(first), count: left)
      unsafe (listItems(list) + left).update(from: listItems(second), count: right)
      return list
    default:
      let (left, right) = try numbers(.add, first, second)
      return try finite(left + right, "+")
    }
  }

  private func subtract(_ first: Value, _ second: Value) throws(Fault) -> Value {
    switch (first.tag, second.tag) {
    case (.int, .int):
      return .int(try whole(first.payload.subtractingReportingOverflow(second.payload), "-"))
    case (.duration, .duration):
      return .duration(try whole(first.payload.subtractingReportingOverflow(second.payload), "-"))
    default:
      let (left, right) = try numbers(.subtract, first, second)
      return try finite(left - right, "-")
    }
  }

  private func multiply(_ first: Value, _ second: Value) throws(Fault) -> Value {
    switch (first.tag, second.tag) {
    case (.int, .int):
      return .int(try whole(first.payload.multipliedReportingOverflow(by: second.payload), "*"))
    case (.duration, .int), (.int, .duration):
      return .duration(
        try whole(first.payload.multipliedReportingOverflow(by: second.payload), "*")
      )
    case (.duration, .float): return try duration(Double(first.payload) * second.double)
    case (.float, .duration): return try duration(first.double * Double(second.payload))
    case (.string, .int), (.list, .int), (.bytes, .int):
      return try repeated(first, second.payload)
    case (.int, .string), (.int, .list), (.int, .bytes):
      return try repeated(second, first.payload)
    default:
      let (left, right) = try numbers(.multiply, first, second)
      return try finite(left * right, "*")
    }
  }

  private func divide(_ first: Value, _ second: Value) throws(Fault) -> Value {
    switch (first.tag, second.tag) {
    case (.int, .int):
      return .float(try Division.quotient(first.payload, second.payload))
    case (.duration, .duration):
      return .float(try Division.quotient(first.payload, second.payload))
    case (.duration, .int):
      return .duration(try Division.rounded(first.payload, second.payload))
    case (.duration, .float):
      if second.double == 0 { throw Fault("ZeroDivision", "a duration is divided by zero") }
      return try duration(Double(first.payload) / second.double)
    default:
      let (left, right) = try numbers(.divide, first, second)
      if right == 0 { throw Fault("ZeroDivision", "a number is divided by zero") }
      return try finite(left / right, "/")
    }
  }

  private func floorDivide(_ first: Value, _ second: Value) throws(Fault) -> Value {
    if first.tag == .int, second.tag == .int {
      return .int(try Division.floored(first.payload, second.payload))
    }
    let (left, right) = try numbers(.floorDivide, first, second)
    if right == 0 { throw Fault("ZeroDivision", "a number is divided by zero") }
    return try finite(Division.floored(left, right), "//")
  }

  private func remainder(_ first: Value, _ second: Value) throws(Fault) -> Value {
    if first.tag == .int, second.tag == .int {
      return .int(try Division.remainder(first.payload, second.payload))
    }
    let (left, right) = try numbers(.remainder, first, second)
    if right == 0 { throw Fault("ZeroDivision", "a number is divided by zero") }
    return try finite(flooredRemainder(left, right), "%")
  }

  /// The remainder with the sign of the divisor.
  private func flooredRemainder(_ left: Double, _ right: Double) -> Double {
    let remainder = fmod(left, right)
    if remainder == 0 { return right < 0 ? -0.0 : 0.0 }
    return (remainder < 0) != (right < 0) ? remainder + right : remainder
  }

  private func power(_ first: Value, _ second: Value) throws(Fault) -> Value {
    if first.tag == .int, second.tag == .int, second.payload >= 0 {
      return .int(try Division.power(first.payload, second.payload))
    }
    let (left, right) = try numbers(.power, first, second)
    if left == 0, right < 0 {
      throw Fault("ZeroDivision", "zero cannot be raised to a negative power")
    }
    if left < 0, right != right.rounded() {
      throw Fault("ValueError", "a negative number cannot be raised to a broken power")
    }
    return try finite(pow(left, right), "**")
  }

  /// Negates a number or duration.
  package func negate(_ value: Value) throws(Fault) -> Value {
    switch value.tag {
    case .int, .duration:
      let (result, overflows) = 0.subtractingReportingOverflow(value.payload)
      return Value(tag: value.tag, payload: try whole((result, overflows), "-"))
    case .float: return .float(-value.double)
    default: throw Fault("TypeError", "`-` wants a number or a duration, not \(value.typePhrase)")
    }
  }

  // MARK: Parts

  private func repeated(_ value: Value, _ times: Int) throws(Fault) -> Value {
    let times = max(0, times)
    let isList = value.tag == .list
    let one = isList ? listCount(value) : byteCount(value)
    let (size, overflows) = (one * (isList ? MemoryLayout<Value>.stride : 1))
      .multipliedReportingOverflow(by: times)
    if overflows || size > room {
      throw Fault("OutOfMemory", "the result of `*` would be too large")
    }
    if !isList {
      let result = makeUninitializedString(count: one * times)
      for turn in 0..<(one == 0 ? 0 : times) {
        unsafe memcpy(bytePointer(result) + turn * one, bytePointer(value), one)
      }
      return Value(tag: value.tag, payload: result.payload)
    }
    let result = makeList(count: one * times)
    for turn in 0..<(one == 0 ? 0 : times) {
      unsafe (listItems(result) + turn * one).update(from: listItems(value), count: one)
    }
    return result
  }

  private func whole(
    _ result: (partialValue: Int, overflow: Bool),
    _ sign: String
  ) throws(Fault) -> Int {
    if result.overflow {
      throw Fault("Overflow", "the result of `\(sign)` does not fit into 64 bits")
    }
    return result.partialValue
  }

  private func finite(_ result: Double, _ sign: String) throws(Fault) -> Value {
    guard result.isFinite else {
      throw Fault("Overflow", "the result of `\(sign)` is too large for a float")
    }
    return .float(result)
  }

  private func duration(_ nanoseconds: Double) throws(Fault) -> Value {
    guard let whole = Int(exactly: nanoseconds.rounded()) else {
      throw Fault("Overflow", "the duration does not fit into 64 bits of nanoseconds")
    }
    return .duration(whole)
  }

  private func numbers(
    _ operation: BinaryOperator,
    _ first: Value,
    _ second: Value
  ) throws(Fault) -> (Double, Double) {
    guard let left = number(first), let right = number(second) else {
      throw mismatch(operation, first, second)
    }
    return (left, right)
  }

  /// A number as a float.
  func number(_ value: Value) -> Double? {
    switch value.tag {
    case .int: Double(value.payload)
    case .float: value.double
    default: nil
    }
  }

  private func mismatch(_ operation: BinaryOperator, _ first: Value, _ second: Value) -> Fault {
    var message =
      "`\(operation.rawValue)` does not work on \(first.typePhrase) and \(second.typePhrase)"
    if operation == .add, first.tag == .string || second.tag == .string {
      message += "; str(x) makes a string, \"\\(x)\" too"
    } else if operation == .add || operation == .subtract,
      (first.tag == .duration && number(second) != nil)
        || (second.tag == .duration && number(first) != nil)
    {
      message += "; a duration has a unit, such as 3s"
    }
    return Fault("TypeError", message)
  }
}

/// Division of ints as Python 3 defines it.
enum Division {
  /// The quotient rounded towards minus infinity.
  static func floored(_ first: Int, _ second: Int) throws(Fault) -> Int {
    if second == 0 { throw Fault("ZeroDivision", "an int is divided by zero") }
    let (quotient, overflows) = first.dividedReportingOverflow(by: second)
    if overflows { throw Fault("Overflow", "the result of `//` does not fit into 64 bits") }
    return first % second != 0 && (first < 0) != (second < 0) ? quotient - 1 : quotient
  }

  /// The quotient of a duration in nanoseconds, rounded to the nearest, halves away from zero.
  static func rounded(_ first: Int, _ second: Int) throws(Fault) -> Int {
    if second == 0 { throw Fault("ZeroDivision", "a duration is divided by zero") }
    let (quotient, overflows) = first.dividedReportingOverflow(by: second)
    if overflows {
      throw Fault("Overflow", "the duration does not fit into 64 bits of nanoseconds")
    }
    let rest = (first % second).magnitude
    // As much as half the divisor is left over.
    guard rest >= second.magnitude - rest else { return quotient }
    return (first < 0) != (second < 0) ? quotient - 1 : quotient + 1
  }

  /// The remainder with the sign of the divisor.
  static func remainder(_ first: Int, _ second: Int) throws(Fault) -> Int {
    if second == 0 { throw Fault("ZeroDivision", "an int is divided by zero") }
    if second == -1 { return 0 }
    let remainder = first % second
    return remainder != 0 && (remainder < 0) != (second < 0) ? remainder + second : remainder
  }

  /// The quotient of floats rounded towards minus infinity, as CPython's `float_divmod` finds it.
  ///
  /// It starts from the exact remainder, as `floor(a / b)` is one too large where a / b rounds up.
  static func floored(_ first: Double, _ second: Double) -> Double {
    let rest = fmod(first, second)
    var quotient = (first - rest) / second
    if rest != 0, (rest < 0) != (second < 0) { quotient -= 1 }
    if quotient == 0 { return Double(signOf: first / second, magnitudeOf: 0) }
    let floor = quotient.rounded(.down)
    return quotient - floor > 0.5 ? floor + 1 : floor
  }

  /// The correctly rounded quotient as a float.
  static func quotient(_ first: Int, _ second: Int) throws(Fault) -> Double {
    if second == 0 { throw Fault("ZeroDivision", "a number is divided by zero") }
    let exact = 1 << 53
    if abs(first) <= exact, abs(second) <= exact { return Double(first) / Double(second) }
    // Both are shifted until their top bits are set, so that the quotient lies between a half and two and has 64 bits
    // behind the point; what is left over becomes a sticky last bit, and the conversion rounds once only.
    let negative = (first < 0) != (second < 0)
    let (left, right) = (first.magnitude, second.magnitude)
    let (leftShift, rightShift) = (left.leadingZeroBitCount, right.leadingZeroBitCount)
    let (numerator, denominator) = (left << leftShift, right << rightShift)
    let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    var (fraction, leftOver) = denominator.dividingFullWidth((rest, 0))
    if whole == 1 {
      // One bit is moved out at the end; it stays visible in the sticky bit.
      leftOver |= fraction & 1
      fraction = fraction >> 1 | 1 << 63
    }
    if leftOver != 0 { fraction |= 1 }
    let exponent = rightShift - leftShift - 64 + Int(whole)
    let result = first == 0 ? 0 : scalbn(Double(fraction), Int32(exponent))
    return negative ? -result : result
  }

  private static func abs(_ value: Int) -> Int {
    value == .min ? .max : Swift.abs(value)
  }

  /// An int power by squaring.
  static func power(_ base: Int, _ exponent: Int) throws(Fault) -> Int {
    var (result, factor, left) = (1, base, exponent)
    while left > 0 {
      if left & 1 == 1 {
        let (product, overflows) = result.multipliedReportingOverflow(by: factor)
        if overflows { throw Fault("Overflow", "the result of `**` does not fit into 64 bits") }
        result = product
      }
      left >>= 1
      if left > 0 {
        let (square, overflows) = factor.multipliedReportingOverflow(by: factor)
        if overflows { throw Fault("Overflow", "the result of `**` does not fit into 64 bits") }
        factor = square
      }
    }
    return result
  }
}
