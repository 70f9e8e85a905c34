import IPCTestSupport

/// Makes random scripts of a few consumers, producers and queues, many of which hang.
struct RandomConsumers {
  private var numbers: SeededNumbers

  init(seed: UInt64) {
    numbers = SeededNumbers(seed: seed)
  }

  private static let consumers = [
    "while true { use(get q) }",
    "while true { use(get q); task_done q }",
    "while true { let x = get q; if x == \"end\" { return }; use(x) }",
    "while true { let x = get q; if x == \"end\" { break }; use(x) }",
    "while true { if get q == 2 { exit(0) } }",
    "for x in q { use(x) }",
    "for x in q { use(x); task_done q }",
    "for x in q { if x == 1 { break } }",
    "for x in q { put other, x }",
    "for x in q { put other, x }; close other",
    "for _ in 1...2 { use(get q) }",
    "try { while true { use(get q timeout 30ms) } } catch Empty { use(nil) }",
    "try { within 50ms { for x in q { use(x) } } } catch Timeout { use(nil) }",
    "eat(q)",
  ]

  private static let helpers = """
    func use(_x) { }
    func eat(q) { while true { use(get q) } }
    func shut(q) { close q }
    func fill(q, n) { for i in 1...n { put q, i } }
    func made() { return queue() }

    """

  /// The next script.
  mutating func next() -> String {
    var text = Self.helpers
    for index in 0..<3 {
      text += "func consumer\(index)(q, other) { \(numbers.one(of: Self.consumers)) }\n"
    }
    for name in ["a", "b"] {
      text +=
        "let \(name) = \(numbers.one(of: ["queue()", "made()", "[queue()][0]", "stack(50)"]))\n"
    }
    var acts: [String] = []
    for index in 0...numbers.next(below: 2) {
      let call =
        "consumer\(numbers.next(below: 3))(\(numbers.one(of: ["a", "b"])), \(numbers.one(of: ["a", "b"])))"
      let word = numbers.one(of: ["spawn", "spawn", "spawn", "daemon"])
      let times = numbers.one(of: ["", "", " times 2"])
      let start = "\(word) \(call)\(times)"
      let name = "p\(index)"
      text += numbers.one(of: [
        "let \(name) = [\(start)][0]\n", "let \(name) = \(start)\n", "let \(name) = \(start)\n",
        "let \(name) = {it: \(start)}.it\n",
      ])
      acts.append(
        numbers.one(of: ["join \(name)", "join \(name)", "kill \(name)", "use(\(name))"])
      )
    }
    for name in ["a", "b"] { acts += self.acts(on: name) }
    // Mostly in an order that makes sense: first put, then close, then wait.
    let isOrdered = numbers.next(below: 8) > 0
    let keyed = acts.map { act in
      let kind = act.hasPrefix("join") || act.hasPrefix("kill") ? 2 : act.contains("put") ? 0 : 1
      return (isOrdered ? kind : numbers.next(below: 9), act)
    }
    return text + keyed.sorted { $0.0 < $1.0 }.map { $0.1 + "\n" }.joined()
  }

  private mutating func acts(on q: String) -> [String] {
    var acts: [String] = []
    for _ in 0..<numbers.next(below: 4) {
      acts.append(
        numbers.one(of: [
          "put \(q), 1", "put \(q), 2", "put \(q), \"end\"", "put \(q), \"e\\(\"nd\")\"",
          "spawn { put \(q), 1 }", "for _ in 1...2 { put \(q), \"end\" }", "fill(\(q), 2)",
        ])
      )
    }
    if numbers.next(below: 4) > 0 {
      acts.append(
        numbers.one(of: [
          "close \(q)", "shut(\(q))", "\(q).shut()", "(x => close(x))(\(q))", "map([\(q)], shut)",
          "close {it: \(q)}.it", "for x in [\(q)] { close x }", "spawn shut(\(q))",
          "if len(args) == 0 { close \(q) }", "defer { close \(q) }",
        ])
      )
    }
    if numbers.next(below: 12) == 0 { acts.append("join \(q)") }
    return acts
  }
}
