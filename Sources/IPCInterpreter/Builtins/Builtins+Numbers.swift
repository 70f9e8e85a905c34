import IPCSyntax

/// The builtins for numbers.
extension Builtins {
  static let numbers: [Builtin] = [
    Builtin(
      "min",
      [.init("first")],
      takesRest: true,
      "The smallest of its arguments, or of a list.",
      .native { (call: NativeCall) throws(Fault) -> Value in try extreme(call, "min", sign: -1) }
    ),
    Builtin(
      "max",
      [.init("first")],
      takesRest: true,
      "The greatest of its arguments, or of a list.",
      .native { (call: NativeCall) throws(Fault) -> Value in try extreme(call, "max", sign: 1) }
    ),
    Builtin("sum", [.init("values")], "The sum of a list of numbers or durations.", .native(sum)),
    Builtin(
      "abs",
      [.init("value")],
      "A number or duration without its sign.",
      .native { (call: NativeCall) throws(Fault) -> Value in
        let value = call[0]
        switch value.tag {
        case .int, .duration: return value.payload < 0 ? try call.heap.negate(value) : value
        case .float: return .float(value.double.magnitude)
        default: throw Fault("TypeError", "`abs` wants a number, not \(value.typePhrase)")
        }
      }
    ),
  ]

  private static func extreme(
    _ call: NativeCall,
    _ name: String,
    sign: Int
  ) throws(Fault) -> Value {
    let items =
      call.count == 1
      ? try elements(call[0], name, in: call.heap) : (0..<call.count).map { call[$0] }
    guard var best = items.first else { throw Fault("ValueError", "`\(name)` of an empty list") }
    for item in items.dropFirst() where try call.heap.compare(item, best).signum() == sign {
      best = item
    }
    return best
  }

  @Sendable private static func sum(_ call: NativeCall) throws(Fault) -> Value {
    let items = try elements(call[0], "sum", in: call.heap)
    guard var total = items.first else { return .int(0) }
    guard [.int, .float, .duration].contains(total.tag) else {
      throw Fault("TypeError", "`sum` wants numbers or durations, not \(total.typePhrase)")
    }
    for item in items.dropFirst() {
      total = try call.heap.apply(.add, total, item)
    }
    return total
  }
}
