import Glibc
import IPCScript
import LineEditor

/// The prompt: reads texts and commands, runs them, and shows values, what children write, and notices.
///
/// At a terminal it edits, and shows what comes meanwhile above the text; elsewhere it reads plainly and writes values only.
final class PromptTool {
  /// The milliseconds after which it looks around, should a signal be lost, while processes live.
  private static let tick: Int32 = 500

  let session: Session
  let editor: TerminalEditor
  let descriptors: CommandLineTool.Descriptors
  let colour: Bool
  var settings = PromptSettings()
  /// The next step of the tour; nil when there is none under way.
  var tourStep: Int?
  /// Whether the step at hand was offered already.
  var hasBegunTour = false
  /// The exit status of the last text that failed.
  var status = ExitStatus.success
  /// Whether Ctrl-D was just answered with who lives.
  private var hasAsked = false

  /// What a text, a command or a key leads to.
  enum Next {
    case goOn
    /// The end, with an exit status and perhaps a signal.
    case end(Int32, signal: Int32?)
  }

  init(
    session: Session,
    editor: (Session) -> TerminalEditor,
    descriptors: CommandLineTool.Descriptors,
    colour: Bool
  ) {
    self.session = session
    self.editor = editor(session)
    self.descriptors = descriptors
    self.colour = colour
  }

  var isInteractive: Bool { editor.isInteractive }

  /// Runs the prompt to its end; the exit status and the signal by which the tool should end.
  func run() -> (status: Int32, signal: Int32?) {
    if isInteractive {
      write("ipc \(Version.current), `:help` for help, Ctrl-D to leave\n")
      if let fault = editor.historyFault { write("the history: \(fault.message)\n") }
    }
    while true {
      adaptWidth()
      showWhatCame()
      let (event, ended) = readText()
      if let signal = ended {
        session.end()
        return (128 + signal, signal)
      }
      switch handle(event) {
      case .goOn: continue
      case .end(let status, let signal): return (status, signal)
      }
    }
  }

  private func handle(_ event: TerminalEditor.Event) -> Next {
    if case .endOfInput = event {} else { hasAsked = false }
    switch event {
    case .none: return .goOn
    case .line(let text): return enter(text)
    case .interrupted:
      tourStep = nil
      // Where nobody can go on typing, it is the end.
      if !isInteractive {
        session.end()
        return .end(128 + SIGINT, signal: SIGINT)
      }
      return .goOn
    case .endOfInput: return endOfInput()
    case .failed(let fault):
      session.end()
      complain("ipc: the terminal: \(fault.message)\n")
      return .end(ExitStatus.failure, signal: nil)
    }
  }

  private func endOfInput() -> Next {
    guard isInteractive else {
      let outcome = session.endAsScript()
      return .end(
        outcome.exitCode == ExitStatus.success ? status : outcome.exitCode,
        signal: outcome.signal
      )
    }
    let names = session.awaitedProcesses
    if !names.isEmpty, !hasAsked, isatty(descriptors.input) == 1 {
      hasAsked = true
      let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
      let verb = names.count == 1 ? "process lives" : "processes live"
      write("\(names.count) \(verb): \(list). Ctrl-D again ends all.\n")
      return .goOn
    }
    return quit()
  }

  /// Ends all processes, and the prompt.
  func quit() -> Next {
    session.end()
    for line in session.takeOutput(all: true) {
      write(VisibleText.line(line, styles: colour) + "\n")
    }
    return .end(isInteractive ? ExitStatus.success : status, signal: nil)
  }

  // MARK: Reading

  /// Waits for a text; meanwhile what children write and notices appear above it.
  ///
  /// - Returns: What was entered, and the signal that ends the tool.
  private func readText() -> (TerminalEditor.Event, endingSignal: Int32?) {
    let prompt = StyledText("ipc> ", Style(.blue, .bold))
    let continuation = StyledText("...> ", Style(.blue))
    var event = editor.begin(prompt: prompt, continuation: continuation, text: tourText())
    while event == .none {
      var polled = editor.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if let output = session.outputDescriptor {
        polled.append(pollfd(fd: output, events: Int16(POLLIN), revents: 0))
      }
      let isAlone = session.livingProcesses.isEmpty
      let timeout = editor.timeout
      let tick = isAlone && !isInteractive ? -1 : Self.tick
      unsafe poll(
        &polled,
        nfds_t(polled.count),
        timeout < 0 ? tick : tick < 0 ? timeout : min(timeout, tick)
      )
      let signals = session.lookAround()
      if signals.terminate {
        editor.end()
        return (.none, SIGTERM)
      }
      if signals.interrupt {
        event = editor.interrupt()
        continue
      }
      if isInteractive { editor.printAbove(newLines()) }
      event = editor.step()
    }
    return (event, nil)
  }

  /// What children have written and what there is to tell, a line each.
  private func newLines() -> [String] {
    let lines = session.takeOutput()
    // Each line of a report may come by itself.
    guard settings.tellsEnds else { return lines }
    return lines + session.takeNotices().map { notice($0) }
  }

  private func notice(_ text: String) -> String {
    colour ? "\u{1b}[2m\(text)\u{1b}[0m" : text
  }

  /// Shows what came while something ran.
  private func showWhatCame() {
    guard isInteractive else { return }
    for line in newLines() { write(VisibleText.line(line, styles: colour) + "\n") }
  }

  private func adaptWidth() {
    var size = winsize()
    let isKnown = unsafe ioctl(descriptors.output, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    session.width = settings.width ?? (isKnown ? Int(size.ws_col) : 80)
  }

  // MARK: Running

  private func enter(_ text: String) -> Next {
    // Whoever is quick means what is about to run.
    if editor.takeInterrupt() { kill(getpid(), SIGINT) }
    let isCommand = text.drop { $0 == " " || $0 == "\t" }.first == ":"
    let next = isCommand ? obey(text) : isBlank(text) ? .goOn : show(evaluate(text))
    if !isBlank(text) { advanceTour() }
    return next
  }

  private func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

  /// Runs a text.
  func evaluate(_ text: String, name: String? = nil) -> Session.Result {
    session.run(text, name: name) { [self] in report($0) }
  }

  /// Shows what became of a text.
  func show(_ result: Session.Result) -> Next {
    switch result {
    case .value(let text):
      if let text { write(text + "\n") }
      return .goOn
    case .refused(let messages):
      report(messages)
      status = ExitStatus.invalidScript
      return .goOn
    case .failed(let status):
      self.status = status
      return .goOn
    case .interrupted:
      if isInteractive { return .goOn }
      session.end()
      return .end(128 + SIGINT, signal: SIGINT)
    case .end(let outcome):
      session.end()
      return .end(outcome.exitCode, signal: outcome.signal)
    }
  }

  private func report(_ messages: [Script.Message]) {
    for (place, message) in messages.enumerated() {
      if place > 0 { complain("\n") }
      complain(message.rendered(colour: colour))
    }
  }

  // MARK: Output

  func write(_ text: String) { _ = TextWriter.write(text, to: descriptors.output) }

  func complain(_ text: String) { _ = TextWriter.write(text, to: descriptors.error) }
}
