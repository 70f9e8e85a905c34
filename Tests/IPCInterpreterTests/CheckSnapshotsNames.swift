import Testing

/// The exact text of the warnings about names, conditions and what never runs.
@Suite struct CheckSnapshotsNames {
  @Test func `an unused let`() {
    let script = CheckedScript(
      #"""
      let a = 1
      print("b")
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `a` is never used [name.unused]
         --> test.ipc:1:5
          |
        1 | let a = 1
          |     ^
           = hint: remove it, or call it `_a` to say so

        """#
    )
  }

  @Test func `a variable that is only assigned`() {
    let script = CheckedScript(
      #"""
      var n = 0
      for i in 1...3 { n += i }
      print("b")
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `n` is assigned and never read [name.unused]
         --> test.ipc:1:5
          |
        1 | var n = 0
          |     ^
           = hint: remove it, or call it `_n` to say so

        """#
    )
  }

  @Test func `a pair that is not used`() {
    let script = CheckedScript(
      #"""
      let a, b = [1, 2]
      print("c")
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `a` is never used [name.unused]
         --> test.ipc:1:5
          |
        1 | let a, b = [1, 2]
          |     ^
           = hint: call it `_a` to say so
        warning: `b` is never used [name.unused]
         --> test.ipc:1:8
          |
        1 | let a, b = [1, 2]
          |        ^
           = hint: call it `_b` to say so

        """#
    )
  }

  @Test func `an unused inner function`() {
    let script = CheckedScript(
      #"""
      func f() {
          func g() { return 1 }
          return 2
      }
      print(f())
      """#
    )
    #expect(
      script.rendered == #"""
        warning: the function `g` is never called [name.unused]
         --> test.ipc:2:10
          |
        2 |     func g() { return 1 }
          |          ^
           = hint: remove it

        """#
    )
  }

  @Test func `an unused handle`() {
    let script = CheckedScript(
      #"""
      let p = spawn { print("hello") }
      print("bye")
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `p` is never used [name.unused]
         --> test.ipc:1:5
          |
        1 | let p = spawn { print("hello") }
          |     ^
           = hint: leave `let p =` out, or call it `_p` to say so

        """#
    )
  }

  @Test func `code behind return`() {
    let script = CheckedScript(
      #"""
      func f() {
          return 1
          print("never")
      }
      print(f())
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this never runs [control.unreachable]
         --> test.ipc:3:5
          |
        2 |     return 1
          |     -------- `return` leaves the function here
        3 |     print("never")
          |     ^^^^^^^^^^^^^^
           = hint: remove it, or move it before

        """#
    )
  }

  @Test func `code behind branches that leave`() {
    let script = CheckedScript(
      #"""
      func f(a) {
          if a { return 1 } else { throw "x" }
          return 2
      }
      print(f(true))
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this never runs [control.unreachable]
         --> test.ipc:3:5
          |
        2 |     if a { return 1 } else { throw "x" }
          |     ---- all branches leave the block
        3 |     return 2
          |     ^^^^^^^^
           = hint: remove it, or move it before

        """#
    )
  }

  @Test func `code behind an endless loop`() {
    let script = CheckedScript(
      #"""
      let q = queue()
      close q
      while true { print(get q) }
      print("never")
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this never runs [control.unreachable]
         --> test.ipc:4:1
          |
        3 | while true { print(get q) }
          | ---------- this loop is never left by `break`
        4 | print("never")
          | ^^^^^^^^^^^^^^
           = hint: remove it, or move it before

        """#
    )
  }

  @Test func `a number as condition`() {
    let script = CheckedScript(
      #"""
      let xs = []
      if len(xs) { print("some") }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this condition is always true [control.constant-condition]
         --> test.ipc:2:4
          |
        2 | if len(xs) { print("some") }
          |    ^^^^^^^ a number counts as true, whatever its value
           = hint: write `len(xs) != 0`

        """#
    )
  }

  @Test func `a function as condition`() {
    let script = CheckedScript(
      #"""
      func ready() { return false }
      if ready { print("yes") }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this condition is always true [control.constant-condition]
         --> test.ipc:2:4
          |
        2 | if ready { print("yes") }
          |    ^^^^^ a function counts as true, whatever its value
           = hint: write `ready()`

        """#
    )
  }

  @Test func `a comparison of two types`() {
    let script = CheckedScript(
      #"""
      let answer = str(42)
      if answer == 42 { print("right") }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this comparison is always false [value.constant-comparison]
         --> test.ipc:2:4
          |
        2 | if answer == 42 { print("right") }
          |    ^^^^^^^^^^^^ a string never equals a number
           = hint: turn the text into a number: `int(answer)`

        """#
    )
  }

  @Test func `a comparison with itself`() {
    let script = CheckedScript(
      #"""
      func f(x) { return x == x }
      print(f(1))
      """#
    )
    #expect(
      script.rendered == #"""
        warning: `x` is compared with itself [value.constant-comparison]
         --> test.ipc:1:20
          |
        1 | func f(x) { return x == x }
          |                    ^^^^^^ always true
           = hint: write another name on one side

        """#
    )
  }

  @Test func `a length below zero`() {
    let script = CheckedScript(
      #"""
      func f(xs) { return 0 > xs.len() }
      print(f([]))
      """#
    )
    #expect(
      script.rendered == #"""
        warning: this comparison is always false [value.constant-comparison]
         --> test.ipc:1:21
          |
        1 | func f(xs) { return 0 > xs.len() }
          |                     ^^^^^^^^^^^^ a length is never below 0
           = hint: `len(…) == 0` asks whether it is empty, `len(…) > 0` whether it is not

        """#
    )
  }

  @Test func `a comparison instead of an assignment`() {
    let script = CheckedScript(
      #"""
      var x = 1
      x == 2
      print(x)
      """#
    )
    #expect(
      script.rendered == #"""
        warning: the outcome of this comparison is not used [value.unused-comparison]
         --> test.ipc:2:3
          |
        2 | x == 2
          |   ^^ compares, and does not assign
           = hint: write `=` to assign, or `if` to decide by it

        """#
    )
  }

  @Test func `a comparison that nobody asks for`() {
    let script = CheckedScript(
      #"""
      let x = len(args)
      if x > 5 { x != 2 }
      """#
    )
    #expect(
      script.rendered == #"""
        warning: the outcome of this comparison is not used [value.unused-comparison]
         --> test.ipc:2:12
          |
        2 | if x > 5 { x != 2 }
          |            ^^^^^^
           = hint: use it, or remove it

        """#
    )
  }

  @Test func `an unused import`() {
    let script = CheckedScript(
      #"""
      import cook, clean from "kitchen.ipc"
      print(cook())
      """#,
      files: ["kitchen.ipc": "func cook() { return 1 }\nfunc clean() { return 2 }"]
    )
    #expect(
      script.rendered == #"""
        warning: `clean` is imported and never used [name.unused-import]
         --> test.ipc:1:14
          |
        1 | import cook, clean from "kitchen.ipc"
          |              ^^^^^
           = hint: remove it

        """#
    )
  }

  @Test func `a hidden builtin that is called`() {
    let script = CheckedScript("let len = 3\nprint(try len([1]) else 0)")
    #expect(
      script.rendered == #"""
        warning: `len` is a variable here and hides the builtin [name.hides-builtin]
         --> test.ipc:2:11
          |
        1 | let len = 3
          |     --- declared here
        2 | print(try len([1]) else 0)
          |           ^^^ calls the variable
           = hint: `x.len(…)` calls the builtin

        """#
    )
  }
}
