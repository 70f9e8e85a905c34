import Glibc
import IPCRuntime

/// What must be true of the notes in the end.
extension RandomKills {
  /// What the notes say of one item.
  private struct Fate {
    /// The consumers that had it, in no order.
    var consumers: [Int] = []
    var isDead = false
  }

  /// Ends this process if anything was lost, torn, or handed out again without need.
  func check() {
    let state = runtime.state(ofQueue: queue)
    if runtime.rescues > 0 { fail("\(runtime.rescues) waits were ended by their timeout alone") }
    if state.size > 0 { fail("\(state)") }
    var fates = producers.values.sorted().map { producer in
      [Fate](repeating: Fate(), count: notes.counts(ofProducer: producer).begun)
    }
    collectReceipts(&fates)
    collectDead(&fates)
    var missing = 0
    for (producer, numbers) in fates.enumerated() {
      let ended = notes.counts(ofProducer: producer).ended
      missing += numbers[..<ended].count { $0.consumers.isEmpty && !$0.isDead }
      for (number, fate) in numbers.enumerated() { check(fate, producer, number) }
    }
    let killed = consumers.keys.count { runtime.status(ofProcess: $0) == .killed }
    if retry != nil {
      if missing > 0 { fail("\(missing) items were lost") }
      if state.unfinished > 0 || state.lost > 0 { fail("unfinished: \(state)") }
    } else {
      // Each may have had several in hand, all but one of which it had noted.
      if missing > min(killed, state.lost) {
        fail("\(missing) items lost, \(state.lost) said to be, \(killed) consumers killed")
      }
      if state.lost > killed * 3 || state.unfinished != state.lost { fail("lost: \(state)") }
    }
  }

  private func collectReceipts(_ fates: inout [[Fate]]) {
    for (process, consumer) in consumers {
      if ![.done, .killed].contains(runtime.status(ofProcess: process)) {
        fail("a consumer is \(runtime.status(ofProcess: process))")
      }
      var last = [Int](repeating: -1, count: fates.count)
      for receipt in notes.receipts(ofConsumer: consumer) {
        let (producer, number) = (receipt.producer, receipt.number)
        guard fates.indices.contains(producer), fates[producer].indices.contains(number) else {
          fail("an item that nobody put: \(receipt)")
        }
        fates[producer][number].consumers.append(process)
        if let retry, receipt.attempts > retry + 1 { fail("too many attempts: \(receipt)") }
        guard receipt.attempts == 1 else { continue }
        if number <= last[producer] { fail("\(receipt) after \(last[producer])") }
        last[producer] = number
      }
    }
  }

  private func collectDead(_ fates: inout [[Fate]]) {
    for dead in runtime.deadItems(ofQueue: queue) {
      let parcel = unsafe dead.bytes.withUnsafeBytes { unsafe Parcel.read($0) }
      let (producer, number) = (parcel.producer, parcel.number)
      guard fates.indices.contains(producer), fates[producer].indices.contains(number),
        !fates[producer][number].isDead
      else { fail("a dead item that nobody put, or twice: \(parcel)") }
      fates[producer][number].isDead = true
      if dead.attempts != (retry ?? 0) + 1 { fail("dead after \(dead.attempts) attempts") }
      if runtime.status(ofProcess: dead.holder) != .killed { fail("dead without a death") }
    }
  }

  private func check(_ fate: Fate, _ producer: Int, _ number: Int) {
    let name = "item \(number) of producer \(producer)"
    let living = fate.consumers.count { runtime.status(ofProcess: $0) != .killed }
    if living > 1 { fail("\(name) went to \(living) consumers that lived on") }
    if Set(fate.consumers).count < fate.consumers.count { fail("\(name) went to one twice") }
    if fate.isDead, living > 0 { fail("\(name) is dead and was finished") }
    if retry == nil, fate.consumers.count > 1 { fail("\(name) was handed out again") }
    if Self.isPoison(number), !fate.consumers.isEmpty { fail("\(name) was noted") }
  }
}
