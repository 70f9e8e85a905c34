/// How a value is to be laid out, in Python's words.
///
///     [[fill]align][sign][#][0][width][, or _][.precision][type]
@safe struct FormatSpec {
  /// Where padding goes.
  enum Alignment: UInt8 {
    case left = 0x3c
    case right = 0x3e
    case centre = 0x5e
    /// Between the sign and the digits.
    case inside = 0x3d
  }

  private let text: UnsafeBufferPointer<UInt8>
  /// Where the character to pad with stands; nil for a blank or a zero.
  private var fillRange: Range<Int>?
  /// Whether a zero before the width stands for the fill.
  private(set) var isZeroFilled = false
  var alignment: Alignment?
  /// `+`, `-` or a space.
  private(set) var sign: UInt8?
  /// `#`: with a prefix, or with a point in any case.
  private(set) var isAlternate = false
  /// The least number of characters.
  private(set) var width = 0
  /// `,` or `_`, between groups of digits.
  private(set) var separator: UInt8?
  private(set) var precision: Int?
  /// A letter or `%`.
  private(set) var type: UInt8?

  /// Reads a specification; for a number a zero before the width goes behind the sign.
  ///
  /// - Throws: `ValueError`.
  init(_ text: UnsafeBufferPointer<UInt8>, isNumber: Bool) throws(Fault) {
    unsafe self.text = unsafe text
    var position = readAlignment()
    func next(_ first: UInt8, _ second: UInt8) -> UInt8? {
      guard position < text.count else { return nil }
      let byte = unsafe text[position]
      guard byte == first || byte == second else { return nil }
      position += 1
      return byte
    }
    func number() -> Int? {
      let start = position
      var number = 0
      while position < text.count, unsafe NumberReading.isDigit(text[position]) {
        number = unsafe min(number * 10 + Int(text[position] & 0x0f), Int(Int32.max))
        position += 1
      }
      return position == start ? nil : number
    }
    sign = next(UInt8(ascii: "+"), UInt8(ascii: "-")) ?? next(0x20, 0x20)
    isAlternate = next(UInt8(ascii: "#"), UInt8(ascii: "#")) != nil
    if fillRange == nil, next(UInt8(ascii: "0"), UInt8(ascii: "0")) != nil {
      isZeroFilled = true
      if alignment == nil, isNumber { alignment = .inside }
    }
    width = number() ?? 0
    if width == Int32.max { throw wrong("the width is too large") }
    separator = next(UInt8(ascii: ","), UInt8(ascii: "_"))
    if separator != nil, next(UInt8(ascii: ","), UInt8(ascii: "_")) != nil {
      throw wrong("there is one separator at most, `,` or `_`")
    }
    if next(UInt8(ascii: "."), UInt8(ascii: ".")) != nil {
      precision = number()
      if precision == nil { throw wrong("a precision has digits behind its point") }
      if precision ?? 0 == Int32.max { throw wrong("the precision is too large") }
    }
    guard position < text.count else { return }
    guard position == text.count - 1 else {
      throw wrong("`\(unsafe String(decoding: text[position...], as: UTF8.self))` is no type")
    }
    type = unsafe text[position]
  }

  /// Reads a fill and an alignment; returns the offset behind them.
  private mutating func readAlignment() -> Int {
    guard unsafe text.count > 0 else { return 0 }
    let length = unsafe Characters.length(text, at: 0)
    if unsafe length < text.count, let alignment = unsafe Alignment(rawValue: text[length]) {
      fillRange = 0..<length
      self.alignment = alignment
      return length + 1
    }
    alignment = unsafe Alignment(rawValue: text[0])
    return alignment == nil ? 0 : 1
  }

  private func wrong(_ why: String) -> Fault {
    unsafe Fault("ValueError", "the format `\(String(decoding: text, as: UTF8.self))`: \(why)")
  }

  /// The type as messages show it.
  var typeText: String { type.map { "`\(Character(Unicode.Scalar($0)))`" } ?? "no type" }

  /// The bytes of the character to pad with.
  var fillSize: Int { fillRange?.count ?? 1 }

  // MARK: Layout

  /// Writes a text that has so many characters, with padding.
  func write(
    _ part: UnsafeBufferPointer<UInt8>,
    count: Int,
    _ standard: Alignment,
    to result: inout [UInt8]
  ) {
    let padding = max(0, width - count)
    let before: Int
    switch alignment ?? standard {
    case .left: before = 0
    case .right, .inside: before = padding
    case .centre: before = padding / 2
    }
    fill(before, &result)
    unsafe result.append(contentsOf: part)
    fill(padding - before, &result)
  }

  /// Puts a number together: sign and prefix, digits in groups, what follows them, padding.
  func number(
    sign: UInt8?,
    prefix: UInt8? = nil,
    digits: ArraySlice<UInt8>,
    tail: ArraySlice<UInt8>,
    groupSize: Int = 3
  ) -> [UInt8] {
    let head = (sign == nil ? 0 : 1) + (prefix == nil ? 0 : 2)
    let isInside = alignment == .inside
    let isZero = unsafe isZeroFilled || fillRange == 0..<1 && text[0] == UInt8(ascii: "0")
    // Zeros behind the sign are digits, so they are grouped too.
    let least = isInside && isZero ? width - head - tail.count : 0
    var result: [UInt8] = []
    result.reserveCapacity(max(width * fillSize, 24))
    let groups = separator.map { Self.grouped(digits, $0, size: groupSize, least: least) }
    let zeros = groups == nil ? max(0, least - digits.count) : 0
    let count = head + zeros + (groups?.count ?? digits.count) + tail.count
    let padding = max(0, width - count)
    let before: Int
    switch alignment {
    case .left, .inside: before = 0
    case .centre: before = padding / 2
    case .right, nil: before = padding
    }
    fill(before, &result)
    if let sign { result.append(sign) }
    if let prefix { result += [UInt8(ascii: "0"), prefix] }
    if isInside { fill(padding, &result) }
    result.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros))
    if let groups { result += groups } else { result += digits }
    result += tail
    if !isInside { fill(padding - before, &result) }
    return result
  }

  /// Writes the fill character so many times.
  private func fill(_ count: Int, _ result: inout [UInt8]) {
    guard count > 0 else { return }
    guard let fillRange else {
      let byte = isZeroFilled ? UInt8(ascii: "0") : 0x20
      result.append(contentsOf: repeatElement(byte, count: count))
      return
    }
    for _ in 0..<count { unsafe result.append(contentsOf: text[fillRange]) }
  }

  /// Digits with a separator between groups, with zeros before them up to a least number of characters.
  private static func grouped(
    _ digits: ArraySlice<UInt8>,
    _ separator: UInt8,
    size: Int,
    least: Int
  ) -> [UInt8] {
    // From the last digit to the first.
    var backwards: [UInt8] = []
    var left = digits
    var inGroup = 0
    while !left.isEmpty || backwards.count < least {
      if inGroup == size {
        backwards.append(separator)
        inGroup = 0
      }
      backwards.append(left.popLast() ?? UInt8(ascii: "0"))
      inGroup += 1
    }
    return backwards.reversed()
  }
}
