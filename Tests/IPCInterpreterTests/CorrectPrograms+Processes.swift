/// Processes and daemons that are used well, and so without a warning.
extension CheckedProgram {
  static let rightProcesses: [CheckedProgram] = [
    CheckedProgram(
      "a prepared process that becomes a daemon",
      #"""
      func watch(q) { while true { print(get q) } }
      let q = queue()
      let p = process watch(q)
      p.daemon = true
      put q, 1
      spawn p
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "a prepared process that daemon starts",
      #"""
      func watch(q) { while true { print(get q) } }
      let q = queue()
      let p = process watch(q)
      put q, 1
      daemon p
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "a process that is started in a branch",
      #"""
      func work() { return 1 }
      let p = process work()
      if len(args) > 0 { p.daemon = true }
      spawn p
      print(p.daemon)
      """#
    ),
    CheckedProgram(
      "a daemon or not",
      #"""
      func work() { return 1 }
      let alone = len(args) > 0
      let p = alone ? daemon work() : spawn work()
      if not p.daemon { print(join p) }
      """#
    ),
    CheckedProgram(
      "a daemon in a list that is not joined",
      #"""
      func work(n) { return n }
      let ps = [daemon work(1), spawn work(2)]
      print(join ps[1])
      """#
    ),
    CheckedProgram(
      "daemons that have daemons",
      #"""
      func leaf() { sleep 1s }
      func middle() {
          daemon leaf()
          sleep 1s
      }
      daemon middle()
      """#
    ),
    CheckedProgram(
      "a function that daemons and others run",
      #"""
      func leaf() { return 1 }
      func middle() {
          if me().daemon { return leaf() }
          return join spawn leaf()
      }
      daemon middle()
      print(join spawn middle())
      """#
    ),
    CheckedProgram(
      "a map with a field called daemon",
      #"""
      let settings = {daemon: false}
      settings.daemon = true
      let ps = []
      append(ps, settings)
      ps[0].daemon = false
      print(settings, ps)
      """#
    ),
    CheckedProgram(
      "a list of processes that grows",
      #"""
      func work(n) { return n * n }
      let ps = []
      for n in 1...3 { ps.append(spawn work(n)) }
      for p in ps { print(join p) }
      """#
    ),
    CheckedProgram(
      "processes kept in a map",
      #"""
      func watch(q) { while true { print(get q) } }
      let q = queue()
      let ps = {}
      ps.watch = spawn watch(q)
      put q, 1
      sleep 10ms
      for _, p in ps { kill p }
      """#
    ),
    CheckedProgram(
      "two lists of processes joined as one",
      #"""
      func work(n) { return n }
      let first = spawn work(1) times 2
      let second = [spawn work(2)]
      print(join first + second)
      """#
    ),
    CheckedProgram(
      "processes that map spawns",
      #"""
      func work(n) { return n * n }
      let ps = (1...3).map(n => spawn work(n))
      print(join ps)
      """#
    ),
    CheckedProgram(
      "a prepared process that is asked before it is started",
      #"""
      func work() { return 1 }
      let p = process work()
      spawn p
      if p.status == "new" { spawn p }
      print(join p)
      """#
    ),
    CheckedProgram(
      "processes of which the daemons are left out",
      #"""
      func work() { sleep 1s }
      let ps = [daemon work(), daemon work()]
      for p in ps { if not p.daemon { join p } }
      """#
    ),
    CheckedProgram(
      "a list that an unknown function refills",
      #"""
      func work() { return 1 }
      let ps = [daemon work()]
      func refill(list) { list[0] = spawn work() }
      let f = refill
      f(ps)
      print(join ps[0])
      """#
    ),
    CheckedProgram(
      "a prepared process that a daemon may not start yet",
      #"""
      let q = queue()
      daemon {
          let p = process { return 1 }
          try { spawn p } catch ValueError as e { put q, [e.kind, p.status] }
          p.daemon = true
          spawn p
          put q, p.pid != nil
      }
      print(get q, get q)
      """#
    ),
  ]
}
