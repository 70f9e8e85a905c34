/// The commands of the prompt, by the word behind the colon.
enum PromptCommand: String, CaseIterable {
  case help, ps, queues, peek, why, kill, graph, trace, doc, load, save, time, reset, set, tour
  case quit

  /// How it is written.
  var usage: String {
    switch self {
    case .help: ":help [TOPIC]"
    case .peek: ":peek QUEUE"
    case .why: ":why PROCESS"
    case .kill: ":kill PROCESS"
    case .trace: ":trace on|off"
    case .doc: ":doc FUNCTION"
    case .load: ":load FILE"
    case .save: ":save [-f] FILE"
    case .time: ":time CODE"
    case .set: ":set [NAME VALUE]"
    default: ":\(rawValue)"
    }
  }

  /// What it does, in a line.
  var summary: String {
    switch self {
    case .help: "what there is, or a word, function or command"
    case .ps: "the processes as a tree, and what each does"
    case .queues: "the queues, how full they are, and who waits"
    case .peek: "the items of a queue, without taking any"
    case .why: "why a process does not go on"
    case .kill: "end a process, named as in reports, by its number or by an expression"
    case .graph: "which processes can reach which queues and pipes"
    case .trace: "tell every put, get, join and spawn, in processes started later too"
    case .doc: "the comment above a function of yours"
    case .load: "run a file as if it were typed"
    case .save: "write what ran well as a script; -f overwrites a file"
    case .time: "run code and tell how long it took"
    case .reset: "end all processes and forget all names"
    case .set: "the settings, or change one"
    case .tour: "ten steps through processes, queues and a deadlock"
    case .quit: "end all processes, and the prompt"
    }
  }

  /// What `:help` without a topic shows.
  static var overview: String {
    let width = (allCases.map(\.usage.count).max() ?? 0) + 2
    let rows = allCases.map { command in
      let blanks = String(repeating: " ", count: width - command.usage.count)
      return "  \(command.usage)\(blanks)\(command.summary)\n"
    }
    return """
      Enter statements or expressions; `_` is the last value. Processes that you start run on while you type.

      \(rows.joined())
      Keys: Tab completes, Ctrl-R searches the history, Alt-Enter begins a line, Ctrl-C drops the text or
      interrupts what runs, Ctrl-D ends.

      `:help topics` lists all words and functions, `:help put` tells of one; `:tour` shows the first minute.

      """
  }
}

/// What can be set at a prompt.
struct PromptSettings {
  /// The columns that values may take; nil for those of the terminal.
  var width: Int?
  /// Whether ends of processes are told.
  var tellsEnds = true

  /// The names of all settings.
  static let names = ["notices", "waits", "width"]
}
