/// What happens to everybody.
extension TypicalMistake {
  static let slips: [TypicalMistake] = [
    TypicalMistake(
      name: "a misspelt name",
      wrong: #"""
        let counter = 1
        print(conter)
        """#,
      shown: #"""
        error: nothing here is called `conter` [name.unknown]
         --> script.ipc:2:7
          |
        2 | print(conter)
          |       ^^^^^^
           = hint: did you mean `counter`?
        """#,
      right: #"""
        let counter = 1
        print(counter)
        """#
    ),
    TypicalMistake(
      name: "a misspelt word of the language",
      wrong: #"""
        func f(x) {
            retrun x + 1
        }
        """#,
      shown: #"""
        error: `retrun` is not a word of the language [syntax.unknown-word]
         --> script.ipc:2:5
          |
        2 |     retrun x + 1
          |     ^^^^^^
           = hint: did you mean `return`?
        """#,
      right: #"""
        func f(x) {
            return x + 1
        }
        """#
    ),
    TypicalMistake(
      name: "a misspelt clause",
      wrong: #"""
        let q = queue()
        print(get q timeuot 1s)
        """#,
      shown: #"""
        error: `timeuot` is not a word of the language [syntax.unknown-word]
         --> script.ipc:2:13
          |
        2 | print(get q timeuot 1s)
          |             ^^^^^^^
           = hint: did you mean `timeout`?
        """#,
      right: #"""
        let q = queue()
        print(get q timeout 1s)
        """#
    ),
    TypicalMistake(
      name: "a misspelt label",
      wrong: #"""
        print(1, 2, spe: ", ")
        """#,
      shown: #"""
        error: `print` has no parameter `spe` [call.arity]
         --> script.ipc:1:13
          |
        1 | print(1, 2, spe: ", ")
          |             ^^^^^^^^^
           = hint: did you mean `sep:`?
        """#,
      right: #"""
        print(1, 2, sep: ", ")
        """#
    ),
    TypicalMistake(
      name: "a misspelt kind of error",
      wrong: #"""
        let q = queue()
        try { get q nowait } catch Emtpy { print("nothing there") }
        """#,
      shown: #"""
        warning: nothing throws an error of the kind `Emtpy` [name.unknown-kind]
         --> script.ipc:2:28
          |
        2 | try { get q nowait } catch Emtpy { print("nothing there") }
          |                            ^^^^^
           = hint: did you mean `Empty`?
        """#,
      right: #"""
        let q = queue()
        try { get q nowait } catch Empty { print("nothing there") }
        """#
    ),
    TypicalMistake(
      name: "a missing `)`",
      wrong: #"""
        print("a"
        print("b")
        """#,
      shown: #"""
        error: `(` is never closed [syntax.unclosed-block]
         --> script.ipc:1:10
          |
        1 | print("a"
          |      -   ^ expected `)` here
          |      |
          |      opened here
        """#,
      right: #"""
        print("a")
        print("b")
        """#
    ),
    TypicalMistake(
      name: "a missing `}`",
      wrong: #"""
        func f(x) {
            if x > 1 {
                print(x)
        }
        f(2)
        """#,
      shown: #"""
        error: `{` is never closed [syntax.unclosed-block]
         --> script.ipc:4:1
          |
        2 |     if x > 1 {
          |              - opened here
        3 |         print(x)
        4 | }
          | ^ a `}` is missing before this one
           = hint: close the block where its indentation ends
        """#,
      right: #"""
        func f(x) {
            if x > 1 {
                print(x)
            }
        }
        f(2)
        """#
    ),
    TypicalMistake(
      name: "a missing `{`",
      wrong: #"""
        let x = 1
        if x == 1
            print(x)
        }
        """#,
      shown: #"""
        error: expected `{` to open a block [syntax.expected-token]
         --> script.ipc:2:10
          |
        2 | if x == 1
          |          ^ expected `{` here
        """#,
      right: #"""
        let x = 1
        if x == 1 {
            print(x)
        }
        """#
    ),
    TypicalMistake(
      name: "a missing quote",
      wrong: #"""
        print("hello)
        print("world")
        """#,
      shown: #"""
        error: the string is never closed [syntax.unclosed-string]
         --> script.ipc:1:7
          |
        1 | print("hello)
          |       ^      - the line ends here
          |       |
          |       opened here
           = hint: close it on the same line, or write three quotes for several lines
        """#,
      right: #"""
        print("hello")
        print("world")
        """#
    ),
    TypicalMistake(
      name: "an apostrophe in a string",
      wrong: #"""
        print('it's late')
        """#,
      shown: #"""
        error: the apostrophe ends the string [syntax.unclosed-string]
         --> script.ipc:1:10
          |
        1 | print('it's late')
          |          ^      - this one begins another
          |          |
          |          the string ends here
           = hint: write the string in double quotes: `"it's"`
        """#,
      right: #"""
        print("it's late")
        """#
    ),
    TypicalMistake(
      name: "a missing `)` of an interpolation",
      wrong: #"""
        let name = "Ada"
        print("hello \(name")
        print("bye")
        """#,
      shown: #"""
        error: the interpolation is never closed [syntax.unclosed-interpolation]
         --> script.ipc:2:14
          |
        2 | print("hello \(name")
          |              ^^    - expected `)` before this
          |              |
          |              opened here
           = hint: close it with `)`
        """#,
      right: #"""
        let name = "Ada"
        print("hello \(name)")
        print("bye")
        """#
    ),
    TypicalMistake(
      name: "a missing comma",
      wrong: #"""
        let xs = [
            1,
            2
            3,
        ]
        """#,
      shown: #"""
        error: expected `,` or `]`, found `3` [syntax.expected-token]
         --> script.ipc:4:5
          |
        1 | let xs = [
          |          - opened here
        ...
        4 |     3,
          |     ^
           = hint: write `,` between two values
        """#,
      right: #"""
        let xs = [
            1,
            2,
            3,
        ]
        """#
    ),
    TypicalMistake(
      name: "a bracket too many",
      wrong: #"""
        print(len([1, 2])))
        """#,
      shown: #"""
        error: `)` closes nothing [syntax.expected-token]
         --> script.ipc:1:19
          |
        1 | print(len([1, 2])))
          |                   ^
           = hint: remove it, or open it earlier
        """#,
      right: #"""
        print(len([1, 2]))
        """#
    ),
    TypicalMistake(
      name: "one `=` in a condition",
      wrong: #"""
        let x = 1
        if x = 1 { print("one") }
        """#,
      shown: #"""
        error: `=` assigns and gives no value [syntax.assignment-as-value]
         --> script.ipc:2:6
          |
        2 | if x = 1 { print("one") }
          |      ^
           = hint: write `==` to compare
        """#,
      right: #"""
        let x = 1
        if x == 1 { print("one") }
        """#
    ),
    TypicalMistake(
      name: "two assignments in one",
      wrong: #"""
        var a = 1
        var b = 2
        a = b = 3
        print(a, b)
        """#,
      shown: #"""
        error: `=` assigns and gives no value [syntax.assignment-as-value]
         --> script.ipc:3:7
          |
        3 | a = b = 3
          |       ^
           = hint: write one statement for each, the last one first
        """#,
      right: #"""
        var a = 1
        var b = 2
        b = 3
        a = b
        print(a, b)
        """#
    ),
    TypicalMistake(
      name: "a blank before the parenthesis",
      wrong: #"""
        print (1 + 2)
        """#,
      shown: #"""
        error: a blank stands before the `(` of a call [syntax.space-before-bracket]
         --> script.ipc:1:7
          |
        1 | print (1 + 2)
          |       ^
           = hint: remove the blank
        """#,
      right: #"""
        print(1 + 2)
        """#
    ),
    TypicalMistake(
      name: "a word of the language as a name",
      wrong: #"""
        let get = 1
        """#,
      shown: #"""
        error: `get` is a word of the language and cannot be a name [syntax.expected-name]
         --> script.ipc:1:5
          |
        1 | let get = 1
          |     ^^^
           = hint: choose another name, such as `get_`
        """#,
      right: #"""
        let get_ = 1
        """#
    ),
    TypicalMistake(
      name: "a map where a block stands",
      wrong: #"""
        {name: "Ada"}.name
        """#,
      shown: #"""
        error: a `{` that begins a statement opens a block, not a map [syntax.missing-statement-end]
         --> script.ipc:1:1
          |
        1 | {name: "Ada"}.name
          | ^
           = hint: put the map in parentheses: `({…})`
        """#,
      right: #"""
        ({name: "Ada"}).name
        """#
    ),
    TypicalMistake(
      name: "`return` outside of a function",
      wrong: #"""
        return 1
        """#,
      shown: #"""
        error: `return` stands in no function [control.misplaced-return]
         --> script.ipc:1:1
          |
        1 | return 1
          | ^^^^^^^^
           = hint: `exit(n)` ends the script
        """#,
      right: #"""
        exit(1)
        """#
    ),
  ]
}
