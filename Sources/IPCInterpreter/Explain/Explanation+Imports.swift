/// Files that import each other.
extension Explanation {
  static let imports: [Explanation] = [
    Explanation(
      "import.unreadable",
      "an imported file cannot be read",
      meaning: "The path is relative to the importing file. The message has the system's reason.",
      wrong: "import cook from \"no-such-file.ipc\"\nprint(cook())",
      right: Example(
        "import cook from \"kitchen.ipc\"\nprint(cook())",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }"]
      ),
      reason:
        "All files are found and checked before anything runs, so a missing one cannot surprise a script half-way."
    ),
    Explanation(
      "import.circle",
      "files import each other in a circle",
      meaning:
        "To run the first, the other would have to have run before, and the other way round.",
      wrong: Example(
        "import cook from \"kitchen.ipc\"\nprint(cook())",
        files: [
          "kitchen.ipc": "import serve from \"waiter.ipc\"\nfunc cook() { return serve() }",
          "waiter.ipc": "import cook from \"kitchen.ipc\"\nfunc serve() { return cook }",
        ]
      ),
      right: Example(
        "import cook from \"kitchen.ipc\"\nprint(cook())",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }"]
      ),
      reason:
        "Each file runs once, before those that import it. What two files need belongs into a third."
    ),
    Explanation(
      "import.unknown-name",
      "a file does not have the imported name",
      meaning:
        "Only functions and `let`s of the file's own top level can be imported. A near name is suggested.",
      wrong: Example(
        "import cok from \"kitchen.ipc\"\nprint(cok())",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }"]
      ),
      right: Example(
        "import cook from \"kitchen.ipc\"\nprint(cook())",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }"]
      ),
      reason: "What a file imports itself is not passed on, so each name has one home."
    ),
    Explanation(
      "import.variable",
      "a `var` is imported",
      meaning: "Functions and `let`s can be imported; a `var` can change, and belongs to its file.",
      wrong: Example(
        "import count from \"kitchen.ipc\"\nprint(count)",
        files: ["kitchen.ipc": "var count = 0\nfunc cook() { count += 1; return count }"]
      ),
      right: Example(
        "import cooked from \"kitchen.ipc\"\nprint(cooked())",
        files: ["kitchen.ipc": "var count = 0\nfunc cooked() { return count }"]
      ),
      reason:
        "A variable is changed in the file that declares it and nowhere else, so one can find who did."
    ),
    Explanation(
      "import.not-at-top-level",
      "an import stands inside a block",
      meaning: "Imports stand at the top level of a file.",
      wrong: Example(
        "if len(args) > 0 {\n    import cook from \"kitchen.ipc\"\n    print(cook())\n}",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }"]
      ),
      right: Example(
        "import cook from \"kitchen.ipc\"\nif len(args) > 0 { print(cook()) }",
        files: ["kitchen.ipc": "func cook() { return \"soup\" }"]
      ),
      reason: "What a file needs can be seen, and is checked, before anything runs."
    ),
  ]
}
