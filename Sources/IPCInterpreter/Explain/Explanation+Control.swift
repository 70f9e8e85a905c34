/// Where statements may stand, and what never happens.
extension Explanation {
  static let control: [Explanation] = [
    Explanation(
      "control.misplaced-return",
      "`return` stands in no function",
      meaning:
        "`return` ends a function or a spawned block. At the top level `exit` ends the script.",
      wrong: "if len(args) == 0 { return }\nprint(args)",
      right: "if len(args) == 0 { exit(0) }\nprint(args)",
      reason:
        "A `defer` block cannot `return` either: it runs because its block is being left already."
    ),
    Explanation(
      "control.misplaced-break",
      "`break` stands in no loop",
      meaning: "`break` leaves the loop around it in the same function.",
      wrong: "if true { break }",
      right: "while true { break }",
      reason:
        "A function cannot end the loop of its caller; it can return something by which the caller does."
    ),
    Explanation(
      "control.misplaced-continue",
      "`continue` stands in no loop",
      meaning: "`continue` begins the next turn of the loop around it in the same function.",
      wrong: "func skip() { continue }\nskip()",
      right: "for n in 1...3 {\n    if n == 2 { continue }\n    print(n)\n}",
      reason:
        "A function cannot end a turn of its caller's loop; it can return something by which the caller does."
    ),
    Explanation(
      "control.unreachable",
      "a statement never runs",
      isWarning: true,
      meaning: """
        The statement before always leaves the block: by `return`, `break`, `continue`, `throw` or `exit`, or as a loop
        that never ends.
        """,
      wrong: "func f() {\n    return 1\n    print(\"done\")\n}\nprint(f())",
      right: "func f() {\n    print(\"done\")\n    return 1\n}\nprint(f())",
      reason:
        "What never runs was meant to, or is left over. A function may stand anywhere in its block."
    ),
    Explanation(
      "control.constant-condition",
      "a condition is always true, as only `nil` and `false` count as false",
      isWarning: true,
      meaning: "Numbers, strings and lists count as true, also 0, \"\" and [].",
      wrong: "let xs = []\nif len(xs) { print(\"something\") }",
      right: "let xs = []\nif len(xs) > 0 { print(\"something\") }",
      reason:
        "In many languages 0 and empty things count as false; a condition that relies on it does nothing here."
    ),
  ]
}
