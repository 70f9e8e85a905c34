import IPCSyntax
import Testing

/// How the source lines of a message look in hard cases.
@Suite struct ExcerptTests {
  /// A remark at the first place of a part of the text; an empty part is the end of the text.
  struct Mark {
    var part: String
    var text: String

    init(_ part: String, _ text: String) {
      self.part = part
      self.text = text
    }

    func label(in source: String) -> Diagnostic.Label {
      let range =
        source.utf8.firstRange(of: part.utf8)
        ?? source.utf8.endIndex..<source.utf8.endIndex
      let isEnd = part.isEmpty
      func offset(_ index: String.Index) -> UInt32 {
        UInt32(source.utf8.distance(from: source.startIndex, to: index))
      }
      let end = UInt32(source.utf8.count)
      return Diagnostic.Label(
        span: SourceSpan(
          start: isEnd ? end : offset(range.lowerBound),
          end: isEnd ? end : offset(range.upperBound)
        ),
        text: text
      )
    }
  }

  func rendered(
    _ source: String,
    _ primary: Mark,
    _ secondary: [Mark] = [],
    hint: String? = nil,
    colour: Bool = false
  ) -> String {
    let diagnostic = Diagnostic(
      DiagnosticID("a.slug"),
      title: "a title",
      primary: primary.label(in: source),
      secondary: secondary.map { $0.label(in: source) },
      hint: hint
    )
    let file = SourceFile(name: "a.ipc", bytes: Array(source.utf8))
    return DiagnosticRenderer(colour: colour).render(diagnostic, in: SourceMap(file))
  }

  @Test func `two labels on a line hang from their places`() {
    #expect(
      rendered("print(a, b", Mark("b", "expected `)` behind this"), [Mark("(", "opened here")])
        == #"""
        error: a title [a.slug]
         --> a.ipc:1:10
          |
        1 | print(a, b
          |      -   ^ expected `)` behind this
          |      |
          |      opened here

        """#
    )
  }

  @Test func `three labels on a line`() {
    #expect(
      rendered("let a = b + c + d", Mark("d", "third"), [Mark("b", "first"), Mark("c", "second")])
        == #"""
        error: a title [a.slug]
         --> a.ipc:1:17
          |
        1 | let a = b + c + d
          |         -   -   ^ third
          |         |   |
          |         |   second
          |         first

        """#
    )
  }

  @Test func `a label without a remark has no string`() {
    #expect(
      rendered("let a = b + c", Mark("c", ""), [Mark("b", "")]) == #"""
        error: a title [a.slug]
         --> a.ipc:1:13
          |
        1 | let a = b + c
          |         -   ^

        """#
    )
  }

  @Test func `labels that overlap stand below each other`() {
    #expect(
      rendered("spawn f(a, b)", Mark("f(a, b)", "the call"), [Mark("a, b", "its arguments")])
        == #"""
        error: a title [a.slug]
         --> a.ipc:1:7
          |
        1 | spawn f(a, b)
          |       ^^^^^^^ the call
          |         ---- its arguments

        """#
    )
  }

  @Test func `a label on the next line`() {
    #expect(
      rendered("let a = 1\nlet a = 2", Mark("a = 2", "again"), [Mark("a = 1", "first")]) == #"""
        error: a title [a.slug]
         --> a.ipc:2:5
          |
        1 | let a = 1
          |     ----- first
        2 | let a = 2
          |     ^^^^^ again

        """#
    )
  }

  @Test func `one line between two labels is shown`() {
    #expect(
      rendered("let a = 1\n\nlet a = 2", Mark("a = 2", "again"), [Mark("a = 1", "first")]) == #"""
        error: a title [a.slug]
         --> a.ipc:3:5
          |
        1 | let a = 1
          |     ----- first
        2 |
        3 | let a = 2
          |     ^^^^^ again

        """#
    )
  }

  @Test func `more lines between two labels are dots`() {
    #expect(
      rendered("let a = 1\n# b\n# c\nlet a = 2", Mark("a = 2", "again"), [Mark("a = 1", "first")])
        == #"""
        error: a title [a.slug]
         --> a.ipc:4:5
          |
        1 | let a = 1
          |     ----- first
        ...
        4 | let a = 2
          |     ^^^^^ again

        """#
    )
  }

  @Test func `a secondary label behind the primary one`() {
    #expect(
      rendered(
        "get q\n\n\nclose q",
        Mark("get", "waits"),
        [Mark("close", "ends the wait")],
        hint: "change the order"
      ) == #"""
        error: a title [a.slug]
         --> a.ipc:1:1
          |
        1 | get q
          | ^^^ waits
        ...
        4 | close q
          | ----- ends the wait
           = hint: change the order

        """#
    )
  }

  @Test func `a span over several lines is marked in its first`() {
    #expect(
      rendered("f(1,   \n  2,\n  3)", Mark("f(1,   \n  2,\n  3)", "all of it")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:1
          |
        1 | f(1,
          | ^^^^ all of it

        """#
    )
  }

  @Test func `an empty line`() {
    #expect(
      rendered("\n\nb", Mark("\n", "nothing here"), [Mark("b", "something")]) == #"""
        error: a title [a.slug]
         --> a.ipc:1:1
          |
        1 |
          | ^ nothing here
        2 |
        3 | b
          | - something

        """#
    )
  }

  @Test func `the end of a text without a newline`() {
    #expect(
      rendered("print(", Mark("", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:7
          |
        1 | print(
          |       ^ here

        """#
    )
  }

  @Test func `the end of a text behind a newline`() {
    #expect(
      rendered("print(\n", Mark("", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:2:1
          |
        2 |
          | ^ here

        """#
    )
  }

  @Test func `lines that end with CRLF`() {
    #expect(
      rendered("let a = 1\r\nlet b = §\r\n", Mark("§", "stray"), [Mark("a = 1", "here")]) == #"""
        error: a title [a.slug]
         --> a.ipc:2:9
          |
        1 | let a = 1
          |     ----- here
        2 | let b = §
          |         ^ stray

        """#
    )
  }

  @Test func `tabs before a span and in it`() {
    #expect(
      rendered("\tlet\ta\t= 1", Mark("a\t=", "tabs")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:6
          |
        1 |     let a   = 1
          |         ^^^^^ tabs

        """#
    )
  }

  @Test func `wide characters before a span and in it`() {
    #expect(
      rendered("名 = \"日本\" + 語", Mark("\"日本\"", "two columns each")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:5
          |
        1 | 名 = "日本" + 語
          |      ^^^^^^ two columns each

        """#
    )
  }

  @Test func `fullwidth signs`() {
    #expect(
      rendered("print（1）", Mark("（", "wide")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:6
          |
        1 | print（1）
          |      ^^ wide

        """#
    )
  }

  @Test func `joined emoji take two columns`() {
    #expect(
      rendered("let a = \"👨\u{200d}👩\u{200d}👧\" + b", Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:15
          |
        1 | let a = "👨\#u{200d}👩\#u{200d}👧" + b
          |                ^ here

        """#
    )
  }

  @Test func `flags take two columns`() {
    #expect(
      rendered("let a = \"🇩🇪\" + b", Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:15
          |
        1 | let a = "🇩🇪" + b
          |                ^ here

        """#
    )
  }

  @Test func `a sign with a picture form takes two columns`() {
    #expect(
      rendered("let a = \"❤\u{fe0f}\" + b", Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:15
          |
        1 | let a = "❤\#u{fe0f}" + b
          |                ^ here

        """#
    )
  }

  @Test func `combining marks take no column`() {
    #expect(
      rendered("let e\u{301} = \"n\u{303}\" + b", Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:15
          |
        1 | let e\#u{301} = "n\#u{303}" + b
          |               ^ here

        """#
    )
  }

  @Test func `a mark without a letter is shown on a circle`() {
    #expect(
      rendered("\u{301} = 1", Mark("\u{301}", "a mark")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:1
          |
        1 | ◌\#u{301} = 1
          | ^ a mark

        """#
    )
  }

  @Test func `conjunct letters stand side by side`() {
    #expect(
      rendered("let a = \"क्षि\" + b", Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:15
          |
        1 | let a = "क्षि" + b
          |                ^ here

        """#
    )
  }

  @Test func `control characters are shown as escapes`() {
    #expect(
      rendered("let a = \"\u{1b}[31m\u{7}\" + b", Mark("\u{1b}", "escape")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:10
          |
        1 | let a = "\u{1b}[31m\u{7}" + b
          |          ^^^^^^ escape

        """#
    )
  }

  @Test func `direction controls are shown as escapes`() {
    #expect(
      rendered("let a = \"\u{202e}b\u{2066}\" + c", Mark("\u{202e}", "turns the text")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:10
          |
        1 | let a = "\u{202e}b\u{2066}" + c
          |          ^^^^^^^^ turns the text

        """#
    )
  }

  @Test func `invisible characters are shown as escapes`() {
    #expect(
      rendered("let a\u{200b} = \u{ad}1", Mark("\u{200b}", "nothing to see")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:6
          |
        1 | let a\u{200b} = \u{ad}1
          |      ^^^^^^^^ nothing to see

        """#
    )
  }

  @Test func `a byte order mark at the beginning is no character`() {
    #expect(
      rendered("\u{feff}let a = b", Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:9
          |
        1 | let a = b
          |         ^ here

        """#
    )
  }

  // MARK: Long lines

  @Test func `a long line is shown around the label`() {
    let source = String(repeating: "a + ", count: 100) + "b" + String(repeating: " + c", count: 100)
    #expect(
      rendered(source, Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:401
          |
        1 | … + a + a + a + a + a + a + a + a + a + a + a + a + a + a + b + c + c + c + c + c + c + c + c + c + c + c + c + c + c +…
          |                                                             ^ here

        """#
    )
  }

  @Test func `the beginning of a long line is shown as it is`() {
    let source = "b" + String(repeating: " + c", count: 100)
    #expect(
      rendered(source, Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:1
          |
        1 | b + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c +…
          | ^ here

        """#
    )
  }

  @Test func `the end of a long line is shown as it is`() {
    let source = String(repeating: "日 + ", count: 100) + "b"
    #expect(
      rendered(source, Mark("b", "here")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:401
          |
        1 | …  + 日 + 日 + 日 + 日 + 日 + 日 + 日 + 日 + 日 + 日 + 日 + b
          |                                                             ^ here

        """#
    )
  }

  @Test func `a long line is shown twice for labels far from each other`() {
    let source = "b" + String(repeating: " + c", count: 100) + " + d"
    #expect(
      rendered(source, Mark("d", "here"), [Mark("b", "and here")]) == #"""
        error: a title [a.slug]
         --> a.ipc:1:405
          |
        1 | b + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c +…
          | - and here
        1 | … + c + c + c + c + c + c + c + c + c + c + c + c + c + c + d
          |                                                             ^ here

        """#
    )
  }

  @Test func `a span that is longer than the line shown is marked to its end`() {
    let source = "let a = " + String(repeating: "b", count: 500)
    #expect(
      rendered(source, Mark(String(repeating: "b", count: 500), "long")) == #"""
        error: a title [a.slug]
         --> a.ipc:1:9
          |
        1 | let a = bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ long

        """#
    )
  }

  // MARK: Colour

  @Test func `colours are around words and never around blanks before them`() {
    let text = rendered("let a = b", Mark("b", "here"), hint: "do it", colour: true)
    #expect(
      text.replacing("\u{1b}[", with: "<").replacing("<0m", with: "<>") == #"""
        <1;31merror: <><1ma title<> [a.slug]
         --> a.ipc:1:9
        <34m  |<>
        <34m1 |<> let a = b
        <34m  |<>         <1;31m^ here<>
           = <1;36mhint: <>do it

        """#
    )
  }

  @Test func `a name without end is cut`() {
    let title = rendered("a", Mark("a", "")).split(separator: "\n")[0]
    #expect(title == "error: a title [a.slug]")
    let diagnostic = Diagnostic(
      DiagnosticID("a.slug"),
      title: "nothing here is called `\(String(repeating: "a", count: 10_000))`",
      primary: Diagnostic.Label(span: SourceSpan(start: 0, end: 1), text: "")
    )
    let file = SourceFile(name: "a.ipc", bytes: Array("a".utf8))
    let shown = DiagnosticRenderer(colour: false).render(diagnostic, in: SourceMap(file))
    #expect(shown.utf8.count < 400 && shown.contains("aaa…aaa"))
  }
}
