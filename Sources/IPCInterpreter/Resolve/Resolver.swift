import IPCSyntax

/// Finds what every name means and checks all that can be known before a run.
///
/// A block's functions are hoisted, and their bodies see every name of the blocks around them, also those declared
/// further down; so bodies are resolved when the function they stand in is done.
struct Resolver {
  /// The names of a block; a class, as bodies that are resolved later still look into it.
  final class Scope {
    let parent: Scope?
    let function: Int
    /// Whether its names live in global slots.
    let isTopLevel: Bool
    var names: [String: Int] = [:]

    init(parent: Scope?, function: Int, isTopLevel: Bool = false) {
      self.parent = parent
      self.function = function
      self.isTopLevel = isTopLevel
    }
  }

  /// A function body that waits until the function around it is done.
  private struct Waiting {
    var function: Function
    var index: Int
    var scope: Scope
  }

  /// What may stand where the resolver is.
  struct Context {
    /// The number of loops around, within the function.
    var loops = 0
    /// Whether `return` may stand here.
    var allowsReturn = false
    /// Whether this is inside a `defer` block.
    var isDefer = false
  }

  var resolution: Resolution
  var diagnostics: [Diagnostic] = []
  var scope: Scope
  var context = Context()
  private var waiting: [Waiting] = []
  /// The files, to which the prelude is added when a name of it is used.
  var sources: SourceMap
  /// By the number of a module in the graph, its top level.
  var topLevels: [Int: Scope] = [:]
  /// By the number of a module in the graph, its position in `resolution.modules`.
  var modulePositions: [Int: Int] = [:]
  /// The imports of the module at hand, by the places of their paths.
  var importTargets: [SourceSpan: Int] = [:]
  /// The top level of the prelude, once it is there.
  var preludeScope: Scope?
  /// Whether the prelude is being resolved, which alone may name what begins with `_` in the builtin table.
  var isInPrelude = false
  /// The unknown names that have been told, by function.
  var toldNames: Set<String> = []
  /// The variables that are declared as queues.
  var queues: Set<Int> = []
  /// The kinds of errors that are caught, and those that the script makes.
  var caughtKinds: [Name] = []
  var madeKinds: Set<String> = []
  /// How often `error` is named, and how often of these with a kind that can be read.
  var errorMentions = 0
  var knownErrorCalls = 0
  /// The scope of what every script has.
  let presets: Scope
  /// At a prompt, the names of earlier entries, which an entry may declare again.
  var earlier: Scope?
  /// At a prompt, by the name of a variable that an entry declared, its slot: declared again it keeps it, so that functions
  /// that name it mean the new one.
  var promptSlots: [String: Int] = [:]

  /// Resolves a script and what it imports; the source map has the prelude too if it is used.
  static func resolve(_ graph: ModuleGraph) -> (Resolution, SourceMap, [Diagnostic]) {
    var resolver = Resolver(graph)
    for number in graph.order { resolver.resolve(module: number, of: graph) }
    resolver.checkCaughtKinds()
    return (resolver.resolution, resolver.sources, resolver.diagnostics)
  }

  init(_ graph: ModuleGraph) {
    sources = graph.sources
    resolution = Resolution(
      bindings: Array(repeating: .unknown, count: graph.nodeCount)
    )
    presets = Scope(parent: nil, function: 0)
    scope = presets
    let whole = SourceSpan(start: 0, end: 0)
    resolution.functions.append(
      Resolution.FunctionInfo(name: "main", parent: nil, signature: .none, span: whole)
    )
    // Values that are there from the start, in the first slots.
    for name in Self.presetGlobals {
      presets.names[name] = addGlobal(name, span: whole, kind: .constant)
    }
  }

  /// The top-level variables that every script has, in the order of their slots.
  static let presetGlobals = ["args", "env"]

  /// Resolves the top level of a file, whose own names may hide those that every script has.
  mutating func resolveTopLevel(
    _ program: Program,
    function: Int,
    inside parent: Scope? = nil
  ) -> Scope {
    let (outerScope, outerContext, outerWaiting) = (scope, context, waiting)
    let top = Scope(parent: parent ?? presets, function: function, isTopLevel: true)
    (scope, context, waiting) = (top, Context(), [])
    hoist(program.statements)
    for statement in program.statements { resolve(statement) }
    resolveWaiting()
    (scope, context, waiting) = (outerScope, outerContext, outerWaiting)
    return top
  }

  private mutating func resolveWaiting() {
    while !waiting.isEmpty {
      let bodies = waiting
      waiting.removeAll()
      for body in bodies { resolveBody(body) }
    }
  }

  // MARK: Declarations

  mutating func addGlobal(
    _ name: String,
    span: SourceSpan,
    kind: Resolution.VariableKind,
    slot: Int? = nil
  ) -> Int {
    resolution.variables.append(
      Resolution.Variable(
        name: name,
        span: span,
        kind: kind,
        owner: 0,
        global: slot ?? resolution.globalNames.count
      )
    )
    if slot == nil { resolution.globalNames.append(name) }
    return resolution.variables.count - 1
  }

  /// Declares a name in the innermost block.
  @discardableResult
  mutating func declare(_ name: Name, _ kind: Resolution.VariableKind) -> Int {
    checkIsNew(name)
    let variable: Int
    if scope.isTopLevel {
      let isEntry = earlier != nil && scope.parent === earlier
      let slot = isEntry ? promptSlots[name.text] : nil
      variable = addGlobal(name.text, span: name.span, kind: kind, slot: slot)
    } else {
      variable = resolution.variables.count
      resolution.variables.append(
        Resolution.Variable(
          name: name.text,
          span: name.span,
          kind: kind,
          owner: scope.function,
          global: nil
        )
      )
    }
    scope.names[name.text] = variable
    resolution.bindings[name.id.index] = .variable(variable)
    return variable
  }

  private mutating func checkIsNew(_ name: Name) {
    // `_` takes what nobody wants, any number of times.
    guard name.text != "_", let old = scope.names[name.text] else { return }
    let first = resolution.variables[old].span
    // Functions are declared before all else, wherever they stand.
    let isLater =
      first.start > name.span.start
      && sources.file(of: first.start).base == sources.file(of: name.span.start).base
    diagnostics.append(
      Diagnostic(
        .redeclared,
        title: "`\(name.text)` is already declared in this block",
        primary: .init(span: isLater ? first : name.span, text: ""),
        secondary: [.init(span: isLater ? name.span : first, text: "declared here first")],
        hint: "choose another name, or assign with `\(name.text) = …`"
      )
    )
  }

  /// Makes a name of the innermost block mean a variable of another file.
  mutating func alias(_ name: Name, to variable: Int) {
    checkIsNew(name)
    scope.names[name.text] = variable
    resolution.bindings[name.id.index] = .variable(variable)
  }

  /// Declares the functions of a block before anything else in it.
  mutating func hoist(_ statements: [Statement]) {
    for statement in statements {
      guard case .function(let name, let function) = statement.kind else { continue }
      let index = addFunction(function, name: name.text)
      declare(name, .function(index))
      waiting.append(Waiting(function: function, index: index, scope: scope))
    }
  }

  /// Gives a function its index.
  mutating func addFunction(_ function: Function, name: String) -> Int {
    let index = resolution.functions.count
    resolution.functions.append(
      Resolution.FunctionInfo(
        name: name,
        parent: scope.function,
        signature: signature(of: function, name: name),
        span: function.span,
        isHidden: isInPrelude
      )
    )
    resolution.functionIndices[function.id.index] = index
    resolution.functions[scope.function].functions.insert(index)
    return index
  }

  /// A function's signature; for one of the prelude the table's, which also knows what is given by label only.
  private func signature(of function: Function, name: String) -> Signature {
    guard isInPrelude, scope.isTopLevel, let index = Builtins.index(of: name) else {
      return Signature(function)
    }
    return Signature(Builtins.all[index])
  }

  /// Resolves a function that is no declaration, where it stands.
  mutating func resolveFunction(_ function: Function, name: String) {
    let index = addFunction(function, name: name)
    resolveBody(Waiting(function: function, index: index, scope: scope))
  }

  private mutating func resolveBody(_ body: Waiting) {
    let (outerScope, outerContext, outerWaiting) = (scope, context, waiting)
    waiting = []
    scope = Scope(parent: body.scope, function: body.index)
    context = Context(loops: 0, allowsReturn: true, isDefer: false)
    for parameter in body.function.parameters {
      if let value = parameter.defaultValue { resolve(value) }
      declare(parameter.name, .parameter)
    }
    switch body.function.body {
    case .block(let block):
      hoist(block.statements)
      for statement in block.statements { resolve(statement) }
    case .expression(let expression): resolve(expression)
    }
    resolveWaiting()
    (scope, context, waiting) = (outerScope, outerContext, outerWaiting)
  }

  /// Runs a closure in a block of its own.
  mutating func inScope(_ body: (inout Resolver) -> Void) {
    let outer = scope
    scope = Scope(parent: outer, function: outer.function)
    body(&self)
    scope = outer
  }

  /// Resolves a block.
  mutating func resolve(_ block: Block) {
    inScope { resolver in
      resolver.hoist(block.statements)
      for statement in block.statements { resolver.resolve(statement) }
    }
  }

  // MARK: Lookup

  /// The variable of this name that is nearest.
  func lookUp(_ name: String, where matches: (Resolution.Variable) -> Bool = { _ in true }) -> Int?
  {
    var current: Scope? = scope
    while let scope = current {
      if let variable = scope.names[name], matches(resolution.variables[variable]) {
        return variable
      }
      current = scope.parent
    }
    return nil
  }

  /// Resolves a mention of a name and notes who uses what.
  mutating func use(_ name: Name) -> Resolution.Binding {
    if name.text == "error" { errorMentions += 1 }
    if let variable = lookUp(name.text) {
      noteUse(of: variable)
      resolution.bindings[name.id.index] = .variable(variable)
      return .variable(variable)
    }
    if let binding = builtin(name.text) {
      if case .variable(let variable) = binding { noteUse(of: variable) }
      resolution.bindings[name.id.index] = binding
      return binding
    }
    reportUnknown(name, id: .unknownName, what: "nothing here is called")
    return .unknown
  }

  /// What a name of the builtin table means; for one of the prelude its function, which is loaded now.
  mutating func builtin(_ name: String) -> Resolution.Binding? {
    if name.hasPrefix("_"), !isInPrelude { return nil }
    guard let index = Builtins.index(of: name) else { return nil }
    guard case .prelude = Builtins.all[index].kind else { return .builtin(index) }
    return preludeFunction(name).map { .variable($0) }
  }

  /// Notes that the function at hand uses a variable.
  mutating func noteUse(of variable: Int) {
    let info = resolution.variables[variable]
    if case .function(let index) = info.kind {
      resolution.functions[scope.function].functions.insert(index)
    }
    if let slot = info.global {
      resolution.functions[scope.function].globals.insert(slot)
      return
    }
    var function = scope.function
    while function != info.owner {
      resolution.variables[variable].isCaptured = true
      if !resolution.functions[function].captures.contains(variable) {
        resolution.functions[function].captures.append(variable)
      }
      guard let parent = resolution.functions[function].parent else { return }
      function = parent
    }
  }
}
