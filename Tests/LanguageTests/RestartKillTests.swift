import Glibc
import IPCTestSupport
import Testing

/// Producers and consumers of a script that are started again when they fail, killed from outside at random instants, and now and
/// then their keepers: nothing is lost, and nothing is handed out again without need.
///
/// `IPC_RESTART_KILLS=5000 swift test --filter RestartKillTests` makes so many kills; `IPC_SEED=2` takes other instants.
@Suite struct RestartKillTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var producers: Int
    var consumers: Int
    var retry: Int

    var testDescription: String { "\(producers)x\(consumers), retry \(retry)" }
  }

  static let shapes = [(1, 1, 2), (4, 4, 1), (2, 8, 3), (8, 2, 0)].map {
    Shape(producers: $0.0, consumers: $0.1, retry: $0.2)
  }

  private static func setting(_ name: String) -> Int? {
    Tool.environment(name).flatMap { Int($0) }
  }

  /// An item is the producer, its number, and how often the producers had this number by then.
  private static let script = """
    func produce(name, source, q) {
        for number in source {
            put q, [name, number, me().attempts]
            task_done source
        }
    }
    func note(item) {
        if item[1] % 61 == 60 { kill me() signal "KILL" }
        print("got", me().pid, item[0], item[1], item[2], me().attempts)
    }
    func consume(q) {
        for item in q {
            note(item)
            var held = 1
            try {
                while held < 3 and item[1] % 3 == 0 {
                    note(get q nowait)
                    held += 1
                }
            } catch Empty, Closed {}
            for i in 0..<held { task_done q }
        }
        print("done", me().pid)
    }
    let names = list(0..<int(args[0]))
    let sources = names.map(name => queue(retry: 1_000))
    let q = queue(int(args[2]), retry: int(args[3]))
    func producer(name) { return spawn produce(name, sources[name], q) restart 2 }
    func consumer() { return spawn consume(q) restart 2 }
    let producers = names.map(producer)
    let consumers = (0..<int(args[1])).map(i => consumer())
    # Begins anew those that were killed too often, or whose keeper was killed; whether all have ended well.
    func tend(ps, start) {
        var ended = 0
        for i in 0..<len(ps) {
            if ps[i].alive { continue }
            try {
                join ps[i]
                ended += 1
            } catch ProcessFailed { ps[i] = start(i) }
        }
        return ended == len(ps)
    }
    let count = names.map(name => 0)
    while not exists(args[4]) {
        for name in names {
            while sources[name].size < 20 {
                put sources[name], count[name]
                count[name] += 1
            }
        }
        tend(producers, producer)
        tend(consumers, i => consumer())
        sleep 2ms
    }
    for source in sources { close source }
    while not tend(producers, producer) {
        tend(consumers, i => consumer())
        sleep 2ms
    }
    while true {
        try {
            join q
            break
        } catch Deadlock { tend(consumers, i => consumer()) }
    }
    for dead in q.dead {
        let item = dead.item
        print("dead", dead.error.process.pid, item[0], item[1], item[2], dead.attempts, dead.error.signal)
    }
    close q
    while not tend(consumers, i => consumer()) { sleep 2ms }
    for name in names { print("put", name, count[name], sources[name].unfinished, len(sources[name].dead)) }
    print("end", q.size, q.unfinished, q.lost)
    """

  @Test(arguments: shapes) func nothingIsLost(_ shape: Shape) throws {
    let kills = (Self.setting("IPC_RESTART_KILLS") ?? 320) / Self.shapes.count
    // Several runs, so that each begins with other limits and the records stay few.
    let length = min(kills, 160)
    var done = 0
    var seed = Self.setting("IPC_SEED") ?? 1
    while done < kills {
      try run(shape, kills: length, seed: seed)
      done += length
      seed += 1
    }
  }

  private func run(_ shape: Shape, kills: Int, seed: Int) throws {
    let path = "/tmp/ipc-restart-kills-\(getpid())-\(shape.producers)x\(shape.consumers)"
    let (errors, stop) = (path + "-errors", path + "-stop")
    defer { for file in [path, errors, stop] { unsafe unlink(file) } }
    let numbers = [shape.producers, shape.consumers, 1 + seed % 7, shape.retry]
    let words = [Tool.path, "-e", Self.script] + numbers.map(String.init) + [stop]
    // Pipes that nobody reads meanwhile would be full.
    let shell = ["-c", "exec \"$@\" > '\(path)' 2> '\(errors)'", "sh"] + words
    let process = try ChildProcess("/bin/sh", shell)
    var killer = Killer(tool: process.pid, seed: UInt64(seed))
    killer.kill(kills, keepersToo: true)
    Tool.write([], to: stop)
    // While main waits in `join q`, too.
    killer.kill(kills / 8, keepersToo: false)
    let result = process.finish(seconds: 60)
    let circumstances: Comment =
      "\(shape.testDescription), seed \(seed), status \(result.status): \(Tool.read(errors).suffix(2_000))"
    #expect(result.status == 0 && !result.isTimedOut && result.leftovers.isEmpty, circumstances)
    let complaints = Deliveries(Tool.read(path)).complaints(retry: shape.retry)
    #expect(complaints.isEmpty, circumstances)
    #expect(killer.kills >= kills, circumstances)
  }
}

/// Kills processes of a run at random instants: `tool` has main for a child, which has keepers, each of which has a run.
private struct Killer {
  let tool: Int32
  private(set) var kills = 0
  private var random: SeededNumbers

  init(tool: Int32, seed: UInt64) {
    self.tool = tool
    random = SeededNumbers(seed: seed)
  }

  /// Kills so many, as long as the run lasts.
  mutating func kill(_ count: Int, keepersToo: Bool) {
    let end = ChildProcess.now() + 60
    var left = count
    while left > 0, ChildProcess.now() < end, ChildProcess.status(of: tool).first != "Z" {
      usleep(UInt32(random.next(below: 8_000)))
      let (keepers, runs) = workers()
      let victims = keepersToo && random.once(in: 12) ? keepers : runs
      if victims.isEmpty { continue }
      if Glibc.kill(random.one(of: victims), SIGKILL) != 0 { continue }
      left -= 1
      kills += 1
    }
  }

  private func workers() -> (keepers: [Int32], runs: [Int32]) {
    var children: [Int32: [Int32]] = [:]
    for pid in ChildProcess.processes(ofSession: tool).sorted() {
      let status = ChildProcess.status(of: pid)
      guard status.count > 1, status[0] != "Z", let parent = Int32(status[1]) else { continue }
      children[parent, default: []].append(pid)
    }
    let keepers = children[tool, default: []].flatMap { children[$0, default: []] }
    return (keepers, keepers.flatMap { children[$0, default: []] })
  }
}

/// What consumers and main of the script say.
private struct Deliveries {
  private struct Item: Hashable {
    var producer: Int
    var number: Int
    var attempt: Int
  }

  private struct Delivery {
    var pid: Int
    var attempt: Int
  }

  /// In the order of the output.
  private var order: [(item: Item, delivery: Delivery)] = []
  private var dead: [Item: (attempts: Int, signal: Int)] = [:]
  /// By producer, how many numbers it was to put, how many were not finished, and how many given up.
  private var counts: [Int: [Int]] = [:]
  private var endedWell: Set<Int> = []
  private var end: [Int] = []
  private var faults: [String] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int($0) }
      switch (words.first, numbers.count) {
      case ("got", 5):
        order.append((item(numbers), Delivery(pid: numbers[0], attempt: numbers[4])))
      case ("dead", 6):
        let item = item(numbers)
        if dead[item] != nil { faults.append("dead twice: \(item)") }
        dead[item] = (numbers[4], numbers[5])
      case ("done", 1): endedWell.insert(numbers[0])
      case ("put", 4): counts[numbers[0]] = numbers
      case ("end", 3): end = numbers
      default: faults.append("a torn line: \(line)")
      }
    }
  }

  private func item(_ numbers: [Int]) -> Item {
    Item(producer: numbers[1], number: numbers[2], attempt: numbers[3])
  }

  /// What is wrong; nothing when all is well.
  func complaints(retry: Int) -> [String] {
    var faults = faults
    if end != [0, 0, 0] { faults.append("in the end \(end)") }
    let deliveries = Dictionary(grouping: order, by: \.item).mapValues { $0.map(\.delivery) }
    let arrived = Set(deliveries.keys).union(dead.keys)
    for (producer, numbers) in counts {
      let known = Set(arrived.filter { $0.producer == producer }.map(\.number))
      if numbers[2...] != [0, 0] { faults.append("producer \(producer): \(numbers)") }
      let lost = (0..<numbers[1]).filter { !known.contains($0) }
      if !lost.isEmpty { faults.append("lost of producer \(producer): \(lost)") }
    }
    for (item, all) in deliveries {
      let attempts = all.map(\.attempt)
      if Set(attempts).count < all.count || (attempts.max() ?? 0) > retry + 1 {
        faults.append("\(item) was handed out at \(attempts)")
      }
      let finished = all.count { endedWell.contains($0.pid) }
      if finished > (dead[item] == nil ? 1 : 0) { faults.append("\(item) was handed out again") }
      if item.number % 61 == 60 { faults.append("\(item) kills whoever takes it") }
    }
    for (item, end) in dead where end != (retry + 1, Int(SIGKILL)) {
      faults.append("\(item) is dead, \(end)")
    }
    // A run in which nobody died with an item in hand shows nothing; with one consumer that takes some kills.
    if retry > 0, counts.count > 1, !deliveries.values.contains(where: { $0.count > 1 }) {
      faults.append("nothing was handed out again")
    }
    if dead.isEmpty { faults.append("nothing is dead") }
    return faults + disorder()
  }

  /// First deliveries of one producer's items to one consumer that are out of order.
  private func disorder() -> [String] {
    var last: [[Int]: Item] = [:]
    var faults: [String] = []
    for (item, delivery) in order where delivery.attempt == 1 {
      let pair = [delivery.pid, item.producer]
      if let before = last[pair],
        (before.number, before.attempt) >= (item.number, item.attempt)
      {
        faults.append("\(item) after \(before)")
      }
      last[pair] = item
    }
    return faults
  }
}
