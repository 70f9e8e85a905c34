import IPCSyntax

/// What parses and resolves, and was meant otherwise: habits from other languages.
extension Resolver {
  // MARK: Durations

  /// Checks that what a `sleep`, a `timeout` or a `within` gets is no bare number.
  mutating func checkDuration(_ value: Expression, of word: String) {
    let digits: String
    switch value.kind {
    case .integer, .float: digits = sources.text(value.span)
    case .parenthesized(let inner):
      checkDuration(inner, of: word)
      return
    default: return
    }
    diagnostics.append(
      Diagnostic(
        .missingUnit,
        title: "`\(word)` wants a duration, and `\(digits)` has no unit",
        primary: .init(span: value.span, text: ""),
        hint: "write `\(digits)s` for seconds, `\(digits)ms` for milliseconds"
      )
    )
  }

  /// Checks the durations that a command word takes.
  mutating func checkDurations(_ word: CommandWordExpression) {
    if word.word == .sleep, let operand = word.operands.first {
      checkDuration(operand, of: "sleep")
    }
    if let limit = word.clause(.timeout)?.value { checkDuration(limit, of: "timeout") }
  }

  // MARK: Strings

  /// Warns of `"%s" % x`, which fills no string.
  mutating func checkFormat(_ left: Expression, _ operation: BinaryOperator, at sign: SourceSpan) {
    guard operation == .remainder else { return }
    switch left.kind {
    case .string, .interpolation: break
    default: return
    }
    warn(
      .misleadingSign,
      "`%` divides and puts no value into a string",
      at: sign,
      hint: "write the value into the string: `\"\\(x)\"`"
    )
  }

  /// Warns of `$name` and `${name}` in a string, where that is the name of a variable here.
  mutating func checkDollars(in span: SourceSpan) {
    let text = Array(sources.text(span).utf8)
    guard text.first == UInt8(ascii: "\""), text.contains(UInt8(ascii: "$")) else { return }
    var place = 0
    while let dollar = text[place...].firstIndex(of: UInt8(ascii: "$")) {
      place = dollar + 1
      let isBraced = place < text.count && text[place] == UInt8(ascii: "{")
      let start = isBraced ? place + 1 : place
      let end = text[start...].firstIndex { !Self.isNameByte($0) } ?? text.endIndex
      let name = String(decoding: text[start..<end], as: UTF8.self)
      if isBraced, end == text.endIndex || text[end] != UInt8(ascii: "}") { continue }
      let isEscaped = dollar > 0 && text[dollar - 1] == UInt8(ascii: "\\")
      guard !isEscaped, !name.isEmpty, let variable = lookUp(name) else { continue }
      resolution.namedInText.insert(variable)
      let last = isBraced ? end + 1 : end
      let sign = SourceSpan(
        start: span.start + UInt32(dollar),
        end: span.start + UInt32(last)
      )
      warn(
        .notInterpolated,
        "`\(String(decoding: text[dollar..<last], as: UTF8.self))` puts no value into a string",
        at: sign,
        hint: "write `\\(\(name))`"
      )
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter
      || Character(Unicode.Scalar(byte)).isNumber
  }

  // MARK: Comments

  /// Reports `x // why`, where the word behind the `//` means nothing; false when it may be a division.
  mutating func reportComment(
    _ operation: BinaryOperator,
    _ divisor: Expression,
    at sign: SourceSpan
  ) -> Bool {
    guard operation == .floorDivide, case .name(let name) = divisor.kind,
      sign.end < name.span.start, lookUp(name.text) == nil, builtin(name.text) == nil
    else { return false }
    diagnostics.append(
      Diagnostic(
        .foreignForm,
        title: "`//` divides and begins no comment",
        primary: .init(span: sign, text: ""),
        hint: "begin a comment with `#`"
      )
    )
    return true
  }

  // MARK: Kinds of errors

  /// The kinds of errors that scripts meet without making them.
  static let errorKinds = [
    "AlreadyStarted", "AssertionFailed", "Closed", "CommandFailed", "DaemonJoin", "Deadlock",
    "Empty", "Error", "Full", "IOError", "IndexError", "Interrupted", "KeyError", "NameError",
    "OutOfMemory", "Overflow", "ProcessFailed", "RecursionLimit", "Timeout", "TypeError",
    "ValueError", "ZeroDivision",
  ]

  /// Notes a kind that the script makes by `error("Kind", …)`; any other use of `error` may make every kind.
  mutating func noteErrorKind(_ callee: Expression, _ arguments: [Argument]) {
    guard case .name(let name) = callee.kind, name.text == "error" else { return }
    if case .string(let kind)? = arguments.first?.value.kind {
      madeKinds.insert(kind)
      knownErrorCalls += 1
    }
  }

  /// Warns of kinds that nothing throws and that are nearly those of an error, once the whole program is known.
  mutating func checkCaughtKinds() {
    // A kind that is computed, or thrown by other code, can be any.
    guard errorMentions == knownErrorCalls else { return }
    for kind in caughtKinds
    where !Self.errorKinds.contains(kind.text) && !madeKinds.contains(kind.text) {
      let known = Self.errorKinds + madeKinds.sorted()
      guard let near = Suggestion.nearest(to: kind.text, among: known) else { continue }
      warn(
        .unknownKind,
        "nothing throws an error of the kind `\(kind.text)`",
        at: kind.span,
        hint: "did you mean `\(near)`?"
      )
    }
  }

  // MARK: Calls

  /// Warns of `q()` where `q` was declared as a queue.
  mutating func checkQueueCall(_ name: Name, _ binding: Resolution.Binding) {
    guard case .variable(let variable) = binding, queues.contains(variable) else { return }
    diagnostics.append(
      Diagnostic(
        .queueCalled,
        severity: .warning,
        title: "`\(name.text)` is a queue and cannot be called",
        primary: .init(span: name.span, text: ""),
        secondary: [.init(span: resolution.variables[variable].span, text: "declared here")],
        hint: "write `get \(name.text)` to take an item"
      )
    )
  }

  /// Notes which names are declared as queues.
  mutating func noteQueues(names: [Name], values: [Expression], isVariable: Bool) {
    guard !isVariable, names.count == values.count else { return }
    for (name, value) in zip(names, values) {
      guard case .call(let callee, _) = value.kind, case .name(let maker) = callee.kind,
        case .builtin(let index) = resolution.bindings[maker.id.index],
        ["queue", "stack", "priority_queue"].contains(Builtins.all[index].name),
        case .variable(let variable) = resolution.bindings[name.id.index]
      else { continue }
      queues.insert(variable)
    }
  }

  private mutating func warn(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    hint: String
  ) {
    diagnostics.append(
      Diagnostic(
        id,
        severity: .warning,
        title: title,
        primary: .init(span: span, text: ""),
        hint: hint
      )
    )
  }
}
