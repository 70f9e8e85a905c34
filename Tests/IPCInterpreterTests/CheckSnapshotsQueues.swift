import Testing

/// The exact text of the warnings about queues and pipes.
@Suite struct CheckSnapshotsQueues {
  @Test func `a loop over a queue that nobody closes`() {
    let script = CheckedScript(
      #"""
      let q = queue()
      spawn { for n in 1...3 { put q, n } }
      for n in q { print(n) }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this loop never ends: nobody closes `q` [queue.never-closed]
         --> test.ipc:3:10
          |
        1 | let q = queue()
          |         ------- the queue is made here
        2 | spawn { for n in 1...3 { put q, n } }
        3 | for n in q { print(n) }
          |          ^ waits for more when all is taken
           = hint: write `close q` when all is put

        """#
    )
  }

  @Test func `a joined queue whose items are never done`() {
    let script = CheckedScript(
      #"""
      let q = queue()
      daemon { while true { print(get q) } }
      put q, 1
      join q
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this `join` waits for ever: nobody marks the items of `q` as done [queue.never-done]
         --> test.ipc:4:6
          |
        2 | daemon { while true { print(get q) } }
          |                                 - items are taken here, without `task_done`
        3 | put q, 1
        4 | join q
          |      ^ waits until all are done
           = hint: write `task_done q` when an item is finished

        """#
    )
  }

  @Test func `an item done that nobody took`() {
    let script = CheckedScript(
      #"""
      let q = queue()
      put q, 1
      task_done q
      """#
    )
    #expect(
      script.rendered == #"""
        warning: nobody takes from `q`, so there is no item to be done with [queue.done-untaken]
         --> test.ipc:3:11
          |
        1 | let q = queue()
          |         ------- the queue is made here
        2 | put q, 1
        3 | task_done q
          |           ^ `task_done` throws `ValueError`
           = hint: write `task_done` behind the `get` of the item

        """#
    )
  }

  @Test func `one last item for two`() {
    let script = CheckedScript(
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      let guests = spawn guest(counter) times 2
      put counter, "burger"
      put counter, "finish"
      join guests
      """#
    )
    #expect(
      script.rendered == #"""
        warning: 2 processes stop at `"finish"`, which is put once [queue.too-few-sentinels]
          --> test.ipc:11:14
           |
         9 | let guests = spawn guest(counter) times 2
           |              ---------------------------- waits for one
        10 | put counter, "burger"
        11 | put counter, "finish"
           |              ^^^^^^^^ put here
           = hint: put one for each: `for _ in 1...2 { put … }`, or `close` the queue and take with `for`

        """#
    )
  }

  @Test func `a last item that nobody puts`() {
    let script = CheckedScript(
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, "burger"
      put counter, "finished"
      join p
      """#
    )
    #expect(
      script.rendered == #"""
        warning: nobody puts `"finish"` into `counter`, so this loop never ends [queue.too-few-sentinels]
         --> test.ipc:4:12
          |
        4 |         if plate == "finish" { return }
          |            ^^^^^^^^^^^^^^^^^ never true
        ...
        9 | let p = spawn guest(counter)
          |         -------------------- waits for one
           = hint: put one for each process that waits, or `close` the queue and take with `for`

        """#
    )
  }

  @Test func `a put into the right end`() {
    let script = CheckedScript(
      #"""
      let left, right = pipe()
      spawn { put right, 1 }
      print(get left)
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `right` is the right end of a pipe, into which nothing can be put [pipe.wrong-direction]
         --> test.ipc:2:13
          |
        1 | let left, right = pipe()
          |                   ------ the pipe is made here
        2 | spawn { put right, 1 }
          |             ^^^^^ throws `ValueError`
           = hint: write `put left, …`; `pipe(duplex: true)` goes both ways
        warning: `left` is the left end of a pipe, from which nothing can be taken [pipe.wrong-direction]
         --> test.ipc:3:11
          |
        1 | let left, right = pipe()
          |                   ------ the pipe is made here
        2 | spawn { put right, 1 }
        3 | print(get left)
          |           ^^^^ throws `ValueError`
           = hint: write `get right`; `pipe(duplex: true)` goes both ways

        """#
    )
  }

  @Test func `a loop over the left end`() {
    let script = CheckedScript(
      #"""
      func read_all(end) { for x in end { print(x) } }
      let left, right = pipe(lines: true)
      spawn read_all(left)
      put right, "a"
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `end` is the left end of a pipe, from which nothing can be taken [pipe.wrong-direction]
         --> test.ipc:1:31
          |
        1 | func read_all(end) { for x in end { print(x) } }
          |                               ^^^ throws `ValueError`
        2 | let left, right = pipe(lines: true)
          |                   ----------------- the pipe is made here
           = hint: write `in right`; `pipe(duplex: true)` goes both ways
        warning: `right` is the right end of a pipe, into which nothing can be put [pipe.wrong-direction]
         --> test.ipc:4:5
          |
        2 | let left, right = pipe(lines: true)
          |                   ----------------- the pipe is made here
        3 | spawn read_all(left)
        4 | put right, "a"
          |     ^^^^^ throws `ValueError`
           = hint: write `put left, …`; `pipe(duplex: true)` goes both ways

        """#
    )
  }

  @Test func `a pipe within one process`() {
    let script = CheckedScript(
      #"""
      let left, right = pipe()
      put left, 1
      print(get right)
      """#
    )
    #expect(
      script.rendered == #"""
        warning: both ends of this pipe are used by one process only [pipe.one-process]
         --> test.ipc:1:19
          |
        1 | let left, right = pipe()
          |                   ^^^^^^ made here
        2 | put left, 1
          |     ---- put here
        3 | print(get right)
          |           ----- taken here, in the same process
           = hint: give one end to a child; within one process, a list does

        """#
    )
  }

  @Test func `a left end held open`() {
    let script = CheckedScript(
      #"""
      func consume(right) { for x in right { print(x) } }
      let left, right = pipe()
      let p = spawn consume(right)
      put left, 1
      join p
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this `join` never ends, as `left` is still open here [pipe.held-open]
         --> test.ipc:5:6
          |
        1 | func consume(right) { for x in right { print(x) } }
          |                                ----- reads until every left end is closed
        2 | let left, right = pipe()
          |                   ------ the pipe is made here
        ...
        5 | join p
          |      ^ waits for `consume`
           = hint: write `close left` before the `join`

        """#
    )
  }
}
