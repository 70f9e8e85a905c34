import Testing

import IPCSyntax

/// Comments keep their place.
struct FormatterCommentTests {
  typealias Row = FormatterTests.Row

  static let statements = [
    Row("behind a statement", "f() # a\ng();# b", "f()    # a\ng()    # b\n"),
    Row(
      "on its own line",
      "if a {\n# a\nf()\n  # b\n}\n   # c",
      "if a {\n    # a\n    f()\n    # b\n}\n# c\n"
    ),
    Row("blank lines around", "# a\n\n\n# b\nf()\n\n\n# c", "# a\n\n# b\nf()\n\n# c\n"),
    Row(
      "no blank line at the ends of a block",
      "{\n\n# a\n\nf()\n\n# b\n\n}",
      "{\n    # a\n\n    f()\n\n    # b\n}\n"
    ),
    Row("behind an opening brace", "if a {# a\n\nf()\n}# b", "if a {    # a\n    f()\n}    # b\n"),
    Row(
      "in an empty block",
      "if a {\n# a\n}\nif b { # b\n}",
      "if a {\n    # a\n}\nif b {    # b\n}\n"
    ),
    Row(
      "before else and catch",
      "if a { f() } # a\n# b\nelse { g() }",
      "if a {\n    f()\n}    # a\n# b\nelse {\n    g()\n}\n"
    ),
    Row(
      "in a select",
      "select { # a\n# b\ncase else { } # c\n# d\n}",
      "select {    # a\n    # b\n    case else { }    # c\n    # d\n}\n"
    ),
    Row("behind a semicolon", "f(); # a\n; # b\ng()", "f()    # a\n# b\ng()\n"),
    Row("blanks behind it go", "# a \t \nf() # b  ", "# a\nf()    # b\n"),
    Row("the sign alone, and signs in it", "#\nf() #b # \"c\" ;", "#\nf()    #b # \"c\" ;\n"),
    Row("nothing but comments", "\n# a\n\n\n# b", "# a\n\n# b\n"),
    Row(
      "a comment takes no room",
      "f(a, b)  # \(String(repeating: "x", count: 100))",
      "f(a, b)    # \(String(repeating: "x", count: 100))\n"
    ),
  ]

  @Test(arguments: statements) func statement(_ row: Row) { FormatterTests.check(row) }

  static let expressions = [
    Row(
      "in a list",
      "let x = [ # a\n1, # b\n# c\n2 # d\n# e\n]",
      """
      let x = [    # a
          1,    # b
          # c
          2,    # d
          # e
      ]

      """
    ),
    Row("before a comma", "f(a # a\n, b)", "f(\n    a,    # a\n    b,\n)\n"),
    Row(
      "in a map",
      "let x = {\n# a\na: 1,\n\n\n# b\nb: 2}",
      "let x = {\n    # a\n    a: 1,\n\n    # b\n    b: 2,\n}\n"
    ),
    Row(
      "in an empty bracket",
      "f( # a\n)\nlet x = [\n# b\n]",
      "f(    # a\n)\nlet x = [\n    # b\n]\n"
    ),
    Row(
      "in a chain",
      "let x = (a # a\nor b # b\n# c\nor c)",
      "let x = (\n    a or    # a\n    b or    # b\n    # c\n    c\n)\n"
    ),
    Row("behind an operator", "let x = a or # a\nb", "let x = a or    # a\n    b\n"),
    Row(
      "between method calls",
      "a # a\n.b() # b\n# c\n.c()",
      "a    # a\n    .b()    # b\n    # c\n    .c()\n"
    ),
    Row("before stages", "run a # a\n| b", "run a    # a\n    | b\n"),
    Row(
      "in parameters",
      "func f(a, # a\nb) { # b\n}",
      "func f(\n    a,    # a\n    b,\n) {    # b\n}\n"
    ),
    Row(
      "where the style has no place for it",
      "let x = # a\n1\nif # b\na { f() }",
      "let x =    # a\n    1\nif    # b\n        a {\n    f()\n}\n"
    ),
    Row("in an index", "x[ # a\n1 # b\n] = 2", "x[    # a\n    1    # b\n] = 2\n"),
    Row(
      "inside a literal it belongs to it",
      "let x = \"\\(a # a\n)\"",
      "let x = \"\\(a # a\n)\"\n"
    ),
  ]

  @Test(arguments: expressions) func expression(_ row: Row) { FormatterTests.check(row) }
}
