import IPCSyntax

/// The commands of the tool, by the word that chooses them.
enum Command: String, CaseIterable {
  case run
  case check
  case format = "fmt"
  case disassemble
  case explain
  case repl
  case help
}

/// How `check` shows what it finds.
enum MessageFormat: String, CaseIterable {
  /// For people, with source lines.
  case text
  /// One JSON object a line.
  case json
}

/// A wrong use of the command line.
struct UsageError: Error {
  /// What is wrong, without full stop.
  var message: String
  /// What was perhaps meant.
  var suggestion: String?
  /// The command whose help tells more; nil for the tool's.
  var command: Command?
}

/// What a command line asks for.
struct Invocation {
  /// The things to do.
  enum Action {
    case help(Command?)
    case helpForWantOfArguments
    case version
    case run(ScriptSource, arguments: [String])
    case check([ScriptSource])
    /// No sources: the standard input, unless it is a terminal.
    case format([ScriptSource], checksOnly: Bool)
    case disassemble(ScriptSource)
    case explain(slug: String?)
    case prompt(arguments: [String])
  }

  /// What to do.
  private(set) var action: Action = .helpForWantOfArguments
  /// When to colour.
  private(set) var colour = ColourChoice.auto
  /// How messages of `check` look.
  private(set) var format = MessageFormat.text
  /// The processes that a run may have at once; nil for the usual number.
  private(set) var maxProcesses: Int?
  /// The bytes that may lie in the queues of a run; nil for the usual number.
  private(set) var maxQueueBytes: Int?
  /// A command whose name is near to the script's name, for a script that does not exist.
  private(set) var nearestCommand: String?

  private var command: Command?
  private var code: String?
  private var checksOnly = false
  private var operands: [String] = []

  /// Reads arguments, the program's own name not among them.
  init(arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    var readsOptions = true
    while let word = rest.first {
      if readsOptions, word.hasPrefix("-"), word != "-" {
        rest.removeFirst()
        if word == "--" {
          readsOptions = false
        } else if try readOption(word, rest: &rest) {
          return
        }
      } else if readsOptions, command == nil, code == nil, let chosen = Command(rawValue: word) {
        rest.removeFirst()
        command = chosen
      } else if let command, command != .run, command != .repl {
        rest.removeFirst()
        operands.append(word)
      } else {
        // What stands behind the script, or behind the code of `-e`, is the script's own.
        operands += rest
        rest = []
      }
    }
    try finish()
  }

  /// An option of the tool: its spellings, the commands that know it and what it does.
  private struct Option {
    var names: [String]
    var commands: Set<Command>
    var takesValue: Bool
    /// Returns whether the rest of the command line no longer matters.
    var apply: (inout Invocation, String) throws(UsageError) -> Bool
  }

  private static var options: [Option] {
    [
      Option(names: ["--help", "-h"], commands: Set(Command.allCases), takesValue: false) {
        (invocation, _) throws(UsageError) in
        invocation.action = .help(invocation.command)
        return true
      },
      Option(names: ["--version", "-V"], commands: [], takesValue: false) {
        (invocation, _) throws(UsageError) in
        invocation.action = .version
        return true
      },
      Option(
        names: ["--color", "--colour"],
        commands: scriptCommands.union([.repl]),
        takesValue: true
      ) {
        (invocation, value) throws(UsageError) in
        invocation.colour = try invocation.choice(value, of: "--color")
        return false
      },
      Option(names: ["--format"], commands: [.check], takesValue: true) {
        (invocation, value) throws(UsageError) in
        invocation.format = try invocation.choice(value, of: "--format")
        return false
      },
      Option(names: ["-e"], commands: scriptCommands, takesValue: true) {
        (invocation, value) throws(UsageError) in
        invocation.code = value
        return false
      },
      Option(names: ["--max-processes"], commands: runningCommands, takesValue: true) {
        (invocation, value) throws(UsageError) in
        invocation.maxProcesses = try invocation.limit(value, of: "--max-processes", isSize: false)
        return false
      },
      Option(names: ["--max-queue-bytes"], commands: runningCommands, takesValue: true) {
        (invocation, value) throws(UsageError) in
        invocation.maxQueueBytes = try invocation.limit(
          value,
          of: "--max-queue-bytes",
          isSize: true
        )
        return false
      },
      Option(names: ["--check"], commands: [.format], takesValue: false) {
        (invocation, _) throws(UsageError) in
        invocation.checksOnly = true
        return false
      },
    ]
  }

  /// The commands that take scripts.
  private static let scriptCommands: Set<Command> = [.run, .check, .format, .disassemble]
  /// The commands that run something.
  private static let runningCommands: Set<Command> = [.run, .repl]

  /// The value of an option that has a few words to choose from.
  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ value: String,
    of option: String
  ) throws(UsageError) -> Choice where Choice.RawValue == String {
    if let choice = Choice(rawValue: value) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    let list = words.dropLast().joined(separator: ", ")
    throw UsageError(
      message: "`\(option)` takes \(list) or \(words.last ?? ""), not `\(value)`",
      suggestion: Suggestion.nearest(to: value, among: words).map { "\(option)=\($0)" },
      command: command
    )
  }

  /// The value of an option that is a number from 1, of bytes with `K`, `M` or `G` behind it if wanted.
  private func limit(_ value: String, of option: String, isSize: Bool) throws(UsageError) -> Int {
    let units: [Character: Int] = isSize ? ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30] : [:]
    let unit = value.last.flatMap { units[$0] }
    if let count = Int(unit == nil ? value : String(value.dropLast())), count > 0,
      case let (size, isTooLarge) = count.multipliedReportingOverflow(by: unit ?? 1), !isTooLarge
    {
      return size
    }
    let wanted = isSize ? "a number of bytes such as 512M or 2G" : "a number from 1 on"
    throw UsageError(message: "`\(option)` wants \(wanted), not `\(value)`", command: command)
  }

  private mutating func readOption(
    _ word: String,
    rest: inout ArraySlice<String>
  ) throws(UsageError) -> Bool {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let chosen = command
    let known = Self.options.filter { option in
      option.commands.contains(chosen ?? .run) || (chosen == nil && option.commands.isEmpty)
    }
    guard let option = known.first(where: { $0.names.contains(name) }) else {
      throw UsageError(
        message: "unknown option `\(name)`",
        suggestion: Suggestion.nearest(to: name, among: known.flatMap(\.names)),
        command: command
      )
    }
    var value = ""
    if option.takesValue {
      if parts.count == 2 {
        value = String(parts[1])
      } else if let next = rest.popFirst() {
        value = next
      } else {
        throw UsageError(message: "`\(name)` wants a value", command: command)
      }
    } else if parts.count == 2 {
      throw UsageError(message: "`\(name)` takes no value", command: command)
    }
    return try option.apply(&self, value)
  }

  private mutating func finish() throws(UsageError) {
    var scripts = operands[...]
    let inline = code.map { ScriptSource.code($0) }
    switch command {
    case .check:
      let sources = (inline.map { [$0] } ?? []) + scripts.map { ScriptSource(operand: $0) }
      guard !sources.isEmpty else { throw missingScript() }
      action = .check(sources)
    case .format:
      let sources = (inline.map { [$0] } ?? []) + scripts.map { ScriptSource(operand: $0) }
      action = .format(sources, checksOnly: checksOnly)
    case .disassemble:
      guard let source = inline ?? scripts.popFirst().map({ ScriptSource(operand: $0) }) else {
        throw missingScript()
      }
      guard scripts.isEmpty else {
        throw UsageError(
          message:
            "`disassemble` takes one script, and `\(scripts[scripts.startIndex])` is one more",
          command: command
        )
      }
      action = .disassemble(source)
    case .explain:
      guard scripts.count <= 1 else {
        throw UsageError(
          message:
            "`explain` takes one message, and `\(scripts[scripts.startIndex + 1])` is one more",
          command: command
        )
      }
      action = .explain(slug: scripts.first)
    case .repl:
      action = .prompt(arguments: Array(scripts))
    case .help:
      guard let topic = scripts.first else {
        action = .help(nil)
        return
      }
      guard let chosen = Command(rawValue: topic) else {
        throw UsageError(
          message: "there is no command `\(topic)`",
          suggestion: Suggestion.nearest(to: topic, among: Command.allCases.map(\.rawValue))
            .map { "ipc help \($0)" },
          command: command
        )
      }
      action = .help(chosen)
    case .run, nil:
      if let inline {
        action = .run(inline, arguments: Array(scripts))
      } else if let script = scripts.popFirst() {
        action = .run(ScriptSource(operand: script), arguments: Array(scripts))
        if command == nil {
          nearestCommand = Suggestion.nearest(
            to: script,
            among: Command.allCases.map(\.rawValue)
          )
        }
      } else if command == .run {
        throw missingScript()
      }
    }
  }

  private func missingScript() -> UsageError {
    let name = command?.rawValue ?? "run"
    return UsageError(message: "`\(name)` wants a script", command: command)
  }
}
