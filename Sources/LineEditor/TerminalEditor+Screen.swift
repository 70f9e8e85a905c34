import Glibc

extension TerminalEditor {
  // MARK: Drawing

  /// Draws what has changed since the last time.
  func draw() throws(EditorFault) {
    let scene = core.scene(prompt: prompts.first, continuation: prompts.others)
    try show(scene)
  }

  private func show(_ scene: Scene) throws(EditorFault) {
    let frame = Layout(width: size.width, height: size.height).frame(scene, top: top)
    top = frame.top
    try write(painter.paint(frame))
  }

  /// Lets the terminal send single keys and mark what is pasted, and goes to an empty row.
  func enterRaw() throws(EditorFault) {
    try terminal.makeRaw()
    // What was written without a line end is not to be overwritten. A sign and blanks up to the end of the row go on to the next row
    // unless they began in the first column, and there the sign is erased.
    let blanks = String(repeating: " ", count: max(0, size.width - 1))
    try write("\u{1b}[?2004h\u{1b}[7m⏎\u{1b}[0m" + (size.width > 1 ? blanks : "") + "\r\u{1b}[K")
  }

  /// Leaves the text on the screen, and the terminal as it was.
  func leave(mark: String) throws(EditorFault) {
    if above.deadline != nil { try flushAbove() }
    try show(core.lastScene(prompt: prompts.first, continuation: prompts.others, mark: mark))
    try write(painter.leave() + "\u{1b}[?2004l")
    terminal.restore()
  }

  // MARK: Lines above the prompt

  /// Shows lines above the prompt, and the text that is being written again below them.
  ///
  /// Colours in the lines stay; other control characters are made visible. When many lines come they are shown together, a moment
  /// later: `timeout` then says when `step` will do so.
  package func printAbove(_ lines: [String]) {
    var text = ""
    for line in lines {
      text += VisibleText.line(line, styles: isInteractive && configuration.colours)
      text += isActive && isInteractive ? "\r\n" : "\n"
    }
    guard isActive, isInteractive else {
      _ = try? write(text)
      return
    }
    above.add(text)
    // Nobody can be told here; the next step meets the same fault.
    if above.isDue { _ = try? flushAbove() }
  }

  func flushAbove() throws(EditorFault) {
    try write(painter.erase() + above.take())
    try draw()
  }

  // MARK: Changes around the editor

  /// Draws anew after the terminal got another size; for callers that handle `SIGWINCH` themselves.
  package func windowChanged() {
    guard isActive, isInteractive else { return }
    _ = try? adaptSize()
  }

  /// Makes the terminal raw again and draws anew, after the process was stopped; for callers that handle `SIGCONT` themselves.
  package func continued() {
    guard isActive, isInteractive else { return }
    _ = try? wake()
  }

  func adaptSize() throws(EditorFault) {
    let now = terminal.size
    if now == size { return }
    try write(painter.resize(width: now.width, height: now.height))
    size = now
    try draw()
  }

  /// Empties the pipe of the signal handlers.
  ///
  /// - Returns: whether the process was stopped and goes on.
  func takeWakes() -> Bool {
    guard let wakePipe else { return false }
    var continues = false
    while let bytes = try? Descriptors.read(wakePipe.reading), !bytes.isEmpty {
      continues = continues || bytes.contains(UInt8(SIGCONT))
    }
    return continues
  }

  /// Begins in a new row: others have used the terminal, and the shell may have changed it.
  func wake() throws(EditorFault) {
    size = terminal.size
    _ = painter.leave()
    terminal.restore()
    try enterRaw()
    try draw()
  }

  /// Stops the process as the terminal itself does at Ctrl-Z when it is not raw, and goes on after that.
  func suspend() throws(EditorFault) {
    try draw()
    try write(painter.leave() + "\u{1b}[?2004l")
    terminal.restore()
    kill(0, SIGTSTP)
    size = terminal.size
    try enterRaw()
  }
}
