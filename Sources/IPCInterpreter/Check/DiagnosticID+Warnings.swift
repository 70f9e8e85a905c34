import IPCSyntax

/// The warnings about scripts that can run and will surely not do what was meant.
extension DiagnosticID {
  static let unusedName = DiagnosticID("name.unused")
  static let unusedImport = DiagnosticID("name.unused-import")
  static let unreachable = DiagnosticID("control.unreachable")
  static let constantCondition = DiagnosticID("control.constant-condition")
  static let constantComparison = DiagnosticID("value.constant-comparison")
  static let unusedComparison = DiagnosticID("value.unused-comparison")
  static let daemonJoined = DiagnosticID("process.daemon-joined")
  static let alreadyStarted = DiagnosticID("process.already-started")
  static let daemonSpawns = DiagnosticID("process.daemon-spawns")
  static let lostAssignment = DiagnosticID("process.lost-assignment")
  static let endlessConsumer = DiagnosticID("process.endless-consumer")
  static let neverClosed = DiagnosticID("queue.never-closed")
  static let neverDone = DiagnosticID("queue.never-done")
  static let doneUntaken = DiagnosticID("queue.done-untaken")
  static let tooFewSentinels = DiagnosticID("queue.too-few-sentinels")
  static let wrongDirection = DiagnosticID("pipe.wrong-direction")
  static let oneProcessPipe = DiagnosticID("pipe.one-process")
  static let heldOpen = DiagnosticID("pipe.held-open")
}
