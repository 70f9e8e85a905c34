/// Habits from other languages that parse.
extension CheckedProgram {
  static let wrongHabits: [CheckedProgram] = [
    CheckedProgram(
      "a decrement before another line",
      gets: "syntax.misleading-sign",
      #"""
      var i = 3
      i--
      print(i)
      """#
    ),
    CheckedProgram(
      "a decrement in front",
      gets: "syntax.misleading-sign",
      #"""
      var i = 3
      --i
      print(i)
      """#
    ),
    CheckedProgram(
      "a send",
      gets: "syntax.misleading-sign",
      #"""
      let q = queue()
      q <- 3
      """#
    ),
    CheckedProgram(
      "a format",
      gets: "syntax.misleading-sign",
      #"""
      let n = 3
      print("%d" % n)
      """#
    ),
    CheckedProgram(
      "a format of a string with values",
      gets: "syntax.misleading-sign",
      #"""
      let n = 3
      print("\(n) of %d" % n)
      """#
    ),
    CheckedProgram(
      "a dollar",
      gets: "value.not-interpolated",
      #"""
      let name = "Ada"
      print("hello $name")
      """#
    ),
    CheckedProgram(
      "a dollar and braces",
      gets: "value.not-interpolated",
      #"""
      let name = "Ada"
      print("hello ${name}!")
      """#
    ),
    CheckedProgram(
      "a dollar beside a value",
      gets: "value.not-interpolated",
      #"""
      let name = "Ada"
      let n = 1
      print("\(n) $name")
      """#
    ),
    CheckedProgram(
      "a dollar in a function",
      gets: "value.not-interpolated",
      #"""
      func greet(name) { print("hello $name") }
      greet("Ada")
      """#
    ),
    CheckedProgram(
      "a misspelt kind",
      gets: "name.unknown-kind",
      #"""
      let q = queue()
      try { get q nowait } catch Emtpy { print(1) }
      """#
    ),
    CheckedProgram(
      "a misspelt kind beside a right one",
      gets: "name.unknown-kind",
      #"""
      let q = queue()
      try { get q nowait } catch Empty, Closd as e { print(e) }
      """#
    ),
    CheckedProgram(
      "a misspelt kind of the script",
      gets: "name.unknown-kind",
      #"""
      func f() { throw error("Overdrawn", "why") }
      try { f() } catch Overdrawm { print(1) }
      """#
    ),
    CheckedProgram(
      "a kind in small letters",
      gets: "name.unknown-kind",
      #"""
      let q = queue()
      try { get q nowait } catch empty, Full { print(1) }
      """#
    ),
    CheckedProgram(
      "a queue",
      gets: "call.queue",
      #"""
      let q = queue()
      put q, 1
      print(get q())
      """#
    ),
    CheckedProgram(
      "a stack in a function",
      gets: "call.queue",
      #"""
      func f() {
          let s = stack()
          put s, 1
          return get s()
      }
      print(f())
      """#
    ),
    CheckedProgram(
      "a priority queue",
      gets: "call.queue",
      #"""
      let q = priority_queue(3)
      put q, 1
      print(q(1))
      """#
    ),
  ]
}
