/// Assignments in children that are not lost, and so without a warning.
extension CheckedProgram {
  static let rightCopies: [CheckedProgram] = [
    CheckedProgram(
      "each process counts for itself",
      #"""
      var count = 0
      func work(jobs) {
          for _ in jobs { count += 1 }
          print("\(me().name) did \(count)")
      }
      let jobs = queue()
      let ps = spawn work(jobs) times 2
      for n in 1...10 { put jobs, n }
      close jobs
      join ps
      print(count)
      """#
    ),
    CheckedProgram(
      "a child that returns what it assigned",
      #"""
      var n = 1
      let xs = [1]
      let p = spawn {
          n = 2
          append(xs, 2)
          return [n, xs]
      }
      print(join p, n, xs)
      """#
    ),
    CheckedProgram(
      "a child that puts what it assigned",
      #"""
      var total = 0
      func add(xs, answer) {
          for x in xs { total += x }
          put answer, total
      }
      let answer = queue()
      spawn add([1, 2], answer)
      print(get answer, total)
      """#
    ),
    CheckedProgram(
      "a grandchild that reads",
      #"""
      var mode = "slow"
      func leaf() { print(mode) }
      func middle() {
          mode = "fast"
          join spawn leaf()
      }
      join spawn middle()
      print(mode)
      """#
    ),
    CheckedProgram(
      "a helper of the child that reads",
      #"""
      var prefix = ""
      func log(text) { print(prefix + text) }
      func work(name) {
          prefix = name + ": "
          log("starts")
      }
      join [spawn work("a"), spawn work("b")]
      log("main ends")
      """#
    ),
    CheckedProgram(
      "a function that main and children run",
      #"""
      var calls = 0
      func work() { calls += 1 }
      work()
      spawn work()
      print(calls)
      """#
    ),
    CheckedProgram(
      "a closure of the child's own",
      #"""
      func work() {
          var n = 0
          func next() {
              n += 1
              return n
          }
          next()
          return next()
      }
      print(join spawn work())
      """#
    ),
    CheckedProgram(
      "a parameter that the child changes",
      #"""
      func work(n, xs) {
          n += 1
          append(xs, n)
          xs[0] = 0
      }
      let xs = [1]
      spawn work(1, xs)
      print(xs)
      """#
    ),
    CheckedProgram(
      "a counter of main's beside children",
      #"""
      var done = 0
      let results = queue()
      for n in 1...3 { spawn { put results, n } }
      for _ in 1...3 {
          get results
          done += 1
      }
      print(done)
      """#
    ),
    CheckedProgram(
      "a counter in a lambda that map calls",
      #"""
      var count = 0
      func next(n) {
          count += n
          return count
      }
      print(map([1, 2, 3], n => next(n)), count)
      """#
    ),
    CheckedProgram(
      "a name that a nested function changes for its owner",
      #"""
      func collect(xs) {
          let seen = []
          func note(x) { append(seen, x) }
          for x in xs { note(x) }
          return seen
      }
      print(join spawn collect([1, 2]), collect([3]))
      """#
    ),
    CheckedProgram(
      "a child's changes that a deferred block reads",
      #"""
      var state = "idle"
      func work() {
          defer { print(state) }
          state = "busy"
      }
      spawn work()
      print(state)
      """#
    ),
    CheckedProgram(
      "a child's list that it prints",
      #"""
      let log = []
      func work(n) {
          log.append(n)
          print(log)
      }
      join [spawn work(1), spawn work(2)]
      print(log)
      """#
    ),
    CheckedProgram(
      "a function that is spawned and also kept",
      #"""
      var mode = "slow"
      func hurry() { mode = "fast" }
      let action = hurry
      action()
      spawn hurry()
      print(mode)
      """#
    ),
  ]
}
