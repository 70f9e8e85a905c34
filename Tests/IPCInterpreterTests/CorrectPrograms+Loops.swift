/// Loops over queues that end, and so without a warning.
extension CheckedProgram {
  static let rightLoops: [CheckedProgram] = [
    CheckedProgram(
      "a queue closed whatever happens",
      #"""
      func produce(q) {
          try {
              for n in 1...3 { put q, 6 // (n - 2) }
          } catch e {
              print(e.kind)
          }
          close q
      }
      let q = queue()
      spawn produce(q)
      for x in q { print(x) }
      """#
    ),
    CheckedProgram(
      "a queue closed by the last of several",
      #"""
      func produce(q, done) {
          for n in 1...3 { put q, n }
          put done, true
      }
      func end(q, done, count) {
          for _ in 1...count { get done }
          close q
      }
      let q = queue()
      let done = queue()
      spawn produce(q, done) times 3
      spawn end(q, done, 3)
      for x in q { print(x) }
      """#
    ),
    CheckedProgram(
      "a queue that a function makes",
      #"""
      func start() {
          let q = queue()
          spawn {
              for n in 1...3 { put q, n }
              close q
          }
          return q
      }
      for x in start() { print(x) }
      """#
    ),
    CheckedProgram(
      "two queues that one function makes",
      #"""
      func make() { return queue(8) }
      let jobs = make()
      let results = make()
      let p = spawn { for job in jobs { put results, job * 2 } }
      put jobs, 21
      close jobs
      join p
      print(get results)
      """#
    ),
    CheckedProgram(
      "a queue given by its label",
      #"""
      func finish(why, target) {
          print(why)
          close target
      }
      let q = queue()
      let p = spawn { for x in q { print(x) } }
      put q, 1
      finish(target: q, why: "done")
      join p
      """#
    ),
    CheckedProgram(
      "queues given as the rest",
      #"""
      func finish(queues...) { for q in queues { close q } }
      let a = queue()
      let b = queue()
      spawn { for x in a { print(x) } }
      spawn { for x in b { print(x) } }
      finish(a, b)
      """#
    ),
    CheckedProgram(
      "queues given by a spread list",
      #"""
      func finish(first, second) {
          close first
          close second
      }
      let a = queue()
      let b = queue()
      spawn { for x in a { print(x) } }
      spawn { for x in b { print(x) } }
      let both = [a, b]
      finish(both...)
      """#
    ),
    CheckedProgram(
      "a queue that is a parameter's default",
      #"""
      let q = queue()
      func finish(target = q) { close target }
      let p = spawn { for x in q { print(x) } }
      put q, 1
      finish()
      join p
      """#
    ),
    CheckedProgram(
      "a loop over a queue that is left",
      #"""
      let q = queue()
      let p = spawn {
          for x in q {
              if x == "end" { break }
              print(x)
          }
      }
      put q, "a"
      put q, "end"
      join p
      """#
    ),
    CheckedProgram(
      "a loop over a queue that returns",
      #"""
      func first_long(words) {
          for word in words {
              if len(word) > 3 { return word }
          }
      }
      let words = queue()
      let p = spawn first_long(words)
      for word in ["a", "long", "word"] { put words, word }
      print(join p)
      """#
    ),
    CheckedProgram(
      "queues that a mapped lambda closes",
      #"""
      let queues = [queue(), queue()]
      for q in queues { spawn { for x in q { print(x) } } }
      for q in queues { put q, 1 }
      map(queues, q => close(q))
      """#
    ),
    CheckedProgram(
      "a loop under a deadline",
      #"""
      let q = queue()
      put q, 1
      try {
          within 50ms { for x in q { print(x) } }
      } catch Timeout { print("enough") }
      """#
    ),
  ]
}
