/// Queues and who closes them.
extension Explanation {
  static let queues: [Explanation] = [
    Explanation(
      "queue.never-closed",
      "a loop goes over a queue that nobody closes",
      isWarning: true,
      meaning: """
        `for x in q` ends when the queue is closed and drained. Nobody closes it, nothing in the loop leaves it, and all
        that is put comes to an end: the loop waits for ever.
        """,
      wrong: "let q = queue()\nspawn { for n in 1...3 { put q, n } }\nfor n in q { print(n) }",
      right: """
        let q = queue()
        spawn {
            for n in 1...3 { put q, n }
            close q
        }
        for n in q { print(n) }
        """,
      reason:
        "An empty queue may be filled again; only who fills it knows that all is put, and says so by `close`."
    ),
    Explanation(
      "queue.never-done",
      "a queue is joined and its items are never marked as done",
      isWarning: true,
      meaning: """
        `join q` waits until `task_done q` was called for every item that was put. Nobody calls it, so the first item
        makes the `join` wait for ever.
        """,
      wrong: "let q = queue()\ndaemon { while true { print(get q) } }\nput q, 1\njoin q",
      right: """
        let q = queue()
        daemon {
            while true { print(get q); task_done q }
        }
        put q, 1
        join q
        """,
      reason: "An item that was taken is not yet finished; only who took it can tell when it is."
    ),
    Explanation(
      "queue.done-untaken",
      "`task_done` is called for a queue from which nobody takes",
      isWarning: true,
      meaning: """
        One item that was taken is finished by each `task_done`. No item is ever taken, so it throws `ValueError`.
        """,
      wrong: "let q = queue()\nput q, 1\ntask_done q",
      right: "let q = queue()\nput q, 1\nprint(get q)\ntask_done q",
      reason: "Counting finished items only helps if it is exact."
    ),
    Explanation(
      "queue.too-few-sentinels",
      "more processes wait for a last item than last items are put",
      isWarning: true,
      meaning: """
        A consumer that stops at a certain item takes that item away, so each one needs its own. Here fewer are put, and
        the others wait for ever.
        """,
      wrong: """
        func eat(plate) { print(plate) }
        func guest(counter) {
            while true {
                let plate = get counter
                if plate == "finish" { return }
                eat(plate)
            }
        }
        let counter = queue()
        spawn guest(counter) times 2
        put counter, "pizza"
        put counter, "finish"
        """,
      right: """
        func eat(plate) { print(plate) }
        func guest(counter) {
            while true {
                let plate = get counter
                if plate == "finish" { return }
                eat(plate)
            }
        }
        let counter = queue()
        spawn guest(counter) times 2
        put counter, "pizza"
        for _ in 1...2 { put counter, "finish" }
        """,
      reason: "With `close` and `for plate in counter` nobody has to count."
    ),
  ]
}
