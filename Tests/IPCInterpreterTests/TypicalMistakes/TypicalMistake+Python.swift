/// Habits from Python.
extension TypicalMistake {
  static let python: [TypicalMistake] = [
    TypicalMistake(
      name: "`import` of a module",
      wrong: #"""
        import multiprocessing
        """#,
      shown: #"""
        error: the `import` names no script [syntax.expected-token]
         --> script.ipc:1:8
          |
        1 | import multiprocessing
          |        ^^^^^^^^^^^^^^^
           = hint: processes and queues need no module
        """#,
      right: #"""
        let q = queue()
        """#
    ),
    TypicalMistake(
      name: "`from … import`",
      wrong: #"""
        from multiprocessing import Process
        """#,
      shown: #"""
        error: `from` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | from multiprocessing import Process
          | ^^^^
           = hint: processes and queues need no module
        """#,
      right: #"""
        spawn { print(1) }
        """#
    ),
    TypicalMistake(
      name: "`def`",
      wrong: #"""
        def add(a, b):
            return a + b
        """#,
      shown: #"""
        error: `def` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | def add(a, b):
          | ^^^
           = hint: write `func add(a, b) { … }`
        """#,
      right: #"""
        func add(a, b) {
            return a + b
        }
        """#
    ),
    TypicalMistake(
      name: "a block behind a colon",
      wrong: #"""
        for x in [1, 2]:
            print(x)
        print("done")
        """#,
      shown: #"""
        error: a block stands in braces, not behind `:` [syntax.block-without-braces]
         --> script.ipc:1:16
          |
        1 | for x in [1, 2]:
          |                ^
           = hint: write `{` for the `:`, and `}` behind the last statement
        """#,
      right: #"""
        for x in [1, 2] {
            print(x)
        }
        print("done")
        """#
    ),
    TypicalMistake(
      name: "`elif`",
      wrong: #"""
        let x = 2
        if x == 1 { print("one") }
        elif x == 2 { print("two") }
        else { print("many") }
        """#,
      shown: #"""
        error: `elif` is not a word of the language [syntax.unknown-word]
         --> script.ipc:3:1
          |
        3 | elif x == 2 { print("two") }
          | ^^^^
           = hint: write `else if x == 2 { … }`
        """#,
      right: #"""
        let x = 2
        if x == 1 { print("one") }
        else if x == 2 { print("two") }
        else { print("many") }
        """#
    ),
    TypicalMistake(
      name: "`True`, `False` and `None`",
      wrong: #"""
        let found = None
        """#,
      shown: #"""
        error: nothing here is called `None` [name.unknown]
         --> script.ipc:1:13
          |
        1 | let found = None
          |             ^^^^
           = hint: write `nil`
        """#,
      right: #"""
        let found = nil
        """#
    ),
    TypicalMistake(
      name: "an assignment without `let`",
      wrong: #"""
        total = 0
        for x in [1, 2] { total = total + x }
        """#,
      shown: #"""
        error: nothing here is called `total` [name.unknown]
         --> script.ipc:1:1
          |
        1 | total = 0
          | ^^^^^
           = hint: write `let total = 0`, or `var` if it changes
        """#,
      right: #"""
        var total = 0
        for x in [1, 2] { total = total + x }
        """#
    ),
    TypicalMistake(
      name: "`lambda`",
      wrong: #"""
        print([1, 2].map(lambda x: x * 2))
        """#,
      shown: #"""
        error: `lambda` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:18
          |
        1 | print([1, 2].map(lambda x: x * 2))
          |                  ^^^^^^
           = hint: write `x => x * 2`
        """#,
      right: #"""
        print([1, 2].map(x => x * 2))
        """#
    ),
    TypicalMistake(
      name: "an f-string",
      wrong: #"""
        let name = "Ada"
        print(f"hello {name}")
        """#,
      shown: #"""
        error: strings take no prefix [syntax.foreign-form]
         --> script.ipc:2:7
          |
        2 | print(f"hello {name}")
          |       ^
           = hint: write `"hello \(name)"`
        """#,
      right: #"""
        let name = "Ada"
        print("hello \(name)")
        """#
    ),
    TypicalMistake(
      name: "`%` for values in strings",
      wrong: #"""
        let name = "Ada"
        print("hello %s" % name)
        """#,
      shown: #"""
        warning: `%` divides and puts no value into a string [syntax.misleading-sign]
         --> script.ipc:2:18
          |
        2 | print("hello %s" % name)
          |                  ^
           = hint: write the value into the string: `"\(x)"`
        """#,
      right: #"""
        let name = "Ada"
        print("hello \(name)")
        """#
    ),
    TypicalMistake(
      name: "`except`",
      wrong: #"""
        let q = queue()
        try { get q nowait }
        except Empty { print("nothing there") }
        """#,
      shown: #"""
        error: `except` is not a word of the language [syntax.unknown-word]
         --> script.ipc:3:1
          |
        3 | except Empty { print("nothing there") }
          | ^^^^^^
           = hint: write `catch Empty { … }`
        """#,
      right: #"""
        let q = queue()
        try { get q nowait }
        catch Empty { print("nothing there") }
        """#
    ),
    TypicalMistake(
      name: "`raise`",
      wrong: #"""
        raise ValueError("too many")
        """#,
      shown: #"""
        error: `raise` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | raise ValueError("too many")
          | ^^^^^
           = hint: write `throw error("ValueError", "too many")`
        """#,
      right: #"""
        throw error("ValueError", "too many")
        """#
    ),
    TypicalMistake(
      name: "`pass`",
      wrong: #"""
        func later() {
            pass
        }
        """#,
      shown: #"""
        error: nothing here is called `pass` [name.unknown]
         --> script.ipc:2:5
          |
        2 |     pass
          |     ^^^^
           = hint: leave the block empty: `{ }`
        """#,
      right: #"""
        func later() { }
        """#
    ),
    TypicalMistake(
      name: "`is`",
      wrong: #"""
        let x = nil
        if x is None { print("nothing") }
        """#,
      shown: #"""
        error: `is` is not a word of the language [syntax.unknown-word]
         --> script.ipc:2:6
          |
        2 | if x is None { print("nothing") }
          |      ^^
           = hint: write `==`
        """#,
      right: #"""
        let x = nil
        if x == nil { print("nothing") }
        """#
    ),
    TypicalMistake(
      name: "comparisons in a chain",
      wrong: #"""
        let x = 5
        if 1 < x < 10 { print(x) }
        """#,
      shown: #"""
        error: comparisons do not chain [syntax.chained-comparison]
         --> script.ipc:2:10
          |
        2 | if 1 < x < 10 { print(x) }
          |      -   ^
          |      |
          |      the first comparison
           = hint: join two of them with `and`: `a < b and b < c`
        """#,
      right: #"""
        let x = 5
        if 1 < x and x < 10 { print(x) }
        """#
    ),
    TypicalMistake(
      name: "a choice with `if`",
      wrong: #"""
        let x = 5
        let size = "big" if x > 3 else "small"
        """#,
      shown: #"""
        error: `if` gives no value [syntax.foreign-form]
         --> script.ipc:2:18
          |
        2 | let size = "big" if x > 3 else "small"
          |                  ^^
           = hint: write `condition ? a : b`
        """#,
      right: #"""
        let x = 5
        let size = x > 3 ? "big" : "small"
        """#
    ),
    TypicalMistake(
      name: "a list made with `for`",
      wrong: #"""
        let xs = [x * 2 for x in 1...3]
        """#,
      shown: #"""
        error: `for` gives no value [syntax.foreign-form]
         --> script.ipc:1:17
          |
        1 | let xs = [x * 2 for x in 1...3]
          |                 ^^^
           = hint: write `xs.map(x => …)` or `xs.filter(x => …)`
        """#,
      right: #"""
        let xs = (1...3).map(x => x * 2)
        """#
    ),
    TypicalMistake(
      name: "a label with `=`",
      wrong: #"""
        print("a", end="")
        """#,
      shown: #"""
        error: a label ends with `:`, not with `=` [syntax.foreign-form]
         --> script.ipc:1:15
          |
        1 | print("a", end="")
          |               ^
           = hint: write `end: ""`
        """#,
      right: #"""
        print("a", end: "")
        """#
    ),
    TypicalMistake(
      name: "`print` without parentheses",
      wrong: #"""
        print "hello"
        """#,
      shown: #"""
        error: `print` is called without parentheses [syntax.foreign-form]
         --> script.ipc:1:7
          |
        1 | print "hello"
          |       ^^^^^^^
           = hint: write `print("hello")`
        """#,
      right: #"""
        print("hello")
        """#
    ),
    TypicalMistake(
      name: "`time.sleep`",
      wrong: #"""
        time.sleep(3)
        """#,
      shown: #"""
        error: nothing here is called `time` [name.unknown]
         --> script.ipc:1:1
          |
        1 | time.sleep(3)
          | ^^^^
           = hint: write `sleep 3s`, `now()` or `clock()`
        """#,
      right: #"""
        sleep 3s
        """#
    ),
    TypicalMistake(
      name: "`append` of another name",
      wrong: #"""
        let xs = [1]
        xs.push(2)
        """#,
      shown: #"""
        error: no function is called `push` [name.unknown-function]
         --> script.ipc:2:4
          |
        2 | xs.push(2)
          |    ^^^^
           = hint: write `append(xs, x)`
        """#,
      right: #"""
        let xs = [1]
        append(xs, 2)
        """#
    ),
  ]
}
