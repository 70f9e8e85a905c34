import IPCSyntax

/// What a process that waits in the midst of an expression still needs.
extension Compiler {
  /// Empties the registers that get their values only behind one that may wait.
  ///
  /// What lay in them before, such as a queue that an earlier call had in a variable, would pass for something that the
  /// process can still reach, and who waits for that queue would not be told that nobody is left to use it.
  ///
  /// - Parameters:
  ///   - registers: They lie side by side, and each gets its value at some time.
  ///   - expressions: What is evaluated for some of them, in any order.
  /// - Returns: Whether that was needed; then all of them are unset.
  @discardableResult
  mutating func clearRegisters(
    _ registers: Range<Int>,
    behindWaitsIn expressions: [Expression]
  ) -> Bool {
    guard registers.count > 1, expressions.contains(where: Self.mayWait) else { return false }
    for register in registers { builder.emit(.loadUnset, a: register) }
    return true
  }

  /// Whether a process may wait while an expression is evaluated.
  private static func mayWait(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .null, .bool, .integer, .float, .duration, .string, .name, .function, .invalid: false
    case .unary(_, let inner), .parenthesized(let inner), .field(let inner, _): mayWait(inner)
    case .binary(_, let left, let right, operatorSpan: _), .and(let left, let right),
      .or(let left, let right), .index(let left, let right):
      mayWait(left) || mayWait(right)
    case .list(let items): items.contains(where: mayWait)
    default: true
    }
  }
}
