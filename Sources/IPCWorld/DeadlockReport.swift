import IPCRuntime
import IPCSyntax

/// The message of a `Deadlock`: who waits for what, why it cannot come, and a hint where a known mistake fits.
struct DeadlockReport {
  let runtime: Runtime
  let sources: SourceMap
  let verdict: Verdict

  /// One line for the process that is told, one for each other doomed one, and one for the hint.
  var message: String {
    let told = verdict.members.first { $0.process == runtime.me }
    let others = verdict.members.filter { $0.process != runtime.me }
    var lines: [String] = []
    if let told { lines.append("\(sentence(told))\(reason(told))") }
    for member in others.prefix(20) {
      lines.append("\(sentence(member)) (\(lineName(member.place)))\(reason(member))")
    }
    if others.count > 20 { lines.append("and \(others.count - 20) more processes wait so") }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }

  private func lineName(_ place: Int) -> String { sources.lineName(of: UInt32(clamping: place)) }

  private func name(_ process: Int) -> String { runtime.name(ofProcess: process) }

  private func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "nobody" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What a process waits for.
  private func sentence(_ member: Verdict.Member) -> String {
    let who = name(member.process)
    switch member.wait.kind {
    case .get:
      return "\(who) waits to get from \(place(member.handle)), which is empty"
    case .put:
      let state = state(member)
      let size = state.limit.map { " (\(state.size) of \($0))" } ?? ""
      return "\(who) waits to put into \(place(member.handle)), which is full\(size)"
    case .joinQueue:
      let count = state(member).unfinished
      return
        "\(who) waits in `join` for \(place(member.handle)): \(items(count)) unfinished"
    case .joinProcesses: return "\(who) waits for \(living(member.targets))"
    case .ownEnd: return "\(who) has run to its end and waits for \(living(member.targets))"
    }
  }

  private func items(_ count: Int) -> String { "\(count) item\(count == 1 ? "" : "s")" }

  private func living(_ targets: [Int]) -> String {
    let names = targets.filter { !runtime.hasEnded($0) }.map(name)
    guard names.count > 8 else { return list(names) }
    return list(names.prefix(8) + ["\(names.count - 8) more"])
  }

  private func place(_ handle: Handle) -> String {
    if handle.kind == .pipeEnd {
      let side = handle.number & 1 == 0 ? "left" : "right"
      let line = lineName(runtime.place(ofPipe: handle.number / 2))
      return "the \(side) end of the pipe made on \(line)"
    }
    let kind =
      switch runtime.kind(ofQueue: handle.number) {
      case .fifo: "queue"
      case .stack: "stack"
      case .priority: "priority queue"
      }
    return "the \(kind) made on \(lineName(runtime.place(ofQueue: handle.number)))"
  }

  private func state(_ member: Verdict.Member) -> QueueState {
    let handle = member.handle
    guard handle.kind == .pipeEnd else { return runtime.state(ofQueue: handle.number) }
    let queue =
      member.wait.kind == .put
      ? runtime.queue(toPutAt: handle.number) : runtime.queue(toGetAt: handle.number)
    return runtime.state(ofQueue: queue ?? 0)
  }

  /// Why what a process waits for cannot come; empty where the other lines say it.
  private func reason(_ member: Verdict.Member) -> String {
    let verb: String
    switch member.wait.kind {
    case .get: verb = "put into it"
    case .put: verb = "take from it"
    case .joinQueue: verb = "finish them"
    case .joinProcesses, .ownEnd: return ""
    }
    let isPipe = member.handle.kind == .pipeEnd
    let wanted = isPipe ? member.handle.otherEnd : member.handle
    let waiting = verdict.members.filter { other in
      other.process != member.process && other.wait.kind != .ownEnd
        && verdict.reach[other.process]?.contains(wanted) == true
    }
    var text = "; no other process could \(verb)"
    if !waiting.isEmpty {
      let names = list(waiting.map { name($0.process) })
      text = "; \(names) could \(verb), and \(waiting.count == 1 ? "waits" : "wait") too"
    }
    if isPipe, verdict.reach[member.process]?.contains(wanted) == true {
      text += "; \(name(member.process)) itself holds \(place(wanted))"
    }
    let lost = state(member).lost
    if lost > 0 {
      text +=
        "; \(items(lost)) \(lost == 1 ? "was" : "were") lost with processes that failed or were killed"
    }
    return text
  }

  // MARK: Hints

  private var hint: String? {
    for member in verdict.members {
      if let hint = hint(for: member) { return hint }
    }
    return nil
  }

  private func hint(for member: Verdict.Member) -> String? {
    switch member.wait.kind {
    case .get where member.handle.kind == .pipeEnd:
      let other = member.handle.otherEnd
      guard let holder = verdict.members.first(where: { isHolding($0, other) }) else { return nil }
      return
        "`close` \(place(other)) in \(name(holder.process)) when nothing more is put into it: "
        + "then `get` ends with `Closed`, and `for` by itself"
    case .get:
      let taken = verdict.members.filter { other in
        other.process != member.process
          && runtime.itemsInHand(of: other.process, from: member.handle.number) > 0
          && other.wait.kind == .joinProcesses
      }
      if let taker = taken.first {
        return
          "\(name(taker.process)) took an item from this queue itself: was it meant for \(name(member.process))?"
      }
      let awaited = verdict.members.contains { other in
        other.targets.contains(member.process)
      }
      guard awaited, !runtime.state(ofQueue: member.handle.number).isClosed else { return nil }
      return
        "`close` the queue when the last item was put, and read it with `for x in q`, which then ends; or make "
        + "\(name(member.process)) a daemon and do not join it"
    case .put where member.handle.kind == .queue:
      return "a larger limit, or a process that takes from the queue, lets the put go on"
    case .joinQueue:
      let state = state(member)
      guard state.size == 0 else {
        return "nobody takes the \(items(state.size)) that are still in the queue"
      }
      return "call `task_done` once for each item that was taken"
    default: return nil
    }
  }

  private func isHolding(_ member: Verdict.Member, _ end: Handle) -> Bool {
    verdict.reach[member.process]?.contains(end) == true
  }
}
