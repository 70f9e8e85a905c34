import IPCSyntax

/// Indices, slices, fields, ranges and interpolation.
extension Machine {
  /// A range of two ints.
  func makeRange(_ lower: Value, _ upper: Value, isClosed: Bool) throws(Fault) -> Value {
    guard lower.tag == .int, upper.tag == .int else {
      let wrong = lower.tag == .int ? upper : lower
      throw Fault("TypeError", "the ends of a range are ints, not \(wrong.typePhrase)")
    }
    return heap.makeRange(lower.payload, upper.payload, isClosed: isClosed)
  }

  /// The texts of values side by side, joined.
  func interpolate(
    _ first: UnsafeMutablePointer<Value>,
    count: Int
  ) throws(Fault) -> Value {
    var printer = ValuePrinter(heap: heap)
    for position in 0..<count { unsafe printer.write(first[position], isInside: false) }
    return try printer.string()
  }

  // MARK: Indices

  /// `object[index]`.
  @inline(never) func getIndex(_ object: Value, _ index: Value) throws(Fault) -> Value {
    switch object.tag {
    case .list:
      if index.tag == .range { return try slice(object, range: index) }
      let position = try position(index, count: heap.listCount(object), "list")
      return unsafe heap.listItems(object)[position]
    case .map:
      guard let value = try heap.mapGet(object, index) else { throw missing(index) }
      return value
    case .string:
      if index.tag == .range { return try slice(object, range: index) }
      return try character(object, index)
    case .bytes:
      if index.tag == .range { return try slice(object, range: index) }
      let position = try position(index, count: heap.byteCount(object), "bytes value")
      return .int(unsafe Int(heap.string(object)[position]))
    case .range:
      let count = Int(clamping: heap.rangeCount(object))
      return .int(heap.range(object).lower + (try position(index, count: count, "range")))
    default:
      throw Fault("TypeError", "\(object.typePhrase) has no index")
    }
  }

  private func missing(_ key: Value) -> Fault {
    Fault("KeyError", "the map has no key \(heap.quotedText(of: key))")
  }

  /// The place that an index means, from the end when it is negative.
  private func position(_ index: Value, count: Int, _ what: String) throws(Fault) -> Int {
    guard index.tag == .int else {
      throw Fault("TypeError", "an index of a \(what) is an int, not \(index.typePhrase)")
    }
    let position = index.payload < 0 ? index.payload &+ count : index.payload
    guard position >= 0, position < count else {
      let size = count == 0 ? "is empty" : "has \(count) of them"
      throw Fault("IndexError", "index \(index.payload) is out of range: the \(what) \(size)")
    }
    return position
  }

  private func character(_ string: Value, _ index: Value) throws(Fault) -> Value {
    let position = try position(index, count: heap.characterCount(string), "string")
    let start = heap.byteOffset(string, ofCharacter: position)
    return heap.substring(string, start..<start + heap.characterLength(string, at: start))
  }

  /// `object[index] = value`.
  @inline(never) func setIndex(
    _ object: Value,
    _ index: Value,
    _ value: Value
  ) throws(Fault) {
    switch object.tag {
    case .list:
      let position = try position(index, count: heap.listCount(object), "list")
      unsafe heap.listItems(object)[position] = value
    case .map: try heap.mapSet(object, index, value)
    case .string: throw Fault("TypeError", "a string cannot be changed; make a new one")
    case .bytes: throw Fault("TypeError", "bytes cannot be changed; make new ones")
    default: throw Fault("TypeError", "\(object.typePhrase) has no index")
    }
  }

  // MARK: Slices

  private func slice(_ object: Value, range: Value) throws(Fault) -> Value {
    let (lower, upper, isClosed) = heap.range(range)
    return try slice(object, from: .int(lower), to: .int(upper), isClosed: isClosed)
  }

  /// `object[lower..<upper]`; ends beyond the object are taken as its ends.
  @inline(never) func slice(
    _ object: Value,
    from lower: Value,
    to upper: Value,
    isClosed: Bool
  ) throws(Fault) -> Value {
    switch object.tag {
    case .list:
      let range = try bounds(lower, upper, isClosed, count: heap.listCount(object))
      return unsafe heap.makeList(
        from: heap.listItems(object) + range.lowerBound,
        count: range.count
      )
    case .string:
      let range = try bounds(lower, upper, isClosed, count: heap.characterCount(object))
      let start = heap.byteOffset(object, ofCharacter: range.lowerBound)
      let end = heap.byteOffset(object, ofCharacter: range.count, from: start)
      return heap.substring(object, start..<end)
    case .bytes:
      return heap.substring(
        object,
        try bounds(lower, upper, isClosed, count: heap.byteCount(object))
      )
    default:
      throw Fault("TypeError", "\(object.typePhrase) cannot be sliced")
    }
  }

  private func bounds(
    _ lower: Value,
    _ upper: Value,
    _ isClosed: Bool,
    count: Int
  ) throws(Fault) -> Range<Int> {
    for end in [lower, upper] where end.tag != .null && end.tag != .int {
      throw Fault("TypeError", "the ends of a slice are ints, not \(end.typePhrase)")
    }
    var start = lower.tag == .null ? 0 : lower.payload
    var end = upper.tag == .null ? count : upper.payload
    if start < 0 { start = max(0, start &+ count) }
    if end < 0 { end = end &+ count }
    if isClosed, upper.tag != .null, end < .max { end += 1 }
    start = min(start, count)
    return start..<max(start, min(max(0, end), count))
  }

  // MARK: Fields

  /// `object.name`; nil when the world has to say.
  @inline(never) func getField(_ object: Value, _ name: Value) throws(Fault) -> Value? {
    switch object.tag {
    case .map:
      guard let value = try heap.mapGet(object, name) else { throw missing(name) }
      return value
    case .process, .queue, .pipe: return nil
    case .error: return try errorField(object, heap.swiftString(name))
    case .duration:
      switch heap.swiftString(name) {
      case "seconds": return .float(try Division.quotient(object.payload, 1_000_000_000))
      case "milliseconds": return .float(try Division.quotient(object.payload, 1_000_000))
      default: throw noField(object, name, among: ["seconds", "milliseconds"])
      }
    default: throw noField(object, name, among: [])
    }
  }

  private func errorField(_ error: Value, _ name: String) throws(Fault) -> Value {
    let fields: [(String, ErrorField)] = [
      ("kind", .kind), ("message", .message), ("line", .line), ("process", .process),
      ("trace", .trace), ("cause", .cause),
    ]
    // The fields of a kind go first: the `process` of a `ProcessFailed` is the one that failed.
    let extra = heap.errorField(.extra, of: error)
    if extra.tag == .map, let value = heap.mapGet(extra, name) { return value }
    if let (_, field) = fields.first(where: { $0.0 == name }) {
      return heap.errorField(field, of: error)
    }
    throw noField(error, heap.makeString(name), among: fields.map(\.0))
  }

  /// The fault of a field that a value does not have.
  func noField(_ object: Value, _ name: Value, among names: [String]) -> Fault {
    let name = heap.swiftString(name)
    let near = Suggestion.nearest(to: name, among: names)
    let hint = near.map { "; did you mean `\($0)`?" } ?? ""
    return Fault("TypeError", "\(object.typePhrase) has no field `\(name)`\(hint)")
  }

  /// `object.name = value`; false when the world has to do it.
  @inline(never) func setField(
    _ object: Value,
    _ name: Value,
    _ value: Value
  ) throws(Fault) -> Bool {
    switch object.tag {
    case .map:
      try heap.mapSet(object, name, value)
      return true
    case .process, .queue, .pipe: return false
    default:
      throw Fault("TypeError", "the fields of \(object.typePhrase) cannot be changed")
    }
  }

  /// Takes a list apart into the registers behind it.
  @inline(never) func unpack(
    _ list: UnsafeMutablePointer<Value>,
    count: Int
  ) throws(Fault) {
    let value = unsafe list.pointee
    guard value.tag == .list else {
      throw Fault("TypeError", "\(value.typePhrase) cannot be taken apart; a list can")
    }
    guard heap.listCount(value) == count else {
      throw Fault(
        "ValueError",
        "a list of \(heap.listCount(value)) cannot be taken apart into \(count) names"
      )
    }
    for position in 0..<count {
      unsafe list[1 + position] = heap.listItems(value)[position]
    }
  }
}
