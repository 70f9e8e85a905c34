/// Consumers that stop, or need not, and so without a warning.
extension CheckedProgram {
  static let rightConsumers: [CheckedProgram] = [
    CheckedProgram(
      "a stage that closes what it fills",
      #"""
      func fill(numbers) {
          for n in 1...3 { put numbers, n }
          close numbers
      }
      let numbers = queue(2)
      spawn fill(numbers)
      for n in numbers { print(n) }
      """#
    ),
    CheckedProgram(
      "daemon consumers that mark items as done",
      #"""
      func cook(counter) {
          for n in 1...2 { put counter, n }
          join counter
      }
      func guest(counter) {
          while true {
              let plate = get counter
              print(plate)
              task_done counter
          }
      }
      let counter = queue()
      daemon guest(counter) times 2
      join [spawn cook(counter), spawn cook(counter)]
      """#
    ),
    CheckedProgram(
      "a consumer that is killed",
      #"""
      func guest(counter) {
          while true { print(get counter) }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      sleep 10ms
      kill p
      """#
    ),
    CheckedProgram(
      "consumers that a function kills",
      #"""
      func guest(counter) {
          while true { print(get counter) }
      }
      func stop(ps) {
          for p in ps { kill p }
      }
      let counter = queue()
      let guests = spawn guest(counter) times 2
      put counter, 1
      stop(guests)
      """#
    ),
    CheckedProgram(
      "consumers among all processes that are killed",
      #"""
      func guest(counter) {
          while true { print(get counter) }
      }
      let counter = queue()
      spawn guest(counter) times 2
      put counter, 1
      for p in processes() {
          if p.name != "main" { kill p }
      }
      """#
    ),
    CheckedProgram(
      "a producer that never ends on purpose",
      #"""
      func produce(ticks) {
          while true {
              put ticks, clock()
              sleep 1s
          }
      }
      func consume(ticks) {
          while true { print(get ticks) }
      }
      let ticks = queue()
      join [spawn produce(ticks), spawn consume(ticks)]
      """#
    ),
    CheckedProgram(
      "a producer that never ends and a for",
      #"""
      func produce(ticks) {
          while true {
              put ticks, clock()
              sleep 1s
          }
      }
      let ticks = queue()
      spawn produce(ticks)
      for tick in ticks { print(tick) }
      """#
    ),
    CheckedProgram(
      "a producer that calls itself for ever",
      #"""
      func produce(ticks, n) {
          put ticks, n
          sleep 1s
          produce(ticks, n + 1)
      }
      let ticks = queue()
      spawn produce(ticks, 1)
      for tick in ticks { print(tick) }
      """#
    ),
    CheckedProgram(
      "a consumer that gives up after a time",
      #"""
      func guest(counter) {
          while true {
              try {
                  print(get counter timeout 1s)
              } catch Empty {
                  return
              }
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      join p
      """#
    ),
    CheckedProgram(
      "a consumer whose get gives up by an error",
      #"""
      func guest(counter) {
          while true { print(get counter timeout 50ms) }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      print(try join p else "gone")
      """#
    ),
    CheckedProgram(
      "a consumer that stops at a field",
      #"""
      func guest(counter) {
          while true {
              let order = get counter
              if order.last { return }
              print(order.dish)
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, {dish: "pizza", last: false}
      put counter, {dish: "", last: true}
      join p
      """#
    ),
    CheckedProgram(
      "a consumer that a helper stops by an error",
      #"""
      func eat(plate) {
          if plate == "bad" { throw "ill" }
          print(plate)
      }
      func guest(counter) {
          while true {
              let plate = get counter
              eat(plate)
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, "bad"
      try { join p } catch ProcessFailed as e { print(e.message) }
      """#
    ),
    CheckedProgram(
      "a consumer that ends its process",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == 3 { exit(0) }
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      for n in 1...3 { put counter, n }
      join p
      """#
    ),
    CheckedProgram(
      "a consumer that an assertion stops",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              assert(plate != "bad", "no bad plates")
          }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, "bad"
      print(try join p else "ended")
      """#
    ),
    CheckedProgram(
      "consumers that catch the end of a closed queue",
      #"""
      func guest(counter) {
          try {
              while true { print(get counter) }
          } catch Closed { print("closed") }
      }
      let counter = queue()
      let guests = spawn guest(counter) times 2
      for n in 1...4 { put counter, n }
      close counter
      join guests
      """#
    ),
    CheckedProgram(
      "a join that gives up",
      #"""
      func guest(counter) {
          while true { print(get counter) }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      try { join p timeout 100ms } catch Timeout { kill p }
      """#
    ),
    CheckedProgram(
      "a deadlock that is caught on purpose",
      #"""
      func guest(counter) {
          while true { print(get counter) }
      }
      let counter = queue()
      let p = spawn guest(counter)
      put counter, 1
      try { join p } catch Deadlock { print("all is eaten") }
      kill p
      """#
    ),
    CheckedProgram(
      "a worker that fills the queue it empties",
      #"""
      func work(jobs, pending) {
          for n in jobs {
              if n > 0 {
                  put pending, n
                  put jobs, n - 1
              } else {
                  close jobs
              }
          }
      }
      let jobs = queue()
      let pending = queue()
      put jobs, 3
      join spawn work(jobs, pending)
      print(pending.size)
      """#
    ),
    CheckedProgram(
      "a consumer that ends with its input",
      #"""
      func relay(a, b) {
          for x in a { put b, x }
          close b
      }
      let a = queue()
      let b = queue()
      spawn relay(a, b)
      spawn { for x in b { print(x) } }
      put a, 1
      close a
      """#
    ),
    CheckedProgram(
      "a handle that the child sends",
      #"""
      let pids = queue()
      let q = queue()
      func work() {
          put pids, me()
          while true { print(get q) }
      }
      spawn work()
      put q, 1
      kill (get pids)
      """#
    ),
    CheckedProgram(
      "a process that waits for a word before it loops",
      #"""
      func work(start, q) {
          if get start == "no" { return }
          while true { print(get q) }
      }
      let start = queue()
      let q = queue()
      let p = spawn work(start, q)
      put start, "no"
      join p
      """#
    ),
    CheckedProgram(
      "a loop that may go on without taking",
      #"""
      func work(q) {
          while true {
              if q.empty {
                  sleep 1s
                  continue
              }
              print(get q)
          }
      }
      let q = queue()
      spawn work(q)
      put q, 1
      """#
    ),
    CheckedProgram(
      "an endless loop around a closed queue",
      #"""
      func work(q) {
          while true { print(get q) }
      }
      let q = queue()
      let p = spawn work(q)
      put q, 1
      close q
      try { join p } catch ProcessFailed as e { print(e.cause.kind) }
      """#
    ),
    CheckedProgram(
      "queues that feed each other for ever on purpose",
      #"""
      func relay(from_queue, to_queue) {
          for n in from_queue {
              print(n)
              sleep 1s
              put to_queue, n + 1
          }
      }
      let a = queue()
      let b = queue()
      spawn relay(a, b)
      spawn relay(b, a)
      put a, 1
      """#
    ),
  ]
}
