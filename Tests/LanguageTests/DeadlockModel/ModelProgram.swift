/// A small program of processes, queues and pipes, both as a script and as what `ModelSearch` walks through.
///
/// Process 0 is main. Each process is started at most once, by an operation of one with a lower number, and what it does is a
/// list of operations, one after the other.
struct ModelProgram {
  /// A queue that an operation is about.
  enum Place: Hashable {
    case queue(Int)
    /// The one that this process took out of a queue last.
    case taken
  }

  /// One operation.
  enum Operation: Hashable {
    case put(Place)
    case get(Place)
    case close(Place)
    case joinQueue(Place)
    case taskDone(Place)
    /// `for x in q { }`, with `task_done` in it or not.
    case drain(Place, marksDone: Bool)
    /// Puts a queue into a queue.
    case send(Int, through: Int)
    /// Takes a queue out of a queue.
    case receive(Int)
    case spawn(Int, isDaemon: Bool)
    case join([Int])
    case putLeft(Int)
    case getRight(Int)
    case drainRight(Int)
    case closeLeft(Int)
    case closeRight(Int)
    /// Whichever can be done first.
    indirect case choose([Operation])
    /// Long enough for those who wait to look around.
    case sleep
  }

  /// A queue as it is made.
  struct Queue {
    /// The word that makes it.
    var word = "queue"
    var limit: Int?
    /// The process whose function makes it; 0 for one at the top level.
    var owner = 0
  }

  var queues: [Queue] = []
  var pipes = 0
  /// By process, what it does.
  var bodies: [[Operation]]

  /// The name of a process in reports.
  static func name(_ process: Int) -> String { process == 0 ? "main" : "p\(process)#1" }

  /// The program as a script.
  var text: String {
    var lines: [String] = []
    for pipe in 0..<pipes { lines.append("let l\(pipe), r\(pipe) = pipe()") }
    lines += makings(by: 0)
    for process in 1..<max(1, bodies.count) {
      let inner = makings(by: process) + bodies[process].map(line)
      lines.append("func p\(process)() {")
      lines += inner.map { "    \($0)" }
      lines.append("}")
    }
    return (lines + bodies[0].map(line)).map { $0 + "\n" }.joined()
  }

  private func makings(by owner: Int) -> [String] {
    queues.indices.filter { queues[$0].owner == owner }.map { index in
      let limit = queues[index].limit.map { "\($0)" } ?? ""
      return "let q\(index) = \(queues[index].word)(\(limit))"
    }
  }

  private func name(_ place: Place) -> String {
    switch place {
    case .queue(let index): "q\(index)"
    case .taken: "taken"
    }
  }

  private func line(_ operation: Operation) -> String {
    switch operation {
    case .put(let place): "put \(name(place)), 1"
    case .get(let place): "get \(name(place))"
    case .close(let place): "close \(name(place))"
    case .joinQueue(let place): "join \(name(place))"
    case .taskDone(let place): "task_done \(name(place))"
    case .drain(let place, false): "for _x in \(name(place)) { }"
    case .drain(let place, true): "for _x in \(name(place)) { task_done \(name(place)) }"
    case .send(let queue, let carrier): "put q\(carrier), q\(queue)"
    case .receive(let carrier): "let taken = get q\(carrier)"
    case .spawn(let process, false): "let h\(process) = spawn p\(process)()"
    case .spawn(let process, true): "daemon p\(process)()"
    case .join(let processes):
      processes.count == 1
        ? "join h\(processes[0])" : "join [\(processes.map { "h\($0)" }.joined(separator: ", "))]"
    case .putLeft(let pipe): "put l\(pipe), 1"
    case .getRight(let pipe): "get r\(pipe)"
    case .drainRight(let pipe): "for _x in r\(pipe) { }"
    case .closeLeft(let pipe): "close l\(pipe)"
    case .closeRight(let pipe): "close r\(pipe)"
    case .choose(let parts):
      "select { \(parts.map { "case \(line($0)) { }" }.joined(separator: "; ")) }"
    case .sleep: "sleep 70ms"
    }
  }

  // MARK: What names reach

  /// What the code of a process names: queues, and pipe ends as twice the number of the pipe, plus 1 for the right one.
  struct Names: Hashable {
    var queues: Set<Int> = []
    var ends: Set<Int> = []
  }

  /// By process, what its code names, with that of the processes it starts; the top level names all that is global.
  func names() -> [Names] {
    var names = bodies.indices.map { process in
      bodies[process].reduce(into: Names()) { add($1, to: &$0) }
    }
    for process in bodies.indices.reversed() {
      for case .spawn(let child, _) in bodies[process] {
        names[process].queues.formUnion(names[child].queues.filter { queues[$0].owner == 0 })
        names[process].ends.formUnion(names[child].ends)
      }
    }
    return names
  }

  private func add(_ operation: Operation, to names: inout Names) {
    switch operation {
    case .put(let place), .get(let place), .close(let place), .joinQueue(let place),
      .taskDone(let place), .drain(let place, _):
      if case .queue(let index) = place { names.queues.insert(index) }
    case .send(let queue, let carrier): names.queues.formUnion([queue, carrier])
    case .receive(let carrier): names.queues.insert(carrier)
    case .putLeft(let pipe), .closeLeft(let pipe): names.ends.insert(2 * pipe)
    case .getRight(let pipe), .drainRight(let pipe), .closeRight(let pipe):
      names.ends.insert(2 * pipe + 1)
    case .choose(let parts): for part in parts { add(part, to: &names) }
    case .spawn, .join, .sleep: break
    }
  }
}
