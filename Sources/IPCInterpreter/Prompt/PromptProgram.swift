package import IPCSyntax

/// A program that grows by one text at a time, as a prompt's does.
///
/// Invariants:
/// - What earlier texts brought keeps its number: functions, slots of top-level variables, constants and offsets of places.
///   So a process that was forked earlier is never confused by later ones.
/// - A variable that is declared again keeps its slot, and calls of functions that were declared at the prompt go through
///   their slots. So an older function that names it means the new one.
/// - Scopes that were made are never changed, as copies of this value share them.
package struct PromptProgram {
  /// What became of a text.
  package struct Entry {
    /// The program with the text; nil when there were errors.
    package var next: PromptProgram?
    /// The index of the function that runs it.
    package var function: Int
    /// What there was to say, in the order of the text.
    package var diagnostics: [Diagnostic]
    /// The files that the diagnostics speak of.
    package var sources: SourceMap
    /// The variables that it declares.
    package var declarations: [Declaration]
  }

  /// A top-level variable that a text declares.
  package struct Declaration {
    /// The name.
    package var name: String
    /// The slot of its value.
    package var slot: Int
    /// What the name meant before; nil for nothing.
    var before: Int?
  }

  /// The name of the variable that holds the last value.
  package static let lastValueName = "_"

  /// The compiled program.
  package private(set) var program: CompiledProgram
  /// The slot of the last value.
  package let lastValueSlot: Int
  private var graph: ModuleGraph
  private var resolver: Resolver

  /// Makes a program without any text.
  ///
  /// - Parameter loader: Where imported files come from.
  package init(loader: ModuleLoader) {
    let file = SourceFile(name: "<prompt>", bytes: [])
    graph = ModuleGraph(main: file, identity: "<prompt>", loader: loader)
    resolver = Resolver(graph)
    let none = SourceSpan(start: 0, end: 0)
    let last = resolver.addGlobal(Self.lastValueName, span: none, kind: .constant)
    lastValueSlot = resolver.resolution.variables[last].global ?? 0
    let earlier = Resolver.Scope(parent: resolver.presets, function: 0, isTopLevel: true)
    earlier.names[Self.lastValueName] = last
    resolver.earlier = earlier
    (program, _) = Compiler.compile(
      graph.modules[0].program,
      sources: graph.sources,
      resolution: resolver.resolution
    )
  }

  // MARK: Adding

  /// Parses, checks and compiles a text behind all others.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - name: What messages call it.
  /// - Returns: The program with it, unless there were errors, and all messages.
  package func adding(_ bytes: [UInt8], name: String) -> Entry {
    var next = self
    var entry = Entry(
      next: nil,
      function: 0,
      diagnostics: [],
      sources: graph.sources,
      declarations: []
    )
    guard let number = next.graph.addEntry(name: name, bytes: bytes) else { return entry }
    entry.diagnostics = next.graph.diagnostics
    entry.sources = next.graph.sources
    if Self.hasErrors(entry.diagnostics) { return entry }
    entry.function = next.resolve(number, from: graph.modules.count)
    entry.sources = next.resolver.sources
    next.graph.sources = next.resolver.sources
    entry.diagnostics += next.resolver.diagnostics
    if Self.hasErrors(entry.diagnostics) { return entry }
    let modules =
      resolver.resolution.modules.count..<next.resolver.resolution.modules.count
    let (compiled, limits) = Compiler.compileEntry(
      Self.givingValue(next.graph.modules[number].program.statements),
      function: entry.function,
      modules: modules,
      onto: program,
      sources: next.resolver.sources,
      resolution: next.resolver.resolution,
      changeableSlots: Set(next.resolver.promptSlots.values)
    )
    entry.diagnostics += limits
    next.program = compiled
    entry.declarations = next.declarations(of: number, before: self)
    next.remember(number)
    if !Self.hasErrors(limits) { entry.next = next }
    return entry
  }

  /// Resolves the modules of the graph from one on; returns the function of the text.
  private mutating func resolve(_ number: Int, from first: Int) -> Int {
    resolver.diagnostics = []
    resolver.sources = graph.sources
    resolver.toldNames = []
    resolver.caughtKinds = []
    let added = graph.nodeCount - resolver.resolution.bindings.count
    resolver.resolution.bindings += Array(repeating: .unknown, count: max(0, added))
    for module in graph.order where module >= first && module != number {
      resolver.resolve(module: module, of: graph)
    }
    let module = graph.modules[number]
    let base = graph.sources.files[module.file].base
    resolver.resolution.functions.append(
      Resolution.FunctionInfo(
        name: "main",
        parent: nil,
        signature: .none,
        span: SourceSpan(start: base, end: base)
      )
    )
    let function = resolver.resolution.functions.count - 1
    // What the text declares gets slots that later texts may reuse, and is to be called by these.
    let names = Self.declaredNames(module.program.statements)
    resolver.reservePromptSlots(names)
    resolver.importTargets = module.imports
    resolver.topLevels[number] = resolver.resolveTopLevel(
      module.program,
      function: function,
      inside: resolver.earlier
    )
    // The prelude may have been added, whose nodes come behind those of all files.
    graph.skipNodes(to: resolver.resolution.bindings.count)
    return function
  }

  private func declarations(of number: Int, before: PromptProgram) -> [Declaration] {
    guard let top = resolver.topLevels[number] else { return [] }
    return top.names.compactMap { name, variable in
      guard name != Self.lastValueName,
        let slot = resolver.resolution.variables[variable].global,
        resolver.promptSlots[name] == slot
      else { return nil }
      return Declaration(name: name, slot: slot, before: before.resolver.earlier?.names[name])
    }
  }

  /// Lets later texts see what a text declares and imports.
  private mutating func remember(_ number: Int) {
    guard let top = resolver.topLevels[number], let earlier = resolver.earlier else { return }
    let scope = Resolver.Scope(parent: resolver.presets, function: 0, isTopLevel: true)
    scope.names = earlier.names.merging(top.names.filter { $0.key != Self.lastValueName }) { $1 }
    resolver.earlier = scope
  }

  /// Takes back what a text that failed has declared and not reached: the names mean again what they meant before.
  package mutating func forget(_ declarations: [Declaration]) {
    guard let earlier = resolver.earlier, !declarations.isEmpty else { return }
    let scope = Resolver.Scope(parent: resolver.presets, function: 0, isTopLevel: true)
    scope.names = earlier.names
    for declaration in declarations { scope.names[declaration.name] = declaration.before }
    resolver.earlier = scope
  }

  /// Forgets all names that texts have declared or imported.
  ///
  /// - Returns: The slots of the values that nobody can name any more.
  package mutating func clear() -> [Int] {
    let scope = Resolver.Scope(parent: resolver.presets, function: 0, isTopLevel: true)
    scope.names[Self.lastValueName] = resolver.earlier?.names[Self.lastValueName]
    let slots = Array(resolver.promptSlots.values) + [lastValueSlot]
    resolver.earlier = scope
    resolver.promptSlots = [:]
    return slots
  }

  // MARK: What is there

  /// The names that texts may use, with what each is.
  package var names: [(name: String, isFunction: Bool)] {
    var names = resolver.presets.names
    names.merge(resolver.earlier?.names ?? [:]) { $1 }
    return names.map { name, variable in
      if case .function = resolver.resolution.variables[variable].kind { return (name, true) }
      return (name, false)
    }
  }

  /// The slot of a name; nil for a name that means nothing.
  package func slot(of name: String) -> Int? {
    let variable = resolver.earlier?.names[name] ?? resolver.presets.names[name]
    return variable.flatMap { resolver.resolution.variables[$0].global }
  }

  /// Where a function was declared: from `func` to its end; nil for what is no function of a text.
  package func span(ofFunction name: String) -> SourceSpan? {
    guard let variable = resolver.earlier?.names[name],
      case .function(let index) = resolver.resolution.variables[variable].kind
    else { return nil }
    return resolver.resolution.functions[index].span
  }

  /// The parameters of a function that a text has declared; nil for what is none.
  package func parameters(of name: String) -> [String]? {
    guard let variable = resolver.earlier?.names[name],
      case .function(let index) = resolver.resolution.variables[variable].kind
    else { return nil }
    return resolver.resolution.functions[index].signature.parameters.map(\.name)
  }

  private static func hasErrors(_ diagnostics: [Diagnostic]) -> Bool {
    diagnostics.contains { $0.severity == .error }
  }

  /// The statements with the value of an expression at their end given back.
  private static func givingValue(_ statements: [Statement]) -> [Statement] {
    guard let last = statements.last, case .expression(let value) = last.kind else {
      return statements
    }
    return statements.dropLast() + [Statement(.returnValue(value), span: last.span)]
  }

  private static func declaredNames(_ statements: [Statement]) -> [String] {
    statements.flatMap { statement -> [String] in
      switch statement.kind {
      case .binding(_, let names, _): names.map(\.text)
      case .function(let name, _): [name.text]
      default: []
      }
    }
  }
}

extension Resolver {
  /// Gives names that a text of a prompt declares a slot each, unless they have one.
  fileprivate mutating func reservePromptSlots(_ names: [String]) {
    for name in names where promptSlots[name] == nil && name != PromptProgram.lastValueName {
      promptSlots[name] = resolution.globalNames.count
      resolution.globalNames.append(name)
    }
  }
}
