import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

/// What happens while one types: output of children, notices, and ends of all kinds.
@Suite(.serialized) struct LivePromptTests {
  @Test func outputOfChildrenAppearsAboveTheText() throws {
    let prompt = try PromptSession()
    prompt.enter(
      "let p = spawn { sleep 300ms; print(\"from the child\"); eprint(\"and an error\") }"
    )
    prompt.terminal.type("half typed")
    let rows = ["from the child", "and an error"]
    #expect(
      prompt.terminal.sees { screen in
        Array(screen.rows.suffix(4).prefix(2)) == rows && screen.rows.last == "ipc> half typed"
      },
      prompt.comment
    )
    let row = prompt.terminal.screen.rows.suffix(2).first ?? ""
    #expect(row.hasPrefix("block#1 ended after "), prompt.comment)
    #expect(prompt.terminal.screen.column == 15)
  }

  @Test func noticesTellOfEndsAndWaits() throws {
    let prompt = try PromptSession()
    prompt.enter(":set waits 1s")
    prompt.enter("func cook() { sleep 100ms; throw \"burnt\" }")
    prompt.enter("let counter = queue()")
    prompt.enter("func guest(q) { return get q }")
    prompt.enter("let c = spawn cook()")
    #expect(prompt.sees("cook#1 failed: Error: burnt"), prompt.comment)
    prompt.enter("let g = spawn guest(counter)")
    #expect(prompt.sees("guest#1 waits for counter since 1 s"), prompt.comment)
    prompt.enter("put counter, 5; join g")
    #expect(prompt.sees("5"), prompt.comment)
    prompt.enter("kill spawn { sleep 1h }")
    prompt.enter("let q = spawn { sleep 1h }; kill q signal \"KILL\"")
    prompt.enter("sleep 50ms")
    // What was joined or ended on purpose is no news.
    #expect(!prompt.terminal.screen.allRows.contains { $0.hasPrefix("guest#1 ended") })
    #expect(!prompt.terminal.screen.allRows.contains { $0.hasPrefix("block#") }, prompt.comment)
  }

  /// Four children print 10,000 lines a second together, two seconds long, while somebody types.
  @Test func aFloodTearsNothing() throws {
    let prompt = try PromptSession(width: 60, height: 20)
    prompt.enter(":set notices off")
    prompt.terminal.type(
      "func flood(name) { for i in 1...5000 { print(\"\\(name) line \\(i)\"); if i % 25 == 0 { sleep 10ms } } }\r"
    )
    prompt.enter("let ps = [\"a\", \"b\", \"c\", \"d\"].map(name => spawn flood(name))")
    let text = "\"typed 日本 \" + \"in the flood\""
    for character in text {
      prompt.terminal.type(String(character))
      prompt.wait(0.02)
    }
    #expect(prompt.terminal.sees { $0.rows.last == "ipc> " + text }, prompt.comment)
    prompt.terminal.type("\r")
    #expect(prompt.sees("\"typed 日本 in the flood\""), prompt.comment)
    prompt.terminal.type("join ps; \"over\"\r")
    #expect(prompt.sees("\"over\"", seconds: 60), prompt.comment)
    for name in ["a", "b", "c", "d"] {
      let prefix = "\(name) line "
      let numbers = prompt.terminal.screen.allRows.filter { $0.hasPrefix(prefix) }
        .map { Int($0.dropFirst(prefix.count)) }
      #expect(numbers == Array(1...5_000).map(Optional.init), "\(name): \(numbers.count)")
    }
    #expect(prompt.terminal.screen.unknown.isEmpty)
  }

  @Test func linesOfMainAndOfChildrenStayWhole() throws {
    let prompt = try PromptSession(width: 100, height: 20)
    prompt.terminal.type(
      "let p = spawn { for i in 1...2000 { print(\"child \" + \"x\" * 50) } }; "
        + "for i in 1...2000 { print(\"main \" + \"y\" * 50) }; join p; \"over\"\r"
    )
    #expect(prompt.sees("\"over\"", seconds: 60), prompt.comment)
    let rows = prompt.terminal.screen.allRows
    #expect(rows.count { $0 == "child " + String(repeating: "x", count: 50) } == 2_000)
    #expect(rows.count { $0 == "main " + String(repeating: "y", count: 50) } == 2_000)
  }

  // MARK: Ends

  @Test func controlDAsksWhileProcessesLive() throws {
    let prompt = try PromptSession()
    prompt.enter("let p = spawn { sleep 1h }")
    prompt.enter("daemon { sleep 1h }")
    prompt.terminal.type("\u{4}")
    #expect(prompt.sees("1 process lives: block#1. Ctrl-D again ends all."), prompt.comment)
    prompt.enter("1 + 1")
    prompt.terminal.type("\u{4}")
    #expect(
      prompt.terminal.sees { $0.allRows.count { $0.hasPrefix("1 process lives") } == 2 },
      prompt.comment
    )
    prompt.terminal.type("\u{4}")
    #expect(prompt.terminal.end() == 0, prompt.comment)
    #expect(prompt.terminal.isRestored)
    #expect(prompt.processes.isEmpty)
  }

  @Test func quitEndsAll() throws {
    let prompt = try PromptSession()
    prompt.enter("let ps = spawn { sleep 1h } times 3")
    prompt.terminal.type(":quit\r")
    #expect(prompt.terminal.end() == 0, prompt.comment)
    #expect(prompt.processes.isEmpty)
  }

  @Test func exitGivesItsStatus() throws {
    let prompt = try PromptSession()
    prompt.terminal.type("exit(7)\r")
    #expect(prompt.terminal.end() == 7, prompt.comment)
    #expect(prompt.terminal.isRestored)
  }

  /// The number of the process that edits; the one that the terminal started guards it.
  private func editor(of prompt: PromptSession) -> Int32 {
    prompt.enter("print(\"number\", me().pid)")
    let row = prompt.terminal.screen.allRows.last { $0.hasPrefix("number ") } ?? ""
    return Int32(row.dropFirst("number ".count)) ?? 0
  }

  @Test(arguments: ["editing", "running", "guardian"]) func aKilledPromptLeavesNothing(
    _ state: String
  ) throws {
    let prompt = try PromptSession()
    let editor = editor(of: prompt)
    #expect(editor > 1 && editor != prompt.terminal.pid, prompt.comment)
    prompt.enter("let ps = spawn { sleep 1h } times 2")
    prompt.enter("daemon { while true { print(\"alive\"); sleep 5ms } }")
    #expect(prompt.sees("alive"), prompt.comment)
    prompt.terminal.type(state == "running" ? "sleep 1h\r" : "half typed")
    prompt.wait(0.1)
    kill(state == "guardian" ? prompt.terminal.pid : editor, SIGKILL)
    #expect(prompt.terminal.end() == 128 + Int(SIGKILL), prompt.comment)
    #expect(prompt.terminal.sees { _ in prompt.terminal.isRestored }, prompt.comment)
    #expect(prompt.terminal.sees { _ in prompt.processes.isEmpty }, "\(prompt.processes)")
  }

  @Test func whatChildrenWroteIsNotLostWithThePrompt() throws {
    let prompt = try PromptSession()
    let editor = editor(of: prompt)
    prompt.enter("let go = queue(); let p = spawn { get go; print(\"last words\"); sleep 1h }")
    prompt.enter("put go, 1")
    // Nobody takes the line out of the pipe any more.
    kill(editor, SIGSTOP)
    prompt.wait(0.3)
    let wasShown = prompt.terminal.screen.allRows.contains("last words")
    kill(editor, SIGKILL)
    #expect(prompt.terminal.end() == 128 + Int(SIGKILL), prompt.comment)
    #expect(prompt.sees("last words"), "shown before: \(wasShown)")
  }

  @Test func aTerminatedPromptEndsAll() throws {
    let prompt = try PromptSession()
    prompt.enter("let ps = spawn { sleep 1h } times 2")
    kill(prompt.terminal.pid, SIGTERM)
    #expect(prompt.terminal.end() == 128 + Int(SIGTERM), prompt.comment)
    #expect(prompt.terminal.isRestored)
    #expect(prompt.processes.isEmpty)
  }

  @Test func aClosedTerminalIsTheEnd() throws {
    let prompt = try PromptSession()
    prompt.enter("let ps = spawn { sleep 1h } times 2")
    prompt.terminal.hangUp()
    #expect(prompt.terminal.end() != nil)
    #expect(prompt.processes.isEmpty)
  }
}
