/// The builtin that lays values out.
extension Builtins {
  static let formatting: [Builtin] = [
    Builtin(
      "format",
      [.init("value"), .init("spec", isOptional: true)],
      "A value laid out as in Python: [[fill]align][sign][#][0][width][,][.precision][type].",
      example: .init(
        "[format(2.5, \".2f\"), format(255, \"#06x\"), format(\"a\", \"*^5\")]",
        "[\"2.50\", \"0x00ff\", \"**a**\"]"
      ),
      .native(formatted)
    )
  ]

  @Sendable private static func formatted(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, value) = (call.heap, call[0])
    guard call[1].isSet else { return try heap.string(of: value) }
    let format = try call.argument(1, "format", .string, "a string as format")
    let isNumber = value.tag == .int || value.tag == .float
    let spec = unsafe try FormatSpec(heap.string(format), isNumber: isNumber)
    // What has a width or precision of so many is at least as large.
    try heap.checkRoom(max(spec.width, spec.precision ?? 0), times: spec.fillSize)
    let result: [UInt8]
    switch value.tag {
    case .int: result = try int(value.payload, spec)
    case .float: result = try float(value.double, spec, "a float")
    default: result = try text(of: value, spec, in: heap)
    }
    try heap.checkRoom(result.count)
    return heap.makeString(result)
  }

  private static func refuse(_ part: String, _ what: String) -> Fault {
    Fault("ValueError", "\(what) takes no \(part) in its format")
  }

  /// The sign of a number, by what the format wants for positive ones.
  private static func sign(_ isNegative: Bool, _ spec: FormatSpec) -> UInt8? {
    if isNegative { return UInt8(ascii: "-") }
    return spec.sign == UInt8(ascii: "-") ? nil : spec.sign
  }

  // MARK: Ints

  private static func int(_ value: Int, _ spec: FormatSpec) throws(Fault) -> [UInt8] {
    var (radix, prefix): (UInt, UInt8?) = (10, nil)
    switch spec.type {
    case nil, UInt8(ascii: "d"): break
    case UInt8(ascii: "n"):
      if spec.separator != nil { throw refuse("separator", "the type `n`") }
    case UInt8(ascii: "b"): (radix, prefix) = (2, spec.type)
    case UInt8(ascii: "o"): (radix, prefix) = (8, spec.type)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): (radix, prefix) = (16, spec.type)
    case UInt8(ascii: "c"): return try character(value, spec)
    default: return try float(Double(value), spec, "an int")
    }
    if spec.precision != nil { throw refuse("precision", "an int with \(spec.typeText)") }
    if spec.separator == UInt8(ascii: ","), radix != 10 {
      throw refuse("`,`", "the type \(spec.typeText)")
    }
    var digits: [UInt8] = []
    NumberText.append(
      value.magnitude,
      radix: radix,
      isUpper: spec.type == UInt8(ascii: "X"),
      to: &digits
    )
    return spec.number(
      sign: sign(value < 0, spec),
      prefix: spec.isAlternate ? prefix : nil,
      digits: digits[...],
      tail: [],
      groupSize: radix == 10 ? 3 : 4
    )
  }

  /// The character that has a number.
  private static func character(_ value: Int, _ spec: FormatSpec) throws(Fault) -> [UInt8] {
    if spec.sign != nil { throw refuse("sign", "the type `c`") }
    if spec.isAlternate { throw refuse("`#`", "the type `c`") }
    if spec.precision != nil { throw refuse("precision", "the type `c`") }
    if spec.separator != nil { throw refuse("separator", "the type `c`") }
    guard let code = UInt32(exactly: value), let scalar = Unicode.Scalar(code) else {
      throw Fault("ValueError", "\(value) is the number of no character")
    }
    var result: [UInt8] = []
    unsafe Array(String(Character(scalar)).utf8).withUnsafeBufferPointer { text in
      unsafe spec.write(text, count: 1, .right, to: &result)
    }
    return result
  }

  // MARK: Floats

  private static func float(
    _ value: Double,
    _ spec: FormatSpec,
    _ what: String
  ) throws(Fault) -> [UInt8] {
    let magnitude = value.magnitude
    let precision = spec.precision ?? 6
    var text: [UInt8]
    switch spec.type {
    case nil: text = plain(magnitude, spec)
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      text = FloatText.exponential(
        magnitude,
        precision: precision,
        isAlternate: spec.isAlternate
      )
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      text = FloatText.fixed(magnitude, precision: precision, isAlternate: spec.isAlternate)
    case UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "n"):
      if spec.type == UInt8(ascii: "n"), spec.separator != nil {
        throw refuse("separator", "the type `n`")
      }
      text = FloatText.general(magnitude, precision: precision, isAlternate: spec.isAlternate)
    case UInt8(ascii: "%"):
      guard (magnitude * 100).isFinite else {
        throw Fault("Overflow", "a hundred times the number is too large for a float")
      }
      text = FloatText.fixed(magnitude * 100, precision: precision, isAlternate: spec.isAlternate)
      text.append(UInt8(ascii: "%"))
    default:
      throw Fault("ValueError", "the format type \(spec.typeText) does not fit \(what)")
    }
    if spec.type == UInt8(ascii: "E") || spec.type == UInt8(ascii: "G") {
      text = text.map { $0 == UInt8(ascii: "e") ? UInt8(ascii: "E") : $0 }
    }
    let end = text.firstIndex { !NumberReading.isDigit($0) } ?? text.count
    return spec.number(
      sign: sign(value.sign == .minus, spec),
      digits: text[..<end],
      tail: text[end...]
    )
  }

  /// A positive float without a type: as it is printed, or with so many digits that count.
  private static func plain(_ value: Double, _ spec: FormatSpec) -> [UInt8] {
    if let precision = spec.precision {
      return FloatText.general(
        value,
        precision: precision,
        isAlternate: spec.isAlternate,
        hasFraction: true
      )
    }
    var text = Array(NumberText.text(of: value).utf8)
    if spec.isAlternate, !text.contains(UInt8(ascii: ".")) {
      let mark = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
      text.insert(UInt8(ascii: "."), at: mark)
    }
    return text
  }

  // MARK: Text

  /// The text of anything else: cut to the precision, padded to the width.
  private static func text(
    of value: Value,
    _ spec: FormatSpec,
    in heap: Heap
  ) throws(Fault) -> [UInt8] {
    let what = value.typePhrase
    if spec.type != nil, spec.type != UInt8(ascii: "s") || value.tag == .duration {
      let hint = value.tag == .duration ? "; d.seconds is a float" : ""
      throw Fault("ValueError", "the format type \(spec.typeText) does not fit \(what)\(hint)")
    }
    if spec.sign != nil { throw refuse("sign", what) }
    if spec.isAlternate { throw refuse("`#`", what) }
    if spec.separator != nil { throw refuse("separator", what) }
    if spec.alignment == .inside { throw refuse("`=`", what) }
    var text = try heap.string(of: value)
    var count = heap.characterCount(text)
    if let precision = spec.precision, precision < count {
      text = heap.substring(text, 0..<heap.byteOffset(text, ofCharacter: precision))
      count = precision
    }
    var result: [UInt8] = []
    let standard: FormatSpec.Alignment = value.tag == .duration ? .right : .left
    unsafe spec.write(heap.string(text), count: count, standard, to: &result)
    return result
  }
}
