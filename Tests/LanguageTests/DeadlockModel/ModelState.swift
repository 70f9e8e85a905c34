/// All processes, queues and pipes of a program at one moment.
struct ModelState: Hashable {
  enum Phase: Hashable {
    case new
    case running
    /// It has an error, which it has not shown yet.
    case failing(ModelOutcome.Failure)
    /// Its code is done, and it waits for its children.
    case ending
    case ended
  }

  struct Process: Hashable {
    var phase = Phase.new
    var position = 0
    /// Whether it was found to have to wait, and has not gone on since; until then it counts as one that computes.
    var isAsleep = false
    var parent = 0
    var isDaemon = false
    var hasFailed = false
    var isJoined = false
    /// The queue that it took out of a queue last.
    var taken: Int?
    /// Whether it has to mark the item done that it got in a loop.
    var marks = false
    /// The pipe ends that it holds, as bits.
    var ends: UInt8 = 0

    var lives: Bool { phase != .new && phase != .ended }
  }

  struct Queue: Hashable {
    var put = 0
    var got = 0
    var done = 0
    var isClosed = false
    /// What lies in it, if it carries queues.
    var carried: [Int] = []
  }

  var processes: [Process]
  var queues: [Queue]
  /// The number of items in each pipe.
  var pipes: [Int]
  var reports: [Int: ModelOutcome.Failure] = [:]

  init(_ program: ModelProgram) {
    processes = program.bodies.map { _ in Process() }
    processes[0].phase = .running
    processes[0].ends = UInt8((1 << (2 * program.pipes)) - 1)
    queues = program.queues.map { _ in Queue() }
    pipes = (0..<program.pipes).map { _ in 0 }
  }

  /// Whether somebody holds a pipe end.
  func isHeld(_ end: Int) -> Bool {
    processes.contains { $0.lives && $0.ends & (1 << end) != 0 }
  }

  /// The processes that one waits for at its end.
  func children(of process: Int) -> [Int] {
    processes.indices.filter {
      $0 != 0 && processes[$0].lives && processes[$0].parent == process && !processes[$0].isDaemon
    }
  }
}

/// What can be seen of a run: who failed with what, and the exit status.
struct ModelOutcome: Hashable, CustomStringConvertible {
  /// An uncaught error.
  struct Failure: Hashable {
    var kind: String
    /// Of a `Deadlock`, who is in it.
    var doomed: Set<Int> = []
  }

  var exit: Int
  var failures: [Int: Failure]

  var description: String {
    let parts = failures.sorted { $0.key < $1.key }.map { process, failure in
      let doomed = failure.doomed.sorted().map(ModelProgram.name).joined(separator: " ")
      return "\(ModelProgram.name(process)) \(failure.kind)\(doomed.isEmpty ? "" : " (\(doomed))")"
    }
    return "exit \(exit)" + parts.map { "; \($0)" }.joined()
  }

  var isDeadlock: Bool { failures.values.contains { $0.kind == "Deadlock" } }
}
