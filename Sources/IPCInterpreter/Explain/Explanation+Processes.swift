/// Processes and what they can do to each other.
extension Explanation {
  static let processes: [Explanation] = [
    Explanation(
      "process.spawn-operand",
      "`spawn` gets a function instead of a call",
      meaning:
        """
        `spawn f(a)` runs the call in a new process. The name of a function alone is no call. The clauses `stdin`, `stdout`,
        `stderr`, `env`, `cwd` and `by` are for commands: a function reads and writes what it is given.
        """,
      wrong: "func work() { return 1 }\nspawn work",
      right: "func work() { return 1 }\nspawn work()",
      reason: "The arguments are evaluated by the parent, and are a part of what is started."
    ),
    Explanation(
      "process.daemon-joined",
      "a daemon is joined",
      isWarning: true,
      meaning: """
        A daemon is killed when its parent ends, so who waits for it would wait for its own end. `join` throws
        `DaemonJoin`. Nothing is said where a `catch` expects it.
        """,
      wrong: "let p = daemon { sleep 1s }\njoin p",
      right: "let p = spawn { sleep 10ms }\njoin p",
      reason:
        "Daemons are for what nobody waits for. To know that their work is done, `join` the queue they take from."
    ),
    Explanation(
      "process.already-started",
      "a process is started twice, or made a daemon when it runs",
      isWarning: true,
      meaning: """
        `process` prepares a process; `spawn` or `daemon` starts it, once. What kind it is must be known before that.
        The operation throws `AlreadyStarted`.
        """,
      wrong: "let p = spawn { sleep 10ms }\np.daemon = true",
      right: "let p = process { sleep 10ms }\np.daemon = true\nspawn p",
      reason: "A running process cannot be taken back. `daemon f()` prepares and starts in one."
    ),
    Explanation(
      "process.daemon-spawns",
      "a daemon spawns a process that is no daemon",
      isWarning: true,
      meaning: """
        A daemon is killed when its parent ends, and its child would be left without one. `spawn` throws `ValueError`.
        """,
      wrong: "func work() { print(\"work\") }\ndaemon { spawn work() }\nsleep 10ms",
      right: "func work() { print(\"work\") }\ndaemon { daemon work() }\nsleep 10ms",
      reason: "Nothing that a script starts outlives it unseen."
    ),
    Explanation(
      "process.lost-assignment",
      "a child process assigns to a variable of its parent's, and nobody sees it",
      isWarning: true,
      meaning: """
        A spawned process has a copy of everything. What it assigns or appends stays its own, and here it does not even
        use it itself.
        """,
      wrong: "var total = 0\njoin spawn { total = 5 }\nprint(total)",
      right: "let p = spawn { return 5 }\nlet total = join p\nprint(total)",
      reason:
        "Processes share queues, pipes and handles, and nothing else. `return` and `put` send values back."
    ),
    Explanation(
      "process.endless-consumer",
      "a process takes items for ever, and somebody waits for its end",
      isWarning: true,
      meaning: """
        Its loop is left by nothing, the queue is closed by nobody, and all that is put comes to an end. Then the
        process waits for ever, and so does who joins it: a parent waits for all its children at its own end. What
        comes of it is a `Deadlock`.
        """,
      wrong: """
        func guest(counter) {
            while true { print(get counter) }
        }
        let counter = queue()
        let p = spawn guest(counter)
        put counter, "pizza"
        join p
        """,
      right: """
        func guest(counter) {
            for plate in counter { print(plate) }
        }
        let counter = queue()
        let p = spawn guest(counter)
        put counter, "pizza"
        close counter
        join p
        """,
      reason:
        "A consumer has to learn that nothing will come: by a closed queue, by a last item, or as a daemon never."
    ),
  ]
}
