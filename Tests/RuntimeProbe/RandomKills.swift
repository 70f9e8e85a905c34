import Glibc
import IPCRuntime
import IPCTestSupport

/// Producers and consumers that are killed at random instants, and new ones in their place.
///
/// Everyone notes what it does in memory that all share, each note by one store: a producer each number before it puts it and
/// when it has put it, a consumer each item when it is done with it. In the end the notes are compared.
struct RandomKills {
  let runtime: Runtime
  /// How many producers and consumers run at a time.
  let shape: (producers: Int, consumers: Int)
  /// How often an item is handed out again; nil for a queue without `retry`.
  let retry: Int?
  let kills: Int
  var random: SeededNumbers
  let queue: Int
  let notes: Notes
  /// By number of the process, its place among the producers or consumers, in the order of their start.
  var producers: [Int: Int] = [:]
  var consumers: [Int: Int] = [:]

  /// A number such that a consumer that takes it kills itself, always.
  static func isPoison(_ number: Int) -> Bool { number % 4_000 == 3_999 }

  init(
    _ runtime: Runtime,
    producers: Int,
    consumers: Int,
    retry: Int?,
    kills: Int,
    seed: Int
  ) throws(SystemFault) {
    self.runtime = runtime
    shape = (producers, consumers)
    self.retry = retry
    self.kills = kills
    random = SeededNumbers(seed: UInt64(seed))
    queue = try runtime.makeQueue(.fifo, limit: 1 + seed % 24, retry: retry, place: 1)
    notes = Notes(count: kills * 2 + 1_000)
  }

  /// Runs until so many were killed, then until all is taken; ends this process with what was wrong, if anything.
  mutating func run() throws(SystemFault) {
    var killed = 0
    while killed < kills {
      try fill()
      usleep(UInt32(random.next(below: 1_500)))
      // Now and then several at once, so that who buries the dead is among the killed.
      for _ in 0..<(random.next(below: 5) == 0 ? 3 : 1) {
        let all = (Array(producers.keys) + Array(consumers.keys)).filter(runtime.isLiving).sorted()
        guard !all.isEmpty else { break }
        let victim = all[random.next(below: all.count)]
        try runtime.send(signal: SIGKILL, to: victim)
        killed += 1
        // Else one of the others finds it dead, or the next look does.
        if random.next(below: 2) == 0 { join(runtime, [victim]) }
      }
    }
    notes.stop()
    // They may wait for room, and consumers that take poison end.
    while producers.keys.contains(where: runtime.isLiving) {
      try fillConsumers()
      usleep(500)
    }
    join(runtime, producers.keys.sorted())
    runtime.close(queue: queue)
    while true {
      try startConsumer()
      join(runtime, consumers.keys.sorted())
      runtime.buryTheDead()
      if runtime.state(ofQueue: queue).size == 0 { break }
    }
    check()
  }

  private mutating func fill() throws(SystemFault) {
    while producers.keys.count(where: runtime.isLiving) < shape.producers { try startProducer() }
    try fillConsumers()
  }

  private mutating func fillConsumers() throws(SystemFault) {
    while consumers.keys.count(where: runtime.isLiving) < shape.consumers { try startConsumer() }
  }

  private mutating func startProducer() throws(SystemFault) {
    let place = producers.count
    let (runtime, queue, notes) = (runtime, queue, notes)
    let number = try start(runtime) { () throws(SystemFault) in
      var number = 0
      while !notes.isStopped {
        notes.begin(number, producer: place)
        try Parcel(producer: place, number: number).put(runtime, queue)
        number += 1
        notes.end(number, producer: place)
      }
    }
    producers[number] = place
  }

  private mutating func startConsumer() throws(SystemFault) {
    let place = consumers.count
    let consumer = Consumer(
      runtime: runtime,
      queue: queue,
      notes: notes,
      place: place,
      hasRetry: retry != nil
    )
    let number = try start(runtime) { () throws(SystemFault) in
      var consumer = consumer
      try consumer.run()
    }
    consumers[number] = place
  }
}

/// One that takes items, notes them, and marks them done.
private struct Consumer {
  let runtime: Runtime
  let queue: Int
  let notes: Notes
  let place: Int
  let hasRetry: Bool
  var count = 0

  mutating func run() throws(SystemFault) {
    while count + 4 < Notes.receiptCount {
      guard let parcel = try Parcel.take(runtime, queue, waits: true) else { return }
      note(parcel)
      var inHand = 1
      // Several in hand now and then; never waiting for more, as others may wait for these.
      while parcel.number % 3 == 0, inHand < 3,
        let more = try Parcel.take(runtime, queue, waits: false)
      {
        note(more)
        inHand += 1
      }
      for _ in 0..<inHand where !runtime.taskDone(queue) { fail("task_done") }
    }
  }

  private mutating func note(_ parcel: Parcel) {
    if RandomKills.isPoison(parcel.number) { kill(getpid(), SIGKILL) }
    let attempts = hasRetry ? runtime.attempts(ofProcess: runtime.me) : 1
    let receipt = Receipt(producer: parcel.producer, number: parcel.number, attempts: attempts)
    notes.add(receipt, consumer: place, at: count)
    count += 1
  }
}
