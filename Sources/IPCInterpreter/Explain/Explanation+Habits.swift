/// What is written out of habit from other languages.
extension Explanation {
  static let habits: [Explanation] = [
    Explanation(
      "syntax.unknown-word",
      "a word of another language, or one that is spelt wrong",
      meaning: """
        A word stands where no name can, and it is none of the language. The hint says what is written here, or which word
        is near.
        """,
      wrong: "def double(x) { return 2 * x }\nprint(double(2))",
      right: "func double(x) { return 2 * x }\nprint(double(2))",
      reason:
        "None of these words is reserved: a script may use `def` or `match` for names of its own."
    ),
    Explanation(
      "syntax.unknown-sign",
      "a sign of another language",
      meaning:
        "The characters have a meaning in some other languages, and together they have none in this one.",
      wrong: "let a = 1\nif a > 0 && a < 9 { print(a) }",
      right: "let a = 1\nif a > 0 and a < 9 { print(a) }",
      reason: "There is one way to write each operation, and most of them are words."
    ),
    Explanation(
      "syntax.foreign-form",
      "a form of another language",
      meaning: """
        Declared types, labels with `=`, prefixes of strings, heads of loops in parentheses, comments behind `//` and the
        like are understood and not accepted. The hint says how it is written here.
        """,
      wrong: "let limit: Int = 3\nprint(limit)",
      right: "let limit = 3\nprint(limit)",
      reason: "With one form for each thing, all scripts look alike to who reads them."
    ),
    Explanation(
      "syntax.look-alike",
      "a character that only looks like one of the language",
      meaning: """
        Quotes as text processors make them, or signs as wide as an East Asian character, are other characters than those
        that the language knows.
        """,
      wrong: "print(“hello”)",
      right: #"print("hello")"#,
      reason: "Texts that went through a document or a chat often have such characters."
    ),
    Explanation(
      "syntax.block-without-braces",
      "a block begins with a colon, or stands where an expression does",
      meaning: """
        Blocks stand in braces, and how far they are indented means nothing. The body of a lambda is one expression; a
        function of statements is written with `func`.
        """,
      wrong: "for x in [1, 2]:\n    print(x)",
      right: "for x in [1, 2] {\n    print(x)\n}",
      reason: "Braces show where a block ends even when lines were moved or pasted."
    ),
    Explanation(
      "syntax.assignment-as-value",
      "`=` stands where a value is wanted",
      meaning: "`=` assigns and gives no value; `==` compares.",
      wrong: "let a = 1\nif a = 2 { print(a) }",
      right: "let a = 1\nif a == 2 { print(a) }",
      reason: "A condition that assigns is nearly always a slip, and one that is hard to see."
    ),
    Explanation(
      "syntax.misleading-sign",
      "a sign means something else here than in other languages",
      isWarning: true,
      meaning: """
        `i--` subtracts what the next line negates, `q <- x` compares with a negative value, `%` never fills in a string.
        The script runs, and does not do what it seems to.
        """,
      wrong: "var i = 3\ni--\nprint(i)",
      right: "var i = 3\ni -= 1\nprint(i)",
      reason: "The text is right by the grammar, so only the habit behind it can be told."
    ),
    Explanation(
      "value.missing-unit",
      "a number stands where a duration is wanted",
      meaning:
        "`sleep`, `timeout` and `within` want a duration: a number with a unit directly behind it.",
      wrong: "sleep 3",
      right: "sleep 3s",
      reason: "Seconds in one place and milliseconds in another have stopped many programs."
    ),
    Explanation(
      "value.not-interpolated",
      "a string names a variable, and does not get its value",
      isWarning: true,
      meaning: "`$name` and `${name}` are plain text. A value is put into a string by `\\(name)`.",
      wrong: "let name = \"Ada\"\nprint(\"hello $name\")",
      right: "let name = \"Ada\"\nprint(\"hello \\(name)\")",
      reason: "It is told only where a variable of that name can be seen from here."
    ),
    Explanation(
      "name.unknown-kind",
      "a `catch` names a kind of error that nothing throws",
      isWarning: true,
      meaning: """
        No error of the language has this kind, and no `error("…", …)` of the script makes one. A near one is suggested.
        """,
      wrong: "let q = queue()\ntry { get q nowait } catch Emtpy { print(\"nothing\") }",
      right: "let q = queue()\ntry { get q nowait } catch Empty { print(\"nothing\") }",
      reason: "Kinds are no names that could be declared, so a slip in one would go unseen."
    ),
    Explanation(
      "call.queue",
      "a queue is called",
      isWarning: true,
      meaning: "A queue is no function: the call throws a `TypeError`.",
      wrong: "let q = queue()\nput q, 1\nprint(get q())",
      right: "let q = queue()\nput q, 1\nprint(get q)",
      reason: "In other languages a method of the queue gives its items; here a word does."
    ),
  ]
}
