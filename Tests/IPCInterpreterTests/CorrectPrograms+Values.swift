/// Names, conditions and comparisons, and so without a warning.
extension CheckedProgram {
  static let rightValues: [CheckedProgram] = [
    CheckedProgram(
      "names that say they are not used",
      #"""
      let _unused = 1
      let first, _ = [1, 2]
      func f(a, b) { return a }
      for i in 1...2 { print(first) }
      for k, v in ({a: 1}) { print(k) }
      try { f(1, 2) } catch e { print("no") }
      """#
    ),
    CheckedProgram(
      "names that only inner functions use",
      #"""
      let greeting = "hello"
      func greet() {
          let name = "world"
          func inner() { print(greeting, name) }
          defer { inner() }
      }
      greet()
      """#
    ),
    CheckedProgram(
      "names that only text uses",
      #"""
      let name = "world"
      let q = queue()
      put q, "hello \(name)"
      print(get q)
      """#
    ),
    CheckedProgram(
      "a file that is there to be imported",
      #"""
      let limit = 10
      let q = queue(limit)
      func helper(x) { return x + limit }
      """#
    ),
    CheckedProgram(
      "functions behind a return",
      #"""
      func f() {
          return g()
          func g() { return 1 }
      }
      print(f())
      """#
    ),
    CheckedProgram(
      "a loop that is left by break",
      #"""
      var n = 0
      while true {
          n += 1
          if n > 3 { break }
      }
      print(n)
      func find(xs) {
          for x in xs {
              if x > 1 { return x }
              continue
          }
          return nil
      }
      print(find([1, 2]))
      """#
    ),
    CheckedProgram(
      "branches that do not all leave",
      #"""
      func sign(n) {
          if n < 0 { return -1 } else if n > 0 { return 1 }
          return 0
      }
      func safe(f) {
          try { return f() } catch Empty { print("empty") }
          return nil
      }
      print(sign(1), safe(() => 1))
      if len(args) > 5 { exit(2) }
      print("goes on")
      """#
    ),
    CheckedProgram(
      "comparisons of values that are not known",
      #"""
      func same(a, b) { return a == b }
      print(same(1, "1"), same(1, 1))
      let m = {a: 1}
      print(m.a == "x", m["a"] == nil)
      let q = queue()
      put q, 1
      print(get q == "stop")
      """#
    ),
    CheckedProgram(
      "names that may be nil",
      #"""
      var best = nil
      for x in [3, 1, 2] {
          if best == nil or x > best { best = x }
      }
      print(best)
      func find(xs, y) {
          for x in xs { if x == y { return x } }
      }
      if find([1], 2) == nil { print("not there") }
      """#
    ),
    CheckedProgram(
      "a name of several types",
      #"""
      var state = "waiting"
      if len(args) > 0 { state = 1 }
      if state == 1 { print("one") }
      if state == "waiting" { print("waiting") }
      """#
    ),
    CheckedProgram(
      "ints and floats",
      #"""
      let half = 7 / 2
      if half == 3 { print("three") }
      if 2 * half == 7 { print("seven") }
      var sum = 0
      sum += 0.5
      if sum == 0 { print("zero") }
      """#
    ),
    CheckedProgram(
      "conditions that may be false",
      #"""
      func check(flag) { if flag { print("yes") } }
      check(true)
      check(nil)
      let m = {a: false}
      if m.a { print("no") }
      var found = nil
      if len(args) > 3 { found = args[0] }
      if found { print(found) }
      while not found { found = "x" }
      """#
    ),
    CheckedProgram(
      "lengths that are compared well",
      #"""
      let xs = [1]
      if len(xs) == 0 { print("empty") }
      if len(xs) > 0 { print("not empty") }
      if len(xs) >= 1 { print("one") }
      if 0 < len(xs) { print("one") }
      """#
    ),
    CheckedProgram(
      "functions that call each other",
      #"""
      func even(n) { return n == 0 ? true : odd(n - 1) }
      func odd(n) { return n == 0 ? false : even(n - 1) }
      if even(10) { print("even") }
      """#
    ),
    CheckedProgram(
      "a parameter that is checked before use",
      #"""
      func area(width, height) {
          if width == nil or height == nil { throw error("ValueError", "two sides are wanted") }
          if width == "auto" { return height * height }
          return width * height
      }
      print(area(2, 3))
      """#
    ),
    CheckedProgram(
      "a parameter with a default that nobody overrides",
      #"""
      func log(text, level = nil, prefix = "") {
          if level == 2 { print("!") }
          if level { print(level) }
          print(prefix ? prefix : "-", text)
      }
      log("hello")
      """#
    ),
    CheckedProgram(
      "a setting that is off",
      #"""
      let log_file = nil
      let verbose = false
      if log_file == "-" { print("to the terminal") }
      if log_file != nil { print(log_file) }
      if verbose { print("verbose") }
      """#
    ),
    CheckedProgram(
      "a result that is a number or nothing",
      #"""
      func parse(text) {
          try { return int(text) } catch ValueError { return nil }
      }
      let n = parse("12")
      if n { print(n) }
      if n == nil { print("no number") }
      print(n or 0)
      """#
    ),
    CheckedProgram(
      "a part of a value that is not used",
      #"""
      let left, right = pipe()
      let name, size, kind = ["a", 3, "b"]
      spawn { put left, name }
      print("sent")
      """#
    ),
  ]
}
