import IPCRuntime

/// The one hint of a deadlock report, where a known mistake fits.
extension DeadlockReport {
  /// What to do about the first doomed process whose mistake is known.
  var hint: String? {
    for member in verdict.members {
      if let hint = hint(for: member) { return hint }
    }
    return nil
  }

  private func hint(for member: Verdict.Member) -> String? {
    switch member.wait.kind {
    case .get where member.handle.kind == .pipeEnd: return hintOnOpenEnd(member)
    case .get: return hintOnItem(member)
    case .put where member.handle.kind == .queue:
      return "a larger limit, or a process that takes from the queue, lets the put go on"
    case .joinQueue: return hintOnUnfinished(member)
    case .choice: return member.parts.lazy.compactMap(hint(for:)).first
    default: return nil
    }
  }

  /// A left end that is still open in somebody who waits.
  private func hintOnOpenEnd(_ member: Verdict.Member) -> String? {
    let other = member.handle.otherEnd
    let holder = verdict.members.first { runtime.holds(other, process: $0.process) }
    guard let holder else { return nil }
    return
      "`close` \(place(other)) in \(name(holder.process)) when nothing more is put into it: "
      + "then `get` ends with `Closed`, and `for` by itself"
  }

  /// An item that another one took, or a queue that nobody closes.
  private func hintOnItem(_ member: Verdict.Member) -> String? {
    let taker = verdict.members.first { other in
      other.process != member.process && other.wait.kind == .joinProcesses
        && runtime.itemsInHand(of: other.process, from: member.handle.number) > 0
    }
    if let taker {
      let (taker, member) = (name(taker.process), name(member.process))
      return "\(taker) took an item from this queue itself: was it meant for \(member)?"
    }
    if reasonOfHeld(member) != nil { return Self.finishHint }
    let state = state(member)
    // Where nothing was ever put, the end of it was not forgotten.
    guard !state.isClosed, state.taken > 0 else { return nil }
    let advice =
      "`close` the queue when the last item was put, and read it with `for x in q`, which then ends"
    if verdict.members.contains(where: { $0.targets.contains(member.process) }) {
      return "\(advice); or make \(name(member.process)) a daemon and do not join it"
    }
    return endedNames(reaching: member.handle).isEmpty ? nil : advice
  }

  /// Items that nobody takes, or that were taken and not said to be done.
  private func hintOnUnfinished(_ member: Verdict.Member) -> String? {
    let state = state(member)
    if state.size > 0 {
      return
        "nobody takes the \(items(state.size)) that \(state.size == 1 ? "is" : "are") still in the queue"
    }
    return state.lost >= state.unfinished
      ? nil : Self.finishHint
  }

  private static let finishHint = "call `task_done` once for each item that was taken"
}
