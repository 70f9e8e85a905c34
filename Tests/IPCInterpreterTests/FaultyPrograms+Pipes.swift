/// Pipes that go wrong.
extension CheckedProgram {
  static let wrongPipes: [CheckedProgram] = [
    CheckedProgram(
      "put right",
      gets: "pipe.wrong-direction",
      #"""
      let left, right = pipe()
      spawn { put right, 1 }
      print(get left)
      """#
    ),
    CheckedProgram(
      "get left",
      gets: "pipe.wrong-direction",
      #"""
      let left, right = pipe()
      let p = spawn { return get left }
      put left, 1
      print(try join p else right)
      """#
    ),
    CheckedProgram(
      "for left",
      gets: "pipe.wrong-direction",
      #"""
      func read_all(end) { for x in end { print(x) } }
      let left, right = pipe(lines: true)
      spawn read_all(left)
      put right, "a"
      """#
    ),
    CheckedProgram(
      "by an index",
      gets: "pipe.wrong-direction",
      #"""
      let ends = pipe()
      spawn { print(get ends[1]) }
      put ends[1], 1
      """#
    ),
    CheckedProgram(
      "main",
      gets: "pipe.one-process",
      #"""
      let left, right = pipe()
      put left, 1
      print(get right)
      """#
    ),
    CheckedProgram(
      "a child",
      gets: "pipe.one-process",
      #"""
      let left, right = pipe()
      spawn {
          put left, 1
          for x in right { print(x) }
      }
      """#
    ),
    CheckedProgram(
      "both ways",
      gets: "pipe.one-process",
      #"""
      let a, b = pipe(duplex: true)
      put a, 1
      put b, 2
      print(get a, get b)
      """#
    ),
    CheckedProgram(
      "by helpers",
      gets: "pipe.one-process",
      #"""
      func send(end) { put end, 1 }
      func receive(end) { return get end }
      let left, right = pipe()
      send(left)
      print(receive(right))
      """#
    ),
    CheckedProgram(
      "never closed",
      gets: "pipe.held-open",
      #"""
      func consume(right) { for x in right { print(x) } }
      let left, right = pipe()
      let p = spawn consume(right)
      put left, 1
      join p
      """#
    ),
    CheckedProgram(
      "closed too late",
      gets: "pipe.held-open",
      #"""
      let left, right = pipe()
      let p = spawn { for x in right { print(x) } }
      put left, 1
      join p
      close left
      """#
    ),
    CheckedProgram(
      "the producer closes its own",
      gets: "pipe.held-open",
      #"""
      func produce(left) {
          put left, 1
          close left
      }
      func consume(right) { for x in right { print(x) } }
      let left, right = pipe()
      spawn produce(left)
      join spawn consume(right)
      """#
    ),
    CheckedProgram(
      "in a list",
      gets: "pipe.held-open",
      #"""
      func consume(right) { for x in right { print(x) } }
      func produce(left) { put left, 1 }
      let left, right = pipe()
      join [spawn produce(left), spawn consume(right)]
      """#
    ),
    CheckedProgram(
      "in a function",
      gets: "pipe.held-open",
      #"""
      func try_it() {
          let left, right = pipe()
          let ps = spawn { for x in right { print(x) } } times 2
          put left, 1
          return join ps
      }
      print(try_it())
      """#
    ),
  ]
}
