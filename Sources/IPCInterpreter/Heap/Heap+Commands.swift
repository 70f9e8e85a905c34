/// Commands: what to start, not started.
///
/// An object has one value, a list that scripts never see and that does not change: the stages. A stage is a list of
/// arguments, the program first, each a string or bytes without zero, or it is a function.
extension Heap {
  /// Makes a command of its list of stages.
  package func makeCommand(stages: Value) -> Value {
    let offset = allocate(16)
    unsafe values(offset).pointee = stages
    return Value(tag: .command, payload: offset)
  }

  /// The list of the stages of a command.
  package func stages(of command: Value) -> Value {
    unsafe values(command.payload).pointee
  }

  /// Makes a command of one stage.
  ///
  /// - Throws: `ValueError` when there is no argument, not even a program.
  func makeCommand(arguments: Value) throws(Fault) -> Value {
    guard listCount(arguments) > 0 else {
      throw Fault("ValueError", "the command has no words, and so names no program")
    }
    let stages = makeList(count: 0)
    append(stages, arguments)
    return makeCommand(stages: stages)
  }

  /// Makes a command of commands and functions one behind the other.
  ///
  /// - Throws: `TypeError` for anything else.
  func makePipeline(_ parts: Value) throws(Fault) -> Value {
    let stages = makeList(count: 0)
    for part in listArray(parts) {
      switch part.tag {
      case .command: for stage in listArray(self.stages(of: part)) { append(stages, stage) }
      case .closure, .builtin: append(stages, part)
      default:
        throw Fault(
          "TypeError",
          "a stage of a pipeline is a command or a function, not \(part.typePhrase)"
        )
      }
    }
    return makeCommand(stages: stages)
  }

  // MARK: Arguments

  /// Appends what was interpolated as a word of its own: one argument, or one for each element of a list.
  func appendWord(_ value: Value, to arguments: Value) throws(Fault) {
    guard value.tag == .list else { return append(arguments, try argument(of: value)) }
    for element in listArray(value) { append(arguments, try argument(of: element)) }
  }

  /// The argument that a value stands for: a string or bytes.
  ///
  /// - Throws: `TypeError` for a value without an obvious text, `ValueError` for a text that no command can be given.
  private func argument(of value: Value) throws(Fault) -> Value {
    var bytes: [UInt8] = []
    try appendArgument(value, to: &bytes)
    return value.tag == .string || value.tag == .bytes ? value : makeString(bytes)
  }

  /// Appends the text of a value to that of an argument; whether it is text.
  @discardableResult
  func appendArgument(_ value: Value, to bytes: inout [UInt8]) throws(Fault) -> Bool {
    switch value.tag {
    case .string, .bytes:
      let text = unsafe string(value)
      if unsafe text.contains(0) {
        throw Fault(
          "ValueError",
          "an argument of a command cannot have the character \\0 in it, which ends it for the system"
        )
      }
      unsafe bytes.append(contentsOf: text)
      return value.tag == .string
    case .int, .float:
      bytes += self.text(of: value)
      return true
    default:
      throw Fault(
        "TypeError",
        "an argument of a command is a string, bytes or a number, not \(value.typePhrase)\(hint(for: value))"
      )
    }
  }

  private func hint(for value: Value) -> String {
    switch value.tag {
    case .list: "; a list is spread where it is a word of its own"
    case .duration: "; write `d.seconds`"
    case .bool: "; write `str(x)`"
    default: ""
    }
  }
}
