import IPCSyntax

/// Turns a resolved program into instructions.
struct Compiler {
  let resolution: Resolution
  var program: CompiledProgram
  var diagnostics: [Diagnostic] = []
  /// The function being written.
  var builder: FunctionBuilder
  private var constantNumbers: [CompiledProgram.Constant: Int] = [:]
  /// The slots of functions that may be declared again, so that calls find them by their names when they run.
  private(set) var changeableSlots: Set<Int> = []

  /// Compiles a program without errors; the diagnostics name functions beyond the machine's limits.
  static func compile(
    _ program: Program,
    sources: SourceMap,
    resolution: Resolution
  ) -> (CompiledProgram, [Diagnostic]) {
    var compiler = Compiler(sources: sources, resolution: resolution)
    compiler.compileMain(program)
    for module in resolution.modules { compiler.compile(module: module) }
    return (compiler.program, compiler.diagnostics)
  }

  private init(sources: SourceMap, resolution: Resolution) {
    self.resolution = resolution
    let functions = resolution.functions.map { info in
      CompiledProgram.Function(
        name: info.name,
        signature: info.signature,
        globals: info.globals.sorted(),
        functions: info.functions.sorted(),
        span: info.span,
        isHidden: info.isHidden
      )
    }
    builder = FunctionBuilder(index: 0, function: functions[0])
    program = CompiledProgram(
      sources: sources,
      functions: functions,
      constants: [],
      globalNames: resolution.globalNames,
      labelTables: []
    )
  }

  /// Compiles one more text of a prompt, and the files that it is the first to import, behind a program.
  ///
  /// - Parameters:
  ///   - statements: The text; of an expression at its end the function gives the value.
  ///   - function: The index of its function.
  ///   - modules: The files that were added with it, by their positions in `resolution.modules`.
  ///   - earlier: The program so far.
  ///   - sources: All files.
  ///   - resolution: What all names mean.
  ///   - changeableSlots: The slots of what later texts may declare again.
  /// - Returns: The program with the text, and what there is to say about it.
  static func compileEntry(
    _ statements: [Statement],
    function: Int,
    modules: Range<Int>,
    onto earlier: CompiledProgram,
    sources: SourceMap,
    resolution: Resolution,
    changeableSlots: Set<Int>
  ) -> (CompiledProgram, [Diagnostic]) {
    var compiler = Compiler(sources: sources, resolution: resolution)
    compiler.changeableSlots = changeableSlots
    let known = earlier.functions.count
    compiler.program.functions.replaceSubrange(0..<known, with: earlier.functions)
    compiler.program.labelTables = earlier.labelTables
    compiler.program.constants = earlier.constants
    for (number, constant) in earlier.constants.enumerated() {
      compiler.constantNumbers[constant] = number
    }
    for position in modules { compiler.compile(module: resolution.modules[position]) }
    compiler.builder = FunctionBuilder(
      index: function,
      function: compiler.program.functions[function]
    )
    if let prelude = resolution.prelude { compiler.begin(module: prelude) }
    compiler.compileStatements(statements)
    compiler.builder.emit(.returnNull)
    compiler.finish()
    return (compiler.program, compiler.diagnostics)
  }

  private mutating func compileMain(_ program: Program) {
    if let prelude = resolution.prelude { begin(module: prelude) }
    compileStatements(program.statements)
    builder.emit(.returnNull)
    finish()
  }

  private mutating func compile(module: Resolution.ModuleInfo) {
    builder = FunctionBuilder(index: module.function, function: program.functions[module.function])
    compileStatements(module.program.statements)
    builder.emit(.returnNull)
    finish()
  }

  /// Runs a file unless it has begun already.
  mutating func begin(module position: Int) {
    let module = resolution.modules[position]
    let mark = builder.next
    let base = builder.allocate()
    builder.emit(.enterModule, n: module.begun)
    builder.emit(.callFunction, a: base, n: module.function)
    builder.next = mark
  }

  /// Puts the function that was written in its place.
  private mutating func finish() {
    if let span = builder.overflow {
      diagnostics.append(
        Diagnostic(
          .functionTooLarge,
          title:
            "this needs more than \(FunctionBuilder.registerLimit) variables and values at once",
          primary: .init(span: span, text: ""),
          hint: "use a list or a map, or split the function"
        )
      )
    }
    program.functions[builder.index] = builder.function
  }

  /// The number of a constant.
  mutating func constant(_ constant: CompiledProgram.Constant) -> Int {
    if let number = constantNumbers[constant] { return number }
    let number = program.constants.count
    program.constants.append(constant)
    constantNumbers[constant] = number
    return number
  }

  // MARK: Functions

  /// Compiles a function's body and fills in where its captures come from.
  mutating func compileFunction(_ index: Int, _ function: Function) {
    compileBody(index) { compiler in
      compiler.compileParameters(function)
      switch function.body {
      case .block(let block):
        compiler.compileStatements(block.statements)
        compiler.builder.emit(.returnNull)
      case .expression(let expression):
        let value = compiler.operand(expression)
        compiler.builder.emit(.returnValue, a: value)
      }
    }
  }

  /// Compiles the block of a `defer` as a function of its own.
  mutating func compileDefer(_ index: Int, _ block: Block) {
    compileBody(index) { compiler in
      compiler.compileStatements(block.statements)
      compiler.builder.emit(.returnNull)
    }
  }

  private mutating func compileBody(_ index: Int, _ write: (inout Compiler) -> Void) {
    let info = resolution.functions[index]
    let outer = builder
    // Captured variables of the function around are cells in its registers, or captures of its own.
    program.functions[index].captures = info.captures.map { variable in
      if let register = outer.registers[variable] { return .register(register) }
      let position = resolution.functions[outer.index].captures.firstIndex(of: variable)
      guard let position else {
        preconditionFailure("a captured variable belongs to no function around")
      }
      return .capture(position)
    }
    builder = FunctionBuilder(index: index, function: program.functions[index])
    write(&self)
    finish()
    builder = outer
  }

  private mutating func compileParameters(_ function: Function) {
    let first = builder.allocate(function.parameters.count)
    for (position, parameter) in function.parameters.enumerated() {
      let register = first + position
      let variable = declaredVariable(parameter.name)
      builder.span = parameter.name.span
      if let value = parameter.defaultValue {
        let skip = builder.emit(.jumpIfSet, a: register)
        compile(value, to: register)
        builder.land(skip)
      }
      bindRegister(register, to: variable)
    }
  }

  /// Makes a register the home of a variable; a captured one moves into a cell.
  mutating func bindRegister(_ register: Int, to variable: Int) {
    guard resolution.variables[variable].isCaptured else {
      builder.registers[variable] = register
      return
    }
    let cell = builder.allocate()
    builder.emit(.newCell, a: cell)
    builder.emit(.setCell, a: cell, b: register)
    builder.registers[variable] = cell
  }

  /// The variable that a name declares.
  func declaredVariable(_ name: Name) -> Int {
    guard case .variable(let variable) = resolution.bindings[name.id.index] else {
      preconditionFailure("the declaration of \(name.text) was not resolved")
    }
    return variable
  }

  /// The index of a function in the tree.
  func functionIndex(_ function: Function) -> Int {
    guard let index = resolution.functionIndices[function.id.index] else {
      preconditionFailure("a function was not resolved")
    }
    return index
  }
}
