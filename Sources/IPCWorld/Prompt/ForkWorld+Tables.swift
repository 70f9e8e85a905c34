package import IPCInterpreter
import IPCRuntime

/// The tables of processes and queues, and how they are wired.
extension ForkWorld {
  // MARK: Processes

  /// The living processes as a tree, with what each does.
  package func processTable(_ slots: [(name: String, slot: Int)]) -> String {
    runtime.buryTheDead()
    let names = PromptNames(self, slots)
    let views = livingProcesses().compactMap(runtime.view(ofProcess:))
    var rows = [["process", "pid", "state", "waits for", "since", "line", "cpu", "memory"]]
    let me = runtime.view(ofProcess: 0)
    if let me { rows.append(row(me, "main", names, state: "at the prompt")) }
    addRows(of: 0, "", views, names, to: &rows)
    return ShortText.table(rows)
  }

  private func addRows(
    of parent: Int,
    _ indentation: String,
    _ views: [ProcessView],
    _ names: PromptNames,
    to rows: inout [[String]]
  ) {
    let children = views.filter { runtime.shown($0.parent) == parent }
    for (place, child) in children.enumerated() {
      let isLast = place + 1 == children.count
      let label = indentation + (isLast ? "└ " : "├ ") + child.name
      rows.append(row(child, label, names))
      addRows(of: child.number, indentation + (isLast ? "  " : "│ "), views, names, to: &rows)
    }
  }

  private func row(
    _ view: ProcessView,
    _ label: String,
    _ names: PromptNames,
    state: String? = nil
  ) -> [String] {
    // A keeper runs nothing: what scripts take for the process is its run.
    let run = runtime.run(ofKeeper: view.number).flatMap { runtime.view(ofProcess: $0) } ?? view
    let usage = run.pid.flatMap(ProcessUsage.init(pid:))
    let wait = state == nil ? run.wait : nil
    let since = wait?.since ?? run.startedAt
    return [
      label + (view.isDaemon ? " (daemon)" : ""),
      run.pid.map(String.init) ?? "",
      state ?? self.state(of: run, usage),
      wait.map(names.wait) ?? "",
      since > 0 ? ShortText.time(Clock.now() - since) : "",
      names.place(wait?.place ?? run.startedPlace),
      usage.map { ShortText.time($0.processorTime) } ?? "",
      usage.map { ShortText.size($0.memory) } ?? "",
    ]
  }

  private func state(of view: ProcessView, _ usage: ProcessUsage?) -> String {
    if let wait = view.wait { return wait.info.isTimed ? "waits, with a timeout" : "waits" }
    switch usage?.state {
    case "T": return "stopped"
    case "R": return "runs"
    case nil: return "ends"
    default: return "sleeps"
    }
  }

  // MARK: Queues

  /// The queues that somebody can reach, with how full they are and who waits at them.
  package func queueTable(_ slots: [(name: String, slot: Int)]) -> String {
    runtime.buryTheDead()
    let names = PromptNames(self, slots)
    var rows = [["queue", "items", "limit", "unfinished", "closed", "lost", "who waits"]]
    for queue in reachedQueues() {
      let state = runtime.state(ofQueue: queue)
      rows.append([
        names.name(Handle(.queue, queue)), "\(state.size)", state.limit.map(String.init) ?? "-",
        "\(state.unfinished)", state.isClosed ? "yes" : "no", "\(state.lost)",
        waiters(at: Handle(.queue, queue)).joined(separator: ", "),
      ])
    }
    return rows.count == 1 ? "no queues\n" : ShortText.table(rows)
  }

  /// The queues that main or another living process can reach.
  private func reachedQueues() -> [Int] {
    var reached = Set(machine.namedHandles().compactMap(handle(of:)))
    for process in livingProcesses() { reached.formUnion(runtime.handles(ofProcess: process)) }
    return runtime.rememberedQueues().filter { reached.contains(Handle(.queue, $0)) }
  }

  /// Who waits at a queue or pipe end: `cook#1 to put`.
  private func waiters(at handle: Handle) -> [String] {
    runtime.livingProcesses().compactMap { process in
      guard let view = runtime.view(ofProcess: process),
        let choice = view.wait?.choices.first(where: { $0.handle == handle })
      else { return nil }
      switch choice.kind {
      case .get: return "\(view.name) to get"
      case .put: return "\(view.name) to put"
      default: return "\(view.name) in join"
      }
    }
  }

  /// The items of a queue or of a pipe's end, each as a prompt shows values; nothing is taken.
  package func peek(_ value: Value, width: Int) -> String {
    let limit = 20
    let queue: Int?
    switch value.tag {
    case .queue: queue = value.payload
    case .pipe: queue = runtime.queue(toGetAt: value.payload)
    default: return "`:peek` wants a queue or the end of a pipe, not \(value.typePhrase)\n"
    }
    guard let queue else { return "nothing can be taken at this end\n" }
    let heap = heap
    var lines: [String] = []
    unsafe runtime.peek(queue, limit: limit) { bytes in
      var functions: [Value] = []
      do throws(Fault) {
        let item = try unsafe ValueDecoder.decode(bytes, into: heap, functions: &functions)
        lines.append(ShownValue.text(of: item, in: heap, width: width))
      } catch {
        lines.append(error.message)
      }
    }
    let size = runtime.state(ofQueue: queue).size
    if size == 0 { return "empty\n" }
    if size > lines.count { lines.append("… \(size - lines.count) more") }
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: Wiring

  /// Which processes can reach which queues and pipes, drawn in text.
  package func wiring(_ slots: [(name: String, slot: Int)]) -> String {
    let names = PromptNames(self, slots)
    let processes = [0] + livingProcesses()
    var reach: [Handle: [Int]] = [:]
    for process in processes {
      var handles = Set(runtime.handles(ofProcess: runtime.run(ofKeeper: process) ?? process))
      if process == 0 { handles.formUnion(machine.namedHandles().compactMap(handle(of:))) }
      for handle in handles where handle.kind != .process {
        reach[handle, default: []].append(process)
      }
    }
    var text = ""
    for handle in reach.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      text += "\(names.name(handle))\(sizeNote(handle))\n"
      let holders = reach[handle, default: []].sorted()
      for (place, process) in holders.enumerated() {
        let isLast = place + 1 == holders.count
        let name = runtime.name(ofProcess: process)
        let waits = waiters(at: handle).first { $0.hasPrefix("\(name) ") }
        let note = waits.map { "  waits \($0.dropFirst(name.count + 1))" } ?? ""
        text += "  \(isLast ? "└─" : "├─") \(name)\(note)\n"
      }
    }
    return text.isEmpty ? "no queues and no pipes\n" : text
  }

  private func sizeNote(_ handle: Handle) -> String {
    guard handle.kind == .queue else { return "" }
    let state = runtime.state(ofQueue: handle.number)
    let limit = state.limit.map { " of \($0)" } ?? ""
    return " (\(state.size)\(limit)\(state.isClosed ? ", closed" : ""))"
  }
}
