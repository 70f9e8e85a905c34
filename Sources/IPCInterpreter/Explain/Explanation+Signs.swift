/// Brackets, words and what is expected where.
extension Explanation {
  static let signs: [Explanation] = [
    Explanation(
      "syntax.unclosed-block",
      "a bracket is never closed",
      meaning:
        "The message shows where the bracket was opened, and where its partner was missed at the latest.",
      wrong: "while true {\n    break",
      right: "while true {\n    break\n}",
      reason:
        "Everything behind an open bracket belongs into it, so the rest of the script has another meaning."
    ),
    Explanation(
      "syntax.expected-token",
      "a sign or word is missing",
      meaning: "The message says what was expected, and what stands there instead.",
      wrong: "for x of [1, 2] { print(x) }",
      right: "for x in [1, 2] { print(x) }",
      reason:
        "The forms of statements are fixed, so that a slip is found at its place and not lines later."
    ),
    Explanation(
      "syntax.expected-expression",
      "a value is missing",
      meaning:
        "An operator, a command word or a bracket stands where something with a value has to follow.",
      wrong: "print(1 + )",
      right: "print(1 + 2)",
      reason: "An expression that ends too early is mostly one that was not finished."
    ),
    Explanation(
      "syntax.expected-name",
      "a name is missing",
      meaning:
        "A declaration needs a name: letters, digits and `_`, not beginning with a digit, and no keyword.",
      wrong: "let while = 3",
      right: "let first = 3\nprint(first)",
      reason: "Keywords are kept for the language, so a script reads the same to everybody."
    ),
    Explanation(
      "syntax.missing-statement-end",
      "two statements stand on one line without `;`",
      meaning:
        "A statement ends with its line or with `;`. Here something follows that does not belong to it.",
      wrong: "let a = 1 let b = 2",
      right: "let a = 1; let b = 2\nprint(a, b)",
      reason: "Mostly an operator or a comma is missing here, and the line was to be one statement."
    ),
    Explanation(
      "syntax.nesting-too-deep",
      "brackets or operators are nested too deep",
      meaning:
        "The language allows a few hundred levels, more than any script needs that a person wrote.",
      wrong: Example(
        "print((((( … 300 of them … 1 … )))))",
        source: Array(
          ("print(" + String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300)
            + ")").utf8
        )
      ),
      right: "print((((((1))))))",
      reason:
        "Without a bound a text could make the tool itself run out of memory. Give a part a name of its own."
    ),
    Explanation(
      "syntax.invalid-target",
      "the left side of `=` cannot be assigned to",
      meaning:
        "A name, an item `xs[i]` or a field `m.k` can be given a value; the value of a call or of a sum cannot.",
      wrong: "let xs = [1]\nlen(xs) = 2",
      right: "let xs = [1]\nxs[0] = 2\nprint(xs)",
      reason: "There would be no place that keeps the value. To compare, write `==`."
    ),
    Explanation(
      "syntax.value-count",
      "there are not as many values as names",
      meaning:
        "Either there is one value for each name, or one list for all of them, which is taken apart.",
      wrong: "let a, b, c = 1, 2",
      right: "let a, b, c = 1, 2, 3\nprint(a, b, c)",
      reason: "A name without a value, or a value without a name, is always a slip."
    ),
    Explanation(
      "syntax.space-before-bracket",
      "a blank stands between a name and the bracket that calls or indexes it",
      meaning:
        "The `(` of a call and the `[` of an index stand directly behind what they belong to, on the same line.",
      wrong: "print (1)",
      right: "print(1)",
      reason:
        "So `put q, (a + b)` and `get (q)` are not taken for calls, and a list on the next line is not an index."
    ),
    Explanation(
      "syntax.keyword-as-value",
      "a command word is used as a value",
      meaning:
        "`put`, `close` and the like act on their operands. They are no functions that could be passed on.",
      wrong: "let queues = [queue()]\nqueues.map(close)",
      right: "let queues = [queue()]\nqueues.map(q => close(q))",
      reason: "Who reads the script sees each place where a process may wait or wake another."
    ),
    Explanation(
      "syntax.chained-comparison",
      "comparisons stand in a chain",
      meaning: "`a < b < c` has no meaning of its own; each comparison has two sides.",
      wrong: "print(1 < 2 < 3)",
      right: "print(1 < 2 and 2 < 3)",
      reason:
        "Some languages compare `true` with 3 here, others compare both pairs. This one asks what is meant."
    ),
    Explanation(
      "syntax.chained-range",
      "a range has more than two ends",
      meaning: "`a...b` has a lower and an upper end and goes in steps of one.",
      wrong: "for i in 0...10...2 { print(i) }",
      right: "for i in range(0, 11, 2) { print(i) }",
      reason: "Nobody could tell whether the third number is a step or another end."
    ),
    Explanation(
      "syntax.misplaced-clause",
      "a command word does not know this clause",
      meaning: """
        Each command word has its own clauses, and a clause belongs to the nearest word before it. `ipc` names the ones
        that a word knows when it is written as a call.
        """,
      wrong: "let q = queue()\nput q, get q times 2",
      right: "let q = queue()\nput q, 1\nput q, (get q timeout 2s)",
      reason:
        "A clause that is silently ignored, a time limit above all, would be found out too late."
    ),
    Explanation(
      "syntax.duplicate-clause",
      "a clause stands twice",
      meaning: "A command word takes each of its clauses once.",
      wrong: "let q = queue()\nget q timeout 1s timeout 2s",
      right: "let q = queue()\nput q, 1\nget q timeout 2s",
      reason: "One of the two would have no effect, and nobody could see which."
    ),
    Explanation(
      "syntax.conflicting-clauses",
      "two clauses exclude each other",
      meaning:
        "`nowait` waits not at all, and `timeout` for a time. A command word takes one of them.",
      wrong: "let q = queue()\nget q nowait timeout 2s",
      right: "let q = queue()\nput q, 1\nget q timeout 2s",
      reason: "One of the two would have no effect, and nobody could see which."
    ),
  ]
}
