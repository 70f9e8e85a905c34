import IPCTestSupport
import TerminalTestSupport
import Testing

@testable import LineEditor

/// The editor at a terminal, through the probe.
@Suite(.serialized) struct TerminalTests {
  @Test func textsAreReadOneByOne() throws {
    let session = try TerminalSession()
    #expect(session.sees([">"]))
    session.type("hello")
    #expect(session.sees(["> hello"]))
    session.type("\r")
    #expect(session.sees(["> hello", "got: hello", ">"]))
    session.type("one\rtwo\r")
    #expect(session.sees(["> one", "got: one", "> two", "got: two", ">"]))
    session.type("\u{4}")
    #expect(session.end() == 0)
    #expect(session.screen.rows.last == "end after 0")
    #expect(session.isRestored)
    #expect(session.screen.unknown.isEmpty)
  }

  @Test func aBlockIsOneText() throws {
    let session = try TerminalSession()
    session.type("if a {\r  b\r}")
    #expect(session.sees(["> if a {", ".   b", ".   }"]))
    session.type("\u{1b}[A\u{1b}[D\u{1b}[Dx")
    #expect(session.sees(["> if a {", ".  x b", ".   }"]))
    session.type("\r")
    #expect(session.sees(["got: if a {/ x b/  }", ">"]))
  }

  @Test func wideCharactersAndTheRightEdge() throws {
    let session = try TerminalSession(width: 12)
    session.type("日本語日本語x")
    #expect(session.sees(["> 日本語日本", "語x"]))
    session.type("\u{1}\u{1b}[C👩‍👩‍👧")
    #expect(session.sees(["> 日👩‍👩‍👧本語日", "本語x"]))
    session.type("\u{5}e\u{301}\u{7f}\u{7f}\r")
    #expect(session.sees(["got: 日👩‍👩‍👧本", "語日本語", ">"]))
    session.type("abcdefghij")
    #expect(session.sees { $0.rows.last == "> abcdefghij" && $0.column == 0 })
    session.type("\u{7f}\r")
    #expect(session.sees(["> abcdefghi", "got: abcdefg", "hi", ">"]))
  }

  @Test func aPasteIsOneText() throws {
    let session = try TerminalSession()
    #expect(session.sees([">"]))
    session.paste("one\rtwo\r\tthree")
    #expect(session.sees(["> one", ". two", ".     three"]))
    session.type("\r")
    #expect(session.sees(row: "got: one/two/"))
  }

  @Test func aLargePasteIsQuick() throws {
    let session = try TerminalSession()
    #expect(session.sees([">"]))
    let line = String(repeating: "x", count: 49) + "\r"
    let start = ChildProcess.now()
    session.paste(String(repeating: line, count: 20_000) + "end")
    #expect(session.sees([". end"]))
    session.type("!\r")
    #expect(session.sees(row: "got: 1000004 bytes"))
    // A second without the checks of debug builds and other tests beside it; what grows with the square takes minutes.
    #expect(ChildProcess.now() - start < 10)
  }

  @Test func whatStandsInTheRowIsNotOverwritten() throws {
    let session = try TerminalSession()
    session.type("text\r")
    #expect(
      session.sees {
        $0.rows.last == ">" && $0.rows.dropLast().last?.hasPrefix("no line end") == true
      }
    )
  }

  @Test func controlCDropsTheText() throws {
    let session = try TerminalSession()
    session.type("abc\u{3}")
    #expect(session.sees(["> abc^C", "interrupted", ">"]))
    session.type("{\r\u{3}")
    #expect(session.sees(["> {", ". ^C", "interrupted", ">"]))
  }

  @Test func escapeAloneIsAKey() throws {
    let session = try TerminalSession()
    session.type("c\t")
    #expect(session.sees(["> c", "crash   does crash", "create  does create", "cut     does cut"]))
    session.type("\u{1b}")
    #expect(session.sees(["> c"]))
    // At once it is Alt with a key.
    session.type("ut one\u{1b}b\u{1b}\u{7f}x")
    #expect(session.sees(["> xone"]))
  }

  @Test func aMessageStandsBelow() throws {
    let session = try TerminalSession()
    session.type("a?\r")
    #expect(session.sees(["> a?", "no `?` here"]))
    session.type("\u{7f}\r")
    #expect(session.sees(["> a", "got: a", ">"]))
  }

  @Test func theScreenCanBeCleared() throws {
    let session = try TerminalSession()
    session.type("a\rbc")
    #expect(session.sees(["got: a", "> bc"]))
    session.type("\u{c}")
    #expect(session.sees { $0.rows == ["> bc"] && $0.row == 0 && $0.column == 4 })
  }

  @Test func aNewSizeIsDrawnAnew() throws {
    let session = try TerminalSession(["--signals"], width: 40)
    session.type("first\rabcdefghijklmnopqrstuvwxyz")
    #expect(session.sees(["> abcdefghijklmnopqrstuvwxyz"]))
    session.resize(width: 10, height: 8)
    let narrow = ["> first", "got: first", "> abcdefgh", "ijklmnopqr", "stuvwxyz"]
    #expect(session.sees { $0.rows == narrow })
    for width in stride(from: 12, to: 33, by: 4) {
      let before = session.output.count
      session.resize(width: width, height: 8)
      let first = "> abcdefghijklmnopqrstuvwxyz".prefix(width)
      let isDrawn = session.sees { screen in
        session.output.count > before && screen.rows.count > 2 && screen.rows[2] == first
      }
      #expect(isDrawn, session.comment)
    }
    session.type("!")
    #expect(session.sees { $0.rows == ["> first", "got: first", "> abcdefghijklmnopqrstuvwxyz!"] })
    session.resize(width: 1, height: 5)
    session.type("\u{1}\u{b}")
    #expect(session.sees { Array($0.rows.suffix(1)) == [">"] })
  }

  @Test func coloursAreOffWhenAsked() throws {
    var session = try TerminalSession()
    session.type("let")
    #expect(session.sees { $0.styles(0) == ["[34]> ", "[35]let"] })
    session = try TerminalSession(environment: ["NO_COLOR": "1"])
    session.type("let")
    #expect(session.sees { $0.styles(0) == ["> let"] })
  }

  @Test func noBytesBringItDown() throws {
    let session = try TerminalSession(["--signals"], width: 30, height: 6)
    var random = SeededNumbers(seed: 7)
    let fragments: [[UInt8]] = [
      [0x1b], [0x1b, 0x5b], Array("[A".utf8), Array("\u{1b}[200~".utf8), Array("\u{1b}[201~".utf8),
      [0x0d],
      [9], [0x12], [0x7f], [0x15], [0x19], [0xe6, 0x97], [0xa5], Array("👩‍👩‍👧".utf8), [0xff], [0x10],
    ]
    for _ in 0..<4_000 {
      let byte = UInt8(random.next(below: 256))
      // The keys that end or stop the probe are no part of this; between prompts some are signals. And 0xc2 begins control
      // characters that the terminal driver itself echoes between prompts.
      let isSafe = ![3, 4, 19, 26, 28, 0xc2].contains(byte)
      session.type(isSafe && random.next(below: 2) == 0 ? [byte] : random.one(of: fragments))
    }
    session.type("\u{1b}[201~\r")
    // Between two prompts a Ctrl-C would be a signal, so until it waits at one.
    var rows: [String] = []
    while rows != session.screen.allRows {
      rows = session.screen.allRows
      session.read(milliseconds: 300)
    }
    session.type("\u{3}\u{3}alive\r")
    #expect(session.sees(row: "got: alive"))
    #expect(session.screen.unknown.isEmpty)
  }
}
