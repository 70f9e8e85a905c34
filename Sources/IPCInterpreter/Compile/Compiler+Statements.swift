import IPCSyntax

extension Compiler {
  /// Compiles a block: its registers and exits end with it.
  mutating func compile(_ block: Block) {
    let mark = builder.next
    compileStatements(block.statements)
    builder.release(to: mark)
  }

  /// Compiles the statements of a block, hoisting its functions and leaving its `defer` blocks at the end.
  mutating func compileStatements(_ statements: [Statement]) {
    let exitDepth = builder.exits.count
    prepareCells(statements)
    for statement in statements {
      guard case .function(let name, let function) = statement.kind else { continue }
      compileFunctionDeclaration(name, function)
    }
    for statement in statements { compile(statement) }
    leave(downTo: exitDepth)
    builder.exits.removeSubrange(exitDepth...)
  }

  /// Makes the cells of a block's captured names before any function of the block is made.
  private mutating func prepareCells(_ statements: [Statement]) {
    for statement in statements {
      let names: [Name] =
        switch statement.kind {
        case .binding(_, let names, _): names
        case .function(let name, _): [name]
        default: []
        }
      for name in names {
        let variable = declaredVariable(name)
        let info = resolution.variables[variable]
        guard info.global == nil, info.isCaptured else { continue }
        let cell = builder.allocate()
        builder.span = name.span
        builder.emit(.newCell, a: cell)
        builder.registers[variable] = cell
      }
    }
  }

  private mutating func compileFunctionDeclaration(_ name: Name, _ function: Function) {
    let index = functionIndex(function)
    let variable = declaredVariable(name)
    compileFunction(index, function)
    builder.span = name.span
    let info = resolution.variables[variable]
    let mark = builder.next
    let register = builder.allocate()
    builder.emit(.makeClosure, a: register, n: index)
    if let slot = info.global {
      builder.emit(.setGlobal, a: register, n: slot)
      builder.next = mark
    } else if info.isCaptured, let cell = builder.registers[variable] {
      builder.emit(.setCell, a: cell, b: register)
      builder.next = mark
    } else {
      builder.registers[variable] = register
    }
  }

  /// Undoes what was begun since there were so many exits; they stay noted, as control may go on elsewhere.
  mutating func leave(downTo depth: Int) {
    for exit in builder.exits[depth...].reversed() {
      switch exit {
      case .handler: builder.emit(.popHandler)
      case .within(let register): builder.emit(.popWithin, a: register)
      case .deferred(let register): builder.emit(.callDefer, a: register, b: builder.next)
      case .loop(let register): builder.emit(.leaveLoop, a: register)
      }
    }
  }

  /// Compiles a statement.
  mutating func compile(_ statement: Statement) {
    builder.span = statement.span
    switch statement.kind {
    case .expression(let expression):
      let mark = builder.next
      let value = builder.allocate()
      compile(expression, to: value)
      builder.next = mark
    case .binding(_, let names, let values): compileBinding(names, values)
    case .assignment(let targets, let values): compileAssignment(targets, values)
    case .compoundAssignment(let target, let operation, let value):
      compileCompound(target, operation, value, span: statement.span)
    case .function: break
    case .block(let block): compile(block)
    case .conditional(let condition, let then, let otherwise):
      compileConditional(condition, then, otherwise)
    case .whileLoop(let condition, let body): compileWhile(condition, body)
    case .forLoop(let names, let sequence, let body): compileFor(names, sequence, body)
    case .breakLoop, .continueLoop: compileLoopExit(statement)
    case .returnValue(let value): compileReturn(value)
    case .throwError(let value):
      let mark = builder.next
      let error = operand(value)
      builder.span = statement.span
      builder.emit(.throwValue, a: error)
      builder.next = mark
    case .tryCatch(let body, let clauses): compileTry(body, clauses)
    case .deferBlock(let block): compileDeferStatement(block, span: statement.span)
    case .within(let limit, let body): compileWithin(limit, body, span: statement.span)
    case .importNames(_, _, let pathSpan):
      guard let module = resolution.imports[pathSpan] else {
        preconditionFailure("an import was not resolved")
      }
      begin(module: module)
    case .select(let cases): compileSelect(cases, span: statement.span)
    case .invalid:
      preconditionFailure("a statement that cannot run yet was compiled")
    }
  }

  // MARK: Control

  private mutating func compileConditional(
    _ condition: Expression,
    _ then: Block,
    _ otherwise: Statement?
  ) {
    let misses = jumpUnless(condition)
    compile(then)
    guard let otherwise else {
      builder.land(misses)
      return
    }
    let end = builder.emit(.jump)
    builder.land(misses)
    compile(otherwise)
    builder.land(end)
  }

  private mutating func compileWhile(_ condition: Expression, _ body: Block) {
    let start = builder.here
    let misses = jumpUnless(condition)
    builder.loops.append(.init(exitDepth: builder.exits.count))
    compile(body)
    finishLoop(start: start)
    builder.land(misses)
    let loop = builder.loops.removeLast()
    builder.land(loop.breaks)
  }

  /// Aims the `continue`s at the jump back and writes it.
  private mutating func finishLoop(start: Int) {
    builder.land(builder.loops[builder.loops.count - 1].continues)
    builder.emitLoop(to: start)
  }

  private mutating func compileFor(_ names: [Name], _ sequence: Expression, _ body: Block) {
    let mark = builder.next
    let state = builder.allocate(3 + names.count)
    compile(sequence, to: state)
    builder.span = sequence.span
    builder.emit(.forPrepare, a: state, b: names.count)
    let start = builder.emit(.forNext, a: state, b: names.count)
    for (position, name) in names.enumerated() {
      bindRegister(state + 3 + position, to: declaredVariable(name))
    }
    let mayBeCommand = sequence.mayBeCommand
    if mayBeCommand { builder.exits.append(.loop(register: state)) }
    builder.loops.append(.init(exitDepth: builder.exits.count))
    compile(body)
    builder.span = sequence.span
    finishLoop(start: start)
    builder.land(start)
    let loop = builder.loops.removeLast()
    builder.land(loop.breaks)
    if mayBeCommand {
      builder.exits.removeLast()
      if !loop.breaks.isEmpty { builder.emit(.leaveLoop, a: state) }
    }
    builder.release(to: mark)
  }

  private mutating func compileLoopExit(_ statement: Statement) {
    let last = builder.loops.count - 1
    leave(downTo: builder.loops[last].exitDepth)
    let jump = builder.emit(.jump)
    if case .breakLoop = statement.kind {
      builder.loops[last].breaks.append(jump)
    } else {
      builder.loops[last].continues.append(jump)
    }
  }

  private mutating func compileReturn(_ value: Expression?) {
    let span = builder.span
    let mark = builder.next
    guard let value else {
      leave(downTo: 0)
      builder.emit(.returnNull)
      return
    }
    // A `defer` block may change the variable that is returned, so its value is kept apart.
    let result: Int
    if builder.exits.isEmpty {
      result = operand(value)
    } else {
      result = builder.allocate()
      compile(value, to: result)
    }
    builder.span = span
    leave(downTo: 0)
    builder.emit(.returnValue, a: result)
    builder.next = mark
  }

  private mutating func compileTry(_ body: Block, _ clauses: [CatchClause]) {
    let mark = builder.next
    let error = builder.allocate()
    let handler = builder.emit(.pushCatch, a: error)
    builder.exits.append(.handler)
    compile(body)
    builder.exits.removeLast()
    builder.emit(.popHandler)
    var ends = [builder.emit(.jump)]
    builder.land(handler)
    for clause in clauses {
      builder.span = clause.span
      let misses = jumpUnlessMatching(clause, error: error)
      let inner = builder.next
      if let variable = clause.variable {
        let register = builder.allocate()
        builder.emit(.move, a: register, b: error)
        bindRegister(register, to: declaredVariable(variable))
      }
      compile(clause.body)
      builder.release(to: inner)
      ends.append(builder.emit(.jump))
      builder.land(misses)
    }
    builder.emit(.rethrow, a: error)
    builder.land(ends)
    builder.next = mark
  }

  /// Writes the tests of a clause; returns the jumps of an error that it does not catch.
  private mutating func jumpUnlessMatching(_ clause: CatchClause, error: Int) -> [Int] {
    let mark = builder.next
    let test = builder.allocate()
    defer { builder.next = mark }
    if clause.kinds.isEmpty {
      builder.emit(.isCatchable, a: test, b: error)
      return [builder.emit(.jumpIfFalse, a: test)]
    }
    var hits: [Int] = []
    for kind in clause.kinds {
      builder.emit(.matchKind, a: test, b: error, n: constant(.string(kind.text)))
      hits.append(builder.emit(.jumpIfTrue, a: test))
    }
    let miss = builder.emit(.jump)
    builder.land(hits)
    return [miss]
  }

  /// Compiles `within`: the registers hold the error of a deadline that passed, the limit, and the deadline.
  private mutating func compileWithin(_ limit: Expression, _ body: Block, span: SourceSpan) {
    let mark = builder.next
    let state = builder.allocate(3)
    compile(limit, to: state + 1)
    builder.emit(.move, a: state + 2, b: state + 1)
    builder.span = limit.span
    builder.emit(.request, a: state + 2, b: 1, n: Int(Request.Operation.beginWithin.rawValue))
    let handler = builder.emit(.pushWithin, a: state)
    builder.exits.append(.within(register: state))
    compile(body)
    builder.exits.removeLast()
    builder.span = span
    builder.emit(.popWithin, a: state)
    let end = builder.emit(.jump)
    builder.land(handler)
    builder.emit(.request, a: state + 1, b: 2, n: Int(Request.Operation.killWithin.rawValue))
    builder.emit(.rethrow, a: state)
    builder.land(end)
    builder.next = mark
  }

  private mutating func compileDeferStatement(_ block: Block, span: SourceSpan) {
    guard let index = resolution.deferIndices[span] else {
      preconditionFailure("a `defer` was not resolved")
    }
    compileDefer(index, block)
    let register = builder.allocate()
    builder.emit(.makeClosure, a: register, n: index)
    builder.emit(.pushDefer, a: register)
    builder.exits.append(.deferred(register: register))
  }
}
