import TerminalTestSupport
import Testing

extension TerminalSession {
  /// What is to be told when something is not seen.
  var comment: Comment { "\(testDescription)" }
}
