/// Equality and order of values, as scripts see them.
extension Heap {
  /// The deepest nesting that comparison and printing follow.
  static let nestingLimit = 10_000

  /// Whether two values are equal: deep, numbers by value, strings by bytes, handles and functions by identity.
  ///
  /// - Throws: `ValueError` when they are nested too deeply or contain themselves.
  package func equals(_ first: Value, _ second: Value) throws(Fault) -> Bool {
    try equals(first, second, depth: 0)
  }

  private func equals(_ first: Value, _ second: Value, depth: Int) throws(Fault) -> Bool {
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
    case .list: return try listsAreEqual(first, second, depth: depth + 1)
    case .map: return try mapsAreEqual(first, second, depth: depth + 1)
    case .range: return range(first) == range(second)
    default: return first.payload == second.payload
    }
  }

  private func listsAreEqual(_ first: Value, _ second: Value, depth: Int) throws(Fault) -> Bool {
    if first.payload == second.payload { return true }
    try checkDepth(depth)
    let count = listCount(first)
    guard count == listCount(second) else { return false }
    for position in 0..<count {
      let (left, right) = unsafe (listItems(first)[position], listItems(second)[position])
      guard try equals(left, right, depth: depth) else { return false }
    }
    return true
  }

  private func mapsAreEqual(_ first: Value, _ second: Value, depth: Int) throws(Fault) -> Bool {
    if first.payload == second.payload { return true }
    try checkDepth(depth)
    guard mapCount(first) == mapCount(second) else { return false }
    var position = 0
    while let (key, value) = mapEntry(first, at: &position) {
      guard let other = try mapGet(second, key), try equals(value, other, depth: depth) else {
        return false
      }
    }
    return true
  }

  /// The stack of a process takes about this many nested Swift calls; a cycle has no depth at all.
  private func checkDepth(_ depth: Int) throws(Fault) {
    if depth > Self.nestingLimit {
      throw Fault(
        "ValueError",
        "values nested more than \(Self.nestingLimit) deep cannot be compared"
      )
    }
  }

  /// Compares two numbers, strings, durations or lists of these: negative, 0 or positive.
  ///
  /// - Throws: `TypeError` when they have no order.
  package func compare(_ first: Value, _ second: Value) throws(Fault) -> Int {
    try compare(first, second, depth: 0)
  }

  private func compare(_ first: Value, _ second: Value, depth: Int) throws(Fault) -> Int {
    switch (first.tag, second.tag) {
    case (.int, .int), (.duration, .duration):
      return first.payload < second.payload ? -1 : first.payload > second.payload ? 1 : 0
    case (.float, .float):
      return first.double < second.double ? -1 : first.double > second.double ? 1 : 0
    case (.int, .float): return Numbers.compare(first.payload, second.double)
    case (.float, .int): return -Numbers.compare(second.payload, first.double)
    case (.string, .string): return compareStrings(first, second)
    case (.list, .list):
      try checkDepth(depth + 1)
      for position in 0..<min(listCount(first), listCount(second)) {
        let (left, right) = unsafe (listItems(first)[position], listItems(second)[position])
        // Equal values need no order among them: `[nil, 1] < [nil, 2]` is as plain as in other languages.
        if try equals(left, right, depth: depth + 1) { continue }
        return try compare(left, right, depth: depth + 1)
      }
      return listCount(first) - listCount(second)
    default:
      throw Fault(
        "TypeError",
        "\(first.typePhrase) and \(second.typePhrase) have no order"
      )
    }
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
