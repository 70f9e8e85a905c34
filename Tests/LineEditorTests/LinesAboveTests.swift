import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

@testable import LineEditor

/// Lines that come while one types.
@Suite(.serialized) struct LinesAboveTests {
  @Test func aLineStandsAboveTheTextThatIsTyped() throws {
    let folder = TemporaryFolder()
    let fifo = folder.path + "/lines"
    unsafe _ = mkfifo(fifo, 0o600)
    let writer = unsafe open(fifo, O_RDWR | O_CLOEXEC)
    defer { close(writer) }
    func write(_ text: String) { unsafe _ = Glibc.write(writer, text, text.utf8.count) }

    let session = try TerminalSession(["--lines", fifo])
    session.type("half a {\r  line")
    #expect(session.sees(["> half a {", ".   line"]))
    write("worker 1\n")
    #expect(session.sees { $0.rows == ["worker 1", "> half a {", ".   line"] && $0.column == 8 })
    write("\u{1b}[31mred\u{1b}[0m \u{1b}[2Jcleared\n日本\n")
    let rows = ["worker 1", "red \\u{1b}[2Jcleared", "日本", "> half a {", ".   line"]
    #expect(session.sees { $0.rows == rows })
    #expect(session.screen.styles(1).first == "[31]red")
    session.type(" }\r")
    #expect(session.sees(["got: half a {/  line }", ">"]))
    #expect(session.screen.unknown.isEmpty)
  }

  @Test func tenThousandLinesASecondLoseNoKey() throws {
    let session = try TerminalSession(["--flood", "10000"], width: 60, height: 20)
    let text = "typed in the flood 日本 👩‍👩‍👧"
    for character in text {
      session.type(String(character))
      session.read(milliseconds: 20)
    }
    #expect(session.sees { $0.rows.last == "> " + text })
    #expect(session.sees { $0.scrolled.count > 1_500 })
    session.type("\r\u{4}")
    #expect(session.end() == 0)
    #expect(session.isRestored)
    let rows = session.screen.allRows
    #expect(rows.contains("got: \(text)"))
    // Every line is there once and in order.
    let numbers = rows.compactMap { $0.hasPrefix("line ") ? Int($0.dropFirst(5)) : nil }
    #expect(numbers == Array(0..<numbers.count))
    #expect(numbers.count > 1_000)
    #expect(session.screen.rows.last == "end after \(numbers.count)")
  }
}
