import Testing

import IPCSyntax

/// Scripts before and after, construct by construct.
struct FormatterTests {
  /// A script, what becomes of it, and a name for reports.
  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var before: String
    var after: String

    init(_ name: String, _ before: String, _ after: String) {
      testDescription = name
      self.before = before
      self.after = after
    }
  }

  static func format(_ text: String) -> String? {
    let result = Formatter.format(SourceFile(name: "test.ipc", bytes: Array(text.utf8)))
    return result.text.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Expects what becomes of a script, and that nothing becomes of that.
  static func check(_ row: Row) {
    #expect(format(row.before) == row.after)
    #expect(format(row.after) == row.after)
  }

  static let files = [
    Row("nothing", "", ""),
    Row("blank lines only", "\n\n \t\n", ""),
    Row("no line end at the end", "f()", "f()\n"),
    Row("blank lines at the ends", "\n\nf()\n\n\n", "f()\n"),
    Row("the mark of byte order and CRLF", "\u{feff}f()\r\ng()\r\n", "f()\ng()\n"),
    Row("lone CR", "f()\rg()\r", "f()\ng()\n"),
    Row("the line for the system", "#!/usr/bin/env ipc\nf( )", "#!/usr/bin/env ipc\nf()\n"),
  ]

  @Test(arguments: files) func file(_ row: Row) { Self.check(row) }

  static let spacing = [
    Row("operators", "a=1+2*-3 -  - 4", "a = 1 + 2 * -3 - -4\n"),
    Row(
      "power and ranges",
      "a = 2**-1; b = 1 ... 3; c = xs[ 1 ... ]+xs[ ..< 2 ]",
      "a = 2 ** -1\nb = 1...3\nc = xs[1...] + xs[..<2]\n"
    ),
    Row(
      "comparisons",
      "a = b<c; d = not(e)in f; g = h  not   in i",
      "a = b < c\nd = not (e) in f\ng = h not in i\n"
    ),
    Row("commas and labels", "f( a ,b : 1,xs ... ) . c", "f(a, b: 1, xs...).c\n"),
    Row("maps", "let m={a :1,\"b\":2 , (c):3,}", "let m = {a: 1, \"b\": 2, (c): 3}\n"),
    Row("the conditional", "let a=b?c:d", "let a = b ? c : d\n"),
    Row(
      "lambdas",
      "let f=x=>x+1;let g=( a,b )=>a;let h=()=>1",
      "let f = x => x + 1\nlet g = (a, b) => a\nlet h = () => 1\n"
    ),
    Row("functions", "let f=func (x){return x}", "let f = func(x) { return x }\n"),
    Row("parameters", "func f( a,b=2 ,rest ... ){}", "func f(a, b = 2, rest...) { }\n"),
    Row("the least integer", "let a=- 9223372036854775808", "let a = -9223372036854775808\n"),
    Row("parentheses stay", "let a = ((b)+(c * d))", "let a = ((b) + (c * d))\n"),
    Row("pipelines", "run `a`|f|`b`", "run `a` | f | `b`\n"),
    Row("try as a value", "let a = try  b()\nelse c", "let a = try b() else c\n"),
  ]

  @Test(arguments: spacing) func spaces(_ row: Row) { Self.check(row) }

  static let literals = [
    Row(
      "numbers",
      "let a = [0xFF,1_000,1.50e+3,0b1,1.5s]",
      "let a = [0xFF, 1_000, 1.50e+3, 0b1, 1.5s]\n"
    ),
    Row(
      "strings",
      ##"let a = ["\u{41}\( b+c )",'  x\ ',"#"]"##,
      ##"let a = ["\u{41}\( b+c )", '  x\ ', "#"]"## + "\n"
    ),
    Row(
      "strings of several lines keep their lines",
      "if a {\nlet b = \"\"\"\n  one\n\n    two,\n  \"\"\"\n}",
      "if a {\n    let b = \"\"\"\n  one\n\n    two,\n  \"\"\"\n}\n"
    ),
    Row("the rest of their last line", "f('''\n a\n ''' , b )", "f('''\n a\n ''', b)\n"),
    Row("commands", "run `cc  -c\n \\(a )  'b  c'`", "run `cc  -c\n \\(a )  'b  c'`\n"),
    Row(
      "a CR before a CRLF",
      "let s = '''\n a\r\r\n b\n '''",
      "let s = '''\n a\r\r\n b\n '''\n"
    ),
    Row("CRLF in literals", "f('''\r\n a\r\n ''', `b 'c\r\nd'`)", "f('''\n a\n ''', `b 'c\nd'`)\n"),
  ]

  @Test(arguments: literals) func literal(_ row: Row) { Self.check(row) }

  static let statements = [
    Row("semicolons", "let a = 1;;var b = 2 ;\nf();", "let a = 1\nvar b = 2\nf()\n"),
    Row("a blank line between statements", "f()\n\n\n\ng()\n;\n\nh()", "f()\n\ng()\n\nh()\n"),
    Row(
      "bindings",
      "let a,b=pipe( )\na,b=b,a\nxs[ 0 ]+=1",
      "let a, b = pipe()\na, b = b, a\nxs[0] += 1\n"
    ),
    Row("blocks lose blank lines at their ends", "{\n\n\nf()\n\n}", "{\n    f()\n}\n"),
    Row("a block on one line stays there", "for x in q {put r,x}", "for x in q { put r, x }\n"),
    Row(
      "several statements do not",
      "for x in q { f(x); g(x) }",
      "for x in q {\n    f(x)\n    g(x)\n}\n"
    ),
    Row("a block on several lines stays so", "while a {\nf() }", "while a {\n    f()\n}\n"),
    Row("empty blocks", "while a {\n}\ndefer{}", "while a { }\ndefer { }\n"),
    Row(
      "if",
      "if a{f()}else if(b){g()}\nelse{h()}",
      "if a { f() } else if (b) { g() } else { h() }\n"
    ),
    Row(
      "one long block makes the others long",
      "if a {f()} else {\ng() }",
      "if a {\n    f()\n} else {\n    g()\n}\n"
    ),
    Row(
      "try",
      "try{f()}catch Empty{}\ncatch Full,Closed as e{g(e)}\ncatch as e{}",
      "try { f() } catch Empty { } catch Full, Closed as e { g(e) } catch as e { }\n"
    ),
    Row(
      "loops",
      "for k,v in m{ break }\nwhile true{ continue }",
      "for k, v in m { break }\nwhile true { continue }\n"
    ),
    Row("functions", "func f(){\nreturn}", "func f() {\n    return\n}\n"),
    Row(
      "values",
      "return(a)\nthrow  error(\"a\",\"b\")",
      "return (a)\nthrow error(\"a\", \"b\")\n"
    ),
    Row(
      "within and import",
      "within 5s{f()}\nimport a ,b from\t\"c.ipc\"",
      "within 5s { f() }\nimport a, b from \"c.ipc\"\n"
    ),
    Row(
      "nested",
      "func f() { for x in xs { if x {\ng() } } }",
      "func f() {\n    for x in xs {\n        if x {\n            g()\n        }\n    }\n}\n"
    ),
  ]

  @Test(arguments: statements) func statement(_ row: Row) { Self.check(row) }

  static let commandWords = [
    Row(
      "the form of a statement",
      "put  q,x+1   timeout 2s\nkill p signal \"INT\"",
      "put q, x + 1 timeout 2s\nkill p signal \"INT\"\n"
    ),
    Row(
      "the form of a call",
      "put( q,x ,timeout : 2s )\nlet a = get( q ).name",
      "put(q, x, timeout: 2s)\nlet a = get(q).name\n"
    ),
    Row("a parenthesis is no call", "put (q),x\nlet a = get (q)", "put (q), x\nlet a = get (q)\n"),
    Row(
      "any",
      "let a = get any  [p,q]\nlet b = get any nowait\nlet c = join any (ps) timeout 1s",
      "let a = get any [p, q]\nlet b = get any nowait\nlet c = join any (ps) timeout 1s\n"
    ),
    Row(
      "spawn",
      "spawn f(a)times 4 name\"x\"\nlet p=spawn{sleep 1s}\ndaemon {\nf()}",
      "spawn f(a) times 4 name \"x\"\nlet p = spawn { sleep 1s }\ndaemon {\n    f()\n}\n"
    ),
    Row(
      "select",
      "select{case let a,b=get any q{f(a)};case put r,s timeout 1s{}\n\n\ncase timeout 2s{\ng()}case else{}}",
      """
      select {
          case let a, b = get any q { f(a) }
          case put r, s timeout 1s { }

          case timeout 2s {
              g()
          }
          case else { }
      }

      """
    ),
  ]

  @Test(arguments: commandWords) func commandWord(_ row: Row) { Self.check(row) }

  @Test func `a script with syntax errors is not formatted`() {
    let file = SourceFile(name: "test.ipc", bytes: Array("f( )\r\nlet = 1\r\n".utf8))
    let result = Formatter.format(file)
    #expect(result.text == nil)
    #expect(result.diagnostics.map { file.position(of: $0.primary.span.start).line } == [2])
  }

  @Test func `a script that cannot run is formatted`() {
    #expect(Self.format("nobody( knows )") == "nobody(knows)\n")
  }

  @Test func `a warning does not hinder`() {
    let file = SourceFile(name: "test.ipc", bytes: Array("f( \"\u{202e}\" )".utf8))
    let result = Formatter.format(file)
    #expect(result.diagnostics.map(\.id) == [.bidirectionalControl])
    #expect(result.text.map { String(decoding: $0, as: UTF8.self) } == "f(\"\u{202e}\")\n")
  }
}
