import Glibc

/// Lets a user write texts at a prompt of a terminal, step by step, so that the caller can wait for other things too.
///
/// Between `begin` and the event that ends it, the caller waits until one of `descriptors` can be read or `timeout` is over, and calls
/// `step`. `readLine` does that for callers that wait for nothing else. Where there is no terminal, or a dumb one, plain lines are read
/// and no control sequences are written.
package final class TerminalEditor {
  /// What a step led to.
  package enum Event: Equatable, Sendable {
    /// The user goes on writing.
    case none
    /// A text was entered.
    case line(String)
    /// The text was dropped with Ctrl-C.
    case interrupted
    /// There is no more input, or the user wants to go.
    case endOfInput
    /// The system refused something that the editor cannot do without.
    case failed(EditorFault)
  }

  /// What an editor is to know of the world around it.
  package struct Configuration {
    /// Where keys come from.
    package var input: Int32 = 0
    /// Where the prompt is shown.
    package var output: Int32 = 1
    /// The name of the terminal, from the variable `TERM`.
    package var terminal = ""
    /// Whether colours may be used; without them attributes such as bold remain.
    package var colours = true
    /// The file of the history; nil for none.
    package var historyFile: HistoryFile?
    /// What the key Tab puts in at the beginning of a line.
    package var indentation = "    "
    /// The milliseconds after which the byte of Escape is the key Escape.
    package var escapeDelay = 50
    /// Whether the editor handles signals; see `SignalHandlers`.
    package var handlesSignals = false

    /// Makes the configuration of the standard input and output, by the variables `TERM` and `NO_COLOR`.
    package init() {
      func variable(_ name: String) -> String {
        unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
      }
      terminal = variable("TERM")
      colours = variable("NO_COLOR").isEmpty
    }
  }

  let configuration: Configuration
  let terminal: Terminal
  /// Whether there is a terminal that can be drawn on.
  package let isInteractive: Bool
  var core: EditorCore
  var painter: Painter
  var decoder = KeyDecoder()
  var plain: PlainReader
  var prompts: (first: StyledText, others: StyledText) = ("", "")
  var isActive = false
  var size = (width: 80, height: 24)
  var top: Frame.Top?
  /// Inputs behind the one that ended a prompt, for the next.
  var unread: [Input] = []
  /// When a sequence that has begun is taken as it is.
  var keyDeadline: Int?
  var above = AboveQueue()
  /// The pipe by which signal handlers wake the editor: its ends for reading and writing.
  var wakePipe: (reading: Int32, writing: Int32)?
  /// The last thing that went wrong with the history, which is no reason to stop.
  package private(set) var historyFault: EditorFault?

  /// Makes an editor, and reads its history.
  package init(
    _ configuration: Configuration = Configuration(),
    delegates: EditorDelegates = EditorDelegates()
  ) {
    self.configuration = configuration
    terminal = Terminal(input: configuration.input, output: configuration.output)
    isInteractive = Terminal.isCapable(
      input: configuration.input,
      output: configuration.output,
      name: configuration.terminal
    )
    var entries: [String] = []
    var fault: EditorFault?
    if isInteractive, let file = configuration.historyFile {
      do throws(EditorFault) { entries = try file.load() } catch { fault = error }
    }
    historyFault = fault
    core = EditorCore(
      delegates: delegates,
      history: History(entries),
      indentation: configuration.indentation
    )
    painter = Painter(colours: configuration.colours)
    plain = PlainReader(validate: delegates.validate)
    if isInteractive, configuration.handlesSignals { makeWakePipe() }
  }

  deinit {
    if isActive { terminal.restore() }
    if let wakePipe {
      unsafe TerminalRestore.state.pointee.wake = -1
      close(wakePipe.reading)
      close(wakePipe.writing)
    }
  }

  private func makeWakePipe() {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakePipe = (ends[0], ends[1])
    SignalHandlers.install(wake: ends[1])
  }

  /// The history as it is now.
  package var history: History { core.history }

  /// The descriptors that the caller waits for until they can be read.
  package var descriptors: [Int32] {
    if let wakePipe { [configuration.input, wakePipe.reading] } else { [configuration.input] }
  }

  /// The milliseconds after which the caller calls `step` even if nothing can be read; -1 for never.
  package var timeout: Int32 {
    if !unread.isEmpty { return 0 }
    guard let next = [keyDeadline, above.deadline].compactMap(\.self).min() else { return -1 }
    return Int32(clamping: max(0, next - Descriptors.now()))
  }

  /// Waits for a text by itself.
  package func readLine(prompt: StyledText, continuation: StyledText = "", text: String = "")
    -> Event
  {
    var event = begin(prompt: prompt, continuation: continuation, text: text)
    while event == .none {
      var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      unsafe poll(&polled, nfds_t(polled.count), timeout)
      event = step()
    }
    return event
  }

  /// Adds a text to the history and its file.
  func remember(_ text: String) {
    guard isInteractive, let file = configuration.historyFile else { return }
    do throws(EditorFault) {
      try file.append(text)
      historyFault = nil
    } catch {
      historyFault = error
    }
  }

  /// Writes to the terminal.
  func write(_ text: String) throws(EditorFault) {
    if !text.isEmpty { try Descriptors.write(Array(text.utf8), to: configuration.output) }
  }
}
