import IPCSyntax

/// Names that mean nothing, with what was probably meant.
extension Resolver {
  /// How many mistakes are looked at closely; more are not shown.
  private static let closeLimit = 20

  /// Reports a name that means nothing: a word of another language, or one near to a name that is known.
  mutating func reportUnknown(_ name: Name, id: DiagnosticID, what: String) {
    let foreign =
      id == .unknownMethod
      ? ForeignWord.hint(forMethod: name.text) : ForeignWord.named(name.text)?.hint()
    // A name that is spelt wrong is told at each place; one that was never declared once in a function.
    let key = "\(scope.function) \(name.text)"
    if toldNames.contains(key) { return }
    // What is called behind a dot is a function, never a variable.
    let near =
      foreign == nil ? nearestName(to: name.text, isCalled: id == .unknownMethod) : nil
    if near == nil { toldNames.insert(key) }
    diagnostics.append(
      Diagnostic(
        id,
        title: "\(what) `\(name.text)`",
        primary: .init(span: name.span, text: ""),
        hint: foreign ?? near.map { "did you mean `\($0)`?" }
      )
    )
  }

  private func nearestName(to name: String, isCalled: Bool = false) -> String? {
    guard diagnostics.count < Self.closeLimit else { return nil }
    var candidates = Builtins.all.map(\.name).filter { !$0.hasPrefix("_") }
    if !isCalled { candidates += ["true", "false", "nil"] }
    var current: Scope? = scope
    while let scope = current {
      let names = scope.names.filter { !isCalled || isFunction($0.value) }
      candidates.append(contentsOf: names.keys.sorted())
      current = scope.parent
    }
    return Suggestion.nearest(to: name, among: candidates)
  }

  private func isFunction(_ variable: Int) -> Bool {
    if case .function = resolution.variables[variable].kind { true } else { false }
  }

  /// Reports an assignment to a name that was never declared, and declares it, so that this is told once.
  mutating func reportUndeclared(_ name: Name, value: Expression?) {
    let declaration =
      value.map { "write `let \(name.text) = \(shown($0))`, or `var` if it changes" }
      ?? "declare it first: `var \(name.text) = …`"
    let near = nearestName(to: name.text)
    diagnostics.append(
      Diagnostic(
        .unknownName,
        title: "nothing here is called `\(name.text)`",
        primary: .init(span: name.span, text: ""),
        hint: near.map { "did you mean `\($0)`?" }
          ?? declaration
      )
    )
    declare(name, .variable)
  }

  /// Reports `q.put(x)`; false when the name is no command word.
  mutating func reportWordAsMethod(
    _ receiver: Expression,
    _ name: Name,
    _ arguments: [Argument]
  ) -> Bool {
    guard let word = CommandWord(rawValue: name.text) else { return false }
    let positional = arguments.filter { $0.label == nil }.map(\.value)
    var use = "\(word.rawValue) \(shown(receiver))"
    if word == .put { use += ", \(positional.first.map(shown) ?? "x")" }
    for argument in arguments {
      guard let label = argument.label else { continue }
      use += " \(label.text) \(shown(argument.value))"
    }
    diagnostics.append(
      Diagnostic(
        .unknownMethod,
        title: "`\(word.rawValue)` is a word of the language and no method",
        primary: .init(span: name.span, text: ""),
        hint: "write `\(use)`"
      )
    )
    return true
  }

  /// The text of an expression as a hint shows it.
  private func shown(_ expression: Expression) -> String {
    let text = sources.text(expression.span)
    return text.utf8.count <= 30 && !text.contains("\n") && !text.contains("`") ? text : "…"
  }

  /// Whether an expression is a name that a diagnostic has told to mean nothing.
  func isToldUnknown(_ expression: Expression) -> Bool {
    guard case .name(let name) = expression.kind else { return false }
    if case .unknown = resolution.bindings[name.id.index] { return true }
    return false
  }
}
