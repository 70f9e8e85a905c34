import IPCRuntime

/// The process that a report comes from, and who spawned whom up to main: what calls are to a function, spawns are to a
/// process.
struct Origin {
  /// The name of the process.
  let name: String
  /// At least one line, each a process with the one that spawned it: `cook#1, spawned by chef#1 on line 12`.
  let lines: [String]
}

extension ForkWorld {
  /// The process itself and the nearest of its ancestors that a report names; of a long chain main's end is shown too.
  private static let shownSteps = (near: 8, far: 2)

  /// The origin of this process.
  var origin: Origin { origin(of: runtime.me) }

  /// The origin of a process that was started.
  func origin(of number: Int) -> Origin {
    let name = runtime.name(ofProcess: number)
    guard number != 0 else { return Origin(name: name, lines: [name]) }
    var lines: [String] = []
    var number = number
    // Nobody has more ancestors than there are records.
    while number != 0, runtime.isKnown(number), lines.count < runtime.limits.records {
      let spawner = runtime.spawner(ofProcess: number)
      lines.append(
        "\(runtime.name(ofProcess: number)), spawned by \(runtime.name(ofProcess: spawner)) on \(startedLine(number))"
      )
      number = spawner
    }
    let (near, far) = Self.shownSteps
    if lines.count > near + far + 1 {
      let left = lines.count - near - far
      lines.replaceSubrange(near..<lines.count - far, with: ["… and \(left) more processes"])
    }
    return Origin(name: name, lines: lines)
  }
}
