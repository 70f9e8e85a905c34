import Glibc

extension ChildProcess {
  /// Waits until no process of the session lives, zombies not counted; returns those that do when the time is over.
  package func waitForEmptySession(seconds: Double) -> [Int32] {
    let end = Self.now() + seconds
    var emptyLooks = 0
    while true {
      let living = Self.processes(ofSession: pid).filter {
        Self.status(of: $0).first.map { $0 != "Z" } ?? false
      }
      emptyLooks = living.isEmpty ? emptyLooks + 1 : 0
      // One look may pass over a process that was just born by one that has ended since.
      if emptyLooks == 3 || (!living.isEmpty && Self.now() > end) { return living }
      usleep(living.isEmpty ? 1_000 : 5_000)
    }
  }
}
