import IPCInterpreter

/// Where one of the three standard files of a command leads.
enum Redirection: Equatable {
  /// To where this process's own leads.
  case inherited
  /// Nowhere: no input, and output that nobody wants.
  case nothing
  case file(String)
  case queue(Int)
  /// An end of a pipe of the script.
  case end(Int)
  /// To where the standard output of the same stage leads.
  case output
  /// To this process, which reads it.
  case reader
}

/// How items are written to a command and read from it.
enum ItemLines: String, CaseIterable {
  /// Each a line.
  case line
  /// Each ended by a zero byte.
  case nul
  /// Each a line of JSON.
  case json

  /// The byte behind each item.
  var end: UInt8 { self == .nul ? 0 : UInt8(ascii: "\n") }
}

/// A command as a script wants it started.
struct CommandPlan {
  /// A stage of a pipeline.
  struct Stage {
    /// A list of arguments, or a function.
    var value: Value
    /// What messages call it.
    var text: String

    /// Whether it is a program and not a function.
    var isCommand: Bool { value.tag == .list }
  }

  var stages: [Stage]
  var input: Redirection
  var output: Redirection
  var errors: Redirection
  /// The environment, each entry as `NAME=value`, and the value of `PATH` in it.
  var environment: [[UInt8]] = []
  var path: [UInt8] = []
  var directory: [UInt8]?
  var lines = ItemLines.line
  /// Whether the process that starts it is, to the script, the command itself.
  var isOwnRun = false
  /// How often it is started again, which leaves the queue that it writes to open.
  var restarts = 0
  /// How many copies write to the same queue, and the counter of those that have ended.
  var copies = (count: 1, counter: 0)

  /// Whether one process does for it: a program whose files need nobody to carry items.
  var isPlain: Bool {
    stages.count == 1 && stages[0].isCommand
      && [input, output, errors].allSatisfy { redirection in
        switch redirection {
        case .inherited, .nothing, .file, .output: true
        case .queue, .end, .reader: false
        }
      }
  }
}
