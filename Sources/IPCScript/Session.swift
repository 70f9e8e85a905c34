import IPCInterpreter
import IPCSyntax
import IPCWorld

/// A prompt's side of the language: texts come one after the other, each knows what the ones before it declared, and the
/// processes they have started go on in between.
///
/// Invariants:
/// - A text with mistakes changes nothing. One that fails while it runs keeps what it had done by then: a name whose
///   declaration was not reached means what it meant before.
/// - One session a process, and one thread: `evaluate` forks.
package final class Session {
  /// What became of a text.
  package enum Result {
    /// It ran; the text of its value, unless that is nil.
    case value(String?)
    /// It cannot run: mistakes, and warnings besides.
    case refused([Script.Message])
    /// An error that was reported; the exit status that a script would have.
    case failed(status: Int32)
    /// It was interrupted, which was told.
    case interrupted
    /// The session is to end.
    case end(Outcome)
  }

  /// Whether a text can be run as it is.
  package enum Completeness {
    case complete
    /// More must come.
    case incomplete
    /// It has a mistake that nothing behind it mends.
    case wrong
  }

  /// Why there is no session.
  package struct Failure: Error {
    /// One line, what the system refused.
    package var message: String
  }

  /// The columns that values may take.
  package var width = 80
  /// The texts that were accepted so far, for saving them as a script.
  package private(set) var accepted: [String] = []
  let world: ForkWorld
  var program: PromptProgram
  var notices = PromptNotices()
  private var count = 0

  /// Begins a session.
  ///
  /// - Parameters:
  ///   - configuration: What scripts may see.
  ///   - terminal: The terminal at which the prompt edits; nil when it only reads. The calling process then becomes the
  ///     guardian of the run, and the session goes on in a child of it.
  /// - Throws: `Failure` when the system refuses what is needed.
  package init(_ configuration: Interpreter.Configuration, terminal: Int32?) throws(Failure) {
    program = PromptProgram(loader: ImportedFiles.loader)
    do throws(PromptFailure) {
      world = try ForkWorld.prompt(
        program: program.program,
        settings: configuration.settings,
        terminal: terminal
      )
    } catch {
      throw Failure(message: error.message)
    }
  }

  /// Says whether a text can be run as it is, by the parser alone.
  package static func completeness(of text: String) -> Completeness {
    let file = SourceFile(name: "", bytes: Array(text.utf8))
    let (_, diagnostics) = Parser.parse(file)
    let errors = diagnostics.filter { $0.severity == .error }
    if errors.isEmpty { return .complete }
    return errors.contains(where: \.isIncomplete) ? .incomplete : .wrong
  }

  /// Parses, checks and runs a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: What messages call it; nil for the next of `<prompt 1>`, `<prompt 2>` and so on.
  ///   - keepsValue: Whether its value becomes `_`.
  ///   - warn: Gets the warnings about it before it runs.
  /// - Returns: What became of it.
  package func run(
    _ text: String,
    name: String? = nil,
    keepsValue: Bool = true,
    warn: ([Script.Message]) -> Void = { _ in }
  ) -> Result {
    if name == nil { count += 1 }
    switch evaluate(text, name: name ?? "<prompt \(count)>", warn: warn) {
    case .value(let value):
      if keepsValue { accepted.append(text) }
      guard value.tag != .null, value.isSet else { return .value(nil) }
      if keepsValue { world.setValue(ofSlot: program.lastValueSlot, to: value) }
      return .value(ShownValue.text(of: value, in: world.valueHeap, width: width))
    case .other(let result): return result
    }
  }

  /// A value, or how a text ended without one.
  enum Evaluation {
    case value(Value)
    case other(Result)
  }

  /// Runs a text; the value is safe until the next one runs.
  func evaluate(
    _ text: String,
    name: String,
    warn: ([Script.Message]) -> Void = { _ in }
  ) -> Evaluation {
    let entry = program.adding(Array(text.utf8), name: name)
    let messages = entry.diagnostics.map { Script.Message($0, in: entry.sources) }
    guard let next = entry.next else { return .other(.refused(messages)) }
    if !messages.isEmpty { warn(messages) }
    do throws(Fault) { try world.extend(to: next.program) } catch {
      world.report(error)
      return .other(.failed(status: 1))
    }
    program = next
    let before = entry.declarations.map { world.value(ofSlot: $0.slot) }
    let evaluation = world.evaluate(function: entry.function)
    switch evaluation {
    case .value(let value): return .value(value)
    case .end(let end): return .other(.end(Outcome(exitCode: end.exitCode, signal: end.signal)))
    case .failed, .interrupted:
      // What still is as it was before was not reached.
      let missed = zip(entry.declarations, before).filter { declaration, old in
        let now = world.value(ofSlot: declaration.slot)
        return now.tag == old.tag && now.payload == old.payload
      }
      program.forget(missed.map(\.0))
      if case .failed(let status) = evaluation { return .other(.failed(status: status)) }
      return .other(.interrupted)
    }
  }

  // MARK: Between two texts

  /// The descriptor that can be read when children have written something; nil for none.
  package var outputDescriptor: Int32? { world.outputDescriptor }

  /// The lines that children have written; with `all` also a last one without an end.
  package func takeOutput(all: Bool = false) -> [String] {
    let bytes = world.takeOutput(all: all)
    if bytes.isEmpty { return [] }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Does what is due while nobody runs anything; whether INT or TERM has come.
  package func lookAround() -> (interrupt: Bool, terminate: Bool) { world.lookAroundIdly() }

  /// The names of the processes that live besides main.
  package var livingProcesses: [String] { world.livingNames }

  /// The names of those that are no daemons.
  package var awaitedProcesses: [String] { world.awaitedNames }

  /// Ends all processes and forgets all names and values.
  package func reset() {
    world.endPrompt()
    for slot in program.clear() { world.setValue(ofSlot: slot, to: .unset) }
    world.goOnAfterReset()
    accepted = []
  }

  // MARK: The end

  /// Ends all processes in order.
  package func end() { world.endPrompt() }

  /// Ends as a script does: waits for what was started, and says which of it failed.
  package func endAsScript() -> Outcome {
    let end = world.endScript()
    return Outcome(exitCode: end.exitCode, signal: end.signal)
  }
}
