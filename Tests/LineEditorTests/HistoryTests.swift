import Testing

@testable import LineEditor

/// The texts of before: walking, searching, what is kept.
@Suite struct HistoryTests {
  private static let history = ["print 1", "let a = 2", "print 3"]

  private static func text(_ keys: String, _ history: [String] = Self.history) -> String {
    Script(keys, history: history).text
  }

  @Test func upAndDownWalk() {
    #expect(Self.text("<Up>") == "print 3|")
    #expect(Self.text("<Up><Up>") == "let a = 2|")
    #expect(Self.text("<Up><Up><Up><Up><Up>") == "print 1|")
    #expect(Self.text("<C-p><C-p><C-n>") == "print 3|")
    #expect(Self.text("<Up><Up><Down><Down><Down>") == "|")
  }

  @Test func upLooksForWhatStandsBeforeTheCursor() {
    #expect(Self.text("print<Up><Up>") == "print 1|")
    #expect(Self.text("pr<Up><Down>") == "pr|")
    #expect(Self.text("xyz<Up>") == "xyz|")
    #expect(Self.text("pr<C-a><Up><Up>") == "let a = 2|")
  }

  @Test func theDraftComesBack() {
    #expect(Self.text("draft<C-a><Up><Up><A->>") == "draft|")
    #expect(Self.text("<A-<>") == "print 1|")
    #expect(Self.text("<A-<><A->>") == "|")
    // A text from the history that is changed is a draft of its own.
    #expect(Self.text("<Up><Backspace>x<Up>x") == "print xx|")
  }

  @Test func upMovesInsideATextFirst() {
    let history = ["first", "if a {\n    b\n}"]
    #expect(Self.text("<Up><Up>x", history) == "if a {\n x|   b\n}")
    #expect(Self.text("<Up><Up><Up><Up>", history) == "first|")
    #expect(Self.text("<Up><PageUp>", history) == "first|")
    #expect(Self.text("<Up><Up><Up><Down><Down><Down>", history) == "|")
  }

  @Test func lastWordsCanBePutIn() {
    #expect(Self.text("x <A-.>") == "x 3|")
    #expect(Self.text("x <A-.><A-.>") == "x 2|")
    #expect(Self.text("x <A-.><A-.><A-.><A-.><A-.>") == "x 1|")
    #expect(Self.text("x <A-.>y<A-.>") == "x 3y3|")
    #expect(Self.text("<A-.>", []) == "|")
  }

  @Test func aSearchFindsAnywhere() {
    #expect(Self.text("<C-r>a =<Esc>") == "let a =| 2")
    #expect(Self.text("<C-r>print<Esc>") == "print| 3")
    #expect(Self.text("<C-r>print<C-r><Esc>") == "print| 1")
    #expect(Self.text("<C-r>print<C-r><C-s><Esc>") == "print| 3")
    #expect(Self.text("<C-r>prinx<Backspace><C-a>y") == "y|print 3")
    #expect(Self.text("draft<C-r>print<C-g>") == "draft|")
    #expect(Self.text("draft<C-r><Esc>") == "draft|")
    // Where nothing fits, the last that did stays.
    #expect(Self.text("<C-r>let?<Esc>") == "let| a = 2")
  }

  @Test func lowerCaseFindsBoth() {
    let history = ["Grüße", "GRAU"]
    #expect(Self.text("<C-r>gr<Esc>", history) == "GR|AU")
    #expect(Self.text("<C-r>grü<Esc>", history) == "Grü|ße")
    #expect(Self.text("<C-r>Gr<Esc>", history) == "Gr|üße")
  }

  @Test func enterInASearchSubmits() {
    var script = Script("<C-r>let<Enter>", history: Self.history)
    #expect(script.outcomes == [.submitted("let a = 2")])
    #expect(script.core.history.entries == ["print 1", "print 3", "let a = 2"])
    script = Script("<C-r>let<C-c>", history: Self.history)
    #expect(script.outcomes == [.interrupted])
  }

  @Test func onlyWhatIsWorthIsKept() {
    var history = History([], limit: 3)
    for text in ["a", " secret", "", "  ", "\n", "b", "a", "c", "d"] { history.add(text) }
    #expect(history.entries == ["a", "c", "d"])
    #expect(History(["a", " x", "b", "a"]).entries == ["b", "a"])
    #expect(History((0..<50).map(String.init), limit: 2).entries == ["48", "49"])
  }
}
