import CIPCShims

/// The places of items: slots of 64 bytes, 63 of them in a segment of one page.
///
/// A segment's first 64 bytes say the number of its first slot, the next segment and the one before. A queue knows a segment at
/// its head and one at its tail; either may lag behind, and is moved on by whoever next uses it.
extension Runtime {
  static let slotSize = 64
  static let slotsPerSegment: UInt64 = 63
  static let segmentSize = 4_096
  /// The bytes of an item, handles included, that need no block of their own.
  package static let inlineBytes = 48

  /// An item's place.
  @unsafe struct Slot {
    let start: UnsafeMutableRawPointer

    /// The number of bytes, without the handles.
    var count: Int { unsafe Int(start.load(as: UInt32.self)) }
    var handleCount: Int { unsafe Int(start.load(fromByteOffset: 4, as: UInt32.self)) }
    /// The block that holds handles and bytes; 0 when they lie in the slot.
    var block: UInt64 { unsafe start.load(fromByteOffset: 8, as: UInt64.self) }
    var inline: UnsafeMutableRawPointer { unsafe start + 16 }

    func fill(count: Int, handleCount: Int, block: UInt64) {
      unsafe start.storeBytes(of: UInt32(count), as: UInt32.self)
      unsafe start.storeBytes(of: UInt32(handleCount), toByteOffset: 4, as: UInt32.self)
      unsafe start.storeBytes(of: block, toByteOffset: 8, as: UInt64.self)
    }
  }

  /// The number of a segment's first slot.
  ///
  /// - Throws: `damage` when there is no segment, or one with another number than the one that it must have.
  @inline(__always) private func segmentBase(
    _ segment: UInt64,
    expected: UInt64? = nil
  ) throws(SystemFault) -> UInt64 {
    guard contains(segment, UInt64(Self.segmentSize)) else { throw .damage }
    let base = unsafe pointer(segment).load(as: UInt64.self)
    if let expected, base != expected { throw .damage }
    return base
  }

  private func link(_ segment: UInt64, _ position: Int) -> UnsafeMutablePointer<UInt64> {
    unsafe pointer(segment).assumingMemoryBound(to: UInt64.self) + position
  }

  /// The slot with a number in a segment; nil when it is not there, or when that has to be looked at more closely.
  @inline(__always) private func slot(_ number: UInt64, in segment: UInt64) -> Slot? {
    guard unsafe segment &- firstBlock < segmentSpan, segment & 7 == 0 else { return nil }
    let position = unsafe number &- pointer(segment).load(as: UInt64.self)
    return unsafe position < Self.slotsPerSegment ? slot(segment, position) : nil
  }

  /// The slot with a number, at the tail of a queue; makes a segment where there is none.
  @inline(__always) func tailSlot(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ number: UInt64
  ) throws(SystemFault) -> Slot {
    if let slot = unsafe slot(number, in: queue.pointee.tail_segment) { return unsafe slot }
    return try unsafe findTailSlot(queue, number)
  }

  @inline(never) private func findTailSlot(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ number: UInt64
  ) throws(SystemFault) -> Slot {
    var segment = unsafe queue.pointee.tail_segment
    if segment == 0 {
      segment = try makeSegment(first: number / Self.slotsPerSegment * Self.slotsPerSegment)
      // The head is written first: a tail without a head would lose what is put next.
      unsafe ipc_store64(&queue.pointee.head_segment, segment)
      unsafe ipc_store64(&queue.pointee.tail_segment, segment)
    }
    var base = try segmentBase(segment)
    while number >= base &+ Self.slotsPerSegment {
      var next = unsafe link(segment, 1).pointee
      if next == 0 {
        // Only the very next item has no segment yet.
        guard number == base &+ Self.slotsPerSegment else { throw .damage }
        next = try makeSegment(first: number)
        unsafe link(next, 2).pointee = segment
        unsafe ipc_store64(link(segment, 1), next)
      }
      base = try segmentBase(next, expected: base &+ Self.slotsPerSegment)
      segment = next
      unsafe ipc_store64(&queue.pointee.tail_segment, segment)
    }
    while number < base {
      segment = unsafe link(segment, 2).pointee
      base = try segmentBase(segment, expected: base &- Self.slotsPerSegment)
      unsafe ipc_store64(&queue.pointee.tail_segment, segment)
    }
    return unsafe slot(segment, number - base)
  }

  /// The slot with a number, at the head of a queue.
  @inline(__always) func headSlot(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ number: UInt64
  ) throws(SystemFault) -> Slot {
    if let slot = unsafe slot(number, in: queue.pointee.head_segment) { return unsafe slot }
    return try unsafe findHeadSlot(queue, number)
  }

  @inline(never) private func findHeadSlot(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ number: UInt64
  ) throws(SystemFault) -> Slot {
    var segment = unsafe queue.pointee.head_segment
    var base = try segmentBase(segment)
    while number >= base &+ Self.slotsPerSegment {
      let next = unsafe link(segment, 1).pointee
      base = try segmentBase(next, expected: base &+ Self.slotsPerSegment)
      unsafe ipc_store64(&queue.pointee.head_segment, next)
      // Who puts may still stand at the drained segment, and then goes on from the next.
      if unsafe queue.pointee.tail_segment == segment {
        unsafe ipc_store64(&queue.pointee.tail_segment, next)
      }
      unsafe link(next, 2).pointee = 0
      release(segment, Self.segmentSize)
      segment = next
    }
    guard number >= base else { throw .damage }
    return unsafe slot(segment, number - base)
  }

  /// Walks the slots of a queue that hold items, from a number up to another, as far as they make sense.
  func eachSlot(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    from first: UInt64,
    to end: UInt64,
    _ body: (Slot) -> Void
  ) {
    var segment = unsafe queue.pointee.head_segment
    var number = first
    var expected: UInt64?
    while segment != 0, number < end {
      guard let base = try? segmentBase(segment, expected: expected), number >= base else { return }
      let limit = base &+ Self.slotsPerSegment
      expected = limit
      while number < min(end, limit) {
        let slot = unsafe slot(segment, number - base)
        if unsafe isSane(slot) { unsafe body(slot) }
        number += 1
      }
      segment = unsafe link(segment, 1).pointee
    }
  }

  /// Gives back the memory of all items of a queue that nobody can reach any more; the lock is held.
  func discard(_ queue: UnsafeMutablePointer<ipc_queue>) {
    var blocks: [(UInt64, Int)] = []
    let put = unsafe queue.pointee.put
    let got = unsafe isSane(queue) ? queue.pointee.got : put
    let isPriority = unsafe queue.pointee.kind == UInt32(IPC_PRIORITY)
    let isStack = unsafe queue.pointee.kind == UInt32(IPC_STACK)
    if isPriority {
      unsafe eachBlock(queue) { block in blocks.append((block, blockSize(block))) }
    } else {
      unsafe eachSlot(queue, from: isStack ? 0 : got, to: isStack ? put - got : put) { slot in
        if unsafe slot.block != 0 {
          unsafe blocks.append((slot.block, slot.handleCount * 8 + slot.count))
        }
      }
    }
    var step = unsafe QueueStep(queue)
    step.got = step.put
    step.bytes = 0
    step.carrying = 0
    if unsafe queue.pointee.retry != 0 {
      step.done = step.put
      unsafe blocks += discardHeld(queue, step)
    } else {
      unsafe commit(step, queue)
    }
    if isPriority {
      unsafe blocks.append((queue.pointee.heap, 8))
      unsafe ipc_store64(&queue.pointee.heap_capacity, 0)
      unsafe ipc_store64(&queue.pointee.heap, 0)
    } else {
      var segment = unsafe queue.pointee.head_segment
      // What leads astray, or in a circle, is left where it is.
      var seen: Set<UInt64> = []
      while isTaken(segment), seen.insert(segment).inserted {
        blocks.append((segment, Self.segmentSize))
        segment = unsafe link(segment, 1).pointee
      }
      unsafe ipc_store64(&queue.pointee.tail_segment, 0)
      unsafe ipc_store64(&queue.pointee.head_segment, 0)
    }
    for (block, size) in blocks { release(block, size) }
  }

  /// Whether an item can be what its slot says.
  @inline(__always) func isSane(_ slot: Slot) -> Bool {
    let (count, block) = unsafe (UInt64(slot.count + 8 * slot.handleCount), slot.block)
    return block == 0 ? count <= UInt64(Self.inlineBytes) : contains(block, count)
  }

  @inline(__always) private func slot(_ segment: UInt64, _ position: UInt64) -> Slot {
    unsafe Slot(start: pointer(segment) + (Int(position) + 1) * Self.slotSize)
  }

  private func makeSegment(first: UInt64) throws(SystemFault) -> UInt64 {
    let segment = try allocate(Self.segmentSize)
    unsafe link(segment, 0).pointee = first
    unsafe link(segment, 1).pointee = 0
    unsafe link(segment, 2).pointee = 0
    return segment
  }
}
