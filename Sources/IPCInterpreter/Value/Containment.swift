/// What `in` and `contains` ask.
extension Heap {
  /// Whether a list has a value, a map a key, a string or bytes a part, a range an int.
  ///
  /// - Throws: `TypeError` for anything else.
  package func contains(
    _ container: Value,
    _ item: Value,
    asking name: String = "in"
  ) throws(Fault) -> Bool {
    switch container.tag {
    case .list: return try position(of: item, inList: container) != nil
    case .map: return try mapGet(container, item) != nil
    case .string, .bytes: return try offset(of: item, in: container) != nil
    case .range: return rangeContains(container, item)
    default:
      let place = name == "in" ? " on its right" : ""
      throw Fault(
        "TypeError",
        "`\(name)` wants a list, a map, a string, bytes or a range\(place), not "
          + container.typePhrase
      )
    }
  }

  /// The position of the first equal value of a list, or nil.
  func position(of item: Value, inList list: Value) throws(Fault) -> Int? {
    for position in 0..<listCount(list) {
      if try equals(unsafe listItems(list)[position], item) { return position }
    }
    return nil
  }

  /// Whether a value is an int in a range.
  private func rangeContains(_ range: Value, _ item: Value) -> Bool {
    let (lower, upper, isClosed) = self.range(range)
    guard item.tag == .int, item.payload >= lower else { return false }
    return isClosed ? item.payload <= upper : item.payload < upper
  }

  /// The position of an int in a range, or nil.
  ///
  /// - Throws: `Overflow`.
  func position(of item: Value, inRange range: Value) throws(Fault) -> Int? {
    guard rangeContains(range, item) else { return nil }
    let lower = self.range(range).lower
    let (position, overflows) = item.payload.subtractingReportingOverflow(lower)
    if overflows { throw Fault("Overflow", "the position in the range does not fit into 64 bits") }
    return position
  }

  /// The offset in bytes of the first place of a part in a string or bytes value, or nil.
  ///
  /// - Throws: `TypeError` when the part is something else, `ValueError` for an int that is no byte.
  func offset(of part: Value, in whole: Value) throws(Fault) -> Int? {
    if whole.tag == .bytes, part.tag == .int {
      return unsafe ByteText.first(try byte(part), in: string(whole))
    }
    guard part.tag == whole.tag else {
      let has = whole.tag == .string ? "a string contains strings" : "bytes contain ints and bytes"
      throw Fault("TypeError", "\(has), not \(part.typePhrase)")
    }
    return unsafe ByteText.first(string(part), in: string(whole))
  }

  /// An int as a byte.
  ///
  /// - Throws: `TypeError`, `ValueError`.
  func byte(_ value: Value) throws(Fault) -> UInt8 {
    guard value.tag == .int else {
      throw Fault("TypeError", "a byte is an int, not \(value.typePhrase)")
    }
    guard let byte = UInt8(exactly: value.payload) else {
      throw Fault("ValueError", "a byte is an int from 0 to 255, not \(value.payload)")
    }
    return byte
  }
}
