/// Names and what they mean.
extension Explanation {
  static let names: [Explanation] = [
    Explanation(
      "name.unknown",
      "a name is declared nowhere",
      meaning:
        "No variable, function or builtin of this name can be seen from here. A near one is suggested.",
      wrong: "let counter = queue()\nput conter, 1",
      right: "let counter = queue()\nput counter, 1",
      reason: "A slip in a name is found before the script runs, also in a branch that seldom runs."
    ),
    Explanation(
      "name.unknown-function",
      "a function that is called like a method does not exist",
      meaning: """
        `x.f(a)` is `f(x, a)`, where `f` is a function, an import or a builtin, and never a variable. To call a function that a
        map holds, write `(m.f)(a)`.
        """,
      wrong: "let xs = [3, 1]\nprint(xs.sortd())",
      right: "let xs = [3, 1]\nprint(xs.sorted())",
      reason: "So the name of a variable never changes what a call means."
    ),
    Explanation(
      "name.redeclared",
      "a name is declared twice in one block",
      meaning: "An inner block may use a name again for something else; the same block may not.",
      wrong: "let a = 1\nlet a = 2\nprint(a)",
      right: "var a = 1\na = 2\nprint(a)",
      reason: "A second declaration is mostly meant to be an assignment, or is a slip of copying."
    ),
    Explanation(
      "name.assign-to-let",
      "a `let` is assigned to",
      meaning: "`let` fixes what a name means; `var` makes a name that can be given another value.",
      wrong: "let count = 0\ncount += 1\nprint(count)",
      right: "var count = 0\ncount += 1\nprint(count)",
      reason: "Who reads `let` knows the value of the name from there on."
    ),
    Explanation(
      "name.assign-to-function",
      "a declared function is assigned to",
      meaning: "A `func` fixes its name, as `let` does.",
      wrong: "func step(n) { return n + 1 }\nstep = n => n + 2",
      right:
        "func step(n) { return n + 1 }\nvar move = n => step(n)\nmove = n => n + 2\nprint(move(1))",
      reason: "A call by a function's name always runs that function, in every process."
    ),
    Explanation(
      "name.assign-to-builtin",
      "a builtin is assigned to",
      meaning:
        "Builtins keep their meaning. A variable of your own may have the same name, if it is declared.",
      wrong: "max = 3",
      right: "var most = 3\nmost += 1\nprint(most)",
      reason:
        "An assignment without `let` or `var` never makes a variable, so a slip in a name cannot either."
    ),
    Explanation(
      "name.hides-builtin",
      "a variable hides the builtin that is then called",
      isWarning: true,
      meaning: "The call means the variable, which is probably no function.",
      wrong: "let sum = 3\nlet len = 2\nprint(len([sum]))",
      right: "let sum = 3\nlet length = 2\nprint(len([sum]), length)",
      reason: "`x.len()` always means the builtin, so an inherited name need not be changed."
    ),
    Explanation(
      "name.unused",
      "a variable is never read, or an inner function never called",
      isWarning: true,
      meaning: """
        Nothing depends on what this name holds. Parameters, loop variables and caught errors may go unused, and so may
        what the top level of a file that only declares names has for others.
        """,
      wrong: "let total = 1 + 2\nlet totl = 3\nprint(total)",
      right: "let total = 1 + 2\nlet _spare = 3\nprint(total)",
      reason:
        "An unused name is often a slip, or the rest of a change. One that begins with `_` says it is meant so."
    ),
    Explanation(
      "name.unused-import",
      "a name is imported and never used",
      isWarning: true,
      meaning: "The file does not use this name.",
      wrong: Example(
        "import cook, clean from \"kitchen.ipc\"\nprint(cook())",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }\nfunc clean() { return true }"]
      ),
      right: Example(
        "import cook from \"kitchen.ipc\"\nprint(cook())",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }\nfunc clean() { return true }"]
      ),
      reason: "The imports of a file say what it needs; what it does not need hides that."
    ),
  ]
}
