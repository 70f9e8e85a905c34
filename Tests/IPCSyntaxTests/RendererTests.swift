import Testing

import IPCSyntax

/// The exact text that people see.
struct RendererTests {
  func rendered(_ text: String) -> String {
    let file = SourceFile(name: "test.ipc", bytes: Array(text.utf8))
    let renderer = DiagnosticRenderer(colour: false)
    return Parser.parse(file).diagnostics.map { renderer.render($0, in: SourceMap(file)) }.joined()
  }

  @Test func `two labels show where a block was opened`() {
    #expect(
      rendered("while true {\n  print(1)\n") == """
        error: `{` is never closed [syntax.unclosed-block]
         --> test.ipc:3:1
          |
        1 | while true {
          |            - opened here
        2 |   print(1)
        3 |
          | ^ expected `}` here

        """
    )
  }

  @Test func `a hint says what to write`() {
    #expect(
      rendered("sleep 3m") == """
        error: `m` is not a unit of time [syntax.unknown-unit]
         --> test.ipc:1:8
          |
        1 | sleep 3m
          |        ^
           = hint: write `3min`

        """
    )
  }

  @Test func `the caret stands right behind tabs and wide characters`() {
    #expect(
      rendered("\tlet 名 = \"日本\" §") == """
        error: `§` means nothing here [syntax.stray-character]
         --> test.ipc:1:15
          |
        1 |     let 名 = "日本" §
          |                     ^
           = hint: text stands in quotes, a comment behind `#`

        """
    )
  }

  @Test func `control characters never reach the terminal`() {
    #expect(!rendered("let a = \"\u{1b}[31m").contains("\u{1b}"))
  }
}
