import Testing

@testable import LineEditor

/// Entering, completion and hints.
@Suite struct EditorTests {
  private static let words = ["print", "printer", "put", "process"]

  /// Blocks in braces; a `?` is wrong; the words above can be completed.
  private static var delegates: EditorDelegates {
    EditorDelegates(
      validate: { text in
        if text.contains("?") { return .message("no `?` here") }
        let opened = text.filter { $0 == "{" }.count
        return opened > text.filter { $0 == "}" }.count ? .incomplete : .complete
      },
      complete: { text, cursor in
        let before = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
        let word = String(before.reversed().prefix(while: \.isLetter).reversed())
        let range = (cursor - word.utf8.count)..<cursor
        return words.filter { $0.hasPrefix(word) }.map { Candidate($0, range: range) }
      }
    )
  }

  private static func script(_ keys: String, history: [String] = []) -> Script {
    Script(keys, history: history, delegates: delegates)
  }

  // MARK: Entering

  @Test func enterSubmitsWhatIsComplete() {
    #expect(Self.script("ab<Enter>").outcomes == [.submitted("ab")])
    #expect(Self.script("ab<Left><Enter>").outcomes == [.submitted("ab")])
    #expect(Self.script("<Enter>").outcomes == [.submitted("")])
  }

  @Test func enterGoesOnWithTheSameIndentation() {
    var script = Self.script("{<Enter>  a<Enter>b<Enter><Backspace><Backspace>}")
    #expect(script.text == "{\n  a\n  b\n}|")
    script.press("<Enter>")
    #expect(script.outcomes == [.submitted("{\n  a\n  b\n}")])
    #expect(Self.script("    {<C-a><Right><Enter>").text == " \n |   {")
  }

  @Test func altEnterAlwaysBeginsALine() {
    #expect(Self.script(" a<A-Enter>b").text == " a\n b|")
    #expect(Self.script("a<S-Enter>b").text == "a\nb|")
  }

  @Test func aMessageLeavesTheTextToBeCorrected() {
    var script = Self.script("a?<Enter>")
    #expect(script.core.message == "no `?` here")
    #expect(script.text == "a?|")
    script.press("<Backspace>")
    #expect(script.core.message == nil)
    script.press("<Enter>")
    #expect(script.outcomes == [.submitted("a")])
  }

  @Test func aPasteIsNotSubmitted() {
    let script = Self.script("<Paste a\nb\n>")
    #expect(script.text == "a\nb\n|")
    #expect(script.outcomes.isEmpty)
  }

  @Test func theEndHasItsKeys() {
    #expect(Self.script("ab<C-c>").outcomes == [.interrupted])
    #expect(Self.script("<C-d>").outcomes == [.endOfInput])
    #expect(Self.script("a<C-d>").outcomes.isEmpty)
    #expect(Self.script("a<C-l>").outcomes == [.clearScreen])
    #expect(Self.script("a<C-z>").outcomes == [.suspend])
  }

  // MARK: Completion

  @Test func tabPutsInWhatIsCommon() {
    #expect(Self.script("pu<Tab>").text == "put|")
    #expect(Self.script("x = pri<Tab>").text == "x = print|")
    #expect(Self.script("x = pri<Tab> y<A-b><A-b><C-k>").text == "x = |")
    #expect(Self.script("xyz<Tab>").text == "xyz|")
    #expect(Self.script("é pro<Tab>").text == "é process|")
  }

  @Test func tabChoosesAmongSeveral() {
    var script = Self.script("p<Tab>")
    #expect(script.core.menu?.candidates.map(\.text) == Self.words)
    #expect(script.core.menu?.selected == nil)
    script.press("<Tab><Tab>")
    #expect(script.core.menu?.selected?.text == "printer")
    script.press("<S-Tab><Up>")
    #expect(script.core.menu?.selected?.text == "process")
    script.press("<Enter>")
    #expect(script.text == "process|")
    #expect(script.core.menu == nil)
    #expect(script.outcomes.isEmpty)
  }

  @Test func typingNarrowsTheChoice() {
    var script = Self.script("p<Tab>r")
    #expect(script.core.menu?.candidates.map(\.text) == ["print", "printer", "process"])
    script.press("<Backspace>u")
    #expect(script.core.menu?.candidates.map(\.text) == ["put"])
    script.press("x")
    #expect(script.core.menu == nil)
    #expect(script.text == "pux|")
  }

  @Test func typingBehindAChosenOneGoesOn() {
    #expect(Self.script("p<Tab><Tab><Tab>(").text == "printer(|")
    #expect(Self.script("p<Tab><Tab><C-a>x").text == "x|print")
    #expect(Self.script("p<Tab><Tab><Esc>").text == "p|")
    #expect(Self.script("p<Tab><Tab><C-c>").outcomes == [.interrupted])
    #expect(Self.script("p<Tab><Enter>").outcomes == [.submitted("p")])
    #expect(Self.script("p<Tab><Tab><Right><C-_>").text == "p|")
  }

  @Test func tabIndentsBeforeTheText() {
    #expect(Self.script("<Tab>").text == "    |")
    #expect(Self.script(" <Tab>x").text == "    x|")
    #expect(Self.script("<Tab><Tab>x<S-Tab>").text == "    x|")
    #expect(Self.script("a<A-Enter><Tab>").text == "a\n    |")
  }

  // MARK: Hints

  private static func hinting(_ keys: String) -> Script {
    Script(keys, history: ["print 1 + 2", "put q"], delegates: EditorDelegates())
  }

  @Test func hintsComeFromTheHistory() {
    var script = Self.hinting("pr")
    var hint = script.core.hint()
    #expect(String(hint) == "int 1 + 2")
    script.press("<Left>")
    hint = script.core.hint()
    #expect(hint.isEmpty)
    script = Self.hinting("")
    hint = script.core.hint()
    #expect(hint.isEmpty)
  }

  @Test func hintsAreAcceptedAtTheEnd() {
    #expect(Self.hinting("pr<Right>").text == "print 1 + 2|")
    #expect(Self.hinting("pr<C-e>").text == "print 1 + 2|")
    #expect(Self.hinting("pr<A-f>").text == "print|")
    #expect(Self.hinting("pr<C-Right><C-Right>").text == "print 1|")
    #expect(Self.hinting("pr<Left><Right>").text == "pr|")
    #expect(Self.hinting("pr<Enter>").outcomes == [.submitted("pr")])
  }

  @Test func delegatesMayGiveNonsense() {
    let wild = EditorDelegates(
      highlight: { _ in [StyledRange(-5..<900, Style(.red)), StyledRange(3..<3, Style(.red))] },
      complete: { _, _ in [Candidate("x", range: -3..<900), Candidate("", range: 2..<2)] },
      hint: { _, _ in "\n\u{1b}[2J" }
    )
    var script = Script("aé<Tab><Tab><Enter>", delegates: wild)
    _ = script.core.scene(prompt: "", continuation: "")
    #expect(script.core.buffer.text == "aé")
  }
}
