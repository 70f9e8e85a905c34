import Glibc
import IPCRuntime

// Uses the runtime without any script; the tests start it and look at what it says and leaves. Each command ends with `ok`,
// or with a line that says what was wrong and status 1.

/// Starts a process that runs a closure and ends well, and that can reach some handles: the first queues unless told otherwise.
func start(
  _ runtime: Runtime,
  giving handles: [Handle] = (0..<64).map { Handle(.queue, $0) },
  _ body: () throws(SystemFault) -> Void
) throws(SystemFault) -> Int {
  let number = try runtime.makeProcess(name: "probe", place: 1)
  runtime.give(handles, to: number)
  if try runtime.start(number, place: 1) == .child {
    try body()
    runtime.end(.done, result: [])
  }
  return number
}

func put(_ runtime: Runtime, _ queue: Int, _ number: Int) throws(SystemFault) {
  var result = WaitResult.done
  var fault: SystemFault?
  unsafe withUnsafeBytes(of: number) { bytes in
    let item = unsafe Item(bytes: bytes, handles: [])
    do throws(SystemFault) {
      result = try runtime.put(queue, item, until: .max, WaitInfo(.put, isTimed: false))
    } catch {
      fault = error
    }
  }
  if let fault { throw fault }
  if case .done = result { return }
  fail("put: \(result)")
}

/// Takes a number; nil when the queue is closed and drained.
func get(_ runtime: Runtime, _ queue: Int) throws(SystemFault) -> Int? {
  var number = 0
  let result = unsafe try runtime.get(queue, until: .max, WaitInfo(.get, isTimed: false)) { bytes in
    number = unsafe bytes.loadUnaligned(as: Int.self)
  }
  return if case .done = result { number } else { nil }
}

func join(_ runtime: Runtime, _ numbers: [Int]) {
  let wait = WaitInfo(.joinProcesses, isTimed: false)
  guard case .done = runtime.waitForEnd(of: numbers, until: .max, wait) else { fail("join") }
}

func fail(_ text: String) -> Never {
  print(text)
  exit(1)
}

/// Many producers and consumers at one queue: each number once, each producer's in order.
func throughput(_ runtime: Runtime, producers: Int, consumers: Int, limit: Int?) throws(SystemFault)
{
  let count = 20_000
  let queue = try runtime.makeQueue(.fifo, limit: limit, place: 1)
  let sums = try runtime.makeQueue(.fifo, limit: nil, place: 1)
  var takers: [Int] = []
  for _ in 0..<consumers {
    takers.append(
      try start(runtime) { () throws(SystemFault) in
        var last = [Int](repeating: -1, count: producers)
        var sum = 0
        while let number = try get(runtime, queue) {
          let (producer, value) = (number / count, number % count)
          if value <= last[producer] { fail("order of producer \(producer)") }
          last[producer] = value
          sum += number
          _ = runtime.taskDone(queue)
        }
        try put(runtime, sums, sum)
      }
    )
  }
  var makers: [Int] = []
  for producer in 0..<producers {
    makers.append(
      try start(runtime) { () throws(SystemFault) in
        for value in 0..<count { try put(runtime, queue, producer * count + value) }
      }
    )
  }
  join(runtime, makers)
  runtime.close(queue: queue)
  join(runtime, takers)
  var sum = 0
  for _ in 0..<consumers { sum += try get(runtime, sums) ?? 0 }
  let total = producers * count
  let state = runtime.state(ofQueue: queue)
  guard sum == total * (total - 1) / 2 else { fail("sum \(sum)") }
  guard state.size == 0, state.unfinished == 0, state.taken == total else { fail("\(state)") }
}

/// Processes killed while they put and get; whoever is left goes on.
func kills(_ runtime: Runtime, rounds: Int) throws(SystemFault) {
  let queue = try runtime.makeQueue(.fifo, limit: 4, place: 1)
  for round in 0..<rounds {
    var victims: [Int] = []
    for side in 0..<4 {
      victims.append(
        try start(runtime) { () throws(SystemFault) in
          while true {
            if side & 1 == 0 { try put(runtime, queue, 1) } else { _ = try get(runtime, queue) }
          }
        }
      )
    }
    usleep(UInt32(500 + round * 37 % 1_500))
    for victim in victims {
      runtime.markKilled(victim)
      try runtime.send(signal: SIGKILL, to: victim)
    }
    join(runtime, victims)
    // The queue works, and holds at most its limit.
    let state = runtime.state(ofQueue: queue)
    guard state.size <= 4 else { fail("\(state)") }
    if state.size == 4 { _ = try get(runtime, queue) }
    try put(runtime, queue, 2)
    guard try get(runtime, queue) != nil else { fail("get") }
  }
}

/// See `RandomKills`.
func randomKills(_ runtime: Runtime, _ numbers: [Int]) throws(SystemFault) {
  guard numbers.count == 5 else { fail("five numbers are wanted") }
  var kills = try RandomKills(
    runtime,
    producers: numbers[0],
    consumers: numbers[1],
    retry: numbers[2] < 0 ? nil : numbers[2],
    kills: numbers[3],
    seed: numbers[4]
  )
  try kills.run()
}

/// See `StepKills`.
func stepKills(_ runtime: Runtime, _ words: [String], countsStores: Bool) throws(SystemFault) {
  let numbers = words.dropFirst(2).compactMap { Int($0) }
  guard numbers.count == 6, let form = StepForm(words) else {
    fail("an operation, a kind and six numbers are wanted")
  }
  let kills = StepKills(runtime, form, countsStores: countsStores)
  try kills.run(first: numbers[3], stride: numbers[4], count: numbers[5])
}

func run() throws(SystemFault) {
  let arguments = CommandLine.arguments
  let runtime = try Runtime()
  try runtime.installHandlers()
  switch arguments.count > 1 ? arguments[1] : "" {
  case "queue": try throughput(runtime, producers: 1, consumers: 1, limit: 64)
  case "queue-4x4": try throughput(runtime, producers: 4, consumers: 4, limit: 8)
  case "queue-unbounded": try throughput(runtime, producers: 2, consumers: 3, limit: nil)
  case "kills": try kills(runtime, rounds: arguments.count > 2 ? Int(arguments[2]) ?? 40 : 40)
  case "random-kills": try randomKills(runtime, arguments.dropFirst(2).compactMap { Int($0) })
  case "stops":
    let words = Array(arguments.dropFirst(2))
    guard let form = StepForm(words), let instants = words.last.flatMap({ Int($0) }) else {
      fail("an operation, a kind and four numbers are wanted")
    }
    try Stops(runtime: runtime, form: form).run(behind: instants)
  case "choices": try choices(runtime)
  case "kinds": try kinds(runtime)
  case "scribbled":
    let numbers = arguments.dropFirst(2).compactMap { Int($0) }
    guard numbers.count == 2 else { fail("a seed and a number of rounds are wanted") }
    var scribbling = Scribbling(runtime, seed: numbers[0])
    try scribbling.run(rounds: numbers[1])
  case "step-kills", "store-kills":
    let isStores = arguments[1] == "store-kills"
    try stepKills(runtime, Array(arguments.dropFirst(2)), countsStores: isStores)
  case "burier-kills":
    let numbers = arguments.dropFirst(2).compactMap { Int($0) }
    var kills = BurierKills(runtime, seed: numbers.last ?? 1)
    try kills.run(rounds: numbers.first ?? 100)
  default:
    fail(
      "usage: RuntimeProbe queue|queue-4x4|queue-unbounded|kills [ROUNDS]\n"
        + "       RuntimeProbe choices|kinds|scribbled SEED ROUNDS\n"
        + "       RuntimeProbe stops OPERATION fifo|stack|priority RETRY|-1 ITEMS WAITERS INSTANTS\n"
        + "       RuntimeProbe random-kills PRODUCERS CONSUMERS RETRY|-1 KILLS SEED\n"
        + "       RuntimeProbe step-kills|store-kills OPERATION fifo|stack|priority RETRY|-1 ITEMS WAITERS FIRST STRIDE COUNT"
        + "\n       RuntimeProbe burier-kills ROUNDS SEED"
    )
  }
  runtime.endAllOthers()
  runtime.buryTheDead()
  // Where memory was damaged on purpose, rules are broken.
  if arguments.dropFirst().first != "scribbled" { runtime._checkInvariants() }
  print("ok")
}

do throws(SystemFault) { try run() } catch { fail(error.message) }
