/// What only looks like a habit from another language.
extension CheckedProgram {
  static let rightHabits: [CheckedProgram] = [
    CheckedProgram(
      "dollars that are no names",
      #"""
      let name = "Ada"
      print("$5 and $ and ${ and $$ \(name)", '$name', "$names", "\u{24}name")
      """#
    ),
    CheckedProgram(
      "dollars before names that are not declared",
      #"""
      print("hello $name and ${name}")
      """#
    ),
    CheckedProgram(
      "signs that mean what they say",
      #"""
      var i = 3
      let k = i - -1
      i = i--k
      print(i, k, 7 % 3, i < -k, - -i)
      """#
    ),
    CheckedProgram(
      "kinds that the script makes",
      #"""
      func f(n) { throw error(n > 1 ? "Empti" : "Fulll", "why") }
      try { f(1) } catch Empti { print(1) } catch Fulll { print(2) }
      """#
    ),
    CheckedProgram(
      "kinds that come from elsewhere",
      #"""
      let make = error
      try { throw make("Emtpy", "why") } catch Emtpy { print(1) }
      """#
    ),
    CheckedProgram(
      "kinds that are near to none",
      #"""
      try { print(1) } catch Overdrawn { print(2) }
      """#
    ),
    CheckedProgram(
      "functions with the names of queues",
      #"""
      let q = x => x + 1
      print(q(1))
      func f(p) { return p(1) }
      print(f(q))
      """#
    ),
    CheckedProgram(
      "durations that are computed",
      #"""
      let n = 3
      let q = queue()
      put q, n timeout 2 * 1s
      sleep n * 0s
      print(get q timeout 1s + 1ms)
      """#
    ),
  ]
}
