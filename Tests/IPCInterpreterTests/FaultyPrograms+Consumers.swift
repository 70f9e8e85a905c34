/// Consumers that never end.
extension CheckedProgram {
  static let wrongConsumers: [CheckedProgram] = [
    CheckedProgram(
      "joined by its name",
      gets: "process.endless-consumer",
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
    ),
    CheckedProgram(
      "joined in a list",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      for n in 1...3 { put counter, n }
      join [spawn guest(counter), spawn guest(counter)]
      """#
    ),
    CheckedProgram(
      "several joined",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      let ps = spawn guest(counter) times 2
      put counter, 1
      join ps
      """#
    ),
    CheckedProgram(
      "never joined",
      gets: "process.endless-consumer",
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
    ),
    CheckedProgram(
      "joined one by one",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      let ps = [spawn guest(counter), spawn guest(counter)]
      put counter, 1
      for p in ps { join p }
      """#
    ),
    CheckedProgram(
      "in a list that grows",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      let ps = []
      for _ in 1...2 { append(ps, spawn guest(counter)) }
      put counter, 1
      join ps
      """#
    ),
    CheckedProgram(
      "a block that calls the consumer",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      let p = spawn { guest(counter) }
      put counter, 1
      join p
      """#
    ),
    CheckedProgram(
      "joined in a function",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      func wait(p) { join p }
      put counter, 1
      wait(spawn guest(counter))
      """#
    ),
    CheckedProgram(
      "joined where it is made",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      put counter, 1
      print(join spawn guest(counter))
      """#
    ),
    CheckedProgram(
      "with producers",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      func cook(counter) { for n in 1...2 { put counter, n } }
      let cooks = spawn cook(counter) times 2
      let p = spawn guest(counter)
      join cooks
      join p
      """#
    ),
    CheckedProgram(
      "that marks items as done",
      gets: "process.endless-consumer",
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
    ),
    CheckedProgram(
      "that is main",
      gets: "process.endless-consumer",
      #"""
      let q = queue()
      spawn { for n in 1...3 { put q, n } }
      while true { print(get q) }
      """#
    ),
    CheckedProgram(
      "a prepared process",
      gets: "process.endless-consumer",
      #"""
      func guest(counter) {
          while true {
              print(get counter)
          }
      }
      let counter = queue()
      let p = process guest(counter)
      put counter, 1
      spawn p
      join p
      """#
    ),
  ]
}
