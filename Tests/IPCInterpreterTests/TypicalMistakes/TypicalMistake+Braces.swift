/// Habits from JavaScript, Go, Swift and their like.
extension TypicalMistake {
  static let braces: [TypicalMistake] = [
    TypicalMistake(
      name: "`const`",
      wrong: #"""
        const limit = 3
        """#,
      shown: #"""
        error: `const` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | const limit = 3
          | ^^^^^
           = hint: write `let limit = 3`
        """#,
      right: #"""
        let limit = 3
        """#
    ),
    TypicalMistake(
      name: "`:=`",
      wrong: #"""
        limit := 3
        """#,
      shown: #"""
        error: `:=` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:1:7
          |
        1 | limit := 3
          |       ^^
           = hint: write `let limit = 3`
        """#,
      right: #"""
        let limit = 3
        """#
    ),
    TypicalMistake(
      name: "a declared type",
      wrong: #"""
        let limit: Int = 3
        """#,
      shown: #"""
        error: types are not declared in this language [syntax.foreign-form]
         --> script.ipc:1:10
          |
        1 | let limit: Int = 3
          |          ^
           = hint: write `let limit = 3`
        """#,
      right: #"""
        let limit = 3
        """#
    ),
    TypicalMistake(
      name: "the type of a result",
      wrong: #"""
        func double(x) -> int {
            return 2 * x
        }
        """#,
      shown: #"""
        error: types are not declared in this language [syntax.foreign-form]
         --> script.ipc:1:16
          |
        1 | func double(x) -> int {
          |                ^
           = hint: remove the `->` and the type
        """#,
      right: #"""
        func double(x) {
            return 2 * x
        }
        """#
    ),
    TypicalMistake(
      name: "`function`",
      wrong: #"""
        function double(x) { return 2 * x }
        """#,
      shown: #"""
        error: `function` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | function double(x) { return 2 * x }
          | ^^^^^^^^
           = hint: write `func double(x) { … }`
        """#,
      right: #"""
        func double(x) { return 2 * x }
        """#
    ),
    TypicalMistake(
      name: "`fn`",
      wrong: #"""
        fn double(x) { return 2 * x }
        """#,
      shown: #"""
        error: `fn` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | fn double(x) { return 2 * x }
          | ^^
           = hint: write `func double(x) { … }`
        """#,
      right: #"""
        func double(x) { return 2 * x }
        """#
    ),
    TypicalMistake(
      name: "a block behind `=>`",
      wrong: #"""
        let double = x => { return 2 * x }
        """#,
      shown: #"""
        error: the body of a lambda is an expression, not a block [syntax.block-without-braces]
         --> script.ipc:1:19
          |
        1 | let double = x => { return 2 * x }
          |                   ^
           = hint: write `func(x) { … }` for a function of statements
        """#,
      right: #"""
        let double = x => 2 * x
        """#
    ),
    TypicalMistake(
      name: "`&&`",
      wrong: #"""
        let a = true
        if a && 1 < 2 { print(1) }
        """#,
      shown: #"""
        error: `&&` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:6
          |
        2 | if a && 1 < 2 { print(1) }
          |      ^^
           = hint: write `and`
        """#,
      right: #"""
        let a = true
        if a and 1 < 2 { print(1) }
        """#
    ),
    TypicalMistake(
      name: "`||`",
      wrong: #"""
        let a = true
        if a || 1 > 2 { print(1) }
        """#,
      shown: #"""
        error: `||` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:6
          |
        2 | if a || 1 > 2 { print(1) }
          |      ^^
           = hint: write `or`
        """#,
      right: #"""
        let a = true
        if a or 1 > 2 { print(1) }
        """#
    ),
    TypicalMistake(
      name: "`!`",
      wrong: #"""
        let a = true
        if !a { print(1) }
        """#,
      shown: #"""
        error: `!` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:4
          |
        2 | if !a { print(1) }
          |    ^
           = hint: write `not`
        """#,
      right: #"""
        let a = true
        if not a { print(1) }
        """#
    ),
    TypicalMistake(
      name: "`++`",
      wrong: #"""
        var i = 0
        i++
        print(i)
        """#,
      shown: #"""
        error: `++` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:2
          |
        2 | i++
          |  ^^
           = hint: write `x += 1`
        """#,
      right: #"""
        var i = 0
        i += 1
        print(i)
        """#
    ),
    TypicalMistake(
      name: "`--`",
      wrong: #"""
        var i = 3
        i--
        print(i)
        """#,
      shown: #"""
        warning: `--` subtracts what the next line negates [syntax.misleading-sign]
         --> script.ipc:2:2
          |
        2 | i--
          |  ^^
           = hint: write `i -= 1`
        """#,
      right: #"""
        var i = 3
        i -= 1
        print(i)
        """#
    ),
    TypicalMistake(
      name: "`===`",
      wrong: #"""
        let x = 1
        if x === 1 { print(x) }
        """#,
      shown: #"""
        error: `===` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:6
          |
        2 | if x === 1 { print(x) }
          |      ^^^
           = hint: write `==`
        """#,
      right: #"""
        let x = 1
        if x == 1 { print(x) }
        """#
    ),
    TypicalMistake(
      name: "`??`",
      wrong: #"""
        let x = nil
        print(x ?? 3)
        """#,
      shown: #"""
        error: `??` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:9
          |
        2 | print(x ?? 3)
          |         ^^
           = hint: write `a or b`, which is `b` when `a` is nil or false
        """#,
      right: #"""
        let x = nil
        print(x or 3)
        """#
    ),
    TypicalMistake(
      name: "`null`",
      wrong: #"""
        let found = null
        """#,
      shown: #"""
        error: nothing here is called `null` [name.unknown]
         --> script.ipc:1:13
          |
        1 | let found = null
          |             ^^^^
           = hint: write `nil`
        """#,
      right: #"""
        let found = nil
        """#
    ),
    TypicalMistake(
      name: "`this`",
      wrong: #"""
        func name() { return this.name }
        """#,
      shown: #"""
        error: nothing here is called `this` [name.unknown]
         --> script.ipc:1:22
          |
        1 | func name() { return this.name }
          |                      ^^^^
           = hint: pass the value to the function as a parameter
        """#,
      right: #"""
        func name(person) { return person.name }
        """#
    ),
    TypicalMistake(
      name: "`for` with three parts",
      wrong: #"""
        for (i = 0; i < 3; i++) { print(i) }
        """#,
      shown: #"""
        error: a `for` counts by a range, not by steps of its own [syntax.foreign-form]
         --> script.ipc:1:5
          |
        1 | for (i = 0; i < 3; i++) { print(i) }
          |     ^
           = hint: write `for i in 0..<3 { … }`
        """#,
      right: #"""
        for i in 0..<3 { print(i) }
        """#
    ),
    TypicalMistake(
      name: "`for … of`",
      wrong: #"""
        let xs = [1, 2]
        for (const x of xs) { print(x) }
        """#,
      shown: #"""
        error: the head of a `for` takes no parentheses [syntax.foreign-form]
         --> script.ipc:2:5
          |
        2 | for (const x of xs) { print(x) }
          |     ^
           = hint: write `for x in xs { … }`
        """#,
      right: #"""
        let xs = [1, 2]
        for x in xs { print(x) }
        """#
    ),
    TypicalMistake(
      name: "`foreach`",
      wrong: #"""
        foreach x in [1, 2] { print(x) }
        """#,
      shown: #"""
        error: `foreach` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | foreach x in [1, 2] { print(x) }
          | ^^^^^^^
           = hint: write `for x in xs { … }`
        """#,
      right: #"""
        for x in [1, 2] { print(x) }
        """#
    ),
    TypicalMistake(
      name: "`switch`",
      wrong: #"""
        let x = 1
        switch x {
            case 1: print("one")
            default: print("many")
        }
        """#,
      shown: #"""
        error: `switch` is not a word of the language [syntax.unknown-word]
         --> script.ipc:2:1
          |
        2 | switch x {
          | ^^^^^^
           = hint: write `if x == 1 { … } else if x == 2 { … } else { … }`
        """#,
      right: #"""
        let x = 1
        if x == 1 { print("one") }
        else { print("many") }
        """#
    ),
    TypicalMistake(
      name: "a range with two dots",
      wrong: #"""
        for i in 1..5 { print(i) }
        """#,
      shown: #"""
        error: `..` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:1:11
          |
        1 | for i in 1..5 { print(i) }
          |           ^^
           = hint: write `1...5` up to and with 5, `1..<5` up to but without 5
        """#,
      right: #"""
        for i in 1...5 { print(i) }
        """#
    ),
    TypicalMistake(
      name: "`//` for a comment",
      wrong: #"""
        // print a number
        print(1)
        """#,
      shown: #"""
        error: `//` divides and begins no comment [syntax.foreign-form]
         --> script.ipc:1:1
          |
        1 | // print a number
          | ^^
           = hint: begin a comment with `#`
        """#,
      right: #"""
        # print a number
        print(1)
        """#
    ),
    TypicalMistake(
      name: "`${…}` in a string",
      wrong: #"""
        let name = "Ada"
        print("hello ${name}")
        """#,
      shown: #"""
        warning: `${name}` puts no value into a string [value.not-interpolated]
         --> script.ipc:2:14
          |
        2 | print("hello ${name}")
          |              ^^^^^^^
           = hint: write `\(name)`
        """#,
      right: #"""
        let name = "Ada"
        print("hello \(name)")
        """#
    ),
    TypicalMistake(
      name: "`catch (e)`",
      wrong: #"""
        try { print(1 // 0) } catch (e) { print(e) }
        """#,
      shown: #"""
        error: the error of a `catch` takes no parentheses [syntax.foreign-form]
         --> script.ipc:1:29
          |
        1 | try { print(1 // 0) } catch (e) { print(e) }
          |                             ^
           = hint: write `catch e { … }`
        """#,
      right: #"""
        try { print(1 // 0) } catch e { print(e) }
        """#
    ),
    TypicalMistake(
      name: "`finally`",
      wrong: #"""
        try { print(1) }
        catch e { print(e) }
        finally { print("done") }
        """#,
      shown: #"""
        error: `finally` is not a word of the language [syntax.unknown-word]
         --> script.ipc:3:1
          |
        3 | finally { print("done") }
          | ^^^^^^^
           = hint: write `defer { … }` before what may fail
        """#,
      right: #"""
        defer { print("done") }
        try { print(1) }
        catch e { print(e) }
        """#
    ),
    TypicalMistake(
      name: "`new`",
      wrong: #"""
        throw new Error("why")
        """#,
      shown: #"""
        error: `new` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:7
          |
        1 | throw new Error("why")
          |       ^^^
           = hint: a call makes the value: leave `new` out
        """#,
      right: #"""
        throw "why"
        """#
    ),
    TypicalMistake(
      name: "`let (a, b)`",
      wrong: #"""
        let (left, right) = pipe()
        """#,
      shown: #"""
        error: expected a name to define, found `(` [syntax.expected-name]
         --> script.ipc:1:5
          |
        1 | let (left, right) = pipe()
          |     ^
           = hint: write `let left, right = …`
        """#,
      right: #"""
        let left, right = pipe()
        """#
    ),
    TypicalMistake(
      name: "`=>` for `>=`",
      wrong: #"""
        let x = 5
        if x => 5 { print(x) }
        """#,
      shown: #"""
        warning: this condition is always true [control.constant-condition]
         --> script.ipc:2:4
          |
        2 | if x => 5 { print(x) }
          |    ^^^^^^ a function counts as true, whatever its value
           = hint: write `>=` to compare
        """#,
      right: #"""
        let x = 5
        if x >= 5 { print(x) }
        """#
    ),
    TypicalMistake(
      name: "`<-`",
      wrong: #"""
        let q = queue()
        let x = <-q
        """#,
      shown: #"""
        error: `<-` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:9
          |
        2 | let x = <-q
          |         ^^
           = hint: write `get q`
        """#,
      right: #"""
        let q = queue()
        let x = get q
        """#
    ),
    TypicalMistake(
      name: "`console.log`",
      wrong: #"""
        console.log("hello")
        """#,
      shown: #"""
        error: nothing here is called `console` [name.unknown]
         --> script.ipc:1:1
          |
        1 | console.log("hello")
          | ^^^^^^^
           = hint: write `print(…)`
        """#,
      right: #"""
        print("hello")
        """#
    ),
    TypicalMistake(
      name: "`class`",
      wrong: #"""
        class Point {
            x = 0
        }
        """#,
      shown: #"""
        error: `class` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | class Point {
          | ^^^^^
           = hint: keep the data in a map, and write functions that take it
        """#,
      right: #"""
        func point(x) { return {x: x} }
        """#
    ),
  ]
}
