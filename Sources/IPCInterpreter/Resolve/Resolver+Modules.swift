import IPCSyntax

/// Files as modules: what they give to others, and the prelude.
extension Resolver {
  /// Resolves one file of a graph, behind those that it imports.
  mutating func resolve(module number: Int, of graph: ModuleGraph) {
    let module = graph.modules[number]
    importTargets = module.imports
    let function: Int
    if number == 0 {
      function = 0
    } else {
      let file = graph.sources.files[module.file]
      let position = addModule(module.program, name: file.name, base: file.base)
      function = resolution.modules[position].function
      modulePositions[number] = position
    }
    topLevels[number] = resolveTopLevel(module.program, function: function)
  }

  private mutating func addModule(_ program: Program, name: String, base: UInt32) -> Int {
    let start = SourceSpan(start: base, end: base)
    let short = name.split(separator: "/").last.map(String.init) ?? name
    resolution.functions.append(
      Resolution.FunctionInfo(
        name: short,
        parent: nil,
        signature: .none,
        span: start,
        isHidden: isInPrelude
      )
    )
    let begun = addGlobal("", span: start, kind: .variable)
    resolution.modules.append(
      Resolution.ModuleInfo(
        function: resolution.functions.count - 1,
        begun: resolution.variables[begun].global ?? 0,
        program: program
      )
    )
    return resolution.modules.count - 1
  }

  // MARK: Import

  /// Declares what an `import` brings in.
  mutating func resolveImport(
    _ names: [Name],
    _ path: String,
    _ pathSpan: SourceSpan,
    span: SourceSpan
  ) {
    guard scope.isTopLevel else {
      diagnostics.append(
        Diagnostic(
          .importPlace,
          title: "`import` stands at the top level of a script only",
          primary: .init(span: span, text: ""),
          hint: "move it out of the block"
        )
      )
      return
    }
    // After a mistake in the graph nothing is resolved at all.
    guard let number = importTargets[pathSpan], let other = topLevels[number] else { return }
    resolution.imports[pathSpan] = modulePositions[number]
    for name in names { bring(name, from: other, path: path) }
  }

  private mutating func bring(_ name: Name, from other: Scope, path: String) {
    guard let variable = other.names[name.text], isOwn(variable, of: other) else {
      let near = Suggestion.nearest(
        to: name.text,
        among: other.names.filter { isOwn($0.value, of: other) }.map(\.key).sorted()
      )
      diagnostics.append(
        Diagnostic(
          .importUnknown,
          title: "`\(path)` has no function or `let` called `\(name.text)`",
          primary: .init(span: name.span, text: ""),
          hint: near.map { "did you mean `\($0)`?" }
        )
      )
      return
    }
    let info = resolution.variables[variable]
    if case .variable = info.kind {
      diagnostics.append(
        Diagnostic(
          .importVariable,
          title: "`\(name.text)` is a `var`, and only functions and `let`s can be imported",
          primary: .init(span: name.span, text: ""),
          secondary: [.init(span: info.span, text: "declared here")],
          hint: "import a function that gives its value"
        )
      )
      return
    }
    alias(name, to: variable)
  }

  /// Whether a file declares a variable itself, and did not import it.
  private func isOwn(_ variable: Int, of scope: Scope) -> Bool {
    sources.file(of: resolution.variables[variable].span.start).base
      == sources.file(of: resolution.functions[scope.function].span.start).base
  }

  // MARK: Prelude

  /// The function of the prelude with this name; the prelude is parsed and resolved when the first one is wanted.
  mutating func preludeFunction(_ name: String) -> Int? {
    if preludeScope == nil { loadPrelude() }
    return preludeScope?.names[name]
  }

  private mutating func loadPrelude() {
    guard let file = sources.add(name: Prelude.fileName, bytes: Array(Prelude.text.utf8)) else {
      return
    }
    let (program, mistakes) = Parser.parse(file, firstNode: resolution.bindings.count)
    precondition(mistakes.isEmpty, "the prelude does not parse: \(mistakes.map(\.title))")
    let added = program.nodeCount - resolution.bindings.count
    resolution.bindings += Array(repeating: .unknown, count: added)
    isInPrelude = true
    let position = addModule(program, name: Prelude.fileName, base: file.base)
    resolution.prelude = position
    preludeScope = resolveTopLevel(program, function: resolution.modules[position].function)
    isInPrelude = false
  }
}
