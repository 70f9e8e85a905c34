import Glibc

/// The terminal as the editor needs it: raw or as it was, its size, and what it can do.
struct Terminal {
  let input: Int32
  let output: Int32

  /// Whether keys can be read one by one and rows be drawn.
  static func isCapable(input: Int32, output: Int32, name: String) -> Bool {
    isatty(input) == 1 && isatty(output) == 1 && !name.isEmpty && name != "dumb"
  }

  /// Lets each key come as it is pressed, without being shown; what was typed before stays to be read.
  func makeRaw() throws(EditorFault) {
    let state = unsafe TerminalRestore.state
    if unsafe state.pointee.isRaw == 1 { return }
    var settings = termios()
    guard unsafe tcgetattr(input, &settings) == 0 else {
      throw EditorFault("tcgetattr", code: errno)
    }
    unsafe state.pointee.settings = settings
    unsafe state.pointee.input = input
    unsafe state.pointee.output = output
    unsafe state.pointee.owner = getpid()
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    settings.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | IGNCR | BRKINT | ISTRIP)
    // The output stays as it is: what other processes write meanwhile must keep its line ends.
    settings.c_cc.6 = 1
    settings.c_cc.5 = 0
    unsafe state.pointee.isRaw = 1
    while unsafe tcsetattr(input, TCSADRAIN, &settings) != 0 {
      let code = errno
      if code == EINTR { continue }
      unsafe state.pointee.isRaw = 0
      throw EditorFault("tcsetattr", code: code)
    }
  }

  /// Puts the settings back.
  func restore() { TerminalRestore.restore(saysFarewell: false) }

  /// The columns and rows; 80 and 24 when the terminal does not know.
  var size: (width: Int, height: Int) {
    var size = winsize()
    guard unsafe ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }
}
