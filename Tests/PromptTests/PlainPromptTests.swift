import Glibc
import IPCInterpreter
import IPCTestSupport
import Testing

extension WordHelp: CustomTestStringConvertible {
  /// The word, as reports show it.
  public var testDescription: String { word }
}

/// The prompt without a terminal, and its help.
@Suite struct PlainPromptTests {
  @Test(arguments: [
    ("1 + 1", 0), ("let x = 1 // 0", 1), ("nothing", 3), ("get queue()", 4), ("exit(7)", 7),
    ("1 // 0\n1 + 1", 1), (":quit", 0), ("nothing\n:quit\n1 + 1", 3),
    ("spawn { throw \"burnt\" }", 1),
  ]) func theStatusIsThatOfTheLastFailure(_ input: String, _ status: Int) throws {
    let result = try ChildProcess(Tool.path, ["repl"], input: input + "\n").finish(seconds: 20)
    #expect(result.status == status, "\(result.output)\(result.error)")
    #expect(result.leftovers.isEmpty)
  }

  @Test func argumentsAreThoseOfTheScript() throws {
    let arguments = ["repl", "--color", "never", "a", "--b"]
    let result = try ChildProcess(Tool.path, arguments, input: "args\n").finish(seconds: 20)
    #expect(result.output == "[\"a\", \"--b\"]\n")
  }

  @Test func processesAreAwaitedAtTheEnd() throws {
    let input = "let p = spawn { sleep 100ms; print(\"late\") }\n"
    let result = try ChildProcess(Tool.path, ["repl"], input: input).finish(seconds: 20)
    #expect(result.output == "late\n")
    #expect(result.status == 0)
  }

  @Test func anInterruptEndsIt() throws {
    let child = try ChildProcess(Tool.path, ["repl"], input: "print(1)\nsleep 1h\nprint(2)\n")
    usleep(500_000)
    kill(child.pid, SIGINT)
    let result = child.finish(seconds: 20)
    #expect(result.status == 128 + Int(SIGINT))
    #expect(result.output == "1\n")
    #expect(result.leftovers.isEmpty)
  }

  @Test func helpTellsOfACommand() throws {
    let help = try ChildProcess(Tool.path, ["help", "repl"]).finish(seconds: 20)
    let option = try ChildProcess(Tool.path, ["repl", "--help"]).finish(seconds: 20)
    #expect(help.output.hasPrefix("ipc repl - the prompt"))
    #expect(help.output == option.output)
    let unknown = try ChildProcess(Tool.path, ["help", "rpl"]).finish(seconds: 20)
    #expect(unknown.status == 2)
    #expect(unknown.error.contains("Did you mean `ipc help repl`?"))
  }

  @Test(arguments: WordHelp.all) func theExampleOfAWordHolds(_ help: WordHelp) throws {
    let result = try ChildProcess(Tool.path, ["-e", help.example]).finish(seconds: 20)
    #expect(result.output == help.output + "\n")
    #expect(result.error == "")
  }

  /// Every command that the prompt knows is on its page and in its help.
  @Test func thePageKnowsEveryCommand() throws {
    let page = Tool.read("\(Tool.root)/Sources/IPCScript/IPCScript.docc/Prompt.md")
    let help = try ChildProcess(Tool.path, ["repl"], input: ":help\n").finish(seconds: 20).output
    let commands = help.split(separator: "\n").filter { $0.hasPrefix("  :") }
      .map { $0.dropFirst(2).prefix { $0 != " " } }
    #expect(commands.count == 16)
    for command in commands { #expect(page.contains("| `\(command)"), "\(command)") }
  }
}
