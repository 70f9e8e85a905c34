import Testing

import IPCSyntax

/// Where lines break that are too long, and which breaks of the author's stay.
struct FormatterLineTests {
  typealias Row = FormatterTests.Row

  /// A name of twenty columns.
  private static func name(_ letter: Character) -> String {
    String(repeating: letter, count: 20)
  }

  private static let (a, b, c, d, e) = (name("a"), name("b"), name("c"), name("d"), name("e"))

  static let brackets = [
    Row(
      "a call",
      "let x = call(\(a), \(b), \(c), \(d), e: \(e))",
      """
      let x = call(
          \(a),
          \(b),
          \(c),
          \(d),
          e: \(e),
      )

      """
    ),
    Row("a call on several lines that fits", "f(\n  a,\n  b,\n)", "f(a, b)\n"),
    Row(
      "parameters",
      "func f(\(a), \(b), \(c), \(d) = 1, \(e)...) { return 1 }",
      """
      func f(
          \(a),
          \(b),
          \(c),
          \(d) = 1,
          \(e)...,
      ) {
          return 1
      }

      """
    ),
    Row(
      "a list",
      "let x = [\(a), \(b), \(c), \(d), \(e)]",
      """
      let x = [
          \(a),
          \(b),
          \(c),
          \(d),
          \(e),
      ]

      """
    ),
    Row(
      "a list on several lines stays so",
      "let x = [\n1, 2,\n\n\n3]",
      "let x = [\n    1,\n    2,\n\n    3,\n]\n"
    ),
    Row("a list that begins on its line fits it", "let x = [1,\n2,\n]", "let x = [1, 2]\n"),
    Row("a map on several lines stays so", "let x = {\na: 1}", "let x = {\n    a: 1,\n}\n"),
    Row(
      "nested lists",
      "let x = [[\(a), \(b)], [\(c), \(d), \(e)]]",
      """
      let x = [
          [\(a), \(b)],
          [\(c), \(d), \(e)],
      ]

      """
    ),
    Row(
      "parentheses",
      "let x = (\(a) or \(b) or \(c) or \(d) or \(e))",
      """
      let x = (
          \(a) or
          \(b) or
          \(c) or
          \(d) or
          \(e)
      )

      """
    ),
    Row(
      "command calls",
      "put(\(a), [\(b), \(c), \(d)], timeout: \(e))",
      """
      put(
          \(a),
          [\(b), \(c), \(d)],
          timeout: \(e),
      )

      """
    ),
    Row(
      "clauses follow the closing parenthesis",
      "spawn f(\(a), \(b), \(c), \(d)) times 2 name \"x\"",
      """
      spawn f(
          \(a),
          \(b),
          \(c),
          \(d),
      ) times 2 name "x"

      """
    ),
    Row(
      "a text alone that is too long for every line",
      "print(\"\(a + b + c + d + e)\")",
      "print(\"\(a + b + c + d + e)\")\n"
    ),
    Row(
      "a text alone that fits on its own line",
      "let \(a) = call(\"\(b + c + d + b)\")",
      "let \(a) = call(\n    \"\(b + c + d + b)\",\n)\n"
    ),
    Row(
      "a literal of several lines counts up to its first line end",
      "f(\(a), '''\n\(b + c + d + e)\n''')",
      "f(\(a), '''\n\(b + c + d + e)\n''')\n"
    ),
    Row(
      "exactly a hundred columns",
      "let \(name("x")) = [\(a), \(b), \(c), 34567]",
      "let \(name("x")) = [\(a), \(b), \(c), 34567]\n"
    ),
    Row(
      "one more",
      "let \(name("x")) = [\(a), \(b), \(c), 345678]",
      "let \(name("x")) = [\n    \(a),\n    \(b),\n    \(c),\n    345678,\n]\n"
    ),
    Row(
      "wide characters take two columns",
      "f(\"\(String(repeating: "名", count: 45))\", a, b)",
      "f(\n    \"\(String(repeating: "名", count: 45))\",\n    a,\n    b,\n)\n"
    ),
  ]

  @Test(arguments: brackets) func bracket(_ row: Row) { FormatterTests.check(row) }

  static let hugged = [
    Row(
      "a function behind other arguments",
      "each(xs, func(x) { f(x); g(x) })",
      "each(xs, func(x) {\n    f(x)\n    g(x)\n})\n"
    ),
    Row(
      "but not before them",
      "each(func(x) { f(x); g(x) }, xs)",
      "each(\n    func(x) {\n        f(x)\n        g(x)\n    },\n    xs,\n)\n"
    ),
    Row(
      "nor with comments around",
      "f(a, # a\n[1])\nf([\n1] # b\n)",
      "f(\n    a,    # a\n    [1],\n)\nf(\n    [\n        1,\n    ],    # b\n)\n"
    ),
    Row("a list in a command word", "join [\n spawn f()]", "join [\n    spawn f(),\n]\n"),
    Row("a list in a call", "f([\n1])", "f([\n    1,\n])\n"),
    Row(
      "a map that is put",
      "put q, {a: \(a), b: \(b), c: \(c), d: \(d)}",
      """
      put q, {
          a: \(a),
          b: \(b),
          c: \(c),
          d: \(d),
      }

      """
    ),
    Row(
      "a call alone in a call",
      "print(format(\(a), \(b), \(c), \(d), e))",
      """
      print(format(
          \(a),
          \(b),
          \(c),
          \(d),
          e,
      ))

      """
    ),
    Row(
      "what a lambda gives",
      "f(x => {a: \(a), b: \(b), c: \(c), d: \(d)})",
      """
      f(x => {
          a: \(a),
          b: \(b),
          c: \(c),
          d: \(d),
      })

      """
    ),
    Row("the end of a chain", "let x = a + [\n1]", "let x = a + [\n    1,\n]\n"),
    Row(
      "blocks in a list have lines of their own",
      "let x = [spawn { f(); g() }, spawn { h() }]",
      """
      let x = [
          spawn {
              f()
              g()
          },
          spawn { h() },
      ]

      """
    ),
  ]

  @Test(arguments: hugged) func hug(_ row: Row) { FormatterTests.check(row) }

  static let chains = [
    Row(
      "or",
      "let x = \(a) or \(b) or \(c) or \(d) or \(e)",
      """
      let x = \(a) or
          \(b) or
          \(c) or
          \(d) or
          \(e)

      """
    ),
    Row(
      "and inside or",
      "let x = \(a) and \(b) and \(c) and \(d) and \(e) or \(a)",
      """
      let x = \(a) and
              \(b) and
              \(c) and
              \(d) and
              \(e) or
          \(a)

      """
    ),
    Row(
      "a condition goes on further in than its block",
      "while \(a) and \(b) and \(c) and \(d) and \(e) { f() }",
      """
      while \(a) and
              \(b) and
              \(c) and
              \(d) and
              \(e) {
          f()
      }

      """
    ),
    Row(
      "sums",
      "return \(a) + \(b) - \(c) + \(d) + \(e)",
      """
      return \(a) +
          \(b) -
          \(c) +
          \(d) +
          \(e)

      """
    ),
    Row("a chain on several lines that fits", "let x = a or\n  b", "let x = a or b\n"),
    Row(
      "the conditional",
      "let x = \(a) ? \(b) + \(c) : \(d) + \(e)",
      "let x = \(a) ?\n    \(b) + \(c) :\n    \(d) + \(e)\n"
    ),
    Row(
      "try as a value",
      "let x = try \(a) + \(b) else \(c) + \(d) + 1",
      "let x = try \(a) + \(b)\n    else \(c) + \(d) + 1\n"
    ),
    Row(
      "pipelines",
      "let x = capture \(a) | \(b) | \(c) | \(d) | e stdin f",
      """
      let x = capture \(a)
          | \(b)
          | \(c)
          | \(d)
          | e stdin f

      """
    ),
    Row(
      "method calls",
      "let x = text.\(a)(1).\(b)(2).\(c)(3).\(d)(4)",
      """
      let x = text
          .\(a)(1)
          .\(b)(2)
          .\(c)(3)
          .\(d)(4)

      """
    ),
    Row(
      "one method call",
      "let x = text.field.\(a)(\(b), \(c), \(d), 12)",
      """
      let x = text.field.\(a)(
          \(b),
          \(c),
          \(d),
          12,
      )

      """
    ),
    Row(
      "two with a function",
      "text.split(\"\\n\").map(func(x) { f(x); return x })",
      "text.split(\"\\n\").map(func(x) {\n    f(x)\n    return x\n})\n"
    ),
    Row("method calls on several lines that fit", "xs\n  .map(f)\n  .sum()", "xs.map(f).sum()\n"),
    Row(
      "values and names",
      "let a, b = \(a) + \(b), \(c) + \(d) + 1",
      "let a, b = \(a) + \(b),\n    \(c) + \(d) + 1\n"
    ),
    Row(
      "imports",
      "import \(a), \(b), \(c), \(d) from \"x.ipc\"",
      "import \(a),\n    \(b),\n    \(c),\n    \(d) from \"x.ipc\"\n"
    ),
  ]

  @Test(arguments: chains) func chain(_ row: Row) { FormatterTests.check(row) }

  @Test func `a block on one line that is too long gets lines`() {
    FormatterTests.check(
      Row(
        "",
        "for x in \(Self.a) { for y in x { put \(Self.b), \(Self.c) + \(Self.d) + y } }",
        """
        for x in \(Self.a) {
            for y in x { put \(Self.b), \(Self.c) + \(Self.d) + y }
        }

        """
      )
    )
  }
}
