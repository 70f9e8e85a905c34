import IPCInterpreter
import IPCSyntax
import Testing

/// A script that the checker must be silent about, or must warn of.
struct CheckedProgram: CustomTestStringConvertible {
  var name: String
  /// The warning that it must get; nil for none.
  var slug: String?
  var text: String

  init(_ name: String, gets slug: String? = nil, _ text: String) {
    self.name = name
    self.slug = slug
    self.text = text
  }

  /// Its name, as reports show it.
  var testDescription: String { [slug, name].compactMap { $0 }.joined(separator: ": ") }

  static let correct =
    rightConsumers + rightSentinels + rightClosing + rightLoops + rightProcesses
    + rightCopies + rightPipes + rightValues + rightHabits
  static let faulty =
    wrongNames + wrongProcesses + wrongConsumers + wrongQueues + wrongPipes + wrongHabits
}

/// Warnings come where they must, and nowhere else.
@Suite struct CheckTests {
  @Test(arguments: CheckedProgram.correct) func isSilent(about program: CheckedProgram) {
    let script = CheckedScript(program.text)
    #expect(script.slugs.isEmpty, "\(script.rendered)")
  }

  @Test(arguments: CheckedProgram.faulty) func warns(of program: CheckedProgram) {
    let script = CheckedScript(program.text)
    #expect(Set(script.slugs) == [program.slug], "\(script.rendered)")
    #expect(script.result.diagnostics.allSatisfy { $0.severity == .warning })
    #expect(script.result.program != nil, "warnings never stop a run")
  }

  @Test func everyWarningHasThreeVariants() {
    var counts: [String: Int] = [:]
    for program in CheckedProgram.faulty { counts[program.slug ?? "", default: 0] += 1 }
    // Hidden builtins are told by the resolver, unused imports need files, and characters are the lexer's.
    let others: Set = ["name.hides-builtin", "name.unused-import", "syntax.bidirectional-control"]
    for page in Explanation.all where page.isWarning && !others.contains(page.slug) {
      #expect(counts[page.slug] ?? 0 >= 3, "\(page.slug)")
    }
    #expect(CheckedProgram.correct.count >= 100)
  }

  @Test func followsValuesIntoImportedFiles() {
    let consumer = """
      import finish from "kitchen.ipc"
      let q = queue()
      spawn { for x in q { print(x) } }
      put q, 1
      finish(q)
      """
    let closing = ["kitchen.ipc": "func finish(q) { close q }"]
    let idle = ["kitchen.ipc": "func finish(q) { print(q.size) }"]
    #expect(CheckedScript(consumer, files: closing).slugs == [])
    #expect(CheckedScript(consumer, files: idle).slugs == ["queue.never-closed"])
  }

  @Test func findsUnusedImports() {
    let files = [
      "kitchen.ipc": "func cook() { return 1 }\nfunc clean() { return 2 }\nlet menu = [1]"
    ]
    let one = CheckedScript("import cook, clean from \"kitchen.ipc\"\nprint(cook())", files: files)
    #expect(one.slugs == ["name.unused-import"])
    let all = CheckedScript("import cook, menu from \"kitchen.ipc\"\nprint(1.max(2))", files: files)
    #expect(all.slugs == ["name.unused-import", "name.unused-import"])
    let none = CheckedScript(
      "import cook, menu from \"kitchen.ipc\"\nfunc f() { print(menu, cook()) }\nf()",
      files: files
    )
    #expect(none.slugs == [])
  }

  @Test func warnsOfImportedFilesToo() {
    let files = ["kitchen.ipc": "func cook() {\n    return 1\n    print(2)\n}"]
    let script = CheckedScript("import cook from \"kitchen.ipc\"\nprint(cook())", files: files)
    #expect(script.slugs == ["control.unreachable"])
    #expect(script.rendered.contains("kitchen.ipc:3:5"))
  }

  /// A program in which every name may hold every queue is given up, and not followed for minutes.
  @Test func givesUpWhatIsTooMuch() {
    #expect(CheckedScript(Self.chain(10)).slugs == ["queue.never-closed"])
    #expect(CheckedScript(Self.chain(1_000)).slugs == [])
  }

  /// Functions that hand on every queue they get, each to the next, with one of their own.
  private static func chain(_ count: Int) -> String {
    var text = "func f0(q) { put q, 1 }\n"
    for number in 1...count {
      text += "func f\(number)(q) {\n    f\(number - 1)(q)\n    f\(number - 1)(queue())\n}\n"
    }
    return text + "let q = queue()\nf\(count)(q)\nfor x in queue() { print(x) }\n"
  }
}
