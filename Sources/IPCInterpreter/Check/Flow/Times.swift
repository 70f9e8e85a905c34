/// How often something is done at least and at most.
struct Times: Hashable {
  /// The greatest number of times.
  enum Most: Hashable {
    case count(Int)
    /// A number that is not known.
    case finite
    /// Perhaps for ever.
    case unbounded
  }

  var least: Int
  var most: Most

  static let once = Times(least: 1, most: .count(1))
  static let never = Times(least: 0, most: .count(0))
  static let unbounded = Times(least: 0, most: .unbounded)

  /// Just so often.
  static func exactly(_ count: Int) -> Times { Times(least: count, most: .count(count)) }

  /// The greatest number, if it is known.
  var count: Int? {
    if case .count(let count) = most { count } else { nil }
  }

  /// Whether it has an end.
  var isFinite: Bool { most != .unbounded }

  static func + (first: Times, second: Times) -> Times {
    combine(first, second) { $0.addingReportingOverflow($1) }
  }

  static func * (first: Times, second: Times) -> Times {
    // What is never begun is done no times, however long it would take.
    if first.count == 0 || second.count == 0 { return .never }
    return combine(first, second) { $0.multipliedReportingOverflow(by: $1) }
  }

  private static func combine(
    _ first: Times,
    _ second: Times,
    _ operation: (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) -> Times {
    let least = operation(first.least, second.least)
    let most: Most
    switch (first.most, second.most) {
    case (.unbounded, _), (_, .unbounded): most = .unbounded
    case (.count(let one), .count(let other)):
      let result = operation(one, other)
      most = result.overflow ? .finite : .count(result.partialValue)
    default: most = .finite
    }
    return Times(least: least.overflow ? .max : least.partialValue, most: most)
  }
}
