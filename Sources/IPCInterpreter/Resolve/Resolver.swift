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
    var names: [String: Int] = [:]

    init(parent: Scope?, function: Int) {
      self.parent = parent
      self.function = function
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

  /// Resolves a program.
  static func resolve(_ program: Program) -> (Resolution, [Diagnostic]) {
    var resolver = Resolver(program)
    resolver.resolveMain(program)
    return (resolver.resolution, resolver.diagnostics)
  }

  private init(_ program: Program) {
    resolution = Resolution(
      bindings: Array(repeating: .unknown, count: program.nodeCount)
    )
    let whole = SourceSpan(start: 0, end: 0)
    resolution.functions.append(
      Resolution.FunctionInfo(
        name: "main",
        parent: nil,
        signature: Signature(
          Function(
            id: NodeID(index: 0),
            form: .function,
            name: "main",
            parameters: [],
            body: .block(Block(statements: [], span: whole)),
            span: whole
          )
        ),
        span: whole
      )
    )
    scope = Scope(parent: nil, function: 0)
    // Values that are there from the start, in the first slots.
    for name in Self.presetGlobals {
      scope.names[name] = addGlobal(name, span: whole, kind: .constant)
    }
    // The script's own names stand in an inner block, so they may hide these.
    scope = Scope(parent: scope, function: 0)
  }

  /// The top-level variables that every script has, in the order of their slots.
  static let presetGlobals = ["args", "env"]

  private mutating func resolveMain(_ program: Program) {
    hoist(program.statements, isTopLevel: true)
    for statement in program.statements { resolve(statement) }
    resolveWaiting()
  }

  private mutating func resolveWaiting() {
    while !waiting.isEmpty {
      let bodies = waiting
      waiting.removeAll()
      for body in bodies { resolveBody(body) }
    }
  }

  // MARK: Declarations

  private mutating func addGlobal(
    _ name: String,
    span: SourceSpan,
    kind: Resolution.VariableKind
  ) -> Int {
    resolution.variables.append(
      Resolution.Variable(
        name: name,
        span: span,
        kind: kind,
        owner: 0,
        global: resolution.globalNames.count
      )
    )
    resolution.globalNames.append(name)
    return resolution.variables.count - 1
  }

  /// Whether names declared here live in global slots.
  private var isTopLevel: Bool { scope.parent?.parent == nil && scope.function == 0 }

  /// Declares a name in the innermost block.
  @discardableResult
  mutating func declare(_ name: Name, _ kind: Resolution.VariableKind) -> Int {
    // `_` takes what nobody wants, any number of times.
    if name.text != "_", let old = scope.names[name.text] {
      diagnostics.append(
        Diagnostic(
          .redeclared,
          title: "`\(name.text)` is already declared in this block",
          primary: .init(span: name.span, text: ""),
          secondary: [.init(span: resolution.variables[old].span, text: "declared here first")],
          hint: "choose another name, or assign with `\(name.text) = …`"
        )
      )
    }
    let variable: Int
    if isTopLevel {
      variable = addGlobal(name.text, span: name.span, kind: kind)
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

  /// Declares the functions of a block before anything else in it.
  mutating func hoist(_ statements: [Statement], isTopLevel: Bool = false) {
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
        signature: Signature(function),
        span: function.span
      )
    )
    resolution.functionIndices[function.id.index] = index
    resolution.functions[scope.function].functions.insert(index)
    return index
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
    if let variable = lookUp(name.text) {
      noteUse(of: variable)
      resolution.bindings[name.id.index] = .variable(variable)
      return .variable(variable)
    }
    if let builtin = Builtins.index(of: name.text) {
      resolution.bindings[name.id.index] = .builtin(builtin)
      return .builtin(builtin)
    }
    reportUnknown(name, id: .unknownName, what: "nothing here is called")
    return .unknown
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

  /// Reports a name that means nothing, with the nearest one that does.
  mutating func reportUnknown(_ name: Name, id: DiagnosticID, what: String) {
    if Unsupported.builtins.contains(name.text) {
      reportNotYet(("builtin", "the builtin `\(name.text)`"), at: name.span)
      return
    }
    var candidates = Builtins.all.map(\.name)
    var current: Scope? = scope
    while let scope = current {
      candidates.append(contentsOf: scope.names.keys.sorted())
      current = scope.parent
    }
    let near = Suggestion.nearest(to: name.text, among: candidates)
    diagnostics.append(
      Diagnostic(
        id,
        title: "\(what) `\(name.text)`",
        primary: .init(span: name.span, text: ""),
        hint: near.map { "did you mean `\($0)`?" }
      )
    )
  }

  /// Reports a part of the language that does not run yet.
  mutating func reportNotYet(_ part: (slug: String, words: String), at span: SourceSpan) {
    diagnostics.append(
      Diagnostic(
        .notYet(part.slug),
        title: "\(part.words) cannot be run yet",
        primary: .init(span: span, text: "")
      )
    )
  }
}
