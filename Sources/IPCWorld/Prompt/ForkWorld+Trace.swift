package import IPCInterpreter
import IPCRuntime
import IPCSyntax

/// Telling what a process asks for, as `:trace on` does.
extension ForkWorld {
  /// Writes a line on a request that others could notice.
  func trace(_ request: Request) {
    guard let word = Self.tracedWords[request.operation] else { return }
    var parts: [String] = []
    for place in unsafe request.arguments.indices {
      let argument = unsafe request.arguments[place]
      if !argument.isSet || argument.tag == .null { continue }
      // Of a spawn the clauses come first; a count of restarts says nothing by itself.
      if word == "spawn" || word == "daemon", (1..<Request.spawnClauses).contains(place) {
        continue
      }
      parts.append(heap.quotedText(of: argument, limit: 40))
    }
    let place = machine.program.sources.lineName(of: UInt32(clamping: machine.currentPlace))
    write(error: "\(machine.processName): \(word) \(parts.joined(separator: ", ")) (\(place))\n")
  }

  private static let tracedWords: [Request.Operation: String] = [
    .put: "put", .get: "get", .getNext: "get", .taskDone: "task_done", .join: "join",
    .close: "close", .kill: "kill", .spawn: "spawn", .daemon: "daemon", .start: "spawn",
    .startDaemon: "daemon",
  ]
}

extension ForkWorld {
  /// The string keys of a map; none for any other value.
  package func keys(of value: Value) -> [String] {
    guard value.tag == .map else { return [] }
    var keys: [String] = []
    var position = 0
    while keys.count < 200, let (key, _) = heap.mapEntry(value, at: &position) {
      if key.tag == .string { keys.append(heap.swiftString(key)) }
    }
    return keys
  }
}
