import IPCInterpreter
import IPCRuntime

/// Why a process does not go on, and ending one by hand.
extension ForkWorld {
  /// What a process waits for, who could end that wait, and what those do, and so on.
  package func why(_ process: Int, _ slots: [(name: String, slot: Int)]) -> String {
    let names = PromptNames(self, slots)
    var told: Set<Int> = []
    return why(process, names, "", &told)
  }

  private func why(
    _ process: Int,
    _ names: PromptNames,
    _ indentation: String,
    _ told: inout Set<Int>
  ) -> String {
    let run = runtime.run(ofKeeper: process) ?? process
    guard let view = runtime.view(ofProcess: run) else { return "" }
    let name = view.name
    if process == 0 {
      return "\(indentation)main is at the prompt: what you enter next may do it\n"
    }
    guard told.insert(process).inserted else { return "\(indentation)\(name): see above\n" }
    switch view.status {
    case .new: return "\(indentation)\(name) was not started\n"
    case .done, .failed, .killed:
      return "\(indentation)\(view.status == .done ? "\(name) has ended" : howItEnded(run))\n"
    case .running: break
    }
    guard let wait = view.wait else {
      let age = ShortText.time(Clock.now() - view.startedAt)
      return "\(indentation)\(name) waits for nobody; it was started \(age) ago\n"
    }
    let since = ShortText.time(Clock.now() - wait.since)
    let place = names.place(wait.place)
    var text = "\(indentation)\(name) waits since \(since) at \(place): \(names.wait(wait))"
    if wait.choices.count == 1 { text += state(of: wait.choices[0]) }
    text += "\n"
    let others = wait.choices.flatMap { choice in
      switch choice.kind {
      case .joinProcesses, .ownEnd, .choice: choice.targets.filter { !runtime.hasEnded($0) }
      case .get, .put, .joinQueue:
        holders(of: choice.handle.kind == .pipeEnd ? choice.handle.otherEnd : choice.handle)
          .filter { $0 != process }
      }
    }
    if others.isEmpty { text += "\(indentation)  nobody else could end this wait\n" }
    guard told.count < 20 else { return text + "\(indentation)  …\n" }
    for other in Set(others).sorted() { text += why(other, names, indentation + "  ", &told) }
    return text
  }

  private func state(of wait: Verdict.Member.Choice) -> String {
    guard wait.handle.kind == .queue else { return "" }
    let state = runtime.state(ofQueue: wait.handle.number)
    switch wait.kind {
    case .get: return state.size == 0 ? ", which is empty" : ""
    case .put: return ", which holds \(state.size)\(state.limit.map { " of \($0)" } ?? "")"
    case .joinQueue: return ", \(state.unfinished) unfinished"
    default: return ""
    }
  }

  /// The living processes that can reach a handle.
  private func holders(of handle: Handle) -> [Int] {
    let others = livingProcesses().filter { process in
      runtime.handles(ofProcess: runtime.run(ofKeeper: process) ?? process).contains(handle)
    }
    let isNamed = machine.namedHandles().compactMap(self.handle(of:)).contains(handle)
    return (isNamed ? [0] : []) + others
  }

  /// The living process with a name such as `worker#3`, or with a number of the system.
  package func process(called word: String) -> Int? {
    livingProcesses().first { process in
      runtime.name(ofProcess: process) == word || currentPid(of: process).map(String.init) == word
    }
  }

  /// Ends a process as `kill` does: it is asked first, and has a second.
  package func killFromPrompt(_ process: Int) -> String {
    let name = runtime.name(ofProcess: process)
    guard runtime.isLiving(process) else { return "\(name) does not live\n" }
    runtime.markKilled(process)
    try? send(15, to: process)
    let wait = WaitInfo(.joinProcesses, isTimed: true)
    let patience = Clock.deadline(after: 1_000_000_000)
    if runtime.waitForEnd(of: [process], until: patience, wait) != .done { kill(trees: [process]) }
    return "\(name) was killed\n"
  }
}
