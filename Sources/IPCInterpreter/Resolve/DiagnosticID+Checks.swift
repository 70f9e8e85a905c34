import IPCSyntax

/// The messages of the checks before a run.
extension DiagnosticID {
  static let unknownName = DiagnosticID("name.unknown")
  static let unknownMethod = DiagnosticID("name.unknown-function")
  static let redeclared = DiagnosticID("name.redeclared")
  static let assignToLet = DiagnosticID("name.assign-to-let")
  static let assignToFunction = DiagnosticID("name.assign-to-function")
  static let assignToBuiltin = DiagnosticID("name.assign-to-builtin")
  static let hidesBuiltin = DiagnosticID("name.hides-builtin")
  static let arity = DiagnosticID("call.arity")
  static let misplacedReturn = DiagnosticID("control.misplaced-return")
  static let misplacedBreak = DiagnosticID("control.misplaced-break")
  static let misplacedContinue = DiagnosticID("control.misplaced-continue")
  static let spawnOperand = DiagnosticID("process.spawn-operand")
  static let queueCalled = DiagnosticID("call.queue")
  static let unknownKind = DiagnosticID("name.unknown-kind")
  static let notInterpolated = DiagnosticID("value.not-interpolated")
  static let missingUnit = DiagnosticID("value.missing-unit")
  static let openRange = DiagnosticID("value.open-range")
  static let importUnreadable = DiagnosticID("import.unreadable")
  static let importCircle = DiagnosticID("import.circle")
  static let importUnknown = DiagnosticID("import.unknown-name")
  static let importVariable = DiagnosticID("import.variable")
  static let importPlace = DiagnosticID("import.not-at-top-level")
  static let functionTooLarge = DiagnosticID("limit.function-too-large")
}
