import IPCTestSupport
import Testing

/// `ipc check --format json` and `ipc explain`.
@Suite struct CheckCommandTests {
  private func run(_ arguments: [String], input: String = "") throws -> ChildProcess.Result {
    try ChildProcess(Tool.path, arguments, input: input).finish(seconds: 5)
  }

  // MARK: JSON

  @Test func showsAMessageAsOneLineOfJSON() throws {
    let result = try run(
      ["check", "--format", "json", "-"],
      input: "let p = daemon { sleep 1s }\njoin p\n"
    )
    #expect(
      result.output == """
        {"v":1,"severity":"warning","slug":"process.daemon-joined",\
        "message":"a daemon cannot be joined: it ends only when its parent ends",\
        "file":"<stdin>","line":2,"column":6,"end_line":2,"end_column":7,\
        "label":"`join` throws `DaemonJoin`",\
        "labels":[{"message":"made a daemon here","file":"<stdin>","line":1,"column":9,\
        "end_line":1,"end_column":28}],\
        "hint":"use `spawn`, or leave the `join` out"}

        """
    )
    #expect(result.error == "" && result.status == 0)
  }

  @Test func countsColumnsInCharacters() throws {
    let result = try run(["check", "--format=json", "-"], input: "print(\"日本🇩🇪é\", qqqqq)\n")
    #expect(result.output.contains(#""line":1,"column":15,"end_line":1,"end_column":20"#))
    #expect(result.output.contains(#""severity":"error","slug":"name.unknown""#))
    #expect(result.output.contains(#""label":null,"labels":[],"hint":null}"#))
    #expect(result.status == 3)
  }

  @Test func escapesWhatJSONCannotHold() throws {
    let result = try run(["check", "--format=json", "-"], input: "print(1 \u{1b} 2)\u{9}\n")
    let line = try #require(result.output.split(separator: "\n").first)
    #expect(line.hasPrefix("{") && line.hasSuffix("}"))
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
    let quoted = try run(["check", "--format=json", "-"], input: "print(\"\\q\")\n")
    #expect(quoted.output.contains(#"\\q"#), "\(quoted.output)")
  }

  @Test func namesTheFileOfEveryPlace() throws {
    let folder = "Tests/LanguageTests/Scripts/import"
    let result = try run(["check", "--format=json", "\(folder)/no-variables.ipc"])
    #expect(result.output.contains("\"file\":\"\(folder)/no-variables.ipc\""))
    #expect(result.output.contains("\"file\":\"\(folder)/modules/kitchen.ipc\""))
    #expect(result.status == 3)
  }

  @Test func showsSeveralMessagesOfSeveralFiles() throws {
    let tutorial = "examples/tutorial"
    let result = try run([
      "check", "--format=json", "\(tutorial)/20-consumers-never-stop.ipc", "no-such.ipc",
      "\(tutorial)/33-pipe-held-open.ipc",
    ])
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("{\"v\":1,") })
    #expect(result.error.contains("no-such.ipc") && result.status == 2)
  }

  @Test func refusesOtherFormats() throws {
    let unknown = try run(["check", "--format=jsn", "-e", "print(1)"])
    #expect(unknown.status == 2 && unknown.error.contains("Did you mean `--format=json`?"))
    #expect(try run(["run", "--format=json", "-e", "print(1)"]).status == 2)
    let text = try run(["check", "--format=text", "-e", "let a = 1; print(2)"])
    #expect(text.output == "" && text.error.hasPrefix("warning: `a` is never used"))
  }

  @Test func helpDescribesTheFormat() throws {
    let help = try run(["check", "--help"]).output
    let line = try run(["check", "--format=json", "-e", "let a = 1; print(2)"]).output
    for name in [
      "v", "severity", "slug", "message", "file", "line", "column", "end_line", "end_column",
      "label", "labels", "hint",
    ] {
      #expect(line.contains("\"\(name)\":"), "\(name)")
      #expect(
        help.split { $0 == " " || $0 == "," || $0 == "\n" }.contains(Substring(name)),
        "\(name)"
      )
    }
    #expect(help.contains("columns in characters"))
  }

  // MARK: explain

  @Test func explainsEveryMessageItLists() throws {
    let list = try run(["explain"])
    let slugs = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(slugs.count > 60 && slugs == slugs.sorted() && list.status == 0)
    for slug in [slugs.first, slugs.last, "process.daemon-joined"].compactMap({ $0 }) {
      let page = try run(["explain", String(slug)])
      #expect(page.status == 0 && page.output.contains("[\(slug)]"))
      for part in ["Wrong:", "Right:", "Why:"] { #expect(page.output.contains("\n\(part)\n")) }
    }
  }

  @Test func explainsWhatStandsInBrackets() throws {
    let bare = try run(["explain", "pipe.held-open"])
    #expect(try run(["explain", "[pipe.held-open]"]).output == bare.output)
  }

  @Test(arguments: [
    ("process.daemon-joind", "process.daemon-joined"), ("held-open", "pipe.held-open"),
    ("name.unkown", "name.unknown"), ("queue.daemon-join", "process.daemon-joined"),
  ]) func suggestsTheNearestMessage(_ slug: String, _ meant: String) throws {
    let result = try run(["explain", slug])
    #expect(result.status == 2 && result.output == "")
    #expect(result.error.contains("there is no message `\(slug)`"))
    #expect(result.error.contains("Did you mean `ipc explain \(meant)`?"), "\(result.error)")
  }

  @Test func explainTakesOneMessage() throws {
    #expect(try run(["explain", "name.unused", "name.unknown"]).status == 2)
    #expect(try run(["explain", "-e", "print(1)"]).status == 2)
    let help = try run(["explain", "--help"])
    #expect(help.status == 0 && help.output.contains("Examples:"))
  }
}
