/// How a `for` walks what it is given. Its state is four or five registers:
///
/// - A range: the number of ints left, the next int.
/// - A list: the list, the next position. A string or bytes: itself, the next byte. A map: the map, the next entry, the
///   version that it had. A queue, pipe or reader: itself, the number of names. A command: the reader of its output, true.
/// - From the fourth on the loop's variables.
extension Machine {
  /// What a step of a loop found.
  enum Next {
    case value, end
    /// The world is to be asked.
    case request
  }

  /// Begins to walk the value in the first register.
  @inline(never) func prepareLoop(
    _ state: UnsafeMutablePointer<Value>,
    names: Int
  ) throws(Fault) {
    let sequence = unsafe state.pointee
    unsafe state[1] = .int(0)
    unsafe state[2] = .int(names)
    switch sequence.tag {
    case .range:
      let (lower, _, _) = heap.range(sequence)
      let count = heap.rangeCount(sequence)
      if names != 1 { throw notPairs(.int(0)) }
      unsafe state.pointee = .int(Int(bitPattern: count))
      unsafe state[1] = .int(lower)
    case .map: unsafe state[2] = .int(heap.mapVersion(sequence))
    case .list, .string, .bytes, .queue, .pipe, .reader, .command: break
    case .int:
      throw Fault("TypeError", "`for` cannot walk an int; write `0..<\(sequence.payload)`")
    default: throw Fault("TypeError", "`for` cannot walk \(sequence.typePhrase)")
    }
  }

  /// Finds the next value of anything but a range.
  @inline(never) func next(
    _ state: UnsafeMutablePointer<Value>,
    names: Int
  ) throws(Fault) -> Next {
    let sequence = unsafe state.pointee
    switch sequence.tag {
    case .list:
      let position = unsafe state[1].payload
      guard position < heap.listCount(sequence) else { return .end }
      unsafe state[1] = .int(position + 1)
      unsafe try bind(heap.listItems(sequence)[position], state, names)
    case .map:
      guard unsafe heap.mapVersion(sequence) == state[2].payload else {
        throw Fault("ValueError", "keys were added or deleted while a `for` walks the map")
      }
      var position = unsafe state[1].payload
      guard let (key, value) = heap.mapEntry(sequence, at: &position) else { return .end }
      unsafe state[1] = .int(position)
      unsafe state[3] = key
      if names > 1 { unsafe state[4] = value }
    case .string:
      let start = unsafe state[1].payload
      guard start < heap.byteCount(sequence) else { return .end }
      let end = start + heap.characterLength(sequence, at: start)
      unsafe state[1] = .int(end)
      unsafe try bind(heap.substring(sequence, start..<end), state, names)
    case .bytes:
      let position = unsafe state[1].payload
      guard position < heap.byteCount(sequence) else { return .end }
      unsafe state[1] = .int(position + 1)
      unsafe try bind(.int(Int(heap.string(sequence)[position])), state, names)
    case .reader:
      guard let line = heap.nextLine(of: sequence) else { return .request }
      unsafe try bind(line, state, names)
    default: return .request
    }
    return .value
  }

  /// Gives the loop's variables a value, or the two parts of a pair.
  private func bind(
    _ value: Value,
    _ state: UnsafeMutablePointer<Value>,
    _ names: Int
  ) throws(Fault) {
    guard names > 1 else {
      unsafe state[3] = value
      return
    }
    guard value.tag == .list, heap.listCount(value) == names else { throw notPairs(value) }
    for position in 0..<names {
      unsafe state[3 + position] = heap.listItems(value)[position]
    }
  }

  private func notPairs(_ value: Value) -> Fault {
    Fault("TypeError", "two names want pairs, not \(value.typePhrase)")
  }

  /// Takes in what the world gave for the next step over a queue, pipe or reader.
  func finishNext(_ instruction: Instruction, _ value: Value) throws(Fault) {
    if value.tag == .unset {
      unsafe pc += Int(instruction.n)
      return
    }
    let state = unsafe registers + Int(instruction.a)
    var next = value
    if value.tag == .reader, unsafe state.pointee.tag != .reader {
      // The loop walks the lines of a command or of a pipeline's pipe: it is begun once more, with them.
      unsafe state.pointee = value
      unsafe state[2] = .bool(true)
      unsafe pc -= 1
      return
    }
    if value.tag == .string, unsafe state.pointee.tag == .reader {
      unsafe heap.setLines(of: state.pointee, value)
      // The world gives one line at least.
      next = unsafe heap.nextLine(of: state.pointee) ?? value
    }
    unsafe try bind(next, state, Int(instruction.b))
  }
}
