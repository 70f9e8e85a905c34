import IPCInterpreter
import IPCRuntime
import IPCSyntax

/// What somebody at a prompt calls processes, queues and pipe ends: by the names that hold them, else by where they were made.
struct PromptNames {
  private let world: ForkWorld
  private var names: [Handle: String] = [:]

  /// Takes the names of top-level variables with their slots.
  init(_ world: ForkWorld, _ slots: [(name: String, slot: Int)]) {
    self.world = world
    for (name, slot) in slots.sorted(by: { $0.name < $1.name }) {
      add(world.value(ofSlot: slot), name)
    }
  }

  private mutating func add(_ value: Value, _ name: String) {
    if let handle = world.handle(of: value) {
      if names[handle] == nil { names[handle] = name }
    } else if value.tag == .list {
      for (place, item) in world.heap.listArray(value).prefix(100).enumerated() {
        if let handle = world.handle(of: item), names[handle] == nil {
          names[handle] = "\(name)[\(place)]"
        }
      }
    }
  }

  /// What a handle is called.
  func name(_ handle: Handle) -> String {
    switch handle.kind {
    case .process: world.runtime.name(ofProcess: handle.number)
    case .queue: names[handle] ?? world.queueName(handle.number)
    case .pipeEnd: names[handle] ?? world.endName(handle.number)
    case nil: "nothing"
    }
  }

  /// The name of a variable that holds a handle; nil for none.
  func variable(_ handle: Handle) -> String? { names[handle] }

  /// What a process waits for, in a few words.
  func wait(_ wait: ProcessView.Wait) -> String {
    wait.choices.map { choice in
      switch choice.kind {
      case .get: "get \(name(choice.handle))"
      case .put: "put \(name(choice.handle))"
      case .joinQueue: "join \(name(choice.handle))"
      case .joinProcesses, .choice: "join \(list(choice.targets))"
      case .ownEnd: "its children \(list(choice.targets))"
      }
    }
    .joined(separator: " or ")
  }

  /// What a wait is for, without what is done with it.
  func object(_ wait: ProcessView.Wait) -> String {
    wait.choices.map { choice in
      switch choice.kind {
      case .joinProcesses, .ownEnd, .choice: list(choice.targets)
      case .get, .put, .joinQueue: name(choice.handle)
      }
    }
    .joined(separator: " or ")
  }

  /// The names of a few processes.
  func list(_ processes: [Int]) -> String {
    let names = processes.prefix(3).map(world.runtime.name(ofProcess:))
    let more = processes.count > 3 ? ", … \(processes.count - 3) more" : ""
    return names.joined(separator: ", ") + more
  }

  /// A place of the script: `<prompt 3>:2`.
  func place(_ place: Int) -> String {
    guard place > 0 else { return "" }
    let file = world.machine.program.sources.file(of: UInt32(clamping: place))
    return "\(file.name):\(file.line(of: UInt32(clamping: place)))"
  }
}

/// Texts of times and sizes, short as tables want them.
enum ShortText {
  /// A length of time: `250 ms`, `1.2 s`, `3 min`, `2 h`.
  static func time(_ nanoseconds: Int) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    switch milliseconds {
    case ..<1_000: return "\(milliseconds) ms"
    case ..<10_000:
      let tenth = milliseconds / 100 % 10
      return tenth == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds / 1_000).\(tenth) s"
    case ..<120_000: return "\(milliseconds / 1_000) s"
    case ..<7_200_000: return "\(milliseconds / 60_000) min"
    default: return "\(milliseconds / 3_600_000) h"
    }
  }

  /// A size: `900 KiB`, `12 MiB`.
  static func size(_ bytes: Int) -> String {
    bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
  }

  /// Rows of a table with two blanks between columns.
  static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell + String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }
    .joined()
  }
}
