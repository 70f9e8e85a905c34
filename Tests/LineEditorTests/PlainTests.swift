import IPCTestSupport
import TerminalTestSupport
import Testing

@testable import LineEditor

/// Where there is no terminal to draw on.
@Suite(.serialized) struct PlainTests {
  private static let probe = String(Tool.path.dropLast("ipc".count)) + "LineEditorProbe"

  @Test func aPipeIsReadWithoutPromptsAndSequences() throws {
    let input = "one\nif a {\n  b\n}\r\nwrong?\n\nlast"
    let child = try ChildProcess(Self.probe, [], environment: ["TERM": "xterm"], input: input)
    let result = child.finish(seconds: 20)
    #expect(
      result.output
        == "got: one\ngot: if a {/  b/}\ngot: wrong?\ngot: \ngot: last\nend after 0\n"
    )
    #expect(result.status == 0)
  }

  @Test func aTextWithoutAnEndIsGivenAsItIs() throws {
    let child = try ChildProcess(Self.probe, [], input: "if a {\nb\n")
    #expect(child.finish(seconds: 20).output == "got: if a {/b\nend after 0\n")
  }

  @Test(arguments: ["dumb", ""]) func aDumbTerminalGetsPromptsOnly(_ name: String) throws {
    let session = try TerminalSession(environment: ["TERM": name])
    session.type("one {\n")
    #expect(session.sees(["> one {", "."]))
    session.type("}\n")
    #expect(session.sees(["> one {", ". }", "got: one {/}", ">"]))
    session.type("\u{4}")
    #expect(session.end() == 0)
    #expect(!session.output.contains(0x1b))
    #expect(session.isRestored)
  }

  @Test func linesAreTakenApart() {
    var reader = PlainReader { $0.hasSuffix("(") ? .incomplete : .complete }
    var began = false
    reader.feed(Array("a(\nb\nc".utf8))
    var text = reader.next(beganLine: &began)
    #expect(text == "a(\nb")
    text = reader.next(beganLine: &began)
    #expect(text == nil)
    reader.feed(Array("d\n".utf8))
    text = reader.next(beganLine: &began)
    #expect(text == "cd")
    text = reader.finish()
    #expect(text == nil)
  }
}
