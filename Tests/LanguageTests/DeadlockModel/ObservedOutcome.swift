import IPCTestSupport

extension ModelOutcome {
  /// Reads what a run of the tool showed; nil for a report that is not understood.
  init?(_ result: ChildProcess.Result) {
    exit = result.status
    failures = [:]
    var failure: Failure?
    for line in result.error.split(separator: "\n") {
      if line.hasPrefix("error: ") {
        let words = line.dropFirst(7).split(separator: ":", maxSplits: 1)
        guard words.count == 2, failure == nil else { return nil }
        failure = Failure(kind: String(words[0]))
        if words[0] == "Deadlock" { failure?.doomed = Self.waiting(in: words[1].dropFirst()) }
      } else if line.hasPrefix("   = in ") {
        let name = line.dropFirst(8).prefix { $0 != "," }
        guard let process = Self.process(name), let shown = failure, failures[process] == nil else {
          return nil
        }
        failures[process] = shown
        failure = nil
      } else if line.hasPrefix("   = ") {
        failure?.doomed.formUnion(Self.waiting(in: line.dropFirst(5)))
      }
    }
    if failure != nil { return nil }
  }

  /// The process that a line of a deadlock report says to wait; none if it is another line.
  private static func waiting(in line: Substring) -> Set<Int> {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[1] == "waits" || words[1] == "has",
      let process = process(words[0])
    else { return [] }
    return [process]
  }

  private static func process(_ name: Substring) -> Int? {
    if name == "main" { return 0 }
    guard name.hasPrefix("p"), name.hasSuffix("#1") else { return nil }
    return Int(name.dropFirst().dropLast(2))
  }
}
