/// The text of values, as `print` and `str` show them.
extension Heap {
  /// The text of a value; a string is its own text, inside lists and maps it has quotes.
  package func text(of value: Value) -> [UInt8] {
    var printer = ValuePrinter(heap: self)
    printer.write(value, isInside: false)
    return printer.bytes
  }

  /// The text of a value as a string of the language.
  ///
  /// - Throws: `OutOfMemory`.
  func string(of value: Value) throws(Fault) -> Value {
    if value.tag == .string { return value }
    var printer = ValuePrinter(heap: self)
    printer.write(value, isInside: false)
    return try printer.string()
  }

  /// The text of a value with quotes around strings, for messages; long ones are cut.
  package func quotedText(of value: Value, limit: Int = 60) -> String {
    var printer = ValuePrinter(heap: self)
    printer.write(value, isInside: true)
    let text = String(decoding: printer.bytes, as: UTF8.self)
    return text.count > limit ? text.prefix(limit) + "…" : text
  }
}

/// Writes values as text.
struct ValuePrinter {
  let heap: Heap
  /// The text so far.
  var bytes: [UInt8] = []
  /// The lists and maps that are being written, so that a cycle is seen.
  private var open: [Int] = []
  /// Deeper ones are shown as `[…]`, as the stack of the process has an end.
  private static let depthLimit = 1_000
  /// With more bytes than this, lists and maps are left off, as the text will be refused anyway.
  private let byteLimit: Int

  init(heap: Heap) {
    self.heap = heap
    byteLimit = heap.textRoom
    // Most texts are short, and one piece of memory does for them.
    bytes.reserveCapacity(48)
  }

  /// The text as a string of the language.
  ///
  /// - Throws: `OutOfMemory`.
  func string() throws(Fault) -> Value {
    if bytes.count > byteLimit { throw heap.noRoom }
    return heap.makeString(bytes)
  }

  mutating func write(_ value: Value, isInside: Bool) {
    switch value.tag {
    case .null: write("nil")
    case .bool: write(value.payload != 0 ? "true" : "false")
    case .int: NumberText.append(value.payload, to: &bytes)
    case .float: write(NumberText.text(of: value.double))
    case .duration: write(NumberText.text(ofNanoseconds: value.payload))
    case .unset, .cell: write("nothing")
    case .builtin: write("<function \(Builtins.all[value.payload].name)>")
    case .closure:
      let function = heap.closureFunction(value)
      write("<function \(heap.describeFunction?(function) ?? "")>")
    case .process, .queue, .pipe:
      write(heap.describeHandle?(value) ?? "<\(value.typeName) \(value.payload)>")
    case .string:
      if isInside {
        writeQuoted(value)
      } else {
        unsafe bytes.append(contentsOf: heap.string(value))
      }
    case .bytes: writeBytes(value)
    case .reader:
      write("<reader of ")
      write(heap.readerPath(value), isInside: false)
      write(">")
    case .command: writeCommand(value)
    case .list: writeList(value)
    case .map: writeMap(value)
    case .range:
      let (lower, upper, isClosed) = heap.range(value)
      write("\(lower)\(isClosed ? "..." : "..<")\(upper)")
    case .error:
      let kind = heap.errorField(.kind, of: value)
      let message = heap.errorField(.message, of: value)
      if isInside { write("<error ") }
      write(kind, isInside: false)
      if heap.byteCount(message) > 0 {
        write(": ")
        write(message, isInside: false)
      }
      if isInside { write(">") }
    }
  }

  mutating func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Notes that a list or map is being written; false for one that is already.
  private mutating func begin(_ value: Value) -> Bool {
    if open.count >= Self.depthLimit || open.contains(value.payload) { return false }
    open.append(value.payload)
    return true
  }

  private mutating func writeList(_ list: Value) {
    guard begin(list) else { return write("[...]") }
    write("[")
    for position in 0..<heap.listCount(list) where bytes.count <= byteLimit {
      if position > 0 { write(", ") }
      write(unsafe heap.listItems(list)[position], isInside: true)
    }
    write("]")
    open.removeLast()
  }

  private mutating func writeMap(_ map: Value) {
    guard begin(map) else { return write("{...}") }
    write("{")
    var position = 0
    var isFirst = true
    while bytes.count <= byteLimit, let (key, value) = heap.mapEntry(map, at: &position) {
      if !isFirst { write(", ") }
      isFirst = false
      write(key, isInside: true)
      write(": ")
      write(value, isInside: true)
    }
    write("}")
    open.removeLast()
  }

  /// A string in quotes, written so that the language reads it back.
  mutating func writeQuoted(_ value: Value) {
    bytes.append(UInt8(ascii: "\""))
    let text = unsafe heap.string(value)
    for position in text.indices {
      let byte = unsafe text[position]
      if let escape = escape(of: byte) {
        write(escape)
      } else if byte < 0x20 || byte == 0x7f {
        write("\\u{\(String(byte, radix: 16))}")
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Bytes in quotes behind a `b`: those of ASCII's signs as they are, all others by their numbers.
  private mutating func writeBytes(_ value: Value) {
    write("b\"")
    let data = unsafe heap.string(value)
    for position in data.indices {
      let byte = unsafe data[position]
      if let escape = escape(of: byte) {
        write(escape)
      } else if byte < 0x20 || byte >= 0x7f {
        write(byte < 0x10 ? "\\x0" : "\\x")
        write(String(byte, radix: 16))
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private func escape(of byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case 0x0a: "\\n"
    case 0x0d: "\\r"
    case 0x09: "\\t"
    case 0x00: "\\0"
    default: nil
    }
  }
}

/// The text of numbers and durations.
enum NumberText {
  /// Writes an int.
  static func append(_ value: Int, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(value.magnitude, to: &bytes)
  }

  /// Writes the digits of a number.
  static func append(
    _ value: UInt,
    radix: UInt = 10,
    isUpper: Bool = false,
    to bytes: inout [UInt8]
  ) {
    var (left, digits) = (value, 1)
    while left >= radix {
      left /= radix
      digits += 1
    }
    left = value
    let end = bytes.count + digits
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits))
    for position in 1...digits {
      let digit = UInt8(truncatingIfNeeded: left % radix)
      bytes[end - position] = digit + (digit < 10 ? 0x30 : isUpper ? 0x37 : 0x57)
      left /= radix
    }
  }

  /// A float as Python's `repr` writes it: the shortest digits that read back as the same number.
  static func text(of value: Double) -> String {
    // The standard library finds the shortest digits too, but writes an exponent from 2^53 on, where Python's `repr` does so
    // from 10^16 on and below 10^-4, with two digits at least.
    let magnitude = value.magnitude
    if magnitude == 0 || (magnitude >= 1e-4 && magnitude < 0x1p53) { return value.description }
    var (digits, exponent) = decimal(magnitude.description)
    let sign = value < 0 ? "-" : ""
    if (-4..<16).contains(exponent) {
      digits += String(repeating: "0", count: max(0, exponent + 1 - digits.count))
      return "\(sign)\(digits.prefix(exponent + 1)).0"
    }
    let rest = digits.dropFirst()
    let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    let point = rest.isEmpty ? "" : "."
    return "\(sign)\(digits.prefix(1))\(point)\(rest)e\(exponent < 0 ? "-" : "+")\(power)"
  }

  /// The digits of a positive number's text without zeros at its ends, and the power of ten of the first one.
  private static func decimal(_ text: String) -> (digits: String, exponent: Int) {
    let parts = text.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    var exponent = mantissa[0].count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    var digits = Substring(mantissa[0] + fraction)
    while digits.first == "0", digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.last == "0", digits.count > 1 { digits.removeLast() }
    return (String(digits), exponent)
  }

  /// A duration in seconds from one second up, else in the largest of ms, us and ns that leaves a whole part.
  static func text(ofNanoseconds value: Int) -> String {
    let magnitude = value.magnitude
    let (unit, name): (UInt, String) =
      magnitude >= 1_000_000_000
      ? (1_000_000_000, "s")
      : magnitude >= 1_000_000 ? (1_000_000, "ms") : magnitude >= 1_000 ? (1_000, "us") : (1, "ns")
    if value == 0 { return "0s" }
    var text = "\(value < 0 ? "-" : "")\(magnitude / unit)"
    var rest = magnitude % unit
    if rest > 0 {
      var digits = ""
      var place = unit / 10
      while rest > 0 {
        digits += String(rest / place)
        rest %= place
        place /= 10
      }
      text += "." + digits
    }
    return text + name
  }
}
