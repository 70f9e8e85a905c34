/// Equality and order of values, as scripts see them.
extension Heap {
  /// The deepest nesting that comparison and printing follow.
  static let nestingLimit = 10_000

  /// Whether two values are equal: deep, numbers by value, strings by bytes, handles and functions by identity.
  ///
  /// - Throws: `ValueError` when they are nested too deeply or contain themselves.
  package func equals(_ first: Value, _ second: Value) throws(Fault) -> Bool {
    guard let isEqual = shallowlyEqual(first, second) else {
      return try containersAreEqual(first, second)
    }
    return isEqual
  }

  /// Whether two values are equal; nil for two lists or two maps of the same size, and for two commands, whose parts are to be
  /// compared.
  private func shallowlyEqual(_ first: Value, _ second: Value) -> Bool? {
    if first.tag != second.tag {
      switch (first.tag, second.tag) {
      case (.int, .float): return Numbers.equals(first.payload, second.double)
      case (.float, .int): return Numbers.equals(second.payload, first.double)
      default: return false
      }
    }
    switch first.tag {
    case .float: return first.double == second.double
    case .string, .bytes: return stringsAreEqual(first, second)
    case .list:
      if first.payload == second.payload { return true }
      return listCount(first) == listCount(second) ? nil : false
    case .map:
      if first.payload == second.payload { return true }
      return mapCount(first) == mapCount(second) ? nil : false
    case .range: return range(first) == range(second)
    case .command: return first.payload == second.payload ? true : nil
    default: return first.payload == second.payload
    }
  }

  /// Two lists or maps whose parts are being compared.
  private struct OpenPair {
    var first: Value
    var second: Value
    /// The next value of a list, or the next entry of a map.
    var position = 0
  }

  /// Compares without recursion: a cycle has no depth at all, and the stack of a process has an end.
  private func containersAreEqual(_ first: Value, _ second: Value) throws(Fault) -> Bool {
    var open = [OpenPair(first: first, second: second)]
    while !open.isEmpty {
      let last = open.count - 1
      guard let parts = try nextParts(of: &open[last]) else {
        open.removeLast()
        continue
      }
      guard let other = parts.second else { return false }
      switch shallowlyEqual(parts.first, other) {
      case true?: continue
      case false?: return false
      case nil:
        if open.count == Self.nestingLimit {
          throw Fault(
            "RecursionLimit",
            "values nested more than \(Self.nestingLimit) deep cannot be compared"
          )
        }
        open.append(OpenPair(first: parts.first, second: other))
      }
    }
    return true
  }

  /// The next two values to compare, the second missing when a map lacks the key; nil at the end.
  private func nextParts(of pair: inout OpenPair) throws(Fault) -> (first: Value, second: Value?)? {
    if pair.first.tag == .command {
      defer { pair.position += 1 }
      return pair.position == 0 ? (stages(of: pair.first), stages(of: pair.second)) : nil
    }
    guard pair.first.tag == .list else {
      guard let (key, value) = mapEntry(pair.first, at: &pair.position) else { return nil }
      return (value, try mapGet(pair.second, key))
    }
    let position = pair.position
    guard position < listCount(pair.first) else { return nil }
    pair.position += 1
    return unsafe (listItems(pair.first)[position], listItems(pair.second)[position])
  }

  /// Compares two numbers, strings, durations or lists of these: negative, 0 or positive.
  ///
  /// - Throws: `TypeError` when they have no order.
  package func compare(_ first: Value, _ second: Value) throws(Fault) -> Int {
    var (first, second) = (first, second)
    // Two lists have the order of the first two values in them that differ. Equal values need no order among them:
    // `[nil, 1] < [nil, 2]` is as plain as in other languages.
    while first.tag == .list, second.tag == .list {
      guard let position = try firstDifference(first, second) else {
        return listCount(first) - listCount(second)
      }
      (first, second) = unsafe (listItems(first)[position], listItems(second)[position])
    }
    switch (first.tag, second.tag) {
    case (.int, .int), (.duration, .duration):
      return first.payload < second.payload ? -1 : first.payload > second.payload ? 1 : 0
    case (.float, .float):
      return first.double < second.double ? -1 : first.double > second.double ? 1 : 0
    case (.int, .float): return Numbers.compare(first.payload, second.double)
    case (.float, .int): return -Numbers.compare(second.payload, first.double)
    case (.string, .string): return compareStrings(first, second)
    default:
      throw Fault(
        "TypeError",
        "\(first.typePhrase) and \(second.typePhrase) have no order"
      )
    }
  }

  private func firstDifference(_ first: Value, _ second: Value) throws(Fault) -> Int? {
    for position in 0..<min(listCount(first), listCount(second)) {
      let (left, right) = unsafe (listItems(first)[position], listItems(second)[position])
      if try !equals(left, right) { return position }
    }
    return nil
  }
}

/// Comparison of an int with a float without rounding either.
enum Numbers {
  /// Whether an int and a float are the same number.
  static func equals(_ int: Int, _ float: Double) -> Bool {
    Int(exactly: float) == int
  }

  /// Compares an int with a finite float: negative, 0 or positive.
  static func compare(_ int: Int, _ float: Double) -> Int {
    if float >= 0x1p63 { return -1 }
    if float < -0x1p63 { return 1 }
    let whole = Int(float.rounded(.down))
    if int != whole { return int < whole ? -1 : 1 }
    return float == float.rounded(.down) ? 0 : -1
  }
}
