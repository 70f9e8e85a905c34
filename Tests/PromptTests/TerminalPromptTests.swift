import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

/// The prompt at a terminal: what is typed, shown and kept.
@Suite(.serialized) struct TerminalPromptTests {
  @Test func valuesAreShownAndDeclarationsStay() throws {
    let prompt = try PromptSession()
    prompt.enter("let x = 6")
    prompt.enter("x * 7")
    #expect(prompt.sees("42"), prompt.comment)
    prompt.terminal.type("\u{4}")
    #expect(prompt.terminal.end() == 0, prompt.comment)
    #expect(prompt.terminal.isRestored)
  }

  @Test func aClosedWindowEndsWhatRuns() throws {
    let prompt = try PromptSession()
    prompt.enter("while true { }")
    _ = prompt.sees("ipc> while true { }")
    prompt.terminal.hangUp()
    #expect(prompt.terminal.end() != nil)
  }

  @Test func anUnfinishedBlockGoesOnInTheNextLine() throws {
    let prompt = try PromptSession()
    prompt.terminal.type("func f(a) {\r    return a + 1\r}\r")
    prompt.enter("f(1)")
    #expect(prompt.sees("2"), prompt.comment)
    #expect(prompt.sees("...>     return a + 1"), prompt.comment)
  }

  @Test func aPastedBlockIsOneText() throws {
    let prompt = try PromptSession()
    prompt.terminal.paste("let a = 1\nlet b = 2\nprint(a + b)")
    prompt.terminal.type("\r")
    #expect(prompt.sees("3"), prompt.comment)
    prompt.enter("nothing")
    #expect(prompt.sees(" --> <prompt 2>:1:1"), prompt.comment)
  }

  @Test func unknownNamesAreRed() throws {
    let prompt = try PromptSession()
    prompt.enter("let known = 1")
    prompt.terminal.type("let new = known + unknwn # 5")
    #expect(
      prompt.terminal.sees { screen in
        screen.rows.last?.hasSuffix("# 5") == true
          && screen.styles(screen.row).contains("[31]unknwn")
      },
      prompt.comment
    )
    let pieces = prompt.terminal.screen.styles(prompt.terminal.screen.row)
    #expect(pieces.contains("[35]let"))
    #expect(pieces.contains { $0.hasSuffix("# 5") && $0 != "# 5" })
    #expect(!pieces.contains { $0.contains("[31]known") || $0.contains("[31]new") }, "\(pieces)")
  }

  @Test func tabCompletesNamesFieldsCommandsAndFiles() throws {
    let prompt = try PromptSession()
    prompt.enter("let counter = queue(3)")
    prompt.enter("let dish = {name: \"soup\", price: 5}")
    func completes(_ typed: String, _ row: String) {
      prompt.terminal.type(typed + "\t")
      #expect(prompt.terminal.sees { $0.rows.last == row }, "\(typed): \(prompt.comment)")
      prompt.terminal.type("\u{3}")
      _ = prompt.terminal.sees { $0.rows.last == "ipc>" }
    }
    completes("coun", "ipc> counter")
    completes("counter.unf", "ipc> counter.unfinished")
    completes("dish.pric", "ipc> dish.price")
    completes("task", "ipc> task_done")
    completes("hostn", "ipc> hostname")
    completes(":que", "ipc> :queues")
    completes(":help task", "ipc> :help task_done")
    completes("read(\"/proc/self/cmdl", "ipc> read(\"/proc/self/cmdline")
    completes("read(\"/proc/self/ta", "ipc> read(\"/proc/self/task/")
    completes("round(2.5, dig", "ipc> round(2.5, digits:")
  }

  @Test func theHistoryIsThereAtTheNextStart() throws {
    let folder = TemporaryFolder()
    let environment = ["XDG_STATE_HOME": folder.path]
    let first = try PromptSession(environment: environment)
    first.enter("let kept = 1")
    first.enter(" let secret = 2")
    first.terminal.type("\u{4}")
    #expect(first.terminal.end() == 0)
    #expect(Tool.read("\(folder.path)/ipc/history") == "let kept = 1\n")
    let second = try PromptSession(environment: environment)
    second.terminal.type("\u{1b}[A")
    #expect(second.terminal.sees { $0.rows.last == "ipc> let kept = 1" }, second.comment)
  }

  @Test func aDeadlockIsAnErrorAndThePromptLivesOn() throws {
    let prompt = try PromptSession()
    prompt.enter("get queue()")
    #expect(prompt.terminal.sees(row: "error: Deadlock: main waits to get"), prompt.comment)
    prompt.enter("1 + 1")
    #expect(prompt.sees("2"), prompt.comment)
  }

  @Test func aDumbTerminalGetsNoControlSequences() throws {
    let prompt = try PromptSession(environment: ["TERM": "dumb"])
    prompt.enter("join spawn { print(\"child\") }; 6 * 7")
    #expect(prompt.sees("42"), prompt.comment)
    #expect(prompt.sees("child"), prompt.comment)
    prompt.terminal.type("\u{4}")
    #expect(prompt.terminal.end() == 0)
    #expect(!prompt.terminal.output.contains(0x1b))
  }

  @Test func controlZStopsAndComesBack() throws {
    let folder = TemporaryFolder()
    let command =
      "HOME=\(folder.path); export HOME; set -m; \(Tool.path); echo stopped; read x; fg; echo over"
    let terminal = try TerminalSession(
      width: 80,
      program: ["/bin/sh", "-c", command],
      prompt: "ipc>"
    )
    terminal.type("let x = 40\r1 + x\u{1a}")
    #expect(terminal.sees { $0.rows.contains("stopped") }, "\(terminal.screen.allRows)")
    #expect(terminal.isRestored)
    terminal.type("\r")
    #expect(terminal.sees { $0.rows.last == "ipc> 1 + x" }, "\(terminal.screen.allRows)")
    terminal.type(" + 1\r\u{4}")
    #expect(terminal.sees { $0.allRows.contains("42") }, "\(terminal.screen.allRows)")
    #expect(terminal.end() == 0)
  }

  @Test func theTourGoesFromStepToStep() throws {
    let prompt = try PromptSession()
    prompt.terminal.type(":tour\r")
    for number in 1...10 {
      #expect(prompt.terminal.sees(row: "[\(number)/10]"), prompt.comment)
      #expect(prompt.terminal.sees { $0.rows.last?.count ?? 0 > 5 }, prompt.comment)
      prompt.terminal.type("\r")
    }
    #expect(prompt.terminal.sees(row: "That was the tour."), prompt.comment)
    #expect(prompt.sees("eaten: cake"), prompt.comment)
  }
}
