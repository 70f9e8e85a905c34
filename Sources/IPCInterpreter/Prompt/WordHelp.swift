/// What help says of a word of the language.
package struct WordHelp: Sendable {
  /// The word.
  package var word: String
  /// How it is written, a line a form.
  package var forms: [String]
  /// What it does, in a paragraph.
  package var text: String
  /// A script that shows it.
  package var example: String
  /// What the script prints.
  package var output: String

  private init(
    _ word: String,
    _ forms: [String],
    _ text: String,
    _ example: String,
    _ output: String
  ) {
    self.word = word
    self.forms = forms
    self.text = text
    self.example = example
    self.output = output
  }

  /// All words that have help, those of processes and queues first.
  package static let all: [WordHelp] = processes + queues + statements

  private static let processes = [
    WordHelp(
      "spawn",
      ["spawn f(a)", "spawn { … }", "spawn f(a) times 4 name \"worker\" restart 3"],
      "Starts a process that runs a call or a block, and gives the process. It has a copy of everything its parent has.",
      "let p = spawn { return 6 * 7 }\nprint(join p)",
      "42"
    ),
    WordHelp(
      "daemon",
      ["daemon f(a)", "daemon { … }"],
      "Starts a process that is killed when its parent ends. Nobody waits for it, so it cannot be joined.",
      "let q = queue()\ndaemon { for x in q { task_done q } }\nput q, 1\njoin q\nprint(\"done\")",
      "done"
    ),
    WordHelp(
      "process",
      ["process f(a)", "process { … }"],
      "Prepares a process and does not start it. `spawn p` or `daemon p` does that later.",
      "let p = process { return 1 }\nprint(p.status)\nspawn p\nprint(join p)",
      "new\n1"
    ),
    WordHelp(
      "join",
      ["join p", "join ps", "join q", "join p timeout 1s"],
      "Waits for the end of a process and gives what its function returned; of a list it gives all results. Of a queue it waits until every item was marked done.",
      "let ps = [spawn { return 1 }, spawn { return 2 }]\nprint(join ps)",
      "[1, 2]"
    ),
    WordHelp(
      "kill",
      ["kill p", "kill p signal \"INT\""],
      "Ends a process and waits for its end; with a signal it only sends that.",
      "let p = spawn { sleep 1h }\nkill p\nprint(p.status)",
      "killed"
    ),
    WordHelp(
      "sleep",
      ["sleep 250ms"],
      "Waits for a length of time: `ns us ms s min h`.",
      "sleep 10ms\nprint(\"awake\")",
      "awake"
    ),
  ]

  private static let queues = [
    WordHelp(
      "put",
      ["put q, x", "put q, x timeout 2s", "put q, x nowait"],
      "Puts a copy of a value into a queue or the left end of a pipe. It waits while the queue is full; with a timeout it throws `Full` after that, and `Closed` when the queue is closed.",
      "let q = queue(2)\nput q, \"a\"\nput q, \"b\"\nprint(q.size)",
      "2"
    ),
    WordHelp(
      "get",
      ["get q", "get q timeout 1s", "get q nowait"],
      "Takes the next item of a queue or of the right end of a pipe. It waits while there is none; with a timeout it throws `Empty` after that, and `Closed` when all is closed and drained.",
      "let q = queue()\nput q, \"plate\"\nprint(get q)",
      "plate"
    ),
    WordHelp(
      "task_done",
      ["task_done q"],
      "Marks an item that was taken as finished, which `join q` waits for.",
      "let q = queue()\nput q, 1\nprint(get q)\ntask_done q\nprint(q.unfinished)",
      "1\n0"
    ),
    WordHelp(
      "close",
      ["close q"],
      "Nobody can put any more. What is left can be taken; then `for x in q` ends, and `get q` throws `Closed`.",
      "let q = queue()\nput q, 1\nclose q\nfor x in q { print(x) }",
      "1"
    ),
  ]

  private static let statements = [
    WordHelp(
      "let",
      ["let a = 1", "let a, b = pair"],
      "Gives a value a name for good. Lists and maps behind it can still be changed.",
      "let a, b = [1, 2]\nprint(a + b)",
      "3"
    ),
    WordHelp(
      "var",
      ["var n = 0"],
      "Declares a variable, which can be assigned to: `n = 1`, `n += 1`.",
      "var n = 1\nn += 1\nprint(n)",
      "2"
    ),
    WordHelp(
      "func",
      ["func f(a, b = 2, rest...) { … }", "x => x + 1", "(a, b) => a + b", "func(x) { … }"],
      "Declares a function, or makes one without a name.",
      "func twice(x) { return 2 * x }\nprint(twice(4), [1, 2].map(x => x + 1))",
      "8 [2, 3]"
    ),
    WordHelp(
      "return",
      ["return", "return x"],
      "Leaves a function with a value, nil if none is given; in the block of a `spawn` that is the result of the process.",
      "func f() { return 1 }\nprint(f())",
      "1"
    ),
    WordHelp(
      "if",
      ["if a { … } else if b { … } else { … }"],
      "Runs one of several blocks. `nil` and `false` are false, all else is true.",
      "if 1 < 2 { print(\"yes\") } else { print(\"no\") }",
      "yes"
    ),
    WordHelp(
      "while",
      ["while a { … }"],
      "Runs a block as long as a condition holds; `break` leaves it, `continue` begins the next turn.",
      "var n = 3\nwhile n > 0 { n -= 1 }\nprint(n)",
      "0"
    ),
    WordHelp(
      "for",
      ["for x in e { … }", "for k, v in m { … }"],
      "Walks a list, range, map or string, a file by `read_lines`, or a queue or pipe until it is closed and drained.",
      "let prices = {soup: 4}\nfor dish, price in prices { print(dish, price) }",
      "soup 4"
    ),
    WordHelp(
      "try",
      ["try { … } catch Empty { … } catch e { … }", "try e else f"],
      "Runs a block, and another one when an error of a kind is thrown in it; as an expression it gives another value instead.",
      "print(try 1 // 0 else \"nothing\")",
      "nothing"
    ),
    WordHelp(
      "throw",
      ["throw \"why\"", "throw error(\"Kind\", \"why\")"],
      "Throws an error.",
      "try { throw error(\"Burnt\", \"too hot\") } catch Burnt as e { print(e.message) }",
      "too hot"
    ),
    WordHelp(
      "defer",
      ["defer { … }"],
      "Runs a block when the block around it is left, however that happens.",
      "func f() {\n    defer { print(\"last\") }\n    print(\"first\")\n}\nf()",
      "first\nlast"
    ),
    WordHelp(
      "within",
      ["within 5s { … }"],
      "Ends a block after a time, with all processes that were started in it, and throws `Timeout`.",
      "try {\n    within 20ms { sleep 1h }\n} catch Timeout { print(\"over\") }",
      "over"
    ),
    WordHelp(
      "import",
      ["import a, b from \"file.ipc\""],
      "Takes functions and `let`s of another file, which runs once.",
      "# with `func cook() { return \"burger\" }` in kitchen.ipc:\n# import cook from \"kitchen.ipc\"\nprint(\"burger\")",
      "burger"
    ),
  ]

  /// What help shows.
  package var page: String {
    let indented = example.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  \($0)" }.joined(separator: "\n")
    let printed = output.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    return forms.joined(separator: "\n")
      + "\n\n\(text)\n\nExample:\n\(indented)\nprints\n\(printed)\n"
  }
}
