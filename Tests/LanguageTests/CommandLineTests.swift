import IPCTestSupport
import Testing

/// The tool's own words: options, exit statuses, and wrong input.
@Suite struct CommandLineTests {
  private func run(_ arguments: [String], input: String = "") throws -> ChildProcess.Result {
    try ChildProcess(Tool.path, arguments, input: input).finish(seconds: 5)
  }

  @Test func runsAScriptFromEverywhere() throws {
    #expect(try run(["-e", "print(args)", "a", "b"]).output == "[\"a\", \"b\"]\n")
    #expect(try run(["-"], input: "print(1 + 1)\n").output == "2\n")
    #expect(try run(["run", "examples/first.ipc"]).output == "the sum is 30\n")
    #expect(try run(["--version"]).output.hasPrefix("ipc "))
  }

  @Test(arguments: [[], ["run"], ["check"], ["disassemble"]]) func helps(_ command: [String]) throws
  {
    let result = try run(command + ["--help"])
    #expect(result.status == 0 && result.output.contains("Examples:") && result.error.isEmpty)
  }

  @Test func refusesWrongInput() throws {
    let nested =
      String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
    let wrong: [(arguments: [String], input: String, status: Int, text: String)] = [
      (["-"], nested, 3, "syntax.nesting-too-deep"),
      (["-"], "print(", 3, "<stdin>:1:7"),
      (["-"], "prnt(1)", 3, "did you mean"),
      (["no-such-script.ipc"], "", 2, "ENOENT"),
      (["examples"], "", 2, "EISDIR"),
      (["/bin/sh"], "", 2, "binary file"),
      (["--nonsense"], "", 2, "unknown option"),
    ]
    for use in wrong {
      let result = try run(use.arguments, input: use.input)
      #expect(result.status == use.status && !result.isTimedOut, "\(use.arguments)")
      #expect(
        result.error.lowercased().contains(use.text.lowercased()),
        "\(result.error.prefix(300))"
      )
    }
  }

  @Test func coloursOnlyWhenAsked() throws {
    let plain = try run(["-e", "throw \"x\""])
    let painted = try run(["--color=always", "-e", "throw \"x\""])
    #expect(!plain.error.contains("\u{1b}") && painted.error.contains("\u{1b}"))
    #expect(plain.status == 1)
  }

  /// The option wins over `NO_COLOR`, and this over `CLICOLOR_FORCE`; a message of a text obeys them too.
  @Test(arguments: [
    (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], [], false),
    (["NO_COLOR": "", "CLICOLOR_FORCE": "1"], [], true),
    (["CLICOLOR_FORCE": "0"], [], false),
    (["NO_COLOR": "1"], ["--color=always"], true),
    (["CLICOLOR_FORCE": "1"], ["--color=never"], false),
  ])
  func coloursAsTheEnvironmentSays(
    _ environment: [String: String],
    _ options: [String],
    _ isColoured: Bool
  ) throws {
    let result = try ChildProcess(
      Tool.path,
      ["check"] + options + ["-"],
      environment: environment,
      input: "let = 1"
    ).finish(seconds: 5)
    #expect(result.error.contains("\u{1b}") == isColoured)
    #expect(result.error.contains("expected a name"))
  }

  @Test func messagesHaveAnEmptyLineBetweenThem() throws {
    let error = try run(["check", "-"], input: "let = 1\nlet = 2\n").error
    #expect(error.split(separator: "\n\n").count == 2)
    #expect(error.hasSuffix("\n") && !error.hasSuffix("\n\n"))
  }
}
