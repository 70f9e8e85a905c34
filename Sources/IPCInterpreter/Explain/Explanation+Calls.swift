/// Calls, and what the machine can do.
extension Explanation {
  static let calls: [Explanation] = [
    Explanation(
      "call.arity",
      "a call does not give what the function takes",
      meaning:
        "An argument is missing, one too many, given twice, or has a label that the function does not know.",
      wrong: "func area(width, height) { return width * height }\nprint(area(3))",
      right: "func area(width, height) { return width * height }\nprint(area(3, height: 4))",
      reason: "For a function that is known, this is found before the script runs."
    ),
    Explanation(
      "limit.function-too-large",
      "a function needs too many variables at once",
      meaning: "A function has room for a few hundred variables and half-computed values.",
      wrong: Example(
        "print(1 + (1 + (1 + … 250 of them …)))",
        source: Array(
          ("func f() {\n" + (0..<300).map { "let a\($0) = \($0)\n" }.joined() + "return ["
            + (0..<300).map { "a\($0)" }.joined(separator: ", ") + "]\n}\nprint(f())").utf8
        )
      ),
      right:
        "func part() { return [1, 2, 3] }\nfunc whole() { return part() + part() }\nprint(whole())",
      reason:
        "Registers have numbers of eight bits, which makes every instruction short. Split the function."
    ),
  ]
}
