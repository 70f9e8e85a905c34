/// Characters, strings, numbers and commands as they are written.
extension Explanation {
  static let text: [Explanation] = [
    Explanation(
      "syntax.bidirectional-control",
      "a character turns the direction of the text, so it may not read as it runs",
      isWarning: true,
      meaning: """
        Some invisible characters make an editor show what follows from right to left. A line with one may look like
        a different line.
        """,
      wrong: Example(
        "print(\"total <U+202E> 1\")",
        source: Array("print(\"total \u{202e} 1\")".utf8)
      ),
      right: #"print("total \u{202E} 1")"#,
      reason: """
        Who reads a script must see what it does. Written as an escape, the character is there and can be seen.
        """
    ),
    Explanation(
      "syntax.invalid-utf8",
      "the text is not UTF-8",
      meaning:
        "The bytes at this place are no character. The file may be in another encoding, or no text at all.",
      wrong: Example(
        "print(\"caf<byte E9>\")",
        source: Array("print(\"caf".utf8) + [0xe9, 0x22, 0x29]
      ),
      right: #"print("café")"#,
      reason:
        "Scripts are UTF-8 everywhere, so that they mean the same on every machine. Save the file as UTF-8."
    ),
    Explanation(
      "syntax.nul",
      "a NUL character stands in the text",
      meaning:
        "The character with the number 0 is part of no script; a file with one is mostly no text.",
      wrong: Example("print(\"a<NUL>b\")", source: Array("print(\"a\0b\")".utf8)),
      right: #"print("a\0b")"#,
      reason:
        "Many tools stop reading at a NUL, so they would show another script than the one that runs."
    ),
    Explanation(
      "syntax.stray-character",
      "a character that means nothing here",
      meaning: "No word and no operator of the language begins with this character.",
      wrong: "let price = 3 § 4",
      right: "let price = 3 * 4\nprint(price)",
      reason:
        "Every sign has one meaning; what has none is mostly a slip of the keyboard or of the clipboard."
    ),
    Explanation(
      "syntax.unclosed-string",
      "a string is never closed",
      meaning:
        "A string in one pair of quotes ends on its line. Over several lines it is written in three quotes.",
      wrong: #"print("hello)"#,
      right: #"print("hello")"#,
      reason:
        "If strings could run on, one missing quote would turn the rest of the script inside out."
    ),
    Explanation(
      "syntax.unknown-escape",
      "a backslash in a string stands before a character that it gives no meaning",
      meaning: #"""
        The escapes are \n \t \r \0 \\ \" \u{…} and \(…). Before any other character a backslash is a mistake.
        """#,
      wrong: #"print("C:\data")"#,
      right: #"print("C:\\data", 'C:\data')"#,
      reason:
        "A backslash that is silently kept or dropped gives wrong texts later. Raw strings in '…' have no escapes."
    ),
    Explanation(
      "syntax.unclosed-interpolation",
      #"`\(` in a string has no `)`"#,
      meaning:
        #"What stands between `\(` and its `)` is an expression whose value becomes part of the string."#,
      wrong: #"print("sum: \(1 + 2")"#,
      right: #"print("sum: \(1 + 2)")"#,
      reason: "The string can go on only where the expression ends."
    ),
    Explanation(
      "syntax.missing-indentation",
      "a line of a long string is indented less than its closing quotes",
      meaning: """
        The blanks before the closing quotes are taken away from every line of the string, so every line must begin
        with them.
        """,
      wrong: #"""
        let text = """
            first
          second
            """
        """#,
      right: #"""
        let text = """
            first
            second
            """
        for line in lines(text) { print(line) }
        """#,
      reason:
        "So a long string can be indented like the code around it, and still say exactly what it holds."
    ),
    Explanation(
      "syntax.malformed-number",
      "a number is not written as numbers are",
      meaning:
        "Digits of another base, or a letter or sign in the wrong place, make this no number.",
      wrong: "let mask = 0b102",
      right: "let mask = 0b101\nprint(mask, 0xff, 1_000, 1.5, 2e9)",
      reason: "A number that is read in part would be another number."
    ),
    Explanation(
      "syntax.integer-too-large",
      "an integer has more than 64 bits",
      meaning: "Integers reach from -9223372036854775808 to 9223372036854775807.",
      wrong: "print(9223372036854775808)",
      right: "print(9223372036854775808.0)",
      reason:
        "No integer wraps around: what does not fit is an error, here and in every calculation."
    ),
    Explanation(
      "syntax.float-too-large",
      "a float is beyond the greatest number",
      meaning: "Floats reach to about 1.8e308.",
      wrong: "print(1e999)",
      right: "print(1e300)",
      reason: "There is no infinity in the language, so nothing can stand for this number."
    ),
    Explanation(
      "syntax.unknown-unit",
      "a number is followed by letters that are no unit of time",
      meaning:
        "A number directly followed by a unit is a duration. The units are ns, us, ms, s, min and h.",
      wrong: "sleep 3m",
      right: "sleep 3min",
      reason:
        "`m` may mean minutes, months, or thousandths; a wait should never be a thousand times too long."
    ),
    Explanation(
      "syntax.duration-too-long",
      "a duration is beyond 292 years",
      meaning: "Durations are counted in nanoseconds, of which 64 bits hold 292 years.",
      wrong: "sleep 9999999h",
      right: "sleep 9h",
      reason: "What does not fit would wrap around and wait for no time at all."
    ),
    Explanation(
      "syntax.unclosed-command",
      "a command is never closed",
      meaning: "A command stands between two backquotes.",
      wrong: "run `ls -l",
      right: #"print("run", "ls -l")"#,
      reason: "Where the command ends, the script goes on."
    ),
    Explanation(
      "syntax.empty-command",
      "a command has no words",
      meaning: "The first word of a command is the program to start; here there is none.",
      wrong: "let nothing = ``",
      right: "let nothing = nil\nprint(nothing)",
      reason:
        "There is no shell that could do nothing; a command always is a program with its arguments."
    ),
    Explanation(
      "syntax.shell-sign",
      "a sign of the shell stands in a command, which is no shell",
      meaning: """
        A command is a list of arguments. Signs like | > * $ mean nothing in it and must be quoted to be passed on, or be
        written in the language: pipelines, `stdout`, `glob`, interpolation.
        """,
      wrong: "run `ls *.txt`",
      right: #"for name in list_dir(".") { print(name) }"#,
      reason: "Without a shell, no file name and no input can ever turn into a command."
    ),
  ]
}
