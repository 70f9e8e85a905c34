/// What acts on queues and processes.
extension TypicalMistake {
  static let processes: [TypicalMistake] = [
    TypicalMistake(
      name: "`put` as a method",
      wrong: #"""
        let q = queue()
        q.put(5)
        """#,
      shown: #"""
        error: `put` is a word of the language and no method [name.unknown-function]
         --> script.ipc:2:3
          |
        2 | q.put(5)
          |   ^^^
           = hint: write `put q, 5`
        """#,
      right: #"""
        let q = queue()
        put q, 5
        """#
    ),
    TypicalMistake(
      name: "`get` as a method",
      wrong: #"""
        let q = queue()
        let x = q.get(timeout: 1s)
        """#,
      shown: #"""
        error: `get` is a word of the language and no method [name.unknown-function]
         --> script.ipc:2:11
          |
        2 | let x = q.get(timeout: 1s)
          |           ^^^
           = hint: write `get q timeout 1s`
        """#,
      right: #"""
        let q = queue()
        let x = get q timeout 1s
        """#
    ),
    TypicalMistake(
      name: "`get` of a call",
      wrong: #"""
        let q = queue()
        let x = get q()
        """#,
      shown: #"""
        warning: `q` is a queue and cannot be called [call.queue]
         --> script.ipc:2:13
          |
        1 | let q = queue()
          |     - declared here
        2 | let x = get q()
          |             ^
           = hint: write `get q` to take an item
        """#,
      right: #"""
        let q = queue()
        let x = get q
        """#
    ),
    TypicalMistake(
      name: "`put` without a comma",
      wrong: #"""
        let q = queue()
        put q 5
        """#,
      shown: #"""
        error: expected `,` and the value to put, found `5` [syntax.expected-token]
         --> script.ipc:2:7
          |
        2 | put q 5
          |       ^
           = hint: write `put q, 5`
        """#,
      right: #"""
        let q = queue()
        put q, 5
        """#
    ),
    TypicalMistake(
      name: "`task_done` of nothing",
      wrong: #"""
        let q = queue()
        put q, 1
        print(get q)
        task_done()
        """#,
      shown: #"""
        error: `task_done` needs a queue [syntax.expected-expression]
         --> script.ipc:4:1
          |
        4 | task_done()
          | ^^^^^^^^^^^
           = hint: write `task_done q`
        """#,
      right: #"""
        let q = queue()
        put q, 1
        print(get q)
        task_done q
        """#
    ),
    TypicalMistake(
      name: "`join` as a method",
      wrong: #"""
        func f() { print(1) }
        let p = spawn f()
        p.join()
        """#,
      shown: #"""
        error: `join` is a word of the language and no method [name.unknown-function]
         --> script.ipc:3:3
          |
        3 | p.join()
          |   ^^^^
           = hint: write `join p`
        """#,
      right: #"""
        func f() { print(1) }
        let p = spawn f()
        join p
        """#
    ),
    TypicalMistake(
      name: "`start`",
      wrong: #"""
        func f() { print(1) }
        let p = spawn f()
        p.start()
        """#,
      shown: #"""
        error: no function is called `start` [name.unknown-function]
         --> script.ipc:3:3
          |
        3 | p.start()
          |   ^^^^^
           = hint: `spawn` starts the process: leave the call out
        """#,
      right: #"""
        func f() { print(1) }
        let p = spawn f()
        join p
        """#
    ),
    TypicalMistake(
      name: "`Process`",
      wrong: #"""
        func f(x) { print(x) }
        let p = Process(target=f, args=(1,))
        """#,
      shown: #"""
        error: `Process` is not a word of the language [syntax.unknown-word]
         --> script.ipc:2:9
          |
        2 | let p = Process(target=f, args=(1,))
          |         ^^^^^^^
           = hint: write `spawn f(x)`
        """#,
      right: #"""
        func f(x) { print(x) }
        let p = spawn f(1)
        """#
    ),
    TypicalMistake(
      name: "`spawn` of a function, not of a call",
      wrong: #"""
        func f() { print(1) }
        spawn f
        """#,
      shown: #"""
        error: `spawn` wants a call, a block or a prepared process [process.spawn-operand]
         --> script.ipc:2:7
          |
        2 | spawn f
          |       ^ this is a function
           = hint: write `spawn f()`
        """#,
      right: #"""
        func f() { print(1) }
        spawn f()
        """#
    ),
    TypicalMistake(
      name: "`&` behind a process",
      wrong: #"""
        func f(x) { print(x) }
        spawn f(1) &
        """#,
      shown: #"""
        error: `&` is not a sign of the language [syntax.unknown-sign]
         --> script.ipc:2:12
          |
        2 | spawn f(1) &
          |            ^
           = hint: a process that was spawned runs beside this one: leave the `&` out
        """#,
      right: #"""
        func f(x) { print(x) }
        spawn f(1)
        """#
    ),
    TypicalMistake(
      name: "a word that acts as a value",
      wrong: #"""
        let qs = [queue(), queue()]
        qs.map(close)
        """#,
      shown: #"""
        error: `close` is no value [syntax.keyword-as-value]
         --> script.ipc:2:8
          |
        2 | qs.map(close)
          |        ^^^^^
           = hint: make a function of it: `x => close(x)`
        """#,
      right: #"""
        let qs = [queue(), queue()]
        qs.map(q => close(q))
        """#
    ),
  ]
}
