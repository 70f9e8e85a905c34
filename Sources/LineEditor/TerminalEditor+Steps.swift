import Glibc

extension TerminalEditor {
  /// The milliseconds after which a paste whose end does not come is taken as it is.
  private static let pasteDelay = 2_000
  /// The bytes that are read before the terminal is drawn again.
  private static let stepLimit = 1 << 20

  /// Shows a prompt, with a text to start from.
  ///
  /// - Returns: `none`, or what went wrong.
  package func begin(prompt: StyledText, continuation: StyledText = "", text: String = "")
    -> Event
  {
    prompts = (prompt, continuation)
    isActive = true
    core.begin(text)
    top = nil
    return attempt { () throws(EditorFault) in
      if !isInteractive {
        try showPlainPrompt(prompt)
        return .none
      }
      size = terminal.size
      try enterRaw()
      return try work(takeUnread())
    }
  }

  /// Does what there is to do, without waiting.
  package func step() -> Event {
    if !isActive { return .none }
    return attempt { () throws(EditorFault) in
      if !isInteractive { return try stepPlainly() }
      if takeWakes() { try wake() }
      try adaptSize()
      var hasEnded = false
      let event = try work(takeUnread() + readInputs(&hasEnded))
      if isActive, hasEnded {
        // The terminal is gone: nothing can be shown on it.
        terminal.restore()
        isActive = false
        return .endOfInput
      }
      if isActive, above.isDue { try flushAbove() }
      return event
    }
  }

  /// Ends the prompt as Ctrl-C does, for callers that handle the signal themselves.
  package func interrupt() -> Event {
    if !isActive { return .none }
    return attempt { () throws(EditorFault) in
      if isInteractive { return try work([.key(.control("c"))]) }
      plain.drop()
      isActive = false
      return .interrupted
    }
  }

  /// Whether Ctrl-C was pressed behind the text that was just entered, too early to be a signal; forgets it and what is before it.
  package func takeInterrupt() -> Bool {
    guard let place = unread.lastIndex(of: .key(.control("c"))) else { return false }
    unread.removeSubrange(...place)
    return true
  }

  /// Ends the prompt without an event: the text stays on the screen, and the terminal is as it was.
  package func end() {
    _ = attempt { () throws(EditorFault) in
      if isActive, isInteractive { try leave(mark: "") }
      isActive = false
      return .none
    }
  }

  private func attempt(_ body: () throws(EditorFault) -> Event) -> Event {
    do throws(EditorFault) {
      return try body()
    } catch {
      if isInteractive { terminal.restore() }
      isActive = false
      return .failed(error)
    }
  }

  // MARK: Input

  private func takeUnread() -> [Input] {
    defer { unread = [] }
    return unread
  }

  /// Reads what has been typed, or takes what has begun for all when its time is over.
  private func readInputs(_ hasEnded: inout Bool) throws(EditorFault) -> [Input] {
    var inputs: [Input] = []
    var count = 0
    while count < Self.stepLimit,
      Descriptors.isReady(configuration.input, for: POLLIN, milliseconds: 0)
    {
      guard let bytes = try Descriptors.read(configuration.input) else { break }
      if bytes.isEmpty {
        hasEnded = true
        break
      }
      inputs += decoder.feed(bytes)
      count += bytes.count
    }
    if count == 0, let keyDeadline, Descriptors.now() >= keyDeadline { inputs += decoder.flush() }
    let delay = decoder.pending == .paste ? Self.pasteDelay : configuration.escapeDelay
    if decoder.pending == .nothing {
      keyDeadline = nil
    } else if count > 0 || keyDeadline == nil {
      keyDeadline = Descriptors.now() + delay
    }
    return inputs
  }

  /// Does what inputs ask for, and draws what has changed.
  private func work(_ inputs: [Input]) throws(EditorFault) -> Event {
    for (place, input) in inputs.enumerated() {
      let outcome = core.handle(input)
      switch outcome {
      case .editing: continue
      case .clearScreen: try write(painter.clearScreen())
      case .suspend: try suspend()
      case .submitted, .interrupted, .endOfInput:
        unread = Array(inputs[(place + 1)...])
        return try finish(outcome)
      }
    }
    try draw()
    return .none
  }

  private func finish(_ outcome: EditorCore.Outcome) throws(EditorFault) -> Event {
    try leave(mark: outcome == .interrupted ? "^C" : "")
    isActive = false
    // What was typed while the terminal was raw makes no signal any more, and is not the line of another reader.
    var hasEnded = false
    unread += try readInputs(&hasEnded)
    switch outcome {
    case .submitted(let text):
      remember(text)
      return .line(text)
    case .interrupted: return .interrupted
    default: return .endOfInput
    }
  }

  // MARK: Without a terminal

  private func showPlainPrompt(_ prompt: StyledText) throws(EditorFault) {
    // Somebody who types at a dumb terminal is to see it; in a pipe nobody is.
    if isatty(configuration.input) == 1 { try write(prompt.text) }
  }

  private func stepPlainly() throws(EditorFault) -> Event {
    var beganLine = false
    var text = plain.next(beganLine: &beganLine)
    var hasEnded = false
    if text == nil, Descriptors.isReady(configuration.input, for: POLLIN, milliseconds: 0),
      let bytes = try Descriptors.read(configuration.input)
    {
      hasEnded = bytes.isEmpty
      plain.feed(bytes)
      text = hasEnded ? plain.finish() : plain.next(beganLine: &beganLine)
    }
    if let text {
      isActive = false
      core.history.add(text)
      return .line(text)
    }
    if hasEnded {
      isActive = false
      return .endOfInput
    }
    if beganLine { try showPlainPrompt(prompts.others) }
    return .none
  }
}
