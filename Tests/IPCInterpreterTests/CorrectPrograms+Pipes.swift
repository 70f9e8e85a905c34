/// Pipes and items that are done, and so without a warning.
extension CheckedProgram {
  static let rightPipes: [CheckedProgram] = [
    CheckedProgram(
      "two pipes for question and answer",
      #"""
      func double(questions, answers) {
          for n in questions { put answers, 2 * n }
      }
      let ask, questions = pipe()
      let answers, answer = pipe()
      spawn double(questions, answers)
      put ask, 21
      print(get answer)
      close ask
      """#
    ),
    CheckedProgram(
      "a pipe whose left end is closed before the join",
      #"""
      let left, right = pipe()
      let p = spawn { for x in right { print(x) } }
      put left, 1
      close left
      join p
      """#
    ),
    CheckedProgram(
      "a pipe that a helper closes",
      #"""
      func finish(end) { close end }
      let left, right = pipe()
      let p = spawn { for x in right { print(x) } }
      put left, 1
      finish(left)
      join p
      """#
    ),
    CheckedProgram(
      "a pipe that goes both ways",
      #"""
      let ours, theirs = pipe(duplex: true)
      let p = spawn {
          let question = get theirs
          put theirs, question + 1
      }
      put ours, 41
      print(get ours)
      join p
      """#
    ),
    CheckedProgram(
      "a pipe both ways by a variable",
      #"""
      let both = len(args) >= 1
      let ours, theirs = pipe(duplex: both)
      let p = spawn { if both { put theirs, 1 } }
      join p
      if both { print(get ours) }
      close ours
      """#
    ),
    CheckedProgram(
      "a pipe read a known number of times",
      #"""
      let left, right = pipe()
      let p = spawn { for _ in 1...2 { print(get right) } }
      put left, 1
      put left, 2
      join p
      """#
    ),
    CheckedProgram(
      "a pipe whose reader stops at a last item",
      #"""
      let left, right = pipe()
      let p = spawn {
          for x in right {
              if x == nil { break }
              print(x)
          }
      }
      put left, 1
      put left, nil
      join p
      """#
    ),
    CheckedProgram(
      "a pipe end sent through a queue",
      #"""
      let left, right = pipe()
      let q = queue()
      let p = spawn {
          let end = get q
          put end, "hello"
          close end
      }
      put q, left
      close left
      for x in right { print(x) }
      join p
      """#
    ),
    CheckedProgram(
      "a pipe whose both ends go to children",
      #"""
      func write(left) { for n in 1...3 { put left, n } }
      func read_all(right) { for n in right { print(n) } }
      let left, right = pipe()
      let reader = spawn read_all(right)
      join spawn write(left)
      close left
      join reader
      """#
    ),
    CheckedProgram(
      "items marked as done by a helper",
      #"""
      func finish(q) { task_done q }
      let q = queue()
      spawn {
          for x in q {
              print(x)
              finish(q)
          }
      }
      put q, 1
      join q
      close q
      """#
    ),
    CheckedProgram(
      "items marked as done by another process",
      #"""
      let q = queue()
      let done = queue()
      spawn { for x in q { put done, x } }
      spawn {
          for x in done {
              print(x)
              task_done q
          }
      }
      put q, 1
      join q
      close q
      close done
      """#
    ),
    CheckedProgram(
      "a queue that is joined for a while",
      #"""
      let q = queue()
      put q, 1
      print(get q)
      try { join q timeout 10ms } catch Timeout { print(q.unfinished) }
      """#
    ),
    CheckedProgram(
      "a queue without items that is joined",
      #"""
      let q = queue()
      join q
      print(q.size)
      """#
    ),
    CheckedProgram(
      "a wrong use that is caught by its kind",
      #"""
      let left, right = pipe()
      try { put right, 1 } catch ValueError as e { print(e.kind) }
      try { get left } catch ValueError as e { print(e.kind) }
      let p = spawn { return 1 }
      try { p.daemon = true } catch AlreadyStarted { print(join p) }
      let d = daemon { sleep 1s }
      try { join d } catch DaemonJoin as e { print(e.kind) }
      let q = queue()
      try { task_done q } catch ValueError as e { print(e.kind) }
      """#
    ),
    CheckedProgram(
      "a wrong use that the caller catches",
      #"""
      func misuse(p) { join p }
      let d = daemon { sleep 1s }
      try { misuse(d) } catch DaemonJoin { print("no") }
      """#
    ),
    CheckedProgram(
      "a pipe read while the left end lives in another",
      #"""
      func write(left) {
          for n in 1...3 { put left, n }
          return "written"
      }
      let left, right = pipe()
      let writer = spawn write(left)
      close left
      for n in right { print(n) }
      print(join writer)
      """#
    ),
    CheckedProgram(
      "a pipe whose end a helper returns",
      #"""
      func reader() {
          let left, right = pipe()
          spawn { for n in 1...3 { put left, n } }
          close left
          return right
      }
      for n in reader() { print(n) }
      """#
    ),
    CheckedProgram(
      "a join before the pipe is made",
      #"""
      let p = spawn { return 1 }
      print(join p)
      let left, right = pipe()
      spawn { for x in right { print(x) } }
      put left, 1
      close left
      """#
    ),
    CheckedProgram(
      "a joined queue and another from the same function",
      #"""
      func make() { return queue() }
      let a = make()
      let b = make()
      put a, 1
      print(get a)
      join b
      """#
    ),
    CheckedProgram(
      "a reader that may leave a pipe alone",
      #"""
      func consume(right, skips) {
          if skips { return }
          for x in right { print(x) }
      }
      let left, right = pipe()
      let p = spawn consume(right, true)
      put left, 1
      join p
      """#
    ),
    CheckedProgram(
      "a queue that is joined before anything is put",
      #"""
      func work(jobs) { for job in jobs { print(job) } }
      let jobs = queue()
      let p = spawn work(jobs)
      join jobs
      for n in 1...2 { put jobs, n }
      close jobs
      join p
      """#
    ),
    CheckedProgram(
      "a queue whose producer may come after the join",
      #"""
      func fill(jobs) {
          sleep 50ms
          put jobs, 1
      }
      let jobs = queue()
      spawn fill(jobs)
      join jobs
      print(get jobs)
      """#
    ),
  ]
}
