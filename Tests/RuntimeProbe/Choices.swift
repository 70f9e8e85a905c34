import Glibc
import IPCRuntime
import IPCTestSupport

/// Processes that wait for the first of several queues, beside others that wait at one: each number arrives once, and no wait
/// ends only because its time is over.
func choices(_ runtime: Runtime) throws(SystemFault) {
  let (count, producers, choosers) = (3_000, 2, 5)
  var queues: [Int] = []
  for limit in [1, 2, 8, nil] {
    queues.append(try runtime.makeQueue(.fifo, limit: limit, place: 1))
  }
  let sums = try runtime.makeQueue(.fifo, limit: nil, place: 1)
  var takers: [Int] = []
  for _ in 0..<choosers {
    takers.append(
      try start(runtime) { () throws(SystemFault) in
        try put(runtime, sums, try sumOfChoices(runtime, queues))
      }
    )
  }
  for queue in queues {
    takers.append(
      try start(runtime) { () throws(SystemFault) in
        var sum = 0
        while let number = try get(runtime, queue) { sum += number }
        try put(runtime, sums, sum)
      }
    )
  }
  var makers: [Int] = []
  for producer in 0..<producers {
    makers.append(
      try start(runtime) { () throws(SystemFault) in
        var random = SeededNumbers(seed: UInt64(producer))
        for value in 1...count {
          // Now and then all of them sleep.
          if random.once(in: 20) { usleep(300) }
          try put(runtime, random.one(of: queues), value)
        }
      }
    )
  }
  join(runtime, makers)
  // One after the other, so that some choose among open and closed ones.
  for queue in queues {
    usleep(2_000)
    runtime.close(queue: queue)
  }
  join(runtime, takers)
  var sum = 0
  for _ in takers { sum += try get(runtime, sums) ?? 0 }
  guard sum == producers * count * (count + 1) / 2 else { fail("sum \(sum)") }
  guard runtime.rescues == 0 else { fail("\(runtime.rescues) waits ended by their time only") }
}

/// Takes from whichever queue has something until all are closed and drained; returns the sum.
private func sumOfChoices(_ runtime: Runtime, _ queues: [Int]) throws(SystemFault) -> Int {
  var open = queues
  var sum = 0
  let wait = WaitInfo(.get, isTimed: false)
  while !open.isEmpty {
    var closed: [Int] = []
    for queue in open {
      var number = 0
      let result = unsafe try runtime.get(queue, until: 0, wait) { bytes in
        number = unsafe bytes.loadUnaligned(as: Int.self)
      }
      sum += number
      if case .closed = result { closed.append(queue) }
    }
    open.removeAll(where: closed.contains)
    guard !open.isEmpty else { break }
    let events = open.map { Choice(.get(queue: $0)) }
    let result = runtime.waitForAny(of: events, until: .max, WaitInfo(.choice, isTimed: false))
    guard case .done = result else { fail("choice: \(result)") }
  }
  return sum
}
