import Glibc
import IPCRuntime
import IPCTestSupport

/// Damages what processes share in many ways and uses it: errors may come of it, but nothing is followed out of the region, and
/// nothing hangs.
struct Scribbling {
  let runtime: Runtime
  private var generator: SeededNumbers
  private var damaged = 0

  init(_ runtime: Runtime, seed: Int) {
    self.runtime = runtime
    generator = SeededNumbers(seed: UInt64(seed))
  }

  mutating func run(rounds: Int) throws(SystemFault) {
    for round in 0..<rounds { try damageQueue(round) }
    // Nobody would notice a test that damages nothing.
    if damaged < rounds / 8 { fail("only \(damaged) of \(rounds) rounds broke a rule") }
  }

  /// Large, small, and near the ends of numbers; or a place where blocks are.
  private mutating func word(_ blocks: UnsafeMutableRawBufferPointer, at first: Int) -> UInt64 {
    let random = UInt64(generator.next(below: .max))
    switch generator.next(below: 8) {
    case 0: return random & 0xff
    case 1: return random & 0xffff_ffff
    case 2: return .max - (random & 0xff)
    case 3: return 1 << 63 | random & 0xff
    case 4: return UInt64(first) + random % UInt64(blocks.count) & ~7
    case 5: return UInt64(first) + random % UInt64(blocks.count) & ~4_095
    default: return random
    }
  }

  /// Writes some words into a piece of memory.
  private mutating func scribble(_ target: UnsafeMutableRawBufferPointer, words: Int) {
    let (all, blocks) = unsafe (runtime.memory, runtime.blocksToDamage)
    let first =
      unsafe (blocks.baseAddress ?? target.baseAddress).map { unsafe $0 - (all.baseAddress ?? $0) }
      ?? 0
    for _ in 0..<words {
      let place = generator.next(below: target.count / 8) * 8
      unsafe target.storeBytes(of: word(blocks, at: first), toByteOffset: place, as: UInt64.self)
    }
  }

  private mutating func damageQueue(_ round: Int) throws(SystemFault) {
    let kind = [QueueKind.fifo, .stack, .priority][round % 3]
    let retry: Int? = round / 3 % 2 == 0 ? nil : 1
    let queue = try runtime.makeQueue(kind, limit: nil, retry: retry, place: 1)
    let before = unsafe runtime.blocksToDamage.count
    for item in 0..<(70 + round % 80) {
      let handles = item % 5 == 0 ? [Handle(.queue, queue)] : []
      _ = try put(queue, bytes: item % 97, key: UInt8(item), handles: handles)
    }
    // Its record can be damaged, as it has ended; it held some items.
    let (runtime, taker) = (runtime, self)
    let process = try start(runtime) { () throws(SystemFault) in
      for _ in 0..<3 { _ = try taker.get(queue) }
      runtime.end(.done, result: [1, 2], handles: [Handle(.queue, queue)])
    }
    while !runtime.hasEnded(process) { usleep(50) }
    let record = unsafe runtime.recordToDamage(ofProcess: process)
    let blocks = unsafe UnsafeMutableRawBufferPointer(rebasing: runtime.blocksToDamage[before...])
    switch round % 4 {
    case 1 where unsafe !blocks.isEmpty: unsafe scribble(blocks, words: 1 + round % 31)
    // The state and the system's number stay, as a signal would go to another process.
    case 2:
      unsafe scribble(UnsafeMutableRawBufferPointer(rebasing: record[8...]), words: 1 + round % 7)
    default: unsafe scribble(runtime.recordToDamage(ofQueue: queue), words: 1 + round % 7)
    }
    if runtime.brokenInvariant() != nil { damaged += 1 }
    use(queue, process)
  }

  /// Does all that can be done with a queue and a process that has ended.
  private mutating func use(_ queue: Int, _ process: Int) {
    for step in 0..<30 {
      do throws(SystemFault) {
        switch generator.next(below: 7) {
        case 0: _ = try put(queue, bytes: step * 3, key: UInt8(step), handles: [])
        case 1:
          _ = runtime.state(ofQueue: queue)
          _ = runtime.taskDone(queue)
        case 2: _ = runtime.join(queue: queue, until: 0, WaitInfo(.joinQueue, isTimed: true))
        case 3:
          var words = (0, 0, 0, 0, 0, 0)
          unsafe withUnsafeMutableBytes(of: &words) { memory in
            guard let start = memory.baseAddress else { return }
            _ = unsafe runtime.getAtOnce(queue, into: start)
            _ = unsafe runtime.putAtOnce(queue, start, count: 8)
          }
        default: _ = try get(queue)
        }
      } catch {
        guard error.isDamage || error.code == ENOMEM else { fail(error.message) }
      }
    }
    runtime.buryTheDead()
    _ = runtime.deadItems(ofQueue: queue)
    _ = runtime.holders(ofQueue: queue)
    _ = runtime.itemsInHand(of: process, from: queue)
    _ = runtime.name(ofProcess: process)
    runtime.takeResultHandles(of: process)
    unsafe runtime.withResult(of: process) { unsafe touch($0) }
    _ = runtime.endedProcesses(reaching: Handle(.queue, queue))
    _ = runtime.unjoinedFailures()
    runtime.markJoined(process)
    _ = runtime.verdict()
    runtime.close(queue: queue)
    runtime.keepOnly([])
    runtime.reuseRecords()
  }

  private func put(_ queue: Int, bytes count: Int, key: UInt8, handles: [Handle])
    throws(SystemFault) -> WaitResult
  {
    let bytes = [UInt8](repeating: key, count: count)
    var result = WaitResult.done
    var fault: SystemFault?
    unsafe bytes.withUnsafeBytes { bytes in
      let item = unsafe Item(bytes: bytes, handles: handles, key: [1, key, 2])
      do throws(SystemFault) {
        result = try runtime.put(queue, item, until: 0, WaitInfo(.put, isTimed: true))
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    return result
  }

  private func get(_ queue: Int) throws(SystemFault) -> WaitResult {
    unsafe try runtime.get(queue, until: 0, WaitInfo(.get, isTimed: true)) { unsafe touch($0) }
  }

  /// Looks at each byte.
  private func touch(_ bytes: UnsafeRawBufferPointer) {
    var sum: UInt8 = 0
    for position in bytes.indices { sum &+= unsafe bytes[position] }
    if sum == 255 { usleep(0) }
  }
}

/// Queues of all kinds, filled and drained in steps; the rules of the shared structures hold all the time.
func kinds(_ runtime: Runtime) throws(SystemFault) {
  var generator = SeededNumbers(seed: 7)
  let pipe = try runtime.makePipe(isDuplex: true, isLines: false, place: 1)
  var queues = [runtime.queue(toPutAt: 2 * pipe) ?? 0, runtime.queue(toPutAt: 2 * pipe + 1) ?? 0]
  for kind in [QueueKind.fifo, .stack, .priority] {
    queues.append(try runtime.makeQueue(kind, limit: nil, place: 1))
    queues.append(try runtime.makeQueue(kind, limit: 100, place: 1))
    queues.append(try runtime.makeQueue(kind, limit: 100, retry: 2, place: 1))
  }
  for step in 0..<4_000 {
    let queue = queues[generator.next(below: queues.count)]
    let bytes = [UInt8](repeating: 1, count: generator.next(below: 200))
    let handles = (0..<generator.next(below: 3)).map { _ in Handle(.queue, queues[2]) }
    let key = [1, UInt8(generator.next(below: 256))]
    // More puts than gets in the first half, then the other way round.
    if generator.next(below: 3) > (step < 2_000 ? 0 : 1) {
      var fault: SystemFault?
      unsafe bytes.withUnsafeBytes { bytes in
        let item = unsafe Item(bytes: bytes, handles: handles, key: key)
        do throws(SystemFault) {
          _ = try runtime.put(queue, item, until: 0, WaitInfo(.put, isTimed: true))
        } catch {
          fault = error
        }
      }
      if let fault { throw fault }
    } else {
      _ = unsafe try runtime.get(queue, until: 0, WaitInfo(.get, isTimed: true)) { _ in }
      if step & 1 == 0 { _ = runtime.taskDone(queue) }
    }
    if step % 50 == 0, let rule = runtime.brokenInvariant() { fail("step \(step): \(rule)") }
  }
}
