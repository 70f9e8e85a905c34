/// Processes that go wrong.
extension CheckedProgram {
  static let wrongProcesses: [CheckedProgram] = [
    CheckedProgram(
      "a name",
      gets: "process.daemon-joined",
      #"""
      let p = daemon { sleep 1s }
      join p
      """#
    ),
    CheckedProgram(
      "the expression itself",
      gets: "process.daemon-joined",
      #"""
      join daemon { sleep 1s }
      """#
    ),
    CheckedProgram(
      "a part of a list",
      gets: "process.daemon-joined",
      #"""
      join [spawn { return 1 }, daemon { sleep 1s }]
      """#
    ),
    CheckedProgram(
      "several",
      gets: "process.daemon-joined",
      #"""
      func f() { sleep 1s }
      let ps = daemon f() times 2
      join ps
      """#
    ),
    CheckedProgram(
      "an item of a list",
      gets: "process.daemon-joined",
      #"""
      func f() { sleep 1s }
      let ps = [daemon f()]
      join ps[0]
      """#
    ),
    CheckedProgram(
      "each of a list",
      gets: "process.daemon-joined",
      #"""
      func f() { sleep 1s }
      let ps = []
      for _ in 1...2 { append(ps, daemon f()) }
      for p in ps { join p }
      """#
    ),
    CheckedProgram(
      "in a function",
      gets: "process.daemon-joined",
      #"""
      func wait(p) { join p }
      wait(daemon { sleep 1s })
      """#
    ),
    CheckedProgram(
      "a prepared process",
      gets: "process.daemon-joined",
      #"""
      let p = process { sleep 1s }
      daemon p
      join p
      """#
    ),
    CheckedProgram(
      "a daemon too late",
      gets: "process.already-started",
      #"""
      let p = spawn { sleep 10ms }
      p.daemon = true
      """#
    ),
    CheckedProgram(
      "a prepared one too late",
      gets: "process.already-started",
      #"""
      let p = process { sleep 10ms }
      spawn p
      p.daemon = true
      """#
    ),
    CheckedProgram(
      "started twice",
      gets: "process.already-started",
      #"""
      let p = process { sleep 10ms }
      spawn p
      spawn p
      """#
    ),
    CheckedProgram(
      "a running one started",
      gets: "process.already-started",
      #"""
      let p = spawn { sleep 10ms }
      spawn p
      """#
    ),
    CheckedProgram(
      "through a function",
      gets: "process.already-started",
      #"""
      func hide(p) { p.daemon = true }
      hide(spawn { sleep 10ms })
      """#
    ),
    CheckedProgram(
      "in a function",
      gets: "process.daemon-spawns",
      #"""
      func leaf() { return 1 }
      func watch() { spawn leaf() }
      daemon watch()
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "in a block",
      gets: "process.daemon-spawns",
      #"""
      daemon { spawn { print("x") } }
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "in a helper",
      gets: "process.daemon-spawns",
      #"""
      func leaf() { return 1 }
      func helper() { return join spawn leaf() }
      func watch() { print(helper()) }
      daemon watch() times 2
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "a prepared one",
      gets: "process.daemon-spawns",
      #"""
      func leaf() { return 1 }
      func watch() {
          let p = process leaf()
          spawn p
      }
      daemon watch()
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "a top-level variable in a block",
      gets: "process.lost-assignment",
      #"""
      var total = 0
      join spawn { total = 5 }
      print(total)
      """#
    ),
    CheckedProgram(
      "a sum in a function",
      gets: "process.lost-assignment",
      #"""
      var total = 0
      func add(xs) { for x in xs { total += x } }
      join [spawn add([1, 2]), spawn add([3])]
      print(total)
      """#
    ),
    CheckedProgram(
      "a sum written out",
      gets: "process.lost-assignment",
      #"""
      var total = 0
      func add(x) { total = total + x }
      join spawn add(1)
      print(total)
      """#
    ),
    CheckedProgram(
      "a local of the parent",
      gets: "process.lost-assignment",
      #"""
      func try_it() {
          var found = nil
          join spawn { found = 1 }
          return found
      }
      print(try_it())
      """#
    ),
    CheckedProgram(
      "an item of a list",
      gets: "process.lost-assignment",
      #"""
      let results = [0, 0]
      func work(i) { results[i] = i * i }
      join [spawn work(0), spawn work(1)]
      print(results)
      """#
    ),
    CheckedProgram(
      "a list that grows",
      gets: "process.lost-assignment",
      #"""
      let results = []
      func work(i) { results.append(i * i) }
      join [spawn work(0), spawn work(1)]
      print(results)
      """#
    ),
    CheckedProgram(
      "a field of a map",
      gets: "process.lost-assignment",
      #"""
      let state = {}
      join spawn { state.ready = true }
      print(state)
      """#
    ),
    CheckedProgram(
      "in a helper of the child",
      gets: "process.lost-assignment",
      #"""
      var count = 0
      func note() { count += 1 }
      func work() { note() }
      join spawn work() times 2
      print(count)
      """#
    ),
    CheckedProgram(
      "in a daemon",
      gets: "process.lost-assignment",
      #"""
      var ticks = 0
      daemon {
          for _ in 1...3 {
              sleep 1ms
              ticks += 1
          }
      }
      sleep 10ms
      print(ticks)
      """#
    ),
  ]
}
