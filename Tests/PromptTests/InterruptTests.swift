import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

/// Ctrl-C: drops what is typed, interrupts what runs, and leaves the rest alone.
@Suite(.serialized) struct InterruptTests {
  /// A state that somebody may want to leave.
  struct State: CustomTestStringConvertible {
    var name: String
    /// What is entered before.
    var before: [String] = []
    /// What is typed last; with a return it is entered.
    var typed: String
    /// What is seen once the state is reached; nil for what is typed.
    var sign: String?
    var testDescription: String { name }

    static let all = [
      State(name: "half a line", typed: "half a line"),
      State(name: "a block", typed: "func f() {\r    x"),
      State(name: "a search", typed: "\u{12}x"),
      State(name: "a menu", typed: "s\t"),
      State(name: "a sleep", typed: "sleep 1h\r"),
      State(name: "an endless loop", typed: "while true { }\r"),
      State(
        name: "an endless recursion",
        typed: "func f(n) { return n < 1 ? 0 : f(n - 1) }; while true { f(50000) }\r"
      ),
      State(
        name: "a get",
        before: ["let q = queue()", "let d = spawn { sleep 1h; put q, 1 }"],
        typed: "get q\r"
      ),
      State(
        name: "a put",
        before: ["let q = queue(1)", "let d = spawn { sleep 1h; get q }", "put q, 1"],
        typed: "put q, 2\r"
      ),
      State(name: "a join of a process", before: ["let p = spawn { sleep 1h }"], typed: "join p\r"),
      State(
        name: "a join of a queue",
        before: ["let q = queue()", "put q, 1", "let d = spawn { sleep 1h; task_done q }"],
        typed: "join q\r"
      ),
      State(name: "a wait with a timeout", typed: "get queue() timeout 1h\r"),
      State(name: "an input", typed: "input(\"name? \")\r", sign: "name?"),
      State(
        name: "a flood",
        typed: "while true { print(\"flood\") }\r",
        sign: "flood"
      ),
      State(name: "a defer", typed: "within 1h { defer { print(\"left\") }; sleep 1h }\r"),
      State(
        name: "a flood of children",
        typed: "join spawn { while true { print(\"flood\") } }\r",
        sign: "flood"
      ),
    ]
  }

  @Test(arguments: State.all) func controlCBringsThePromptBack(_ state: State) throws {
    let prompt = try PromptSession()
    for line in state.before { prompt.enter(line) }
    prompt.terminal.type(state.typed)
    if let sign = state.sign {
      #expect(prompt.terminal.sees { $0.allRows.contains { $0.hasPrefix(sign) } }, prompt.comment)
    }
    prompt.wait(0.2)
    prompt.terminal.type("\u{3}")
    #expect(prompt.terminal.sees { $0.rows.last == "ipc>" }, prompt.comment)
    prompt.enter("20 + 22")
    #expect(prompt.sees("42"), prompt.comment)
    // What was entered is in the history.
    prompt.terminal.type("\u{1b}[A")
    #expect(prompt.terminal.sees { $0.rows.last == "ipc> 20 + 22" }, prompt.comment)
  }

  @Test func whatANameHoldsGoesOn() throws {
    let prompt = try PromptSession()
    prompt.enter("let p = spawn { sleep 1h }")
    prompt.terminal.type("join p\r")
    prompt.wait(0.3)
    prompt.terminal.type("\u{3}")
    #expect(prompt.terminal.sees { $0.rows.last == "ipc>" }, prompt.comment)
    prompt.enter("p.status")
    #expect(prompt.sees("\"running\""), prompt.comment)
  }

  @Test func whatOnlyTheTextHeldIsEnded() throws {
    let prompt = try PromptSession()
    prompt.terminal.type("join (spawn { spawn { sleep 1h }; sleep 1h } times 2)\r")
    prompt.wait(0.4)
    prompt.terminal.type("\u{3}")
    #expect(prompt.terminal.sees { $0.rows.last == "ipc>" }, prompt.comment)
    prompt.enter("len(processes())")
    #expect(prompt.sees("1"), prompt.comment)
  }

  @Test func daemonsGoOn() throws {
    let prompt = try PromptSession()
    prompt.terminal.type("daemon { sleep 1h }; sleep 1h\r")
    prompt.wait(0.3)
    prompt.terminal.type("\u{3}")
    #expect(prompt.terminal.sees { $0.rows.last == "ipc>" }, prompt.comment)
    prompt.enter("len(processes())")
    #expect(prompt.sees("2"), prompt.comment)
  }

  @Test func itMayComeBeforeTheTextRuns() throws {
    let prompt = try PromptSession()
    prompt.terminal.type("while true { }\r\u{3}")
    #expect(prompt.terminal.sees(row: "interrupted (INT)"), prompt.comment)
    prompt.enter("1 + 1")
    #expect(prompt.sees("2"), prompt.comment)
  }

  @Test func itComesAgainAndAgain() throws {
    let prompt = try PromptSession()
    for _ in 1...3 {
      prompt.terminal.type("sleep 1h\r")
      prompt.wait(0.1)
      prompt.terminal.type("\u{3}\u{3}")
      #expect(prompt.terminal.sees { $0.rows.last == "ipc>" }, prompt.comment)
    }
    prompt.enter("1 + 1")
    #expect(prompt.sees("2"), prompt.comment)
  }
}
