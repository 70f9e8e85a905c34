import IPCRuntime

/// Waits at queues with `retry`: for items that only their holders can finish.
extension DeadlockReport {
  /// Why items in hand will not be finished; nil where nobody holds any that are waited for.
  func reasonOfHeld(_ member: Verdict.Member) -> String? {
    guard member.handle.kind == .queue else { return nil }
    let holders = runtime.holders(ofQueue: member.handle.number)
    switch member.wait.kind {
    case .joinQueue:
      guard !holders.isEmpty else { return nil }
      return "; " + held(holders, for: member)
    case .get:
      // They may come back, so the closed queue is not drained.
      let others = holders.filter { $0.key != member.process && !runtime.hasEnded($0.key) }
      guard state(member).isClosed, !others.isEmpty else { return nil }
      return "; it is closed; " + held(others, for: member)
    default: return nil
    }
  }

  private func held(_ holders: [Int: Int], for member: Verdict.Member) -> String {
    let sentences = holders.sorted { $0.key < $1.key }.map { process, count in
      let what = count == 1 ? "an item" : items(count)
      if runtime.hasEnded(process) {
        return "\(name(process)) ended with \(what) in hand, without `task_done`"
      }
      if process == member.process { return "\(name(process)) itself has \(what) in hand" }
      let isDoomed = verdict.members.contains { $0.process == process }
      return "\(name(process)) has \(what) in hand\(isDoomed ? ", and waits" : "")"
    }
    guard sentences.count > 4 else { return sentences.joined(separator: "; ") }
    return sentences.prefix(3).joined(separator: "; ") + "; and \(sentences.count - 3) more"
  }
}
