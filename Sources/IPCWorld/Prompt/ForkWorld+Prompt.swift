import Glibc
package import IPCInterpreter
package import IPCRuntime
import IPCSyntax

/// Main as the process of a prompt: it runs one text after the other and waits in between, while its children go on.
///
/// Children are forked from within `evaluate` and never return from there.
extension ForkWorld {
  /// What became of a text.
  package enum Evaluation {
    /// It ran to its end; the value of an expression at its end, else nil.
    case value(Value)
    /// An error that was reported; the exit status that a script would have.
    case failed(status: Int32)
    /// Ctrl-C ended it, which was told.
    case interrupted
    /// The prompt is to end with this.
    case end(End)
  }

  /// How many functions, names and constants a prompt may add.
  package static let promptRoom = 1 << 18

  /// Begins a prompt.
  ///
  /// - Parameter terminal: The terminal that is to be restored and that children may not write to by themselves; nil when
  ///   there is none.
  /// - Throws: `SystemFault` as the system says.
  package func beginPrompt(terminal: Int32?) throws(SystemFault) {
    try runtime.installHandlers()
    if let terminal {
      try runtime.beginPrompt(terminal: terminal)
      runtime.surviveInterrupts()
    }
    machine.seed(Host.entropy())
    machine.namesEverything = true
    isIdle = true
  }

  /// Takes a program that goes on from the one at hand.
  ///
  /// - Throws: `OutOfMemory` when there is no room for it.
  package func extend(to program: CompiledProgram) throws(Fault) {
    guard machine.extend(to: program) else {
      throw Fault(
        "OutOfMemory",
        "this prompt has no room for more functions, names and constants; start another one"
      )
    }
    reports = ErrorReport(heap: heap, sources: program.sources, colour: reports.colour)
    let missing = Set(machine.functionNames).subtracting(counters.keys).sorted()
    guard !missing.isEmpty else { return }
    do throws(SystemFault) {
      let first = try runtime.makeCounters(missing.count)
      for (place, name) in missing.enumerated() { counters[name] = first + place }
    } catch {
      throw fault(of: error)
    }
  }

  /// Runs a function of the program to its end.
  package func evaluate(function: Int) -> Evaluation {
    let made = runtime.madeCount
    isIdle = false
    runtime.relayOutput(true)
    standardInput = FileReader(standardInputOf: runtime)
    machine.begin(function: function)
    let end = runToEnd()
    let evaluation = settle(end, startedAfter: made)
    isIdle = true
    runtime.keepOnly(liveHandles())
    runtime.relayOutput(false)
    return evaluation
  }

  private func runToEnd() -> CodeEnd {
    while true {
      let end: CodeEnd
      switch machine.run() {
      case .request(let request):
        carryOut(request)
        continue
      case .interrupted:
        lookAround()
        continue
      case .finished(let value): end = .returned(value)
      case .failed(let error): end = .failed(error)
      case .exited(let code): end = .exited(code)
      }
      if runtime.me == 0 { return end }
      _ = finish(end)
    }
  }

  private func settle(_ end: CodeEnd, startedAfter made: UInt64) -> Evaluation {
    endIfRunIsOver()
    let signal = interruption
    interruption = nil
    verdict = nil
    isWaitTimed = false
    startedWithin = []
    try? setTimer(.max)
    runtime.forgetSignals()
    do throws(Fault) { try flush() } catch {
      write(error: "ipc: \(error.message)\n")
      return .failed(status: 1)
    }
    switch end {
    case .returned(let value): return .value(value)
    case .exited(let code): return .end(End(exitCode: Int32(code), signal: nil))
    case .failed(let error):
      let kind = heap.swiftString(heap.errorField(.kind, of: error))
      guard kind == "Interrupted", let signal else {
        write(error: reports.text(of: error, in: origin))
        return .failed(status: kind == "Deadlock" ? 4 : 1)
      }
      // The terminal has shown `^C` by itself.
      write(error: (runtime.relaysOutput ? "\n" : "") + reports.interruption(error))
      if signal != SIGINT { return .end(End(exitCode: 128 + signal, signal: signal)) }
      endForeground(startedAfter: made)
      return .interrupted
    }
  }

  /// Ends what an interrupted text has started and no name holds: nobody could join it or kill it any more.
  ///
  /// Daemons go on: they were started to work in the background.
  private func endForeground(startedAfter made: UInt64) {
    let named = Set(machine.namedHandles().compactMap(handle(of:)))
    let orphans = runtime.livingProcesses().filter { number in
      runtime.wasMade(number, after: made) && runtime.spawner(ofProcess: number) == 0
        && !runtime.isDaemon(number) && !named.contains(Handle(.process, number))
    }
    kill(trees: orphans)
    runtime.forgetSignals()
  }

  /// Reports a fault that no text has thrown.
  package func report(_ fault: Fault) { write(error: "error: \(fault.kind): \(fault.message)\n") }

  // MARK: Between two texts

  /// The descriptor that can be read when children have written something; nil for none.
  package var outputDescriptor: Int32? { runtime.outputDescriptor }

  /// What children have written, whole lines; with `all` also a last one without an end.
  package func takeOutput(all: Bool = false) -> [UInt8] { runtime.takeOutput(all: all) }

  /// Does what main owes the others while it waits; whether INT or TERM has come meanwhile.
  package func lookAroundIdly() -> (interrupt: Bool, terminate: Bool) {
    endIfRunIsOver()
    let signals = runtime.takeInterrupts()
    if signals.interrupt { runtime.forgetSignals() }
    return (signals.interrupt, signals.terminate)
  }

  /// The processes that live besides main, daemons too, as scripts know them.
  package func livingProcesses() -> [Int] {
    runtime.buryTheDead()
    return runtime.livingProcesses().filter { $0 != 0 && !runtime.isRun($0) }
  }

  // MARK: The end

  /// Ends all processes: those that main waits for are asked first, and have a second.
  package func endPrompt() {
    isIdle = false
    let numbers = runtime.livingProcesses().filter { $0 != 0 && !runtime.isDaemon($0) }
    for number in numbers {
      runtime.markKilled(number)
      try? send(15, to: number)
    }
    let wait = WaitInfo(.joinProcesses, isTimed: true)
    isWaitTimed = true
    _ = runtime.waitForEnd(of: numbers, until: Clock.deadline(after: 1_000_000_000), wait)
    runtime.endAllOthers()
  }

  /// Lets processes be started again after all were ended.
  package func goOnAfterReset() {
    isIdle = true
    runtime.reopen()
    runtime.keepOnly(liveHandles())
  }

  /// Ends as main of a script does: waits for its children, and says which failed.
  package func endScript() -> End {
    isIdle = false
    machine.namesEverything = false
    return finish(.returned(.null)) ?? End(exitCode: 1, signal: nil)
  }
}

/// Why a prompt cannot begin.
package struct PromptFailure: Error {
  /// The call and what the system said.
  package var message: String
}

extension ForkWorld {
  /// Makes a world for a prompt and begins it.
  package static func prompt(
    program: CompiledProgram,
    settings: Settings,
    terminal: Int32?
  ) throws(PromptFailure) -> ForkWorld {
    do throws(SystemFault) {
      let world = try ForkWorld(program: program, settings: settings, room: promptRoom)
      try world.beginPrompt(terminal: terminal)
      return world
    } catch {
      throw PromptFailure(message: error.message)
    }
  }

  /// Where values live.
  package var valueHeap: Heap { heap }

  /// The value of a top-level variable; unset while it has none.
  package func value(ofSlot slot: Int) -> Value { machine.global(slot) }

  /// Gives a top-level variable a value.
  package func setValue(ofSlot slot: Int, to value: Value) { machine.setGlobal(slot, to: value) }

  /// The names of the processes that live besides main.
  package var livingNames: [String] { livingProcesses().map(runtime.name(ofProcess:)) }

  /// The names of those that main waits for.
  package var awaitedNames: [String] {
    livingProcesses().filter { !runtime.isDaemon($0) }.map(runtime.name(ofProcess:))
  }
}
