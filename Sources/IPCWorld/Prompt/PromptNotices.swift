import IPCInterpreter
import IPCRuntime

/// What a prompt tells by itself of the processes that were started at it: which have ended, and which wait for long.
///
/// An end that somebody has learnt of, by a `join` or a `kill`, is no news; nor is a daemon that waits for work.
package struct PromptNotices {
  private struct Seen {
    var name: String
    var startedAt: Int
    /// The number of the last wait that was told.
    var toldWait: UInt64 = 0
  }

  /// From how many on ends are told together.
  private static let manyEnds = 5

  /// After how long a wait is told, in nanoseconds; nil for never.
  package var patience: Int? = 10_000_000_000
  private var seen: [Int: Seen] = [:]

  /// Makes notices of which none was told.
  package init() {}

  /// What there is to tell since the last time, a line each.
  package mutating func take(
    from world: ForkWorld,
    _ slots: () -> [(name: String, slot: Int)]
  ) -> [String] {
    let runtime = world.runtime
    runtime.buryTheDead()
    var lines: [String] = []
    var ends = 0
    for (number, old) in seen.sorted(by: { $0.key < $1.key }) {
      guard !runtime.isKnown(number) || runtime.hasEnded(number) else { continue }
      seen[number] = nil
      guard let view = runtime.view(ofProcess: number), !view.isSettled else { continue }
      if view.isDaemon, view.status != .failed { continue }
      ends += 1
      guard ends <= Self.manyEnds else { continue }
      let after = ShortText.time(view.endedAt - old.startedAt)
      lines.append(
        view.status == .done ? "\(old.name) ended after \(after)" : world.howItFailed(number)
      )
    }
    if ends > Self.manyEnds { lines.append("… and \(ends - Self.manyEnds) more have ended") }
    for number in world.livingProcesses() where runtime.spawner(ofProcess: number) == 0 {
      guard let view = runtime.view(ofProcess: number) else { continue }
      var entry = seen[number] ?? Seen(name: view.name, startedAt: view.startedAt)
      if let wait = view.wait, let patience, !view.isDaemon, !wait.info.isTimed,
        wait.number != entry.toldWait, Clock.now() - wait.since >= patience
      {
        entry.toldWait = wait.number
        let what = PromptNames(world, slots()).object(wait)
        lines.append("\(view.name) waits for \(what) since \(ShortText.time(patience))")
      }
      seen[number] = entry
    }
    return lines
  }
}

extension ForkWorld {
  /// A sentence on the failure of a process, with the error that it ended with.
  fileprivate func howItFailed(_ number: Int) -> String {
    var cause = Value.null
    if runtime.hasResult(number), runtime.status(ofProcess: number) == .failed {
      let heap = heap
      unsafe runtime.withResult(of: number) { bytes in
        var functions: [Value] = []
        do throws(Fault) {
          cause = try unsafe ValueDecoder.decode(bytes, into: heap, functions: &functions)
        } catch {}
      }
    }
    return howItEnded(number, cause: cause)
  }
}
