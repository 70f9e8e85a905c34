import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

/// The prompt at a terminal.
@Suite(.serialized) struct TerminalPromptTests {
  @Test func valuesAreShownAndDeclarationsStay() throws {
    let prompt = try PromptSession()
    prompt.enter("let x = 6")
    prompt.enter("x * 7")
    #expect(prompt.sees("42"), prompt.comment)
    prompt.terminal.type("\u{4}")
    #expect(prompt.terminal.end() == 0, prompt.comment)
    #expect(prompt.terminal.isRestored)
  }
}
