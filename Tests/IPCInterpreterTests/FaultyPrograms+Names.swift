/// Unused names, code that never runs, certain conditions.
extension CheckedProgram {
  static let wrongNames: [CheckedProgram] = [
    CheckedProgram(
      "a let",
      gets: "name.unused",
      #"""
      let a = 1
      print("b")
      """#
    ),
    CheckedProgram(
      "a var that is only assigned",
      gets: "name.unused",
      #"""
      var n = 0
      for i in 1...3 { n += i }
      print("b")
      """#
    ),
    CheckedProgram(
      "a local",
      gets: "name.unused",
      #"""
      func f() {
          let x = len(args)
          return 1
      }
      print(f())
      """#
    ),
    CheckedProgram(
      "all parts of a pair",
      gets: "name.unused",
      #"""
      let a, b = [1, 2]
      print("c")
      """#
    ),
    CheckedProgram(
      "a function in a function",
      gets: "name.unused",
      #"""
      func f() {
          func g() { return 1 }
          return 2
      }
      print(f())
      """#
    ),
    CheckedProgram(
      "a handle",
      gets: "name.unused",
      #"""
      let p = spawn { print("hello") }
      print("bye")
      """#
    ),
    CheckedProgram(
      "behind return",
      gets: "control.unreachable",
      #"""
      func f() {
          return 1
          print("never")
      }
      print(f())
      """#
    ),
    CheckedProgram(
      "behind break",
      gets: "control.unreachable",
      #"""
      for i in 1...3 {
          print(i)
          break
          print("never")
      }
      """#
    ),
    CheckedProgram(
      "behind continue",
      gets: "control.unreachable",
      #"""
      for i in 1...3 {
          print(i)
          continue
          print("never")
      }
      """#
    ),
    CheckedProgram(
      "behind throw",
      gets: "control.unreachable",
      #"""
      try {
          throw "x"
          print("never")
      } catch e { print(e.message) }
      """#
    ),
    CheckedProgram(
      "behind exit",
      gets: "control.unreachable",
      #"""
      exit(0)
      print("never")
      """#
    ),
    CheckedProgram(
      "behind both branches",
      gets: "control.unreachable",
      #"""
      func f(a) {
          if a { return 1 } else { throw "x" }
          return 2
      }
      print(f(true))
      """#
    ),
    CheckedProgram(
      "behind an endless loop",
      gets: "control.unreachable",
      #"""
      let q = queue()
      close q
      while true { print(get q) }
      print("never")
      """#
    ),
    CheckedProgram(
      "behind a try that always leaves",
      gets: "control.unreachable",
      #"""
      func f(a) {
          try { return a() } catch e { return nil }
          return 2
      }
      print(f(() => 1))
      """#
    ),
    CheckedProgram(
      "a length",
      gets: "control.constant-condition",
      #"""
      let xs = []
      if len(xs) { print("some") }
      """#
    ),
    CheckedProgram(
      "a function",
      gets: "control.constant-condition",
      #"""
      func ready() { return false }
      if ready { print("yes") }
      """#
    ),
    CheckedProgram(
      "a text",
      gets: "control.constant-condition",
      #"""
      var text = ""
      text += "a"
      print(text ? "some" : "none")
      """#
    ),
    CheckedProgram(
      "a queue",
      gets: "control.constant-condition",
      #"""
      let q = queue()
      while q { break }
      """#
    ),
    CheckedProgram(
      "a size",
      gets: "control.constant-condition",
      #"""
      let q = queue()
      if q.size { print("some") }
      """#
    ),
    CheckedProgram(
      "a number in a loop",
      gets: "control.constant-condition",
      #"""
      var n = 3
      while n {
          n -= 1
          if n < 0 { break }
      }
      """#
    ),
    CheckedProgram(
      "literals of two types",
      gets: "value.constant-comparison",
      #"""
      print(1 == "1")
      """#
    ),
    CheckedProgram(
      "itself",
      gets: "value.constant-comparison",
      #"""
      func f(x) { return x == x }
      print(f(1))
      """#
    ),
    CheckedProgram(
      "not itself",
      gets: "value.constant-comparison",
      #"""
      func f(x) { return x != x }
      print(f(1))
      """#
    ),
    CheckedProgram(
      "a length below zero",
      gets: "value.constant-comparison",
      #"""
      func f(xs) { return len(xs) < 0 }
      print(f([]))
      """#
    ),
    CheckedProgram(
      "zero above a length",
      gets: "value.constant-comparison",
      #"""
      func f(xs) { return 0 > xs.len() }
      print(f([]))
      """#
    ),
    CheckedProgram(
      "a length of at least zero",
      gets: "value.constant-comparison",
      #"""
      func f(xs) { return len(xs) >= 0 }
      print(f([]))
      """#
    ),
    CheckedProgram(
      "a text and a number",
      gets: "value.constant-comparison",
      #"""
      let answer = str(42)
      if answer == 42 { print("right") }
      """#
    ),
    CheckedProgram(
      "a name that is never nil",
      gets: "value.constant-comparison",
      #"""
      let count = len(args)
      if count != nil { print(count) }
      """#
    ),
    CheckedProgram(
      "a name",
      gets: "value.unused-comparison",
      #"""
      var x = 1
      x == 2
      print(x)
      """#
    ),
    CheckedProgram(
      "a field",
      gets: "value.unused-comparison",
      #"""
      let m = {a: 1}
      m.a == 2
      print(m)
      """#
    ),
    CheckedProgram(
      "not equal",
      gets: "value.unused-comparison",
      #"""
      let x = len(args)
      if x > 5 { x != 2 }
      """#
    ),
  ]
}
