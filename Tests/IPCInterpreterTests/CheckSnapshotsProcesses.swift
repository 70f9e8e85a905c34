import Testing

/// The exact text of the warnings about processes.
@Suite struct CheckSnapshotsProcesses {
  @Test func `a joined daemon`() {
    let script = CheckedScript(
      #"""
      let p = daemon { sleep 1s }
      join p
      """#
    )
    #expect(
      script.rendered == #"""
        warning: a daemon cannot be joined: it ends only when its parent ends [process.daemon-joined]
         --> test.ipc:2:6
          |
        1 | let p = daemon { sleep 1s }
          |         ------------------- made a daemon here
        2 | join p
          |      ^ `join` throws `DaemonJoin`
           = hint: use `spawn`, or leave the `join` out

        """#
    )
  }

  @Test func `a daemon joined where it is made`() {
    let script = CheckedScript(
      #"""
      join daemon { sleep 1s }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: a daemon cannot be joined: it ends only when its parent ends [process.daemon-joined]
         --> test.ipc:1:6
          |
        1 | join daemon { sleep 1s }
          |      ^^^^^^^^^^^^^^^^^^^ `join` throws `DaemonJoin`
           = hint: use `spawn`, or leave the `join` out

        """#
    )
  }

  @Test func `a daemon made too late`() {
    let script = CheckedScript(
      #"""
      let p = spawn { sleep 10ms }
      p.daemon = true
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `p` has been started before this [process.already-started]
         --> test.ipc:2:1
          |
        1 | let p = spawn { sleep 10ms }
          |         -------------------- started here
        2 | p.daemon = true
          | ^^^^^^^^ throws `AlreadyStarted`
           = hint: start it with `daemon` instead of `spawn`

        """#
    )
  }

  @Test func `a process started twice`() {
    let script = CheckedScript(
      #"""
      let p = process { sleep 10ms }
      spawn p
      spawn p
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `p` has been started before this [process.already-started]
         --> test.ipc:3:1
          |
        2 | spawn p
          | ------- started here
        3 | spawn p
          | ^^^^^^^ throws `AlreadyStarted`
           = hint: leave one of the two out

        """#
    )
  }

  @Test func `a daemon that spawns`() {
    let script = CheckedScript(
      #"""
      func leaf() { return 1 }
      func watch() { spawn leaf() }
      daemon watch()
      sleep 10ms
      """#
    )
    #expect(
      script.rendered == #"""
        warning: a daemon cannot spawn a process that is no daemon [process.daemon-spawns]
         --> test.ipc:2:16
          |
        2 | func watch() { spawn leaf() }
          |                ^^^^^^^^^^^^ `spawn` throws `ValueError`
        3 | daemon watch()
          | -------------- runs in this daemon
           = hint: write `daemon` here too, or `spawn` there

        """#
    )
  }

  @Test func `an assignment in a child`() {
    let script = CheckedScript(
      #"""
      var total = 0
      func add(xs) { for x in xs { total += x } }
      join [spawn add([1, 2]), spawn add([3])]
      print(total)
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `total` is assigned in a child process, which has a copy of its own [process.lost-assignment]
         --> test.ipc:2:30
          |
        1 | var total = 0
          |     ----- declared here
        2 | func add(xs) { for x in xs { total += x } }
          |                              ^^^^^ no other process sees this
           = hint: `return` the value and take it from the `join`, or `put` it into a queue

        """#
    )
  }

  @Test func `a list changed in a child`() {
    let script = CheckedScript(
      #"""
      let results = []
      func work(i) { results.append(i * i) }
      join [spawn work(0), spawn work(1)]
      print(results)
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `results` is changed in a child process, which has a copy of its own [process.lost-assignment]
         --> test.ipc:2:16
          |
        1 | let results = []
          |     ------- declared here
        2 | func work(i) { results.append(i * i) }
          |                ^^^^^^^ no other process sees this
           = hint: `return` the value and take it from the `join`, or `put` it into a queue

        """#
    )
  }

  @Test func `an endless consumer that is joined`() {
    let script = CheckedScript(
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      join p
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `guest` never ends, so this `join` waits for ever [process.endless-consumer]
         --> test.ipc:9:6
          |
        3 |         print(get counter)
          |               ----------- waits here for more, and nobody closes `counter`
        ...
        9 | join p
          |      ^ never ready
           = hint: take with `for x in counter`, and `close` the queue when all is put

        """#
    )
  }

  @Test func `an endless consumer that main waits for`() {
    let script = CheckedScript(
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      spawn guest(counter) times 2
      put counter, 1
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `guest` never ends, and main waits for it at its own end [process.endless-consumer]
         --> test.ipc:7:1
          |
        3 |         print(get counter)
          |               ----------- waits here for more, and nobody closes `counter`
        ...
        7 | spawn guest(counter) times 2
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ started here
           = hint: take with `for x in counter`, and `close` the queue when all is put

        """#
    )
  }

  @Test func `an endless consumer that marks items as done`() {
    let script = CheckedScript(
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              print(plate)
              task_done counter
          }
      }
      let counter = queue()
      spawn guest(counter)
      put counter, 1
      join counter
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `guest` never ends, and main waits for it at its own end [process.endless-consumer]
         --> test.ipc:9:1
          |
        3 |         let plate = get counter
          |                     ----------- waits here for more, and nobody closes `counter`
        ...
        9 | spawn guest(counter)
          | ^^^^^^^^^^^^^^^^^^^^ started here
           = hint: make it a `daemon`, which ends with its parent

        """#
    )
  }

  @Test func `an endless consumer that is main`() {
    let script = CheckedScript(
      #"""
      let q = queue()
      spawn { for n in 1...3 { put q, n } }
      while true { print(get q) }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this loop never ends: it waits for more when all is taken [process.endless-consumer]
         --> test.ipc:3:1
          |
        3 | while true { print(get q) }
          | ^^^^^^^^^^         ----- waits here for more, and nobody closes `q`
           = hint: take with `for x in q`, and `close` the queue when all is put

        """#
    )
  }
}
