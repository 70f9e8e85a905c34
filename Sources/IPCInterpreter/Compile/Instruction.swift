/// What an instruction does.
///
/// `r` are the registers of the running function; a, b and c are small operands, n is the wide one.
enum Opcode: UInt8, CaseIterable {
  // Values.
  /// r[a] = nil
  case loadNull
  /// r[a] = n != 0
  case loadBool
  /// r[a] = n
  case loadInt
  /// r[a] = constant n
  case loadConstant
  /// r[a] = no value: an argument that is not given
  case loadUnset
  /// r[a] = builtin n
  case loadBuiltin
  /// r[a] = r[b]
  case move
  /// r[a] = global n; `NameError` when it has no value yet
  case getGlobal
  /// global n = r[a]
  case setGlobal
  /// r[a] = a new captured variable without a value
  case newCell
  /// the captured variable r[a] = r[b]
  case setCell
  /// r[a] = the captured variable r[b]; `NameError` when it has no value yet
  case getCell
  /// r[a] = captured variable n of this function; `NameError` when it has no value yet
  case getCapture
  /// captured variable n of this function = r[a]
  case setCapture
  /// r[a] = function n with what it captures
  case makeClosure

  // Operators; those with two operands in the order of `BinaryOperator`.
  /// r[a] = r[b] + r[c], and so on
  case add
  case subtract
  case multiply
  case divide
  case floorDivide
  case remainder
  case power
  case equal
  case notEqual
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case contained
  case notContained
  /// r[a] = r[b] + n
  case addInt
  /// r[a] = r[b] - n
  case subtractInt
  /// r[a] = -r[b]
  case negate
  /// r[a] = not r[b]
  case not

  // Jumps; n counts from the next instruction.
  case jump
  /// the jump back of a loop, where interrupts are seen
  case loop
  /// if r[a] is true
  case jumpIfTrue
  /// if r[a] is false or nil
  case jumpIfFalse
  /// if r[a] was given
  case jumpIfSet
  /// unless r[a] < r[b], and so on
  case jumpUnlessLess
  case jumpUnlessLessOrEqual
  case jumpUnlessEqual
  case jumpUnlessNotEqual
  /// unless r[a] < k, where k is the signed number in b and c, and so on
  case jumpUnlessLessInt
  case jumpUnlessLessOrEqualInt
  case jumpUnlessGreaterInt
  case jumpUnlessGreaterOrEqualInt
  case jumpUnlessEqualInt
  case jumpUnlessNotEqualInt

  // Calls.
  /// r[a] = function n, which has no captures, of the arguments from r[a] on, placed as its parameters
  case callFunction
  /// r[a + 1] = r[a] of the b arguments from r[a + 1] on
  case call
  /// r[a + 1] = r[a] of the b arguments from r[a + 1] on, the last ones with the labels of table n
  case callLabelled
  /// r[a + 1] = r[a] of the arguments in the list r[a + 1], and of b more with the labels of table n
  case callSpread
  /// r[a] = builtin n of the b arguments from r[a] on, placed as its parameters
  case callBuiltin
  /// r[a] = the line that print would write of the b arguments from r[a] on
  case formatLine
  /// r[a] = what the world gives for request n with the b arguments from r[a] on
  case request
  /// as `request` for a spawn of a function that is not known before; n is the request and, above it, the label table + 1
  case spawnDynamic
  /// as `spawnDynamic` with a list of the arguments without labels at r[a + 4]
  case spawnSpread
  /// skips the next instruction, which calls a file, if that has begun: if global n has a value; else gives it one
  case enterModule
  /// unwinds the process with the exit code r[a], 0 when it is not given
  case exit
  /// returns r[a]
  case returnValue
  /// returns nil
  case returnNull

  // Collections.
  /// r[a] = list of the b values from r[a] on
  case makeList
  /// appends r[b] to the list r[a]
  case appendItem
  /// appends all of the list r[b] to the list r[a]
  case appendSpread
  /// r[a] = a new map
  case makeMap
  /// r[a][r[b]] = r[c], for map literals
  case setEntry
  /// r[a] = range from r[b] to r[c]; n is 1 for one that has its upper end
  case makeRange
  /// r[a] = the texts of the b values from r[a] on, joined
  case interpolate
  /// r[a] = the one argument of a command made of the b values from r[a] on
  case joinWord
  /// appends r[b] to the arguments r[a] of a command, a list as one argument an element
  case appendWord
  /// r[a] = command of the arguments in the list r[a]
  case makeCommand
  /// r[a] = command of the stages in the list r[a]
  case makePipeline
  /// r[a] = r[b][r[c]]
  case getIndex
  /// r[a][r[b]] = r[c]
  case setIndex
  /// r[a] = r[b] from r[c] to r[c + 1], nil for an open end; n is 1 for a range that has its upper end
  case slice
  /// r[a] = r[b].k, k being constant n; r[a + 1] is free
  case getField
  /// r[a].k = r[a + 2], k being constant n; r[a + 1] is free
  case setField
  /// r[a + 1] and on = the b values of the list r[a]
  case unpack

  // Loops.
  /// begins to walk r[a] with b names; r[a + 1] and r[a + 2] hold the place
  case forPrepare
  /// r[a + 3] (and r[a + 4] when b is 2) = what comes next, or jumps at the end
  case forNext

  /// tells the world that the loop r[a] is left, if it walks a command
  case leaveLoop

  // Errors.
  /// from here on an error goes to r[a] and on at the place n
  case pushCatch
  /// ends what the last `pushCatch` began
  case popHandler
  /// from here on the deadline r[a + 2] holds; once it has passed, its error goes to r[a] and on at the place n
  case pushWithin
  /// ends what the last `pushWithin` began, which had r[a]
  case popWithin
  /// r[a] will be called when the frame is left by an error
  case pushDefer
  /// ends what the last `pushDefer` began, and calls r[a]; registers from b on are free
  case callDefer
  /// throws r[a]
  case throwValue
  /// throws the error r[a] on, its trace as it is
  case rethrow
  /// r[a] = whether the error r[b] is of the kind in constant n
  case matchKind
  /// r[a] = whether a catch without kinds may have the error r[b]
  case isCatchable
  /// goes on unwinding after a `defer` block; the machine's own, never compiled
  case resumeUnwinding
}

/// One instruction, 8 bytes.
struct Instruction {
  var opcode: Opcode
  var a: UInt8
  var b: UInt8
  var c: UInt8
  var n: Int32

  init(_ opcode: Opcode, a: Int = 0, b: Int = 0, c: Int = 0, n: Int = 0) {
    self.opcode = opcode
    self.a = UInt8(truncatingIfNeeded: a)
    self.b = UInt8(truncatingIfNeeded: b)
    self.c = UInt8(truncatingIfNeeded: c)
    self.n = Int32(truncatingIfNeeded: n)
  }

  /// The signed number in b and c.
  var k: Int {
    Int(Int16(bitPattern: UInt16(b) | UInt16(c) << 8))
  }
}

/// The eight bytes of an instruction as the loop takes them: with one load, and a shift for each operand that is used.
///
/// A load for each operand made fib(30) take 36 ms where this takes 29.
struct InstructionWord {
  let bits: UInt64

  @inline(__always) init(at place: UnsafePointer<Instruction>) {
    bits = unsafe UnsafeRawPointer(place).load(as: UInt64.self).littleEndian
  }

  @inline(__always) var opcode: Opcode {
    // The first byte was written as an opcode.
    unsafe unsafeBitCast(UInt8(truncatingIfNeeded: bits), to: Opcode.self)
  }
  @inline(__always) var a: UInt8 { UInt8(truncatingIfNeeded: bits >> 8) }
  @inline(__always) var b: UInt8 { UInt8(truncatingIfNeeded: bits >> 16) }
  @inline(__always) var c: UInt8 { UInt8(truncatingIfNeeded: bits >> 24) }
  @inline(__always) var k: Int { Int(Int16(truncatingIfNeeded: bits >> 16)) }
  @inline(__always) var n: Int { Int(Int64(bitPattern: bits) >> 32) }
}
