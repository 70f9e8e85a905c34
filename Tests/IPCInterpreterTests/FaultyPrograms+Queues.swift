/// Queues that go wrong.
extension CheckedProgram {
  static let wrongQueues: [CheckedProgram] = [
    CheckedProgram(
      "in main",
      gets: "queue.never-closed",
      #"""
      let q = queue()
      spawn { for n in 1...3 { put q, n } }
      for n in q { print(n) }
      """#
    ),
    CheckedProgram(
      "in a child",
      gets: "queue.never-closed",
      #"""
      func work(jobs) { for job in jobs { print(job) } }
      let jobs = queue()
      let p = spawn work(jobs)
      put jobs, 1
      join p
      """#
    ),
    CheckedProgram(
      "in several",
      gets: "queue.never-closed",
      #"""
      func work(jobs) { for job in jobs { print(job) } }
      let jobs = queue(2)
      let ps = spawn work(jobs) times 2
      for n in 1...4 { put jobs, n }
      join ps
      """#
    ),
    CheckedProgram(
      "the other one is closed",
      gets: "queue.never-closed",
      #"""
      func double(numbers, results) { for n in numbers { put results, 2 * n } }
      let numbers = queue()
      let results = queue()
      let p = spawn double(numbers, results)
      put numbers, 1
      close numbers
      join p
      for n in results { print(n) }
      """#
    ),
    CheckedProgram(
      "a queue that a function makes",
      gets: "queue.never-closed",
      #"""
      func start() {
          let q = stack(3)
          spawn { for n in 1...3 { put q, n } }
          return q
      }
      for n in start() { print(n) }
      """#
    ),
    CheckedProgram(
      "two in a list",
      gets: "queue.never-closed",
      #"""
      let qs = [queue(), queue()]
      for q in qs { put q, 1 }
      for q in qs { for x in q { print(x) } }
      """#
    ),
    CheckedProgram(
      "taken by get",
      gets: "queue.never-done",
      #"""
      let q = queue()
      daemon { while true { print(get q) } }
      put q, 1
      join q
      """#
    ),
    CheckedProgram(
      "taken by for",
      gets: "queue.never-done",
      #"""
      func work(jobs) { for job in jobs { print(job) } }
      let jobs = queue()
      daemon work(jobs)
      put jobs, 1
      join jobs
      close jobs
      """#
    ),
    CheckedProgram(
      "joined by the producer",
      gets: "queue.never-done",
      #"""
      func cook(counter) {
          put counter, 1
          join counter
      }
      let counter = queue()
      daemon { while true { print(get counter) } }
      join spawn cook(counter)
      """#
    ),
    CheckedProgram(
      "the other queue's items are done",
      gets: "queue.never-done",
      #"""
      let a = queue()
      let b = queue()
      put a, 1
      put b, get a
      print(get b)
      task_done b
      join a
      """#
    ),
    CheckedProgram(
      "in main",
      gets: "queue.done-untaken",
      #"""
      let q = queue()
      put q, 1
      task_done q
      """#
    ),
    CheckedProgram(
      "the wrong queue",
      gets: "queue.done-untaken",
      #"""
      func work(jobs, results) {
          let job = get jobs
          put results, job
          task_done results
      }
      let jobs = queue()
      let results = queue()
      spawn work(jobs, results)
      put jobs, 1
      """#
    ),
    CheckedProgram(
      "in a child",
      gets: "queue.done-untaken",
      #"""
      let q = queue()
      spawn { task_done(q) }
      """#
    ),
    CheckedProgram(
      "one for two",
      gets: "queue.too-few-sentinels",
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
    ),
    CheckedProgram(
      "two for three in a list",
      gets: "queue.too-few-sentinels",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      let guests = [spawn guest(counter), spawn guest(counter), spawn guest(counter)]
      for _ in 1...2 { put counter, "finish" }
      join guests
      """#
    ),
    CheckedProgram(
      "none at all",
      gets: "queue.too-few-sentinels",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      spawn guest(counter)
      put counter, "burger"
      put counter, 3
      """#
    ),
    CheckedProgram(
      "another word",
      gets: "queue.too-few-sentinels",
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
    ),
    CheckedProgram(
      "one by each of too few producers",
      gets: "queue.too-few-sentinels",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      func cook(counter) {
          for n in 1...2 { put counter, "plate \(n)" }
          put counter, "finish"
      }
      spawn cook(counter)
      spawn guest(counter) times 2
      """#
    ),
    CheckedProgram(
      "nil and break",
      gets: "queue.too-few-sentinels",
      #"""
      func work(jobs) {
          while true {
              let job = get jobs
              if nil == job { break }
              print(job * 2)
          }
          print("done")
      }
      let jobs = queue()
      let ps = spawn work(jobs) times 4
      for n in 1...10 { put jobs, n }
      put jobs, nil
      join ps
      """#
    ),
    CheckedProgram(
      "consumers made in a loop",
      gets: "queue.too-few-sentinels",
      #"""
      func guest(counter) {
          while true {
              let plate = get counter
              if plate == "finish" { return }
              print(plate)
          }
      }
      let counter = queue()
      for _ in 1...3 { spawn guest(counter) }
      put counter, "finish"
      """#
    ),
  ]
}
