import IPCInterpreter
import IPCRuntime

/// Queues with `retry`, as scripts see them: what went to `q.dead`, and what nobody finished.
extension ForkWorld {
  /// A clause that says how often; nil when it is absent.
  func count(_ value: Value, of clause: String) throws(Fault) -> Int? {
    guard value.isSet, value.tag != .null else { return nil }
    guard value.tag == .int else {
      throw Fault("TypeError", "\(clause) wants an int, not \(value.typePhrase)")
    }
    guard value.payload >= 0 else { throw Fault("ValueError", "\(clause) cannot be negative") }
    return min(value.payload, Int(Int32.max))
  }

  /// The fault of a `task_done` by a process that holds nothing of the queue.
  func nothingInHand(of queue: Int) -> Fault {
    let holders = runtime.holders(ofQueue: queue).filter { runtime.isLiving($0.key) }.keys.sorted()
    let others =
      holders.isEmpty
      ? "" : "; \(runtime.name(ofProcess: holders[0])) does, and it alone can finish it"
    return Fault(
      "ValueError",
      "`task_done` finishes an item that this process holds, and \(machine.processName) holds none of "
        + queueName(queue) + others
    )
  }

  /// The list `q.dead`: of each item what it was, how often it was taken, and how its last holder failed.
  func deadItems(of queue: Int) throws(Fault) -> Value {
    let list = heap.makeList(count: 0)
    for dead in runtime.deadItems(ofQueue: queue) {
      let entry = heap.makeMap()
      heap.append(list, entry)
      var item = Value.null
      var damage: Fault?
      var functions: [Value] = []
      unsafe dead.bytes.withUnsafeBytes { bytes in
        do throws(Fault) {
          item = try unsafe ValueDecoder.decode(bytes, into: heap, functions: &functions)
        } catch {
          damage = error
        }
      }
      if let damage { throw damage }
      heap.mapSet(entry, "item", item)
      heap.mapSet(entry, "attempts", .int(dead.attempts))
      try noteReach(of: functions)
      heap.mapSet(entry, "error", try failure(of: dead.holder))
    }
    return list
  }

  /// Says which items this process took and did not finish, now that it ends well: nobody gets them again.
  func reportUnfinished() {
    for (queue, count) in runtime.itemsInHand {
      let items = count == 1 ? "an item" : "\(count) items"
      let pronoun = count == 1 ? "it" : "them"
      let sentence =
        "\(machine.processName) ended with \(items) of \(queueName(queue)) in hand, without `task_done`: nobody gets \(pronoun) again"
      write(error: reports.text(ofUnfinished: sentence, origin: origin))
    }
  }
}
