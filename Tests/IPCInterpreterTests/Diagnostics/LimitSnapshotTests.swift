import Testing

/// The exact text of the messages about limits, whose scripts are too long for files.
@Suite struct LimitSnapshotTests {
  @Test func bracketsTooDeep() {
    let script = "let a = " + String(repeating: "(", count: 1_000)
    #expect(
      TypicalMistake.shown(script) == #"""
        error: nested deeper than 250 levels [syntax.nesting-too-deep]
         --> script.ipc:1:259
          |
        1 | …((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((…
          |                                                             ^
           = hint: give a part a name, or move it to a function

        """#
    )
  }

  @Test func chainTooHigh() {
    let script = "let a = 1\nprint(a" + String(repeating: " + a", count: 2_000) + ")"
    #expect(
      TypicalMistake.shown(script) == #"""
        error: nested deeper than 1000 levels [syntax.nesting-too-deep]
         --> script.ipc:2:4003
          |
        2 | … + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a +…
          |                                                             ^
           = hint: give a part a name, or move it to a function

        """#
    )
  }

  @Test func interpolationsTooDeep() {
    let script = "print(" + String(repeating: #""\("#, count: 200)
    #expect(
      TypicalMistake.shown(script) == #"""
        error: interpolations are nested deeper than 100 levels [syntax.nesting-too-deep]
         --> script.ipc:1:308
          |
        1 | …("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\("\(…
          |                                                             ^^
           = hint: give a part a name of its own

        """#
    )
  }

  @Test func tooManyVariables() {
    let script = (0..<300).map { "  let _a\($0) = 1\n" }.joined()
    #expect(
      TypicalMistake.shown("func f() {\n\(script)}\nf()") == #"""
        error: this needs more than 240 variables and values at once [limit.function-too-large]
           --> script.ipc:242:3
            |
        242 |   let _a240 = 1
            |   ^^^^^^^^^^^^^
            = hint: use a list or a map, or split the function

        """#
    )
  }
}
