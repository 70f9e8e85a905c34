import IPCSyntax

/// The instructions of a program as text, one a line, with the source lines they come from.
package enum Disassembler {
  /// Returns the text of all functions, main first.
  package static func text(of program: CompiledProgram) -> String {
    program.functions.indices.map { text(of: $0, in: program) }.joined(separator: "\n")
  }

  private static func text(of index: Int, in program: CompiledProgram) -> String {
    let function = program.functions[index]
    let line = program.sources.line(of: function.span.start)
    var text = "function \(index) \(function.name), line \(line), "
    text += "\(function.parameterCount) parameters, \(function.registerCount) registers\n"
    var last = 0
    for (position, instruction) in function.code.enumerated() {
      let line = program.sources.line(of: function.spans[position].start)
      let mark = line == last ? "" : String(line)
      last = line
      text += pad(mark, 5, isRight: true) + pad(String(position), 5, isRight: true) + "  "
      text += pad("\(instruction.opcode)", 28, isRight: false)
      text += operands(of: instruction, at: position, in: program)
      text += "\n"
    }
    return text
  }

  private static func pad(_ text: String, _ width: Int, isRight: Bool) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    return isRight ? padding + text : text + padding
  }

  private static func operands(
    of instruction: Instruction,
    at position: Int,
    in program: CompiledProgram
  ) -> String {
    let (a, b, c) = ("r\(instruction.a)", "r\(instruction.b)", "r\(instruction.c)")
    let n = Int(instruction.n)
    let target = "-> \(position + 1 + n)"
    switch instruction.opcode {
    case .leaveLoop, .makeCommand, .makePipeline, .loadNull, .newCell, .loadUnset, .exit,
      .returnValue, .throwValue, .rethrow, .pushDefer,
      .popWithin:
      return a
    case .returnNull, .popHandler, .resumeUnwinding: return ""
    case .loadBool: return "\(a) \(n != 0)"
    case .loadInt: return "\(a) \(n)"
    case .loadConstant: return "\(a) \(constant(n, in: program))"
    case .loadBuiltin: return "\(a) \(Builtins.all[n].name)"
    case .move, .setCell, .getCell, .negate, .not, .appendItem, .appendSpread, .isCatchable,
      .appendWord:
      return "\(a) \(b)"
    case .getGlobal, .setGlobal: return "\(a) \(program.globalNames[n])"
    case .getCapture, .setCapture: return "\(a) capture \(n)"
    case .makeClosure: return "\(a) function \(n) \(program.functions[n].name)"
    case .add, .subtract, .multiply, .divide, .floorDivide, .remainder, .power, .equal, .notEqual,
      .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .notContained, .getIndex,
      .setIndex, .setEntry:
      return "\(a) \(b) \(c)"
    case .addInt, .subtractInt: return "\(a) \(b) \(n)"
    case .jump, .loop: return target
    case .jumpIfTrue, .jumpIfFalse, .jumpIfSet, .pushCatch, .pushWithin: return "\(a) \(target)"
    case .jumpUnlessLess, .jumpUnlessLessOrEqual, .jumpUnlessEqual, .jumpUnlessNotEqual:
      return "\(a) \(b) \(target)"
    case .jumpUnlessLessInt, .jumpUnlessLessOrEqualInt, .jumpUnlessGreaterInt,
      .jumpUnlessGreaterOrEqualInt, .jumpUnlessEqualInt, .jumpUnlessNotEqualInt:
      return "\(a) \(instruction.k) \(target)"
    case .enterModule: return "global \(n)"
    case .callFunction: return "\(a) function \(n) \(program.functions[n].name)"
    case .call: return "\(a) \(instruction.b) arguments"
    case .callLabelled, .callSpread:
      let labels = n < 0 ? "" : " labels \(program.labelTables[n].joined(separator: ","))"
      return "\(a) \(instruction.b) arguments\(labels)"
    case .callBuiltin: return "\(a) \(instruction.b) arguments \(Builtins.all[n].name)"
    case .formatLine, .makeList, .makeMap, .interpolate, .joinWord, .unpack, .forPrepare:
      return "\(a) \(instruction.b)"
    case .request, .spawnDynamic, .spawnSpread:
      let operation = Request.Operation(rawValue: UInt8(n & 0xff))
      return "\(a) \(instruction.b) \(operation.map { "\($0)" } ?? "?")"
    case .makeRange, .slice: return "\(a) \(b) \(c)\(n != 0 ? " closed" : "")"
    case .getField: return "\(a) \(b) \(constant(n, in: program))"
    case .setField: return "\(a) \(constant(n, in: program))"
    case .forNext: return "\(a) \(instruction.b) \(target)"
    case .callDefer: return "\(a) \(b)"
    case .matchKind: return "\(a) \(b) \(constant(n, in: program))"
    }
  }

  private static func constant(_ number: Int, in program: CompiledProgram) -> String {
    switch program.constants[number] {
    case .int(let value): String(value)
    case .float(let value): NumberText.text(of: value)
    case .duration(let value): NumberText.text(ofNanoseconds: value)
    case .string(let value): value.debugDescription
    }
  }
}
