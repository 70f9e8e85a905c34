import Glibc
import IPCSyntax

/// Runs a compiled program until it wants something from outside.
///
/// Invariants, whenever no instruction is being carried out:
/// - Registers lie in one stack; the frame at hand uses those from `registers` on. All values in use lie there, in
///   `globals`, `constants` or `suspended`, so a collection finds them.
/// - Above the registers of the frame at hand, up to `dirtyLimit`, lie values that were in use since the last collection
///   at the latest, so they refer to objects that still are there; beyond it all is nil.
/// - Below the first argument of a call lie only variables in scope and values still needed (see `FunctionBuilder`).
@safe package final class Machine {
  /// Why the machine stopped.
  package enum Step {
    /// The function that was begun returned this.
    case finished(Value)
    /// An error that nobody caught.
    case failed(Value)
    /// `exit` was called; all frames are left.
    case exited(Int)
    /// The world is asked for something.
    case request(Request)
    /// The interrupt word is not 0: the world is to look, then to run or to throw.
    case interrupted
  }

  /// A function call under way.
  @unsafe struct Frame {
    /// Where the frame goes on once the call it made returns.
    var pc: UnsafePointer<Instruction>
    var registers: UnsafeMutablePointer<Value>
    /// The index of the function; -1 for the frame that goes on unwinding.
    var function: Int
    /// The offset of the closure, for its captures.
    var closure: Int
  }

  /// What the loop needs of a function.
  @unsafe struct Entry {
    var code: UnsafePointer<Instruction>
    var registerCount: Int
    var parameterCount: Int
    /// Whether arguments can be taken as they stand when there are as many as parameters.
    var isPlain: Bool
  }

  /// What an error or an exit meets on its way out.
  @unsafe struct Handler {
    enum Kind: Equatable {
      case handler, deferred
      /// A `within` with its deadline in monotonic nanoseconds.
      case within(deadline: Int)
    }
    var kind: Kind
    /// The depth of the frame it belongs to.
    var depth: Int
    var register: Int
    var pc: UnsafePointer<Instruction>
    /// The deadline of what runs under it, so that the one to go back to is found at once.
    var deadline = Int.max
  }

  /// What goes on after a `defer` block.
  enum Unwinding {
    /// An error; that of a deadline is caught by nothing above its floor, and `defer` blocks that it or an interrupt
    /// runs may wait until the limit.
    case error(Value, floor: Int?, limit: Int?)
    /// A `defer` block waited until its limit: what began it goes on.
    case overtime
    case exit(Int)

    /// Until when `defer` blocks may wait; nil for as long as they want.
    var limit: Int? {
      if case .error(_, _, let limit) = self { limit } else { nil }
    }
  }

  /// An error or exit under way while a `defer` block runs.
  struct Suspended {
    var unwinding: Unwinding
    /// The number of handlers when the block began.
    var handlerCount: Int
    /// The deadline when the block began.
    var limit: Int
  }

  /// The most calls inside one another.
  package static let recursionLimit = 100_000
  private static let stackCount = 64 << 20

  /// The program; at a prompt it grows between two runs.
  package internal(set) var program: CompiledProgram
  /// How many functions, top-level variables and constants there is room for beyond those that it began with.
  var roomLeft: Int
  package let heap: Heap
  /// Whether every top-level variable can be named later, as in the process of a prompt.
  package var namesEverything = false
  /// The name of the process, for errors.
  package var processName = "main"
  /// A word that is polled at every turn of a loop and every call; not 0 stops the machine.
  @exclusivity(unchecked) package var interrupt: UnsafeMutablePointer<UInt32> {
    didSet { unsafe heap.interrupt = UnsafePointer(interrupt) }
  }

  private let stackMemory: HeapMemory
  private let frameMemory: HeapMemory
  /// The first register of all.
  let stack: UnsafeMutablePointer<Value>
  let stackEnd: UnsafeMutablePointer<Value>
  let frames: UnsafeMutablePointer<Frame>
  let frameLimit: UnsafeMutablePointer<Frame>
  let entries: UnsafeMutablePointer<Entry>
  let globals: UnsafeMutablePointer<Value>
  let constants: UnsafeMutablePointer<Value>
  let natives: [(@Sendable (NativeCall) throws(Fault) -> Value)?]
  /// The code of the frame that goes on unwinding.
  private let unwindingCode: UnsafeMutablePointer<Instruction>
  private let ownInterrupt: UnsafeMutablePointer<UInt32>

  // The state between instructions. One thread uses it, and no use of it lies within another, so that nothing is checked at
  // run time: the checks took a third of the time of a put or get.
  @exclusivity(unchecked) var pc: UnsafePointer<Instruction>
  @exclusivity(unchecked) var registers: UnsafeMutablePointer<Value>
  @exclusivity(unchecked) var frame: UnsafeMutablePointer<Frame>
  var dirtyLimit: UnsafeMutablePointer<Value>
  var handlers: [Handler] = unsafe []
  var suspended: [Suspended] = []
  /// By the number of a process that is not started yet, the function and the arguments that the world keeps for it.
  package var pins: [Int: [Value]] = [:]
  /// The register that the answer to a request goes to.
  @exclusivity(unchecked) var pendingRegister: UnsafeMutablePointer<Value>
  /// A fault that is thrown when the machine goes on.
  @exclusivity(unchecked) var pendingFault: Fault?
  /// When everything that runs now must be done, in monotonic nanoseconds; `Int.max` for never.
  @exclusivity(unchecked) package internal(set) var deadline = Int.max
  /// Until when `defer` blocks may wait that the last interrupt runs.
  var interruptLimit: Int?
  /// Whether the instruction at `pc` is still to be begun, as after an interrupt.
  @exclusivity(unchecked) var isBeforeInstruction = false

  /// Makes a machine for a program, with the script's `args` and `env`.
  ///
  /// - Throws: `NoAddressSpace` when the system has none for it.
  package init(
    program: CompiledProgram,
    arguments: [String] = [],
    environment: [(String, String)] = [],
    room: Int = 0
  ) throws(NoAddressSpace) {
    let stackMemory = try HeapMemory(reserving: Self.stackCount * MemoryLayout<Value>.stride)
    let frameMemory = try unsafe HeapMemory(
      reserving: (Self.recursionLimit + 64) * MemoryLayout<Frame>.stride
    )
    self.program = program
    roomLeft = room
    heap = try Heap()
    unsafe stack = unsafe stackMemory.base.assumingMemoryBound(to: Value.self)
    // A frame's registers and the arguments of a call of its fit behind this.
    unsafe stackEnd = unsafe stack + stackMemory.count / MemoryLayout<Value>.stride - 1_024
    unsafe frames = unsafe frameMemory.base.assumingMemoryBound(to: Frame.self)
    let frameCount = unsafe frameMemory.count / MemoryLayout<Frame>.stride - 64
    unsafe frameLimit = unsafe frames + min(Self.recursionLimit, frameCount)
    self.stackMemory = stackMemory
    self.frameMemory = frameMemory
    unsafe entries = .allocate(capacity: program.functions.count + room)
    for (index, function) in program.functions.enumerated() {
      unsafe (entries + index).initialize(to: Self.entry(of: function))
    }
    unsafe globals = .allocate(capacity: program.globalNames.count + room)
    unsafe globals.initialize(repeating: .unset, count: program.globalNames.count)
    unsafe constants = .allocate(capacity: max(1, program.constants.count + room))
    for (index, constant) in program.constants.enumerated() {
      unsafe (constants + index).initialize(to: Self.value(of: constant, in: heap))
    }
    natives = Builtins.all.map { builtin in
      if case .native(let native) = builtin.kind { native } else { nil }
    }
    unsafe unwindingCode = .allocate(capacity: 2)
    unsafe unwindingCode.initialize(repeating: Instruction(.resumeUnwinding), count: 2)
    unsafe ownInterrupt = .allocate(capacity: 1)
    unsafe ownInterrupt.initialize(to: 0)
    unsafe interrupt = unsafe ownInterrupt
    unsafe heap.interrupt = UnsafePointer(ownInterrupt)
    unsafe pc = unsafe entries[0].code
    unsafe registers = unsafe stack
    unsafe frame = unsafe frames
    unsafe dirtyLimit = unsafe stack + 4_096
    unsafe pendingRegister = unsafe stack
    setPresets(arguments, environment)
    describeFunctions()
  }

  /// Lets the heap know the functions.
  func describeFunctions() {
    let names = program.functions.map(\.name)
    heap.functionCount = names.count
    heap.describeFunction = { names.indices.contains($0) ? names[$0] : "" }
  }

  /// What the loop needs of a function, with a copy of its code.
  static func entry(of function: CompiledProgram.Function) -> Entry {
    let code = UnsafeMutablePointer<Instruction>.allocate(capacity: function.code.count)
    unsafe code.initialize(from: function.code, count: function.code.count)
    return unsafe Entry(
      code: UnsafePointer(code),
      registerCount: max(function.registerCount, function.parameterCount),
      parameterCount: function.parameterCount,
      isPlain: !function.signature.takesRest
    )
  }

  deinit {
    for index in program.functions.indices { unsafe entries[index].code.deallocate() }
    unsafe entries.deallocate()
    unsafe globals.deallocate()
    unsafe constants.deallocate()
    unsafe unwindingCode.deallocate()
    unsafe ownInterrupt.deallocate()
  }

  static func value(of constant: CompiledProgram.Constant, in heap: Heap) -> Value {
    switch constant {
    case .int(let value): .int(value)
    case .float(let value): .float(value)
    case .duration(let value): .duration(value)
    case .string(let value): heap.makeString(value)
    }
  }

  /// Fills the variables that every script has, in the order of `Resolver.presetGlobals`.
  private func setPresets(_ arguments: [String], _ environment: [(String, String)]) {
    let list = heap.makeList(count: 0)
    for argument in arguments { heap.append(list, heap.makeString(argument)) }
    let map = heap.makeMap()
    for (name, value) in environment { heap.mapSet(map, name, heap.makeString(value)) }
    unsafe globals[0] = list
    unsafe globals[1] = map
  }

  /// The script's `env`, a map unless the script has changed it.
  package var environment: Value { unsafe globals[1] }

  // MARK: Beginning and resuming

  /// Begins the program's top level.
  package func beginMain() {
    reset()
    unsafe frame.pointee = unsafe Frame(
      pc: entries[0].code,
      registers: stack,
      function: 0,
      closure: 0
    )
    unsafe pc = unsafe entries[0].code
    unsafe registers = unsafe stack
  }

  /// Begins a function or builtin on a fresh stack, with arguments placed as its parameters.
  ///
  /// Frames, handlers and whatever they held are gone; the heap and the top-level variables stay.
  package func begin(_ function: Value, _ arguments: [Value]) {
    reset()
    // A frame of no function calls it, so that builtins can be begun as well.
    for (position, argument) in ([function] + arguments).enumerated() {
      unsafe stack[position] = argument
    }
    unsafe registers = unsafe stack
    unsafe frame.pointee = unsafe Frame(
      pc: UnsafePointer(unwindingCode),
      registers: stack,
      function: function.tag == .closure ? heap.closureFunction(function) : -1,
      closure: function.tag == .closure ? function.payload : 0
    )
    guard function.tag == .closure else {
      unsafe pc = UnsafePointer(unwindingCode)
      unsafe startsBuiltin = (function.payload, arguments.count)
      return
    }
    for position in arguments.indices { unsafe stack[position] = arguments[position] }
    unsafe pc = unsafe entries[heap.closureFunction(function)].code
  }

  /// The builtin to be begun instead of a function, with the number of its arguments.
  @exclusivity(unchecked) var startsBuiltin: (index: Int, count: Int)?

  private func reset() {
    unsafe frame = unsafe frames
    unsafe handlers.removeAll()
    suspended.removeAll()
    unsafe pendingFault = nil
    unsafe deadline = .max
    unsafe isBeforeInstruction = false
    unsafe startsBuiltin = nil
    unsafe stack.update(repeating: .null, count: dirtyLimit - stack)
    unsafe dirtyLimit = unsafe stack + 4_096
  }

  /// Answers the last request with a value.
  package func resume(returning value: Value) {
    unsafe pendingRegister.pointee = value
    let instruction = unsafe (pc - 1).pointee
    guard instruction.opcode == .forNext else { return }
    do throws(Fault) {
      try finishNext(instruction, value)
    } catch {
      unsafe pendingFault = error
    }
  }

  /// Answers the last request, or an interrupt, with a fault.
  package func resume(throwing fault: Fault) {
    unsafe pendingFault = fault
  }

  /// Runs until the world is needed or the end is reached.
  package func run() -> Step {
    if let builtin = unsafe startsBuiltin, let step = runBuiltin(builtin) { return step }
    if let fault = unsafe pendingFault {
      unsafe pendingFault = nil
      // The place of an error is the instruction behind which the machine stands.
      if unsafe isBeforeInstruction { unsafe pc += 1 }
      unsafe isBeforeInstruction = false
      if let step = raise(fault) { return step }
    }
    unsafe isBeforeInstruction = false
    while true {
      do throws(Fault) {
        return try execute()
      } catch {
        if error.isStop { return stopBefore() }
        if let step = raise(error) { return step }
      }
    }
  }

  /// Stops before the instruction at hand, in which something long was given up.
  private func stopBefore() -> Step {
    unsafe pc -= 1
    unsafe isBeforeInstruction = true
    return .interrupted
  }

  /// The code that goes on unwinding.
  var unwinding: UnsafePointer<Instruction> { unsafe UnsafePointer(unwindingCode) }

  // MARK: Collection

  /// Collects garbage; the frame at hand must have been stored.
  ///
  /// - Throws: `OutOfMemory` when too much is in use even so.
  @inline(never) func collect() throws(Fault) {
    let top = unsafe registers + registerCount(of: frame)
    unsafe heap.collect { mark in
      unsafe mark(UnsafeBufferPointer(start: stack, count: top - stack))
      unsafe mark(UnsafeBufferPointer(start: globals, count: program.globalNames.count))
      unsafe mark(UnsafeBufferPointer(start: constants, count: program.constants.count))
      // The function that a frame runs may lie in no register: one that a process was begun with, or the last use of it
      // is over.
      var position = unsafe frames
      while unsafe position <= frame {
        let closure = unsafe position.pointee.closure
        if closure != 0 {
          let value = Value(tag: .closure, payload: closure)
          unsafe withUnsafePointer(to: value) {
            unsafe mark(UnsafeBufferPointer(start: $0, count: 1))
          }
        }
        unsafe position += 1
      }
      for values in pins.values { unsafe values.withUnsafeBufferPointer(mark) }
      for error in suspendedErrors {
        unsafe withUnsafePointer(to: error) { pointer in
          unsafe mark(UnsafeBufferPointer(start: pointer, count: 1))
        }
      }
    }
    if unsafe dirtyLimit > top {
      unsafe top.update(repeating: .null, count: dirtyLimit - top)
    }
    unsafe dirtyLimit = unsafe top
    if heap.usedBytes <= heap.byteLimit { heap.leeway = 0 }
    if heap.isExhausted {
      heap.leeway = heap.byteLimit / 8
      throw Fault("OutOfMemory", "values take more than \(heap.byteLimit >> 20) MiB")
    }
  }

  /// The registers of a frame.
  func registerCount(of frame: UnsafeMutablePointer<Frame>) -> Int {
    let function = unsafe frame.pointee.function
    return unsafe function < 0 ? 8 : entries[function].registerCount
  }
}
