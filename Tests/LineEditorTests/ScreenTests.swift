import TerminalTestSupport
import Testing

@testable import LineEditor

/// What a user sees while typing; a bar stands before the cursor.
@Suite struct ScreenTests {
  @Test func controlCharactersAreMadeVisible() {
    #expect(VisibleText.line("a\u{9e}b\u{7f}c\u{202e}d") == "a\\u{9e}b\\u{7f}c\\u{202e}d")
  }

  @Test func promptsStandBeforeTheLines() {
    #expect(Prompt().rows == ["> |"])
    #expect(Prompt("ab<A-Enter>cd").rows == ["> ab", ". cd|"])
    #expect(Prompt("ab<A-Enter>cd<Up><Left>").rows == ["> a|b", ". cd"])
    #expect(Prompt("x", prompt: "one\ntwo ").rows == ["one", "two x|"])
  }

  @Test func longLinesWrapAtTheEdge() {
    #expect(Prompt("abcdefgh", width: 10).rows == ["> abcdefgh", "|"])
    #expect(Prompt("abcdefghij", width: 10).rows == ["> abcdefgh", "ij|"])
    #expect(Prompt("abcdefghij<C-a>", width: 10).rows == ["> |abcdefgh", "ij"])
    #expect(Prompt("abcdefghij<Left><Left>", width: 10).rows == ["> abcdefgh", "|ij"])
    #expect(Prompt("abcdefghij<Backspace><Backspace><Backspace>", width: 10).rows == ["> abcdefg|"])
    #expect(Prompt("abcdefgh<A-Enter>", width: 10).rows == ["> abcdefgh", ". |"])
    #expect(Prompt("x", width: 5, prompt: "long prompt ").rows == ["long", "promp", "t x|"])
  }

  @Test func wideCharactersAreNotCut() {
    #expect(Prompt("日本語日本", width: 10).rows == ["> 日本語日", "本|"])
    #expect(Prompt("a日本語日本", width: 10).rows == ["> a日本語", "日本|"])
    #expect(Prompt("日本<Left>x", width: 10).rows == ["> 日x|本"])
    #expect(Prompt("日本<C-a><C-d>", width: 10).rows == ["> |本"])
    #expect(Prompt("👩‍👩‍👧x🇩🇪y", width: 20).rows == ["> 👩‍👩‍👧x🇩🇪y|"])
    #expect(Prompt("e\u{301}o\u{308}<Left>", width: 20).rows == ["> e\u{301}|o\u{308}"])
  }

  @Test func whatHasNoFormOfItsOwnIsMadeVisible() {
    #expect(Prompt("<Paste a\tb\u{1b}[2J>", width: 30).rows == ["> a   b\\u{1b}[2J|"])
    #expect(Prompt("<Paste \u{202e}x>", width: 30).rows == ["> \\u{202e}x|"])
    #expect(Prompt("\u{301}x", width: 30).rows == ["> \u{25cc}\u{301}x|"])
  }

  @Test func narrowTerminalsWork() {
    #expect(Prompt("ab", width: 1, height: 6).rows == [">", "", "a", "b", "|"])
    #expect(Prompt("日", width: 1, height: 6).rows == [">", "", "?", "|"])
    #expect(Prompt("abcdef", width: 1, height: 2).rows == ["f", "|"])
    #expect(Prompt("abcdef", width: 3, height: 1).rows == ["ef|"])
  }

  @Test func largeTextsAreSeenAroundTheCursor() {
    let text = (1...30).map(String.init).joined(separator: "<A-Enter>")
    var prompt = Prompt(text, height: 4)
    #expect(prompt.rows == [". 27", ". 28", ". 29", ". 30|"])
    prompt.press("<Up><Up>")
    #expect(prompt.rows == [". 27", ". 28|", ". 29", ". 30"])
    prompt.press("<Up><Up><Up>")
    #expect(prompt.rows == [". 25|", ". 26", ". 27", ". 28"])
    prompt.press("<C-Home>")
    #expect(prompt.rows == ["> |1", ". 2", ". 3", ". 4"])
    prompt.press("<C-End>")
    #expect(prompt.rows == [". 27", ". 28", ". 29", ". 30|"])
  }

  @Test func hintsAreFaintAndVanish() {
    var prompt = Prompt("pr", history: ["print 1"], delegates: EditorDelegates())
    #expect(prompt.rows == ["> pr|int 1"])
    #expect(prompt.screen.styles(0) == ["> pr", "[2;90]int 1"])
    prompt.press("x")
    #expect(prompt.rows == ["> prx|"])
  }

  @Test func coloursCanBeOff() {
    let delegates = EditorDelegates(
      highlight: { _ in [StyledRange(0..<3, Style(.red, .bold)), StyledRange(4..<5, Style(.green))]
      },
      hint: { _, _ in "hint" }
    )
    var prompt = Prompt("let x", delegates: delegates)
    #expect(prompt.screen.styles(0) == ["> ", "[1;31]let", " ", "[32]x", "[2;90]hint"])
    prompt = Prompt("let x", delegates: delegates, colours: false)
    #expect(prompt.screen.styles(0) == ["> ", "[1]let", " x", "[2]hint"])
  }

  @Test func aSearchShowsWhatItFinds() {
    var prompt = Prompt("<C-r>b", width: 40, history: ["abc", "xyz"])
    #expect(prompt.rows == ["(search) b: ab|c"])
    #expect(prompt.screen.styles(0).suffix(3) == ["a", "[4]b", "c"])
    prompt.press("q")
    #expect(prompt.rows == ["(no match) bq: ab|c"])
    prompt.press("<C-g>")
    #expect(prompt.rows == ["> |"])
  }

  @Test func candidatesStandBelow() {
    let delegates = EditorDelegates(complete: { _, cursor in
      (1...9).map {
        Candidate("name\($0)", range: 0..<cursor, description: $0 == 1 ? "the first of them" : "")
      }
    })
    var prompt = Prompt("name<Tab>", width: 20, height: 6, delegates: delegates)
    #expect(
      prompt.rows == ["> name|", "name1  the first of…", "name2", "name3", "name4", "… 5 more"]
    )
    prompt.press("<Tab>")
    #expect(prompt.screen.styles(1) == ["[7]name1  the first of…"])
    prompt.press("<Up>")
    #expect(prompt.rows == ["> name|", "name6", "name7", "name8", "name9", "… 5 more"])
    prompt.press("<Enter>")
    #expect(prompt.rows == ["> name9|"])
  }

  @Test func linesAboveLeaveTheTextIntact() {
    var prompt = Prompt("abcdefghij<A-Enter>cd<Up>", width: 10, height: 4)
    prompt.write("a line that is long\r\n")
    #expect(prompt.rows == ["t is long", "> ab|cdefgh", "ij", ". cd"])
    prompt.press("x")
    #expect(prompt.rows == ["t is long", "> abx|cdefg", "hij", ". cd"])
  }

  @Test func theTextCanBeCopiedInOnePiece() {
    var prompt = Prompt("abcdefghijklmnopqrstuvwxyz", width: 10)
    #expect(prompt.screen.copied == "> abcdefghijklmnopqrstuvwxyz")
    prompt.press("<C-a>12345678901234")
    prompt.finish()
    #expect(prompt.screen.copied == "> 12345678901234abcdefghijklmnopqrstuvwxyz")
  }

  @Test func littleIsWrittenForLittle() {
    var prompt = Prompt("abc")
    prompt.press("d")
    #expect(prompt.written == "d")
    prompt.press("<Left>")
    #expect(prompt.written == "\u{1b}[6G")
    prompt.press("<Backspace>")
    #expect(prompt.written == "\u{1b}[5Gd\u{1b}[K\u{1b}[5G")
  }

  @Test func anotherSizeLeavesNoRests() {
    var prompt = Prompt("abcdefghijklmnopqrstuvwxyz<A-Enter>second<Up>", width: 20, height: 8)
    prompt.write("above\r\n")
    prompt.resize(width: 9, height: 8)
    #expect(
      prompt.screen.rows == ["above", "> abcdefg", "hijklmnop", "qrstuvwxy", "z", ". second"]
    )
    prompt.resize(width: 40, height: 8)
    #expect(prompt.screen.rows == ["above", "> abcdefghijklmnopqrstuvwxyz", ". second"])
    prompt.resize(width: 12, height: 3)
    #expect(prompt.screen.rows == ["> abcdefghij", "klmnopqrstuv", "wxyz"])
    #expect(prompt.screen.allRows.first == "above")
  }
}
