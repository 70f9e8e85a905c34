/// Characters that only look right.
extension TypicalMistake {
  static let characters: [TypicalMistake] = [
    TypicalMistake(
      name: "typographic quotes",
      wrong: #"""
        print(“hello”)
        """#,
      shown: #"""
        error: `“` is a typographic quote [syntax.look-alike]
         --> script.ipc:1:7
          |
        1 | print(“hello”)
          |       ^
           = hint: write straight quotes: `"…"`
        """#,
      right: #"""
        print("hello")
        """#
    ),
    TypicalMistake(
      name: "a no-break space",
      wrong: #"""
        let\#u{a0}x = 1
        """#,
      shown: #"""
        error: the blank U+00A0 is not a space [syntax.stray-character]
         --> script.ipc:1:4
          |
        1 | let\#u{a0}x = 1
          |    ^
           = hint: replace it by an ordinary space
        """#,
      right: #"""
        let x = 1
        """#
    ),
    TypicalMistake(
      name: "fullwidth signs",
      wrong: #"""
        print（1）
        """#,
      shown: #"""
        error: `（` is a fullwidth character and only looks like `(` [syntax.look-alike]
         --> script.ipc:1:6
          |
        1 | print（1）
          |      ^^
           = hint: write `(`
        """#,
      right: #"""
        print(1)
        """#
    ),
    TypicalMistake(
      name: "a dash for a minus",
      wrong: #"""
        print(3 – 1)
        """#,
      shown: #"""
        error: `–` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:1:9
          |
        1 | print(3 – 1)
          |         ^
           = hint: write `-`
        """#,
      right: #"""
        print(3 - 1)
        """#
    ),
    TypicalMistake(
      name: "an invisible character",
      wrong: #"""
        let x\#u{200b} = 1
        """#,
      shown: #"""
        error: the invisible character U+200B stands in the script [syntax.stray-character]
         --> script.ipc:1:6
          |
        1 | let x\u{200b} = 1
          |      ^^^^^^^^
           = hint: remove it
        """#,
      right: #"""
        let x = 1
        """#
    ),
  ]
}
