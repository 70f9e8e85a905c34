import Glibc
import IPCSyntax
import Testing

/// No text is too much: each is answered, and four times as long a text takes about four times as long.
struct RobustnessTests {
  /// The processor time of this thread in seconds.
  private static var time: Double {
    var now = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// The time that it takes to parse a text and to render what there is to say.
  private static func seconds(_ text: String) -> Double {
    let file = SourceFile(name: "x", bytes: Array(text.utf8))
    let renderer = DiagnosticRenderer(colour: false)
    let start = time
    for diagnostic in Parser.parse(file).diagnostics {
      _ = renderer.render(diagnostic, in: SourceMap(file))
    }
    return time - start
  }

  /// Whether a text that is four times as long takes about four times as long; quadratic would be sixteen times.
  private static func isLinear(_ short: String, _ long: String) -> Bool {
    // Other work on the machine can make one measurement wrong.
    (0..<4).contains { _ in
      // Below a few milliseconds nothing can be told.
      seconds(long) < 8 * seconds(short) + 0.02
    }
  }

  static let repeated = [
    "(", "[", "{a: ", "-", "not ", "if a { ", "x => ", "a ? ", "spawn ", "2 ** ", "f(", "a[",
    "func() { ", "func f() { ", "\"\\(", "`\\(", "\"\"\"\\(", "try { ", "select { case get q { ",
    ")", "}", "{(", "([{", "f(\n", "{\n", "}\n", "a = ", "a, ", "a < ", "a.b()", "a + ", "a | ",
    "if a { } else ", "if a { } elif ", "else ", "!", "..", "§", "“", "“”", "（", "\u{a0}",
    "\u{202e}", "\u{200b}", "a\u{301}", "\u{301}", "日", "👩\u{200d}", "9", "1_", "1e", "0x", "a",
    "\"", "'", "`", "\\", "$a ", "//", "// a\n", "/*", "# a\n", "\r", ";", "let a = 1\n", "let ",
    "let a = )\n", "def f(a):\n  b\n", "if a:\n ", "lambda a: ", "print \"a\"\n", "a b\n",
    "\"\\q\"\n", "'it's' ", "run `a | b`\n", "run `$(", "`{", "`{a,", "`a=", "`' ",
    "get q timeuot ",
    "for (i = 0; i < n; i++) { }\n", "x := 1\n", "a: int = 1\n", "{a: 1, b}\n", "f(a b)\n",
    "[a for ",
  ]

  @Test(arguments: repeated) func parsesInLinearTime(_ part: String) {
    #expect(
      Self.isLinear(String(repeating: part, count: 600), String(repeating: part, count: 2_400))
    )
  }

  @Test func parsesScriptsInLinearTime() throws {
    var sentences = SentenceMaker(grammar: try Grammar(), seed: 7)
    var text = ""
    while text.utf8.count < 20_000 { text += sentences.sentence() + "\n" }
    #expect(Self.isLinear(text, String(repeating: text, count: 4)))
  }

  /// The text of the only mistake that there is.
  private func title(_ text: String) -> String? {
    let found = Parser.parse(SourceFile(name: "x", bytes: Array(text.utf8))).diagnostics
    #expect(found.count == 1)
    return found.first?.title
  }

  @Test func aLiteralInsideMayTakeBackWhatWasToldBefore() {
    #expect(title("`)(\n `e\"\\(`") != nil)
  }

  @Test func aStringReadBeforeALiteralWasGivenUpIsForgotten() {
    let text = "\"\\(`\"\n'\\(\n''''''`("
    #expect(!Parser.parse(SourceFile(name: "x", bytes: Array(text.utf8))).diagnostics.isEmpty)
  }

  @Test(arguments: ["for~=", "for ~ = 1 { }", "if a { b\nfor ~=", "for (~ = 0;;) { }"])
  func aForeignLoopOfAStrayCharacterIsTold(_ text: String) {
    #expect(title(text) != nil)
  }

  @Test func numbersOfManyDigitsAreRefused() {
    let nines = String(repeating: "9", count: 100_000)
    #expect(title(nines) == "the integer does not fit in 64 bits")
    #expect(title("0x" + nines) == "the integer does not fit in 64 bits")
    #expect(title("1e" + nines) == "the number is beyond the greatest float")
    #expect(title(nines + "s") == "the duration is beyond 292 years")
    #expect(title("1e999") == "the number is beyond the greatest float")
  }

  @Test func hugeTokensAreShownInPart() {
    let name = String(repeating: "a", count: 100_000)
    let file = SourceFile(name: "x", bytes: Array("let x = \(name) \(name)".utf8))
    let renderer = DiagnosticRenderer(colour: false)
    for diagnostic in Parser.parse(file).diagnostics {
      #expect(renderer.render(diagnostic, in: SourceMap(file)).utf8.count < 1_500)
    }
  }
}
