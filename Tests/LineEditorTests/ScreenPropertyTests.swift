import IPCTestSupport
import TerminalTestSupport
import Testing

@testable import LineEditor

/// Whatever is typed, what the editor changes on the screen is what it would have drawn anew.
@Suite struct ScreenPropertyTests {
  private static let keys = [
    "a", "b", " ", "word ", "(", "日", "👩‍👩‍👧", "🇩🇪", "é", "e\u{301}", "❤\u{fe0f}", "\u{301}",
    "<A-Enter>", "<Left>",
    "<Right>", "<Up>", "<Down>", "<Home>", "<End>", "<Backspace>", "<Delete>", "<C-a>", "<C-e>",
    "<C-k>", "<C-u>",
    "<C-w>", "<C-y>", "<A-y>", "<C-t>", "<C-_>", "<A-/>", "<A-b>", "<A-f>", "<A-d>", "<A-.>",
    "<A-<>", "<A->>",
    "<C-r>", "<C-s>", "<C-g>", "<Esc>", "<Tab>", "<S-Tab>", "<Enter>", "<PageUp>",
    "<Paste x\ty\n\u{1b}z>",
    "<Paste long text that fills some rows of the screen, whatever its width may be>",
  ]
  private static let history = [
    "first", "if a {\n  second\n}", "third 日本", "word after word after word",
  ]

  private static var delegates: EditorDelegates {
    EditorDelegates(
      validate: { $0.hasSuffix("(") ? .incomplete : .message("a message\nof two lines") },
      highlight: { text in
        var ranges: [StyledRange] = []
        for (place, byte) in text.utf8.enumerated() where byte == UInt8(ascii: "w") {
          ranges.append(StyledRange(place..<(place + 2), Style(.green, .bold)))
        }
        return ranges
      },
      complete: { _, cursor in
        ["word", "work", "日本"].map {
          Candidate($0, range: cursor..<cursor, description: "some \($0)")
        }
      }
    )
  }

  @Test(arguments: [ScreenModel.Kind.byCharacter, .byScalar], [1, 2, 3, 7, 10, 33, 80])
  func changesAreAsGoodAsDrawingAnew(_ kind: ScreenModel.Kind, _ width: Int) {
    for seed in 0..<12 {
      var random = SeededNumbers(seed: UInt64(seed * 100 + width))
      let height = 1 + random.next(below: 9)
      var prompt = Prompt(
        width: width,
        height: height,
        prompt: random.next(below: 2) == 0 ? "> " : StyledText("日 long\nprompt ", Style(.blue)),
        history: Self.history,
        delegates: Self.delegates,
        kind: kind
      )
      var pressed = ""
      for _ in 0..<60 {
        let key = random.one(of: Self.keys)
        pressed += key
        prompt.press(key)
        if random.next(below: 15) == 0 { prompt.write("above\r\n") }
        let expected = prompt.expected()
        // Terminals that take scalars one by one show characters of several differently; the cursor must be right all the same.
        let isRight =
          prompt.screen.column == expected.column && prompt.screen.unknown.isEmpty
          && (kind == .byScalar
            || Array(prompt.screen.rows.suffix(expected.rows.count)) == expected.rows)
        if !isRight {
          Issue.record(
            "\(width)×\(height): \(pressed)\n\(prompt.screen.rows)\n\(expected)\n\(prompt.screen.unknown)"
          )
          break
        }
      }
    }
  }
}
