import IPCSyntax

/// The code of one function while it is written.
///
/// Registers are handed out as a stack: what a statement used is free after it, so all registers below the first
/// argument of a call are variables in scope or values still needed. The machine relies on that to say what a
/// process can reach.
struct FunctionBuilder {
  /// What must be undone when control leaves a place.
  enum Exit {
    case handler
    /// A `within`, by the first of its registers.
    case within(register: Int)
    case deferred(register: Int)
    /// A loop, which may walk a command, by the first of its registers.
    case loop(register: Int)
  }

  /// A loop whose `break` and `continue` are still to be aimed.
  struct Loop {
    /// The number of exits around it.
    var exitDepth: Int
    var breaks: [Int] = []
    var continues: [Int] = []
  }

  /// A function cannot use more; operands are bytes, and a few are kept for the working of one instruction.
  static let registerLimit = 240

  let index: Int
  var function: CompiledProgram.Function
  /// By variable, the register it lives in, or its cell.
  var registers: [Int: Int] = [:]
  var next = 0
  var exits: [Exit] = []
  var loops: [Loop] = []
  /// The place that instructions stand for.
  var span: SourceSpan
  /// Where registers ran out.
  var overflow: SourceSpan?

  init(index: Int, function: CompiledProgram.Function) {
    self.index = index
    self.function = function
    span = function.span
  }

  /// Takes the next register.
  mutating func allocate() -> Int { allocate(1) }

  /// Takes the next registers; returns the first.
  mutating func allocate(_ count: Int) -> Int {
    let first = next
    next += count
    if next > Self.registerLimit {
      if overflow == nil { overflow = span }
      // What is written from here on is thrown away.
      next = first
    }
    function.registerCount = max(function.registerCount, next)
    return first
  }

  /// Takes registers for a call whose result goes to `target`: from there on when nothing lies above it.
  mutating func allocateBase(for target: Int, _ count: Int) -> Int {
    // The register of a variable is not free for arguments: they may still read it.
    if target == next - 1, !registers.values.contains(target) { next = target }
    return allocate(count)
  }

  /// Moves a result to where it belongs, unless it is there.
  mutating func emitMove(_ source: Int, to target: Int) {
    if source != target { emit(.move, a: target, b: source) }
  }

  /// Gives the registers from a mark on up, with the variables in them.
  mutating func release(to mark: Int) {
    next = mark
    registers = registers.filter { $0.value < mark }
  }

  /// Writes an instruction; returns its position.
  @discardableResult
  mutating func emit(
    _ opcode: Opcode,
    a: Int = 0,
    b: Int = 0,
    c: Int = 0,
    n: Int = 0
  ) -> Int {
    function.code.append(Instruction(opcode, a: a, b: b, c: c, n: n))
    function.spans.append(span)
    return function.code.count - 1
  }

  /// Writes an instruction with a signed 16-bit number in b and c.
  mutating func emit(_ opcode: Opcode, a: Int, k: Int) -> Int {
    emit(opcode, a: a, b: k & 0xff, c: (k >> 8) & 0xff)
  }

  /// Where the next instruction will stand.
  var here: Int { function.code.count }

  /// Aims a jump at the next instruction.
  mutating func land(_ jump: Int) {
    function.code[jump].n = Int32(here - jump - 1)
  }

  /// Aims jumps at the next instruction.
  mutating func land(_ jumps: [Int]) {
    for jump in jumps { land(jump) }
  }

  /// Writes the jump back to a place.
  mutating func emitLoop(to target: Int) {
    emit(.loop, n: target - here - 1)
  }
}
