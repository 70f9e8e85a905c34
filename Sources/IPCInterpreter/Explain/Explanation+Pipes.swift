/// Pipes and their ends.
extension Explanation {
  static let pipes: [Explanation] = [
    Explanation(
      "pipe.wrong-direction",
      "something is put into the right end of a pipe, or taken from the left",
      isWarning: true,
      meaning: """
        A pipe goes from its left end to its right end. The other direction throws `ValueError`. Nothing is said where a
        `catch` expects it.
        """,
      wrong: "let left, right = pipe()\nspawn { put right, 1 }\nprint(get left)",
      right: "let left, right = pipe()\nspawn { put left, 1 }\nprint(get right)",
      reason:
        "With one direction, a pipe ends when its left ends are closed. `pipe(duplex: true)` goes both ways."
    ),
    Explanation(
      "pipe.one-process",
      "one process alone uses both ends of a pipe",
      isWarning: true,
      meaning: """
        Nobody else is at the other end, so what is put only comes back, and a `get` too many waits for ever.
        """,
      wrong: "let left, right = pipe()\nput left, 1\nprint(get right)",
      right: "let left, right = pipe()\nspawn { put left, 1 }\nprint(get right)",
      reason: "A pipe is for two. Within one process, a list keeps things in order."
    ),
    Explanation(
      "pipe.held-open",
      "a process is joined that reads a pipe to its end, while the left end is still open here",
      isWarning: true,
      meaning: """
        `for x in right` ends when every left end is closed. The joining process made the pipe and holds its left end,
        which it closes too late or never: both wait for ever.
        """,
      wrong: """
        func consume(right) { for x in right { print(x) } }
        let left, right = pipe()
        let p = spawn consume(right)
        put left, 1
        join p
        """,
      right: """
        func consume(right) { for x in right { print(x) } }
        let left, right = pipe()
        let p = spawn consume(right)
        put left, 1
        close left
        join p
        """,
      reason:
        "An end is closed by `close` and by its process's end. A child holds only the ends that it uses."
    ),
  ]
}
