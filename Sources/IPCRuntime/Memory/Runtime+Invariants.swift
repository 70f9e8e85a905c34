import CIPCShims
import Glibc

/// What always holds of the shared structures while nobody is at work in them, whoever was killed at work before; for tests.
///
/// A process that is killed may lose the one block that it was about to take, to give back or to link; that is no broken rule.
extension Runtime {
  /// Ends this process if a rule is broken; to be called while no other process of the run changes anything.
  package func _checkInvariants() {
    if let rule = brokenInvariant() { preconditionFailure(rule) }
  }

  /// The first rule that does not hold, and where; nil when all do.
  ///
  /// What a dead owner of a lock left is finished first, as whoever next takes the lock does.
  package func brokenInvariant() -> String? {
    let queueCount = unsafe Int(ipc_load32(&header.pointee.queue_count))
    if slotCount < 1 || slotCount > limits.records { return "number of processes" }
    if queueCount > limits.queues || pipeCount > limits.pipes { return "number of queues or pipes" }
    if let rule = brokenInvariantOfMemory() { return "memory: \(rule)" }
    var blocks = BlockCensus()
    for number in queueNumbers {
      let rule = brokenInvariant(ofQueue: number, &blocks)
      if let rule { return "queue \(number): \(rule)" }
    }
    for number in numbers {
      let rule = brokenInvariant(ofProcess: number, &blocks)
      if let rule { return "process \(number): \(rule)" }
    }
    for slot in 0..<pipeCount {
      guard let number = pipeNumber(atSlot: slot) else { continue }
      if let rule = brokenInvariant(ofPipe: number) { return "pipe \(number): \(rule)" }
    }
    return brokenUse(of: blocks)
  }

  /// Blocks that something names: each is taken, and named once.
  struct BlockCensus {
    var names: [UInt64: String] = [:]
    var twice: String?

    mutating func add(_ block: UInt64, _ name: String) {
      if block == 0 { return }
      if let other = names.updateValue(name, forKey: block) { twice = "\(other) and \(name)" }
    }
  }

  // MARK: Queues

  /// The first rule that does not hold of a queue.
  package func brokenInvariant(ofQueue number: Int) -> String? {
    var blocks = BlockCensus()
    return brokenInvariant(ofQueue: number, &blocks)
  }

  private func brokenInvariant(ofQueue number: Int, _ blocks: inout BlockCensus) -> String? {
    let queue = unsafe queues + number
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    let (put, got, done) = unsafe (queue.pointee.put, queue.pointee.got, queue.pointee.done)
    let isPipe = unsafe queue.pointee.left_end != 0
    if unsafe queue.pointee.step != UInt32(IPC_IDLE) { return "a step is under way" }
    if unsafe queue.pointee.kind > UInt32(IPC_PRIORITY) { return "kind" }
    if got > put || put >= 1 << 62 { return "more was taken than put" }
    if done > got { return "more is done than was taken" }
    if unsafe queue.pointee.lost > got - done { return "more is lost than was taken and not done" }
    let returned = unsafe queue.pointee.retry == 0 ? 0 : queue.pointee.held_count
    // What comes back does so whether or not there is a place.
    if returned == 0, unsafe queue.pointee.retry == 0, unsafe put - got > queue.pointee.limit {
      return "more items than it may hold"
    }
    if isPipe, unsafe Int(queue.pointee.left_end) > 2 * limits.pipes { return "pipe" }
    let rule =
      unsafe queue.pointee.kind == UInt32(IPC_PRIORITY)
      ? brokenHeap(queue, &blocks) : brokenSegments(queue, &blocks)
    return rule
  }

  private func brokenSegments(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ blocks: inout BlockCensus
  ) -> String? {
    let isStack = unsafe queue.pointee.kind == UInt32(IPC_STACK)
    let (put, got) = unsafe (queue.pointee.put, queue.pointee.got)
    let (first, end) = isStack ? (0, put - got) : (got, put)
    var (slots, carrying, bytes): (UInt64, UInt64, UInt64) = (0, 0, 0)
    unsafe eachSlot(queue, from: first, to: end) { slot in
      slots += 1
      if unsafe slot.handleCount > 0 { carrying += 1 }
      bytes += unsafe UInt64(slot.count + 8 * slot.handleCount)
      unsafe blocks.add(slot.block, "an item's block")
    }
    if slots != end - first { return "an item has no slot that makes sense" }
    if unsafe carrying != queue.pointee.carrying { return "the count of items with handles" }
    if unsafe queue.pointee.left_end != 0 && bytes != queue.pointee.bytes {
      return "the count of bytes"
    }
    var segment = unsafe queue.pointee.head_segment
    let tail = unsafe queue.pointee.tail_segment
    if (segment == 0) != (tail == 0), tail != 0 { return "a tail without a head" }
    // A tail that lags behind leads to the head.
    if tail != 0, !contains(tail, UInt64(Self.segmentSize)) { return "the tail lies outside" }
    var sawTail =
      unsafe tail == 0 || pointer(tail).load(fromByteOffset: 8, as: UInt64.self) == segment
    var base: UInt64?
    while segment != 0 {
      guard contains(segment, UInt64(Self.segmentSize)) else { return "a segment lies outside" }
      let words = unsafe pointer(segment).assumingMemoryBound(to: UInt64.self)
      if let base, unsafe words[0] != base + Self.slotsPerSegment { return "segments in disorder" }
      base = unsafe words[0]
      if segment == tail { sawTail = true }
      blocks.add(segment, "a segment")
      segment = unsafe words[1]
    }
    return sawTail ? nil : "the tail is no segment of the queue"
  }

  private func brokenHeap(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ census: inout BlockCensus
  ) -> String? {
    guard unsafe isHeapSane(queue) else { return "the heap lies outside" }
    guard unsafe areListsSane(queue) else { return "the list of held or dead blocks lies outside" }
    let (held, dead) = unsafe (queue.pointee.held_count, queue.pointee.dead_count)
    let count = unsafe Int(queue.pointee.put - queue.pointee.got)
    if unsafe queue.pointee.retry != 0 {
      if unsafe queue.pointee.held_count + queue.pointee.done != queue.pointee.got {
        return "what was taken is neither held nor done"
      }
      let all = UInt64(count) + held
      if unsafe all > 0 && all > queue.pointee.heap_capacity {
        return "no room for what may come back"
      }
      if unsafe held > 0 && held + dead > queue.pointee.dead_capacity {
        return "no room for the dead"
      }
    } else if held + dead > 0 {
      return "held blocks of a queue that holds none"
    }
    var blocks: [UInt64] = []
    var carrying: UInt64 = 0
    unsafe eachBlock(queue) { blocks.append($0) }
    if blocks.count != count { return "an item has no block that makes sense" }
    for position in blocks.indices.dropFirst()
    where isBefore(blocks[position], blocks[(position - 1) / 2]) {
      return "the order of the heap"
    }
    unsafe eachHeldOrDead(queue) { blocks.append($0) }
    if blocks.count != count + Int(held + dead) { return "a held block that makes no sense" }
    if Set(blocks).count != blocks.count { return "an item twice" }
    for position in 0..<Int(held) {
      let place = unsafe pointer(blocks[count + position]).load(fromByteOffset: 32, as: UInt64.self)
      if place != UInt64(position) { return "a held block that is elsewhere" }
    }
    for block in blocks {
      if unsafe pointer(block).load(fromByteOffset: 16, as: UInt32.self) > 0 { carrying += 1 }
      census.add(block, "an item's block")
    }
    if unsafe carrying != queue.pointee.carrying { return "the count of items with handles" }
    if unsafe queue.pointee.heap_capacity > 0 { unsafe census.add(queue.pointee.heap, "a heap") }
    if unsafe queue.pointee.held_capacity > 0 { unsafe census.add(queue.pointee.held, "held list") }
    if unsafe queue.pointee.dead_capacity > 0 { unsafe census.add(queue.pointee.dead, "dead list") }
    return nil
  }

  // MARK: Processes and pipes

  private func brokenInvariant(ofProcess number: Int, _ blocks: inout BlockCensus) -> String? {
    let record = unsafe processes[number]
    if record.state > UInt32(IPC_ENDED) { return "state" }
    if record.buried > 2 || (record.buried > 0 && record.state != UInt32(IPC_ENDED)) {
      return "buried before its end"
    }
    if record.given_count > record.given_capacity { return "more handles than places" }
    if record.taken_count > record.taken_capacity { return "more counts than places" }
    if record.given_capacity > 0, !contains(record.given, UInt64(record.given_capacity) * 8) {
      return "the list of handles lies outside"
    }
    if record.taken_capacity > 0, !contains(record.taken, UInt64(record.taken_capacity) * 16) {
      return "the list of counts lies outside"
    }
    let (list, count) = unsafe givenList(number)
    for position in 0..<count {
      let raw = unsafe list[position] & ~Self.unreachable
      if raw != 0, Handle(rawValue: raw).kind == nil { return "a handle of nothing" }
    }
    if record.given_capacity > 0 { blocks.add(record.given, "a list of handles") }
    if record.taken_capacity > 0 { blocks.add(record.taken, "a list of counts") }
    if record.name_count > 0 { blocks.add(record.name, "a name") }
    blocks.add(record.result, "a result")
    if record.wait_target_count > 0 { blocks.add(record.wait_targets, "a list of targets") }
    return nil
  }

  private func brokenInvariant(ofPipe number: Int) -> String? {
    let pipe = unsafe pipes[number]
    // A direction says the place of its pipe's record.
    let first = 2 * Numbering.pipes.slot(of: number)
    for (slot, end) in [(pipe.forward, first + 1), (pipe.backward, first + 2)] where slot != 0 {
      guard let queue = queueNumber(atSlot: Int(slot) - 1) else {
        return "a direction without a queue"
      }
      if unsafe queues[queue].left_end != UInt32(end) {
        return "a direction that is another pipe's"
      }
    }
    return nil
  }

  // MARK: Memory

  private func brokenInvariantOfMemory() -> String? {
    withMemory {
      let (first, end) = unsafe (header.pointee.memory_first, header.pointee.memory_next)
      if end < first || end > UInt64(regionSize) || first & 4_095 != 0 || end & 4_095 != 0 {
        return "the next block lies outside"
      }
      var (used, kept): (UInt64, UInt64) = (0, 0)
      // By class, how many pages are to stand in each of the three lists.
      var counts = [[Int]](repeating: [0, 0, 0], count: Int(IPC_CLASSES))
      var number = first >> UInt64(Self.pageBits)
      while number < end >> UInt64(Self.pageBits) {
        let page = unsafe pages[Int(number)]
        let (state, sizeClass) = (Int(page.kind & 0xff), Int(page.kind >> 8))
        guard sizeClass >= Self.smallest, sizeClass < Self.smallest + Int(IPC_CLASSES) else {
          return "the size of page \(number)"
        }
        let size = UInt64(1) << UInt64(sizeClass)
        switch state {
        case Int(IPC_PAGE_SMALL):
          guard sizeClass < Self.pageBits, page.free & ~Self.allFree(sizeClass) == 0 else {
            return "the free blocks of page \(number)"
          }
          used += UInt64((Self.allFree(sizeClass) & ~page.free).nonzeroBitCount) * size
          if page.free != 0 { counts[sizeClass - Self.smallest][0] += 1 }
        case Int(IPC_PAGE_TAKEN): used += size
        case Int(IPC_PAGE_KEPT):
          kept += size
          counts[sizeClass - Self.smallest][1] += 1
        case Int(IPC_PAGE_RETURNED): counts[sizeClass - Self.smallest][2] += 1
        default: return "the state of page \(number)"
        }
        number += max(1, size >> UInt64(Self.pageBits))
      }
      if number != end >> UInt64(Self.pageBits) { return "the last block lies outside" }
      if unsafe used != header.pointee.memory_used { return "the bytes in use" }
      if unsafe kept != header.pointee.memory_kept { return "the bytes that are kept" }
      for sizeClass in Self.smallest..<Self.smallest + Int(IPC_CLASSES) {
        let expected = counts[sizeClass - Self.smallest]
        let lists = unsafe [
          partialPages(sizeClass).pointee, freeBlocks(sizeClass, isReturned: false).pointee,
          freeBlocks(sizeClass, isReturned: true).pointee,
        ]
        for (list, count) in zip(lists, expected) where length(ofList: list, upTo: count) != count {
          return "a list of pages with blocks of \(1 << sizeClass) bytes"
        }
      }
      return nil
    }
  }

  /// The number of pages in a list, as far as one more than there may be.
  private func length(ofList first: UInt32, upTo most: Int) -> Int {
    var (count, number) = (0, first)
    while number != 0, count <= most {
      count += 1
      number = unsafe pages[Int(number)].next
    }
    return count
  }

  /// The first block that is named and not taken, or named twice.
  private func brokenUse(of blocks: BlockCensus) -> String? {
    if let twice = blocks.twice { return "the same block is \(twice)" }
    for (block, name) in blocks.names where !isTaken(block) {
      return "\(name) in memory that is free"
    }
    return nil
  }
}
