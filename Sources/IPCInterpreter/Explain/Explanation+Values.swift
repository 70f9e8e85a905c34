/// Values and how they compare.
extension Explanation {
  static let values: [Explanation] = [
    Explanation(
      "value.open-range",
      "a range without one end stands outside an index",
      meaning:
        "`2...` and `..<3` are short forms that only an index knows, where the list has the other end.",
      wrong: "let xs = [1, 2, 3]\nprint(xs[not 1...])",
      right: "let xs = [1, 2, 3]\nprint(xs[1...])\nfor i in 1...3 { print(i) }",
      reason: "There are no endless ranges. `while true` makes an endless loop."
    ),
    Explanation(
      "value.constant-comparison",
      "a comparison always has the same outcome",
      isWarning: true,
      meaning: """
        Values of different types are never equal, save ints and floats; a name equals itself; a length is never below 0.
        """,
      wrong: "let answer = str(42)\nif answer == 42 { print(\"right\") }",
      right: "let answer = str(42)\nif int(answer) == 42 { print(\"right\") }",
      reason: "Texts that come from outside are strings, and no comparison turns them into numbers."
    ),
    Explanation(
      "value.unused-comparison",
      "a comparison stands where a statement does, and nobody asks for its outcome",
      isWarning: true,
      meaning: "`==` compares and changes nothing.",
      wrong: "var level = 1\nlevel == 2\nprint(level)",
      right: "var level = 1\nlevel = 2\nprint(level)",
      reason: "Such a line mostly was to assign."
    ),
  ]
}
