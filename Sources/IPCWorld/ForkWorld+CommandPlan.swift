import IPCInterpreter
import IPCRuntime
import IPCSyntax

/// Reading what a script says of a command.
extension ForkWorld {
  /// The clauses of a command, by their places.
  struct CommandClauses {
    fileprivate let values: [Value]

    /// Takes those of a request, which are its last arguments.
    init(_ request: Request) {
      values = unsafe request.arguments.suffix(Request.CommandClause.allCases.count).map { $0 }
    }

    /// The loop over a command has none.
    init() {
      values = Array(repeating: .unset, count: Request.CommandClause.allCases.count)
    }

    /// Whether there is none.
    var isEmpty: Bool { values.allSatisfy { !$0.isSet } }

    /// The value of a clause, unset for none.
    subscript(clause: Request.CommandClause) -> Value { values[clause.rawValue] }
  }

  /// What is to be started.
  ///
  /// - Parameters:
  ///   - command: A command or anything else.
  ///   - word: What starts it, for messages.
  ///   - clauses: Its clauses.
  ///   - isAwaited: Whether this process waits for it, and so shares its input with it.
  /// - Returns: The plan.
  /// - Throws: `TypeError`, `ValueError`.
  func plan(
    _ command: Value,
    for word: String,
    _ clauses: CommandClauses,
    isAwaited: Bool
  ) throws(Fault) -> CommandPlan {
    guard command.tag == .command else {
      let hint =
        command.tag == .string
        ? "; a command stands in backquotes, and `sh(text)` is for the shell" : ""
      throw Fault("TypeError", "`\(word)` wants a command, not \(command.typePhrase)\(hint)")
    }
    let stages = heap.listArray(heap.stages(of: command))
      .map { CommandPlan.Stage(value: $0, text: heap.text(ofStage: $0)) }
    // A function gets its input and its output.
    for stage in stages where !stage.isCommand {
      _ = try machine.placed([.null, .null], for: stage.value)
    }
    // Two processes that read the same input would take parts of it from each other, so it is main's.
    let usual: Redirection = isAwaited && runtime.me == 0 ? .inherited : .nothing
    var plan = CommandPlan(
      stages: stages,
      input: try redirection(clauses[.stdin], .stdin, otherwise: usual),
      output: try redirection(clauses[.stdout], .stdout, otherwise: .inherited),
      errors: try redirection(clauses[.stderr], .stderr, otherwise: .inherited)
    )
    try readEnvironment(clauses[.env], into: &plan)
    if clauses[.cwd].isSet {
      plan.directory = PathText.bytes(of: try path(clauses[.cwd], for: "cwd"))
    }
    plan.lines = try lines(clauses[.by])
    return plan
  }

  private func redirection(
    _ value: Value,
    _ clause: Request.CommandClause,
    otherwise usual: Redirection
  ) throws(Fault) -> Redirection {
    switch value.tag {
    case .unset: return usual
    case .null: return .nothing
    case .queue: return .queue(value.payload)
    case .pipe:
      try checkEnd(value.payload, isInput: clause == .stdin)
      return .end(value.payload)
    case .string where clause == .stderr && heap.swiftString(value) == "stdout": return .output
    case .string, .bytes: return .file(try path(value, for: "\(clause)"))
    default:
      throw Fault(
        "TypeError",
        "`\(clause)` wants a path, a queue, the end of a pipe or nil, not \(value.typePhrase)"
      )
    }
  }

  private func checkEnd(_ end: Int, isInput: Bool) throws(Fault) {
    if StreamEnd.isNumber(end) {
      throw Fault(
        "ValueError",
        "\(endName(end)) is this function's own, so no command can be given it: make the command a stage of its own"
      )
    }
    let queue = isInput ? runtime.queue(toGetAt: end) : runtime.queue(toPutAt: end)
    guard queue != nil else {
      let (word, wanted) = isInput ? ("stdin", "right") : ("stdout", "left")
      throw Fault("ValueError", "this is \(endName(end)): `\(word)` wants the \(wanted) end")
    }
    try checkHeld(end)
  }

  private func lines(_ value: Value) throws(Fault) -> ItemLines {
    guard value.isSet else { return .line }
    let name = value.tag == .string ? heap.swiftString(value) : ""
    guard let lines = ItemLines(rawValue: name) else {
      throw Fault(
        value.tag == .string ? "ValueError" : "TypeError",
        "`by` is \"line\", \"nul\" or \"json\", not \(heap.quotedText(of: value))"
      )
    }
    return lines
  }

  // MARK: Environment

  /// The script's `env`, with what a command gets besides.
  private func readEnvironment(_ extra: Value, into plan: inout CommandPlan) throws(Fault) {
    var variables: [[UInt8]: [UInt8]] = [:]
    var order: [[UInt8]] = []
    let maps = [machine.environment, extra]
    for map in maps where map.isSet {
      guard map.tag == .map else {
        throw Fault("TypeError", "`env` wants a map of names and values, not \(map.typePhrase)")
      }
      var position = 0
      while let (key, value) = heap.mapEntry(map, at: &position) {
        let name = try variable(key, isName: true)
        if value.tag == .null {
          variables[name] = nil
          continue
        }
        if variables.updateValue(try text(of: value, ofVariable: name), forKey: name) == nil {
          order.append(name)
        }
      }
    }
    for name in order {
      guard let value = variables.removeValue(forKey: name) else { continue }
      plan.environment.append(name + [UInt8(ascii: "=")] + value)
      if name.elementsEqual("PATH".utf8) { plan.path = value }
    }
    // Where the system's own programs are, should nobody say.
    if plan.path.isEmpty { plan.path = Array("/usr/local/bin:/usr/bin:/bin".utf8) }
  }

  /// The bytes of a variable of the environment that was there from the start: no text may stand for all of them.
  private func text(of value: Value, ofVariable name: [UInt8]) throws(Fault) -> [UInt8] {
    let text = try variable(value, isName: false)
    let replacement = Array("\u{fffd}".utf8)
    guard text.contains(replacement[0]), let own = Host.environmentValue(name),
      Array(String(decoding: own, as: UTF8.self).utf8) == text
    else { return text }
    return own
  }

  private func variable(_ value: Value, isName: Bool) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    switch value.tag {
    case .string, .bytes: unsafe bytes.append(contentsOf: heap.string(value))
    case .int, .float: bytes = heap.text(of: value)
    default:
      throw Fault(
        "TypeError",
        "a variable of the environment is a string or a number, not \(value.typePhrase)"
      )
    }
    let isWrong =
      bytes.contains(0) || (isName && (bytes.isEmpty || bytes.contains(UInt8(ascii: "="))))
    guard !isWrong else {
      throw Fault(
        "ValueError",
        "\(heap.quotedText(of: value)) cannot be \(isName ? "the name" : "the value") of a variable of the environment"
      )
    }
    return bytes
  }

  /// The arguments of a stage that is a program, as bytes.
  func arguments(of stage: CommandPlan.Stage) -> [[UInt8]] {
    heap.listArray(stage.value).map { unsafe Array(heap.string($0)) }
  }
}
