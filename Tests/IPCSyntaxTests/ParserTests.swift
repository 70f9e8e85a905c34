import Testing

import IPCSyntax

/// What parses, what does not, and where the mistakes are placed.
struct ParserTests {
  func parse(_ text: String) -> (program: Program, diagnostics: [Diagnostic]) {
    Parser.parse(SourceFile(name: "test.ipc", bytes: Array(text.utf8)))
  }

  func slugs(_ text: String) -> [String] {
    parse(text).diagnostics.map(\.id.slug)
  }

  @Test(arguments: [
    "let a = 1; var b = -9223372036854775808",
    "#!/usr/bin/env ipc\nprint(1)",
    "\u{feff}print(\"x\")\r\nprint('y')\r\n",
    "let left, right = pipe()",
    "a, b = b, a",
    "xs[0] += 1\nm.k = 2\nxs[-1] = xs[1..<3] + xs[1...] + xs[..<2]",
    "func f(a, b = 2, rest...) {\n  return a\n}",
    "let f = x => x + 1\nlet g = () => 1\nlet h = (a, b) => a + b\nlet k = func(x) { return x }",
    "if a { } else if b { }\nelse { }",
    "for k, v in m { continue }",
    "while true { let x = get q timeout 1s + 2s; task_done q }",
    "try { f() } catch Empty { } catch Full, Closed as e { }\ncatch e { } catch as e { } catch { }",
    "let v = try f() else 3",
    "defer { close q }",
    "within 5s { sleep 1s }",
    "import cook, guest from \"kitchen.ipc\"",
    "put q, x + 1 timeout 2s\nput(q, x, timeout: 2s)\nlet n = get(q).name",
    "let ps = [spawn f(a), daemon g(), process h()]\nspawn f(a) times 4 name \"x\" restart 3",
    "let p = spawn { return 1 }\njoin p timeout 1s\nkill p signal \"INT\"",
    "let x = get any sources\nlet any = 1\nlet y = get any",
    "select {\n  case let job = get jobs { }\n  case put r, a { }\n  case timeout 2s { }\n  case else { }\n}",
    "run `cc -c \\(file) -o \\(out)` stdout \"log\"\nlet s = capture `a 'b c' \"d\\(e)\"` | f | `sort`",
    "for line in `cmd` { }",
    "xs\n  .map(x => x + 1)\n  .sum()",
    "let m = {\"a b\": 1, name: 2, 3: x, (key): y, if: 1, true: 2}\nlet e = {}",
    "let s = \"a\\(b + \"c\\(d)\")e\"",
    "let t = \"\"\"\n  one\n    two \\(x)\n  \"\"\"",
    "let r = 1...3\nlet c = a ? b : c\nlet n = not a in b\nlet k = a not in b",
    "qs.map(q => close(q))",
    "f(xs...)\nprint(a, sep: \"\", end: \"\")",
    "let x = 2 ** -1\nlet d = 250ms + 1.5s + 2min + 1h + 3us + 4ns",
    "let h = 0xff + 0b101 + 1_000 + 2e9",
  ])
  func `parses without a mistake`(text: String) {
    #expect(slugs(text).isEmpty)
  }

  @Test(arguments: [
    ("let = 1", "syntax.expected-name"),
    ("let a = ", "syntax.expected-expression"),
    ("if a { print(1)", "syntax.unclosed-block"),
    ("print(1", "syntax.unclosed-block"),
    ("f (x)", "syntax.space-before-bracket"),
    ("1 < 2 < 3", "syntax.chained-comparison"),
    ("let x = 99999999999999999999", "syntax.integer-too-large"),
    ("let x = 9223372036854775808", "syntax.integer-too-large"),
    ("let x = 1e999", "syntax.float-too-large"),
    ("sleep 3 parsecs", "syntax.missing-statement-end"),
    ("sleep 3m", "syntax.unknown-unit"),
    ("let s = \"abc", "syntax.unclosed-string"),
    ("let s = \"\\q\"", "syntax.unknown-escape"),
    ("let s = \"\\(a\"", "syntax.unclosed-interpolation"),
    ("run `ls | wc`", "syntax.shell-sign"),
    ("run `ls", "syntax.unclosed-command"),
    ("qs.map(close)", "syntax.keyword-as-value"),
    ("f() = 3", "syntax.invalid-target"),
    ("put get q timeout 1s signal 3, x", "syntax.misplaced-clause"),
    ("get q timeout 1s timeout 2s", "syntax.duplicate-clause"),
    ("let a, b = 1, 2, 3", "syntax.value-count"),
    ("print(1) print(2)", "syntax.missing-statement-end"),
    ("}", "syntax.expected-token"),
    ("try { }", "syntax.expected-token"),
    ("a & b", "syntax.unknown-sign"),
    ("let x = ()", "syntax.expected-expression"),
    ("let x = (a, b)", "syntax.expected-expression"),
    ("let x = (a,)", "syntax.expected-expression"),
  ])
  func `tells a mistake`(text: String, slug: String) {
    #expect(slugs(text).contains(slug))
  }

  @Test func `tells several mistakes of one file`() {
    let found = slugs("let = 1\nlet b = 2\nif { }\nlet c = )\nprint(1)")
    #expect(
      found == ["syntax.expected-name", "syntax.expected-expression", "syntax.expected-expression"]
    )
  }

  @Test func `tells at most twenty mistakes`() {
    #expect(slugs(String(repeating: "let = 1\n", count: 100)).count == 20)
  }

  @Test(arguments: [
    "(", "[", "-", "not ", "{a: ", "if a { ", "f(", "x => ", "a ? ", "spawn ", "2 ** ",
  ])
  func `refuses a hundred thousand levels`(opening: String) {
    let text = "let x = " + String(repeating: opening, count: 100_000)
    #expect(
      slugs(opening.hasPrefix("if") ? String(text.dropFirst(8)) : text).contains(
        "syntax.nesting-too-deep"
      )
    )
  }

  @Test(arguments: ["a + ", "a.b", "a[0]", "f()"])
  func `refuses a chain of a hundred thousand`(link: String) {
    let text =
      "let x = a"
      + String(repeating: link.hasPrefix("a") ? String(link.dropFirst()) : "()", count: 100_000)
    #expect(
      slugs(text).contains("syntax.nesting-too-deep")
        || slugs(text).contains("syntax.expected-expression")
    )
  }

  @Test func `more text would cure an unfinished block`() {
    #expect(parse("func f() {").diagnostics.map(\.isIncomplete) == [true])
    #expect(parse("print(1,").diagnostics.map(\.isIncomplete) == [true])
    #expect(parse("let = 1").diagnostics.map(\.isIncomplete) == [false])
  }

  @Test(arguments: [
    "f()\nlet s = \"\"\"\n  a\n  \"\"\"", "f('\\n')\n\n", "`a\n 'b\nc' \"d\ne\" f\\\ng`",
  ])
  func `CRLF means what LF does`(text: String) {
    let windows = parse(text.replacing("\n", with: "\r\n"))
    #expect(windows.diagnostics.isEmpty)
    #expect(TreeText.text(of: windows.program) == TreeText.text(of: parse(text).program))
  }

  @Test func `refuses bytes that are no UTF-8, at their place`() throws {
    let file = SourceFile(name: "x", bytes: Array("let a = 1\nlet b = \"".utf8) + [0xff])
    let found = Parser.parse(file).diagnostics
    let first = try #require(found.first)
    #expect(first.id == .invalidUTF8)
    let place = file.position(of: first.primary.span.start)
    #expect(place.line == 2 && place.column == 10)
  }

  @Test func `any two bytes are answered`() {
    for first in UInt8.min...UInt8.max {
      for second in stride(from: UInt8.min, through: 250, by: 5) {
        _ = Parser.parse(SourceFile(name: "x", bytes: [first, second]))
      }
    }
  }
}
