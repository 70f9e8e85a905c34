/// Consumers that stop at a last item, or at a deadline, and so without a warning.
extension CheckedProgram {
  static let rightSentinels: [CheckedProgram] = [
    CheckedProgram(
      "one sentinel for each consumer",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      let guests = spawn guest(counter) times 3
      for n in 1...10 { put counter, "plate \(n)" }
      for _ in 1...3 { put counter, "finish" }
      join guests
      """#
    ),
    CheckedProgram(
      "a sentinel that is passed on",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == nil {
                  put counter, nil
                  break
              }
              print(plate)
          }
          print("full")
      }
      let counter = queue()
      let guests = spawn guest(counter) times 3
      for n in 1...10 { put counter, n }
      put counter, nil
      join guests
      """#
    ),
    CheckedProgram(
      "a sentinel that comes with a list of guests",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == nil { return }
              print(plate)
          }
      }
      let counter = queue()
      let guests = spawn guest(counter) times 2
      for n in 1...4 { put counter, n }
      for _ in guests { put counter, nil }
      """#
    ),
    CheckedProgram(
      "as many sentinels as a variable says",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == 0 { return }
              print(plate)
          }
      }
      let count = len(args) + 2
      let counter = queue()
      spawn guest(counter) times count
      for n in 1...4 { put counter, n }
      for _ in 1...count { put counter, 0 }
      """#
    ),
    CheckedProgram(
      "a sentinel among the items",
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
      for plate in ["burger", "pizza", "finish"] { put counter, plate }
      join p
      """#
    ),
    CheckedProgram(
      "a sentinel with a name",
      #"""
      let FINISH = "finish"
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, FINISH
      join p
      """#
    ),
    CheckedProgram(
      "a sentinel that a call gives",
      #"""
      func step(n) { return n < 3 ? n : nil }
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == nil { return }
              print(plate)
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      for n in 1...3 { put counter, step(n) }
      join p
      """#
    ),
    CheckedProgram(
      "a text that happens to be the sentinel",
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
      for end in ["a", "ish"] { put counter, "fin\(end)" }
      join p
      """#
    ),
    CheckedProgram(
      "a join under a deadline",
      #"""
      func guest(counter) { while true { print(get counter) } }
      let counter = queue()
      put counter, 1
      try {
          within 50ms { join spawn guest(counter) }
      } catch Timeout { print("enough") }
      """#
    ),
    CheckedProgram(
      "a consumer under a deadline of its own",
      #"""
      func guest(counter) {
          within 50ms { while true { print(get counter) } }
      }
      let counter = queue()
      put counter, 1
      let p = spawn { try { guest(counter) } catch Timeout { print("enough") } }
      join p
      """#
    ),
    CheckedProgram(
      "a helper that spawns under its caller's deadline",
      #"""
      func start(counter) { spawn { for plate in counter { print(plate) } } }
      let counter = queue()
      put counter, 1
      try {
          within 50ms {
              start(counter)
              sleep 1s
          }
      } catch Timeout { print("enough") }
      """#
    ),
    CheckedProgram(
      "more consumers of one queue than sentinels, which others stop",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      let first = spawn guest(counter)
      let second = spawn guest(counter)
      put counter, "finish"
      sleep 20ms
      kill first
      kill second
      """#
    ),
    CheckedProgram(
      "sentinels that producers and main put",
      #"""
      func cook(counter) {
          put counter, "burger"
          put counter, "finish"
      }
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { break }
              print(plate)
          }
      }
      let counter = queue()
      join [spawn cook(counter), spawn cook(counter)]
      put counter, "finish"
      join [spawn guest(counter), spawn guest(counter), spawn guest(counter)]
      """#
    ),
    CheckedProgram(
      "a daemon that loops over a queue",
      #"""
      let log = queue()
      daemon { for line in log { print(line) } }
      put log, "started"
      sleep 10ms
      """#
    ),
    CheckedProgram(
      "a queue that feeds itself in turns",
      #"""
      func relay(from_queue, to_queue) {
          for n in from_queue {
              if n == 0 {
                  close from_queue
                  close to_queue
                  return
              }
              put to_queue, n - 1
          }
      }
      let a = queue()
      let b = queue()
      spawn relay(a, b)
      spawn relay(b, a)
      put a, 5
      """#
    ),
    CheckedProgram(
      "a consumer loop in a branch",
      #"""
      func work(q, endless) {
          if endless {
              while true { print(get q) }
          }
          print(get q)
      }
      let q = queue()
      let p = spawn work(q, false)
      put q, 1
      join p
      """#
    ),
    CheckedProgram(
      "a loop that ends by an error it expects",
      #"""
      let q = queue()
      spawn {
          for n in 1...2 { put q, n }
          close q
      }
      try {
          while true { print(get q) }
      } catch Closed {
          print("all")
      }
      """#
    ),
    CheckedProgram(
      "a consumer that a helper ends",
      #"""
      func eat(plate) {
          if plate == "finish" { exit(0) }
          print(plate)
      }
      func guest(counter) {
          while true { eat(get counter) }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, "burger"
      put counter, "finish"
      join p
      """#
    ),
    CheckedProgram(
      "a consumer that stops when nothing comes for a while",
      #"""
      func guest(counter) {
          try {
              while true { print(get counter timeout 50ms) }
          } catch Empty { print("enough") }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      join p
      """#
    ),
  ]
}
