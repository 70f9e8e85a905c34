import Glibc
import IPCTestSupport
import Testing

/// What a run may use at the most, and that it uses no more the longer it runs.
///
/// With `IPC_LONG_RUNS=1` the runs are as long as the reference promises.
@Suite(.serialized) struct LimitTests {
  private static let isLong = unsafe getenv("IPC_LONG_RUNS") != nil

  /// What scripts of these tests measure with.
  private static let measures = """
    func shmem() {
        for line in lines(read("/proc/self/status")) {
            if starts_with(line, "RssShmem:") { return int(trim(line[9..<len(line) - 2])) }
        }
    }
    func heap() {
        for line in lines(read("/proc/self/status")) {
            if starts_with(line, "RssAnon:") { return int(trim(line[8..<len(line) - 2])) }
        }
    }
    func descriptors() { return len(list_dir("/proc/self/fd")) }

    """

  private func run(
    _ code: String,
    _ short: Int,
    _ long: Int,
    options: [String] = [],
    environment: [String: String] = [:]
  ) throws -> ChildProcess.Result {
    let count = Self.isLong ? long : short
    let arguments = ["run"] + options + ["-e", Self.measures + code, "\(count)"]
    return try ChildProcess(Tool.path, arguments, environment: environment)
      .finish(seconds: Self.isLong ? 900 : 60)
  }

  private func expect(_ result: ChildProcess.Result, _ output: String) {
    #expect(result.output == output && result.status == 0, "\(result.output)\n\(result.error)")
    #expect(result.leftovers.isEmpty)
  }

  // MARK: Flat

  @Test func processesOneAfterAnotherLeaveNothing() throws {
    // Each result takes two pages; those of the last few hundred processes may still be there.
    let result = try run(
      """
      func work(i) { return [i, "x" * 5_000] }
      let n = int(args[0])
      let open = descriptors()
      var before = 0
      for i in 0..<n {
          assert((join spawn work(i))[0] == i)
          if i == 600 { before = shmem() }
      }
      print(shmem() - before < 6_000, descriptors() - open)
      """,
      1_600,
      100_000
    )
    expect(result, "true 0\n")
  }

  @Test func manyAtOnceLeaveNothing() throws {
    let result = try run(
      """
      func work(q, i) {
          for _x in q {}
          return [i, "x" * 5_000]
      }
      func several(n) {
          let q = queue()
          let ps = (0..<n).map(i => spawn work(q, i))
          close q
          assert((join ps).map(r => r[0]) == list(0..<n))
      }
      let n = int(args[0])
      several(n)
      let first = shmem()
      let open = descriptors()
      several(n)
      several(n)
      print(shmem() - first < 4_000, descriptors() - open)
      """,
      400,
      10_000,
      options: ["--max-processes", "12000"]
    )
    expect(result, "true 0\n")
  }

  @Test func itemsOneAfterAnotherLeaveNothing() throws {
    let result = try run(
      """
      func produce(q, n) {
          for i in 0..<n { put q, i }
          close q
      }
      let n = int(args[0])
      let q = queue(1_000)
      let p = spawn produce(q, n)
      var sum = 0
      var before = 0
      for i in q {
          sum += i
          if i == 50_000 { before = shmem() }
      }
      print(sum == n * (n - 1) / 2, shmem() - before < 1_000)
      """,
      150_000,
      10_000_000
    )
    expect(result, "true true\n")
  }

  /// Small items lie in the queue itself, larger ones in blocks of their own.
  @Test(arguments: [("queue", 20), ("queue", 900), ("stack", 900), ("priority_queue", 900)])
  func aDrainedQueueGivesItsMemoryBack(_ kind: String, _ size: Int) throws {
    let result = try run(
      """
      let q = \(kind)()
      let text = "x" * \(size)
      let n = int(args[0])
      for round in 0..<2 {
          for i in 0..<n { put q, text }
          let full = shmem()
          for i in 0..<n { get q }
          print(full > 14_000, shmem() < 12_000)
      }
      """,
      size < 100 ? 250_000 : 15_000,
      size < 100 ? 4_000_000 : 1_000_000
    )
    expect(result, "true true\ntrue true\n")
  }

  /// Each request has a queue of its own for the answer.
  @Test func queuesOneAfterAnotherLeaveNothing() throws {
    let result = try run(
      """
      func serve(requests) {
          for r in requests {
              put r.answer, [r.n]
              task_done requests
          }
      }
      let requests = queue()
      daemon serve(requests)
      let first = queue()
      put first, "first"
      var before = 0
      for i in 0..<int(args[0]) {
          let answer = queue(1)
          put requests, {n: i, answer: answer}
          assert((get answer) == [i])
          if i == 3_000 { before = shmem() }
      }
      print(shmem() - before < 400, get first, first.lost)
      """,
      9_000,
      1_000_000
    )
    expect(result, "true first 0\n")
  }

  /// The process's own memory stays the same as well as what all share; an end that was closed says so for ever.
  @Test func pipesOneAfterAnotherLeaveNothing() throws {
    let result = try run(
      """
      func echo(right, left) { for x in right { put left, x } }
      let kept, other = pipe()
      put kept, "kept"
      let closed, _right = pipe()
      close closed
      var before = [0, 0]
      for i in 0..<int(args[0]) {
          let left, right = pipe()
          put left, i
          if i % 500 == 0 {
              let back, answer = pipe(duplex: true)
              let p = spawn echo(right, back)
              close left
              close back
              assert((get answer) == i)
              close answer
              join p
          } else {
              close left
              assert((get right) == i)
          }
          close right
          if i == 5_000 { before = [shmem(), heap()] }
      }
      try { put closed, 1 } catch Closed as e { print(e.message) }
      print(shmem() - before[0] < 400, heap() - before[1] < 1_500, get other)
      """,
      15_000,
      1_000_000
    )
    expect(result, "the left end of the pipe made on line 15 was closed in main\ntrue true kept\n")
  }

  @Test func aQueueThatNobodyCanReachGivesItsMemoryBack() throws {
    let result = try run(
      """
      func forget(make, item) {
          let q = make()
          put q, item
      }
      let text = "x" * 1_000_000
      for i in 0..<int(args[0]) {
          for make in [queue, stack, priority_queue] { forget(make, text) }
      }
      print(shmem() < 300_000)
      """,
      200,
      5_000
    )
    expect(result, "true\n")
  }

  /// Those that start and end processes are killed at random instants; records and memory are none the worse.
  ///
  /// Under stress records are looked through at each spawn, so that many are killed while they do that.
  @Test(arguments: [(1, "0"), (2, "0"), (3, "1")])
  func killsSpoilNoRecord(_ seed: Int, _ stress: String) throws {
    let result = try run(
      """
      func work(i) { return [i, "x" * 3_000] }
      func maker(q) {
          var i = 0
          while true {
              assert((join spawn work(i))[0] == i)
              put q, "y" * (i % 3_000)
              get q
              i += 1
          }
      }
      let q = queue()
      let kept = spawn work(-1)
      for round in 0..<int(args[0]) {
          let makers = spawn maker(q) times 2
          sleep (\(seed) + round % 7) * 3ms
          for p in makers { kill p signal "KILL" }
          for p in makers { try { join p } catch ProcessFailed as e { assert(e.signal == 9) } }
          assert((join spawn work(round))[0] == round)
      }
      let before = shmem()
      for i in 0..<600 { assert((join spawn work(i))[0] == i) }
      print((join kept)[0], before < 12_000, shmem() < 12_000)
      """,
      25,
      3_000,
      environment: ["IPC_GC_STRESS": stress]
    )
    expect(result, "-1 true true\n")
  }

  // MARK: Limits

  private func expectEnd(
    _ code: String,
    _ options: [String],
    _ message: String,
    seconds: Double = 20
  ) throws {
    let process = try ChildProcess(Tool.path, ["run"] + options + ["-e", code])
    let result = process.finish(seconds: seconds)
    #expect(result.status == 1 && !result.isTimedOut && result.leftovers.isEmpty)
    #expect(result.error.hasPrefix("error: \(message)\n --> <code>:"), "\(result.error)")
    // One report, not one from each.
    #expect(result.error.split(separator: "error: ").count == 1, "\(result.error)")
  }

  @Test(arguments: [
    "func bomb() { while true { spawn bomb() } }\nbomb()",
    "func bomb() {\n    spawn bomb()\n    spawn bomb()\n}\nbomb()",
    "func rest() { sleep 100s }\nwhile true { spawn rest() }",
    "func bomb() { join spawn bomb() times 7 }\nbomb()",
  ]) func aForkBombEnds(_ code: String) throws {
    try expectEnd(
      code,
      ["--max-processes", "60"],
      "IOError: this run may have 60 processes at once, and all are alive: "
        + "`ipc run --max-processes N` allows more"
    )
  }

  @Test func theUsualLimitsAreWide() throws {
    let help = try ChildProcess(Tool.path, ["run", "--help"]).finish(seconds: 5).output
    #expect(help.contains("--max-processes N") && help.contains("(4096)"))
    let code = """
      func rest(q) { for _x in q {} }
      let q = queue()
      let ps = spawn rest(q) times 200
      let items = queue()
      put items, "x" * 100_000_000
      print(len(ps), len(get items))
      close q
      """
    let result = try ChildProcess(Tool.path, ["-e", code]).finish(seconds: 60)
    expect(result, "200 100000000\n")
  }

  @Test func whoCatchesTheLimitGoesOn() throws {
    let code = """
      func rest(q) { for _x in q {} }
      let q = queue()
      let ps = []
      try {
          while true { append(ps, spawn rest(q)) }
      } catch IOError as e { print(len(ps), e.kind) }
      close q
      join ps
      join spawn rest(q)
      print("went on")
      """
    let result = try ChildProcess(Tool.path, ["run", "--max-processes=9", "-e", code])
      .finish(seconds: 20)
    expect(result, "8 IOError\nwent on\n")
  }

  @Test func aRunawayProducerEnds() throws {
    try expectEnd(
      "let q = queue()\nwhile true { put q, \"x\" * 1_000 }",
      ["--max-queue-bytes", "20M"],
      "OutOfMemory: the items and results of this run take more than 20 MiB: "
        + "`ipc run --max-queue-bytes SIZE` allows more"
    )
  }

  @Test func whoTakesItemsAwayCanGoOn() throws {
    let code = """
      let q = queue()
      var n = 0
      try {
          while true {
              put q, "x" * 1_000
              n += 1
          }
      } catch OutOfMemory { print(n > 4_000) }
      for i in 0..<n { get q }
      put q, "x" * 2_000_000
      print(len(get q))
      """
    let result = try ChildProcess(Tool.path, ["run", "--max-queue-bytes=5M", "-e", code])
      .finish(seconds: 20)
    expect(result, "true\n2000000\n")
  }

  @Test func wrongLimitsAreTold() throws {
    for (option, value) in [
      ("--max-processes", "0"), ("--max-processes", "4K"), ("--max-queue-bytes", "-1"),
      ("--max-queue-bytes", "5X"), ("--max-queue-bytes", "9999999999G"),
    ] {
      let result = try ChildProcess(Tool.path, ["run", option, value, "-e", "1"])
        .finish(seconds: 5)
      #expect(result.status == 2)
      #expect(result.error.hasPrefix("ipc: `\(option)` wants a number "), "\(result.error)")
    }
  }
}
