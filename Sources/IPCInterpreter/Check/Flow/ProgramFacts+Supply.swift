/// What ever comes into a queue or pipe.
extension ProgramFacts {
  /// Whether nobody closes a queue, and all that is ever put into it comes to an end.
  func runsDry(_ queue: Int) -> Bool {
    guard !operations(on: queue).contains(where: { $0.action == .close }) else { return false }
    var supply = Supply(facts: self)
    return supply.isFinite(queue)
  }
}

/// Finds out whether all that comes out of a queue or pipe end comes to an end.
private struct Supply {
  /// Long chains of queues that fill each other are not followed to their beginning.
  private static let depthLimit = 100

  let facts: ProgramFacts
  /// Those that are being found out; one that feeds itself may do so for ever.
  private var open: Set<Int> = []
  private var finite: Set<Int> = []

  init(facts: ProgramFacts) {
    self.facts = facts
  }

  mutating func isFinite(_ object: Int) -> Bool {
    if finite.contains(object) { return true }
    guard open.count < Self.depthLimit, open.insert(object).inserted else { return false }
    let source = facts.flow.objects[object].partner ?? object
    for put in facts.operations(on: source) where put.action == .put {
      guard facts.totalTimes(put.place).isFinite else { return false }
      let feeders = put.place.feeders.union(facts.feeders[put.place.function])
      for feeder in feeders where !isFinite(feeder) { return false }
    }
    open.remove(object)
    finite.insert(object)
    return true
  }
}
