import IPCSyntax

/// A program that grows between two runs.
extension Machine {
  /// Takes a program that goes on from the one at hand; false when there is no room for it.
  package func extend(to next: CompiledProgram) -> Bool {
    let (known, wanted) = (program, next)
    let grown = max(
      wanted.functions.count - known.functions.count,
      wanted.globalNames.count - known.globalNames.count,
      wanted.constants.count - known.constants.count
    )
    guard grown <= roomLeft else { return false }
    for index in known.functions.count..<wanted.functions.count {
      unsafe (entries + index).initialize(to: Self.entry(of: wanted.functions[index]))
    }
    for slot in known.globalNames.count..<wanted.globalNames.count {
      unsafe (globals + slot).initialize(to: .unset)
    }
    for number in known.constants.count..<wanted.constants.count {
      unsafe (constants + number).initialize(
        to: Self.value(of: wanted.constants[number], in: heap)
      )
    }
    program = next
    describeFunctions()
    roomLeft -= grown
    return true
  }

  /// Begins a function without parameters on a fresh stack.
  package func begin(function index: Int) {
    begin(heap.makeClosure(function: index, captures: 0), [])
  }

  /// The value of a top-level variable; unset while it has none.
  package func global(_ slot: Int) -> Value { unsafe globals[slot] }

  /// Gives a top-level variable a value.
  package func setGlobal(_ slot: Int, to value: Value) { unsafe globals[slot] = value }
}
