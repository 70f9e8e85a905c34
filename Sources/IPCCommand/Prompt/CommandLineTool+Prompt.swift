import Glibc
import IPCScript
import LineEditor

/// `ipc repl`, and `ipc` alone at a terminal.
extension CommandLineTool {
  /// Whether somebody sits there and can be asked.
  var isAtTerminal: Bool { isatty(descriptors.input) == 1 && isatty(descriptors.output) == 1 }

  func prompt(_ configuration: Interpreter.Configuration, invocation: Invocation) -> Int32 {
    var editing = TerminalEditor.Configuration()
    editing.input = descriptors.input
    editing.output = descriptors.output
    editing.handlesSignals = true
    switch invocation.colour {
    case .always: editing.colours = true
    case .never: editing.colours = false
    case .auto: break
    }
    let isInteractive = isAtTerminal && !["", "dumb"].contains(editing.terminal)
    if isInteractive { editing.historyFile = historyPath.map { HistoryFile($0) } }
    let session: Session
    do throws(Session.Failure) {
      session = try Session(configuration, terminal: isInteractive ? descriptors.input : nil)
    } catch {
      write("ipc: cannot start: \(error.message)\n", to: descriptors.error)
      return ExitStatus.failure
    }
    let tool = PromptTool(
      session: session,
      editor: { session in TerminalEditor(editing, delegates: Self.delegates(session)) },
      descriptors: descriptors,
      colour: configuration.coloursErrors
    )
    let (status, signal) = tool.run()
    if let signal { SelfSignal.end(by: signal) }
    return status
  }

  private static func delegates(_ session: Session) -> EditorDelegates {
    let builtins = Set(Reference.builtins.map(\.name))
    let highlighter = PromptHighlighter { name in
      builtins.contains(name) || session.knows(name)
    }
    let completer = PromptCompleter(session: session)
    return EditorDelegates(
      validate: { text in
        if text.drop(while: \.isWhitespace).first == ":" { return .complete }
        return Session.completeness(of: text) == .incomplete ? .incomplete : .complete
      },
      highlight: highlighter.ranges,
      complete: completer.candidates
    )
  }

  /// The file of the history, by the rules of XDG; nil when there is no home.
  private var historyPath: String? {
    let state = value(of: "XDG_STATE_HOME") ?? ""
    // A relative path there is no valid one.
    if state.hasPrefix("/") { return state + "/ipc/history" }
    guard let home = value(of: "HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.local/state/ipc/history"
  }
}
