/// Queues that somebody closes, by whatever way, and so without a warning.
extension CheckedProgram {
  static let rightClosing: [CheckedProgram] = [
    CheckedProgram(
      "a queue that a helper closes",
      #"""
      func finish(q) { close q }
      let q = queue()
      let p = spawn { for x in q { print(x) } }
      put q, 1
      finish(q)
      join p
      """#
    ),
    CheckedProgram(
      "a queue that a helper closes as a method",
      #"""
      func finish(q) { close q }
      let q = queue()
      let p = spawn { for x in q { print(x) } }
      put q, 1
      q.finish()
      join p
      """#
    ),
    CheckedProgram(
      "a queue that a lambda closes",
      #"""
      let q = queue()
      let finish = q => close(q)
      let p = spawn { for x in q { print(x) } }
      put q, 1
      finish(q)
      join p
      """#
    ),
    CheckedProgram(
      "a queue that a captured lambda closes",
      #"""
      let q = queue()
      func closer(q) { return () => close(q) }
      let finish = closer(q)
      let p = spawn { for x in q { print(x) } }
      put q, 1
      finish()
      join p
      """#
    ),
    CheckedProgram(
      "a queue that is closed out of a map",
      #"""
      let queues = {work: queue()}
      let work = queues.work
      let p = spawn { for x in work { print(x) } }
      put work, 1
      close queues.work
      join p
      """#
    ),
    CheckedProgram(
      "a queue that is put into a map and closed there",
      #"""
      let q = queue()
      let all = {}
      all.work = q
      let p = spawn { for x in q { print(x) } }
      put q, 1
      for _, each in all { close each }
      join p
      """#
    ),
    CheckedProgram(
      "a queue that another process gets and closes",
      #"""
      let q = queue()
      let hand = queue()
      spawn {
          let given = get hand
          put given, 1
          close given
      }
      put hand, q
      for x in q { print(x) }
      """#
    ),
    CheckedProgram(
      "a queue inside an item",
      #"""
      let q = queue()
      let hand = queue()
      spawn {
          let order = get hand
          put order.answer, 42
          close order.answer
      }
      put hand, {answer: q}
      for x in q { print(x) }
      """#
    ),
    CheckedProgram(
      "queues in a list that are all closed",
      #"""
      let queues = [queue(), queue()]
      let first, second = queues
      spawn { for x in first { print(x) } }
      spawn { for x in second { print(x) } }
      for q in queues { put q, 1 }
      for q in queues { close q }
      """#
    ),
    CheckedProgram(
      "queues that a loop appends and another closes",
      #"""
      let queues = []
      for _ in 1...3 { append(queues, queue()) }
      for q in queues { spawn { for x in q { print(x) } } }
      for q in queues { put q, 1 }
      for q in queues { close q }
      """#
    ),
    CheckedProgram(
      "queues in a list in a list",
      #"""
      let q = queue()
      let pairs = [["a", q]]
      let p = spawn { for x in q { print(x) } }
      put q, 1
      for name, each in pairs {
          print(name)
          close each
      }
      join p
      """#
    ),
    CheckedProgram(
      "a queue that is indexed and closed",
      #"""
      let queues = [queue(), queue()]
      let p = spawn { for x in queues[0] { print(x) } }
      put queues[0], 1
      close queues[0]
      join p
      """#
    ),
    CheckedProgram(
      "a queue closed through a slice",
      #"""
      let q = queue()
      let queues = [queue(), q]
      let p = spawn { for x in q { print(x) } }
      put q, 1
      for each in queues[1...] { close each }
      join p
      """#
    ),
    CheckedProgram(
      "a queue closed in a defer",
      #"""
      func produce(q) {
          defer { close q }
          for n in 1...3 { put q, n }
      }
      let q = queue()
      spawn produce(q)
      for x in q { print(x) }
      """#
    ),
    CheckedProgram(
      "names that are swapped",
      #"""
      var a = queue()
      var b = queue()
      a, b = b, a
      spawn { for x in a { print(x) } }
      close a
      print(b.closed)
      """#
    ),
    CheckedProgram(
      "one of two queues",
      #"""
      let fast = len(args) > 0
      let q = fast ? queue(100) : queue(1)
      let p = spawn { for x in q { print(x) } }
      put q, 1
      close q
      join p
      """#
    ),
    CheckedProgram(
      "a queue that is given or made",
      #"""
      func work(given) {
          let q = given or queue()
          put q, 1
          close q
          for x in q { print(x) }
      }
      work(nil)
      work(queue())
      """#
    ),
    CheckedProgram(
      "a queue that a mapped function closes",
      #"""
      func finish(q) { close q }
      let q = queue()
      spawn { for x in q { print(x) } }
      put q, 1
      [q].map(finish)
      """#
    ),
    CheckedProgram(
      "a chain of helpers that closes in the end",
      #"""
      func outer(q) { middle(q) }
      func middle(q) { inner(q) }
      func inner(q) { close q }
      let q = queue()
      let p = spawn { for x in q { print(x) } }
      put q, 1
      outer(q)
      join p
      """#
    ),
    CheckedProgram(
      "a helper that is given a queue and a flag",
      #"""
      func finish(q, now) { if now { close q } }
      let q = queue()
      let p = spawn { for x in q { print(x) } }
      put q, 1
      finish(q, true)
      join p
      """#
    ),
    CheckedProgram(
      "a queue appended to a list in a map",
      #"""
      let box = {list: []}
      let q = queue()
      append(box.list, q)
      spawn { for x in q { print(x) } }
      put q, 1
      for each in box.list { close each }
      """#
    ),
    CheckedProgram(
      "a queue that a process returns",
      #"""
      func give(q) { return q }
      let q = queue()
      let p = spawn give(q)
      spawn { for x in q { print(x) } }
      put q, 1
      close (join p)
      """#
    ),
  ]
}
