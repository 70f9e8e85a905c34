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

  func lineName(_ place: Int) -> String { sources.lineName(of: UInt32(clamping: place)) }

  func name(_ process: Int) -> String { runtime.name(ofProcess: process) }

  func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "nobody" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What a process waits for.
  private func sentence(_ member: Verdict.Member) -> String {
    let who = name(member.process)
    if member.wait.kind == .ownEnd {
      return "\(who) has run to its end and waits for \(living(member.targets))"
    }
    return "\(who) waits \(clause(member))"
  }

  private func clause(_ member: Verdict.Member) -> String {
    switch member.wait.kind {
    case .get: return "to get from \(place(member.handle)), which is empty"
    case .put:
      let size = state(member).limit.map { " (\($0) of \($0))" } ?? ""
      return "to put into \(place(member.handle)), which is full\(size)"
    case .joinQueue:
      let count = state(member).unfinished
      return "in `join` for \(place(member.handle)): \(items(count)) unfinished"
    case .joinProcesses, .ownEnd: return "for \(living(member.targets))"
    case .choice:
      if member.choices.isEmpty {
        return "in `select` for nothing, as every source is nil or closed"
      }
      let parts = member.parts.map { clause($0) + reason($0) }
      return parts.joined(separator: "; or ")
    }
  }

  func items(_ count: Int) -> String { "\(count) item\(count == 1 ? "" : "s")" }

  private func living(_ targets: [Int]) -> String {
    // Of those that were told with this one, some may have ended by now.
    let names = targets.filter { !runtime.hasEnded($0) || isDoomed($0) }.map(name)
    guard names.count > 8 else { return list(names) }
    return list(names.prefix(8) + ["\(names.count - 8) more"])
  }

  private func isDoomed(_ process: Int) -> Bool {
    verdict.members.contains { $0.process == process }
  }

  func place(_ handle: Handle) -> String {
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

  func state(_ member: Verdict.Member) -> QueueState {
    let handle = member.handle
    guard handle.kind == .pipeEnd else { return runtime.state(ofQueue: handle.number) }
    let queue =
      member.wait.kind == .put
      ? runtime.queue(toPutAt: handle.number) : runtime.queue(toGetAt: handle.number)
    return runtime.state(ofQueue: queue ?? 0)
  }

  /// What somebody would have to use to end a wait.
  func wanted(by member: Verdict.Member) -> Handle {
    member.handle.kind == .pipeEnd ? member.handle.otherEnd : member.handle
  }

  /// The processes that have ended and could have ended a wait; the first few, and the number of the others.
  func endedNames(reaching handle: Handle) -> [String] {
    let ended = runtime.endedProcesses(reaching: handle).filter { !isDoomed($0) }
    let names = ended.prefix(3).map(name)
    return ended.count > 3 ? names + ["\(ended.count - 3) more"] : names
  }

  /// The first few of the processes that hold a pipe end and can do nothing with it.
  private func keepers(of end: Handle, besides members: [Verdict.Member]) -> [String] {
    let known = members.map(\.process)
    let others = (verdict.members.map(\.process) + verdict.others).sorted()
    return others.filter { !known.contains($0) && runtime.holds(end, process: $0) }
      .prefix(3).map(name)
  }

  private func haveEnded(_ names: [String]) -> String {
    names.count == 1 ? "has ended" : "have ended"
  }

  /// Why what a process waits for cannot come; empty where the other lines say it.
  private func reason(_ member: Verdict.Member) -> String {
    let verb: String
    switch member.wait.kind {
    case .get: verb = "put into it"
    case .put: verb = "take from it"
    case .joinQueue: verb = "finish them"
    case .joinProcesses, .ownEnd, .choice: return ""
    }
    if let reason = reasonOfHeld(member) { return reason }
    let isPipe = member.handle.kind == .pipeEnd
    let wanted = wanted(by: member)
    let waiting = verdict.members.filter { other in
      other.process != member.process && other.wait.kind != .ownEnd
        && verdict.reach[other.process]?.contains(wanted) == true
    }
    let ended = endedNames(reaching: wanted)
    var text = ""
    if !waiting.isEmpty {
      let names = list(waiting.map { name($0.process) })
      text = "; \(names) could \(verb), and \(waiting.count == 1 ? "waits" : "wait") too"
      if !ended.isEmpty { text += "; \(list(ended)) \(haveEnded(ended))" }
    } else if !ended.isEmpty {
      text = "; \(list(ended)), which could \(verb), \(haveEnded(ended))"
    } else {
      text = "; no other process could \(verb)"
    }
    if isPipe, runtime.holds(wanted, process: member.process) {
      text += "; \(name(member.process)) itself holds \(place(wanted))"
    }
    let keepers = isPipe ? keepers(of: wanted, besides: [member] + waiting) : []
    if !keepers.isEmpty {
      let verb = keepers.count == 1 ? "keeps" : "keep"
      text += "; \(list(keepers)) \(verb) \(place(wanted)) open"
    }
    let lost = state(member).lost
    if lost > 0 {
      text +=
        "; \(items(lost)) \(lost == 1 ? "was" : "were") lost with processes that failed or were killed"
    }
    return text
  }
}

extension Verdict.Member {
  /// What it waits for the first of, each as if it were all.
  var parts: [Verdict.Member] {
    choices.map { choice in
      var part = self
      part.wait = WaitInfo(choice.kind, isTimed: false)
      part.handle = choice.handle
      part.targets = choice.targets
      part.choices = []
      return part
    }
  }
}
