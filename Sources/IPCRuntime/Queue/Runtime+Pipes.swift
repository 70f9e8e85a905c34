import CIPCShims
import Glibc

/// Pipes: one queue a direction, and the ends that processes hold.
///
/// An end is the number of its pipe times two, plus one for the right end, see `Numbering`. A process holds the ends that were given to it and
/// that it did not close (see `Runtime+Given`); an end that nobody holds, and that lies in no item, is closed for good.
extension Runtime {
  /// The bytes that may lie in one direction of a pipe before a put waits.
  private static let pipeBytes = 1 << 20

  /// Makes a pipe, both of whose ends this process holds; returns its number.
  ///
  /// - Throws: `pipe` with `ENOSPC` when the run remembers as many as it may.
  package func makePipe(isDuplex: Bool, isLines: Bool, place: Int) throws(SystemFault) -> Int {
    let mayNote = makeRoomForHandles(2)
    return try unsafe locked(&header.pointee.table_lock) { () throws(SystemFault) -> Int in
      guard let slot = takePipeSlot() else { throw SystemFault("pipe", code: ENOSPC) }
      let pipe = unsafe pipes.start + slot
      unsafe pipe.pointee.made_place = UInt32(clamping: place)
      unsafe pipe.pointee.is_lines = isLines ? 1 : 0
      unsafe pipe.pointee.forward = try addDirection(from: 2 * slot, place: place)
      unsafe pipe.pointee.backward =
        isDuplex ? try addDirection(from: 2 * slot + 1, place: place) : 0
      let serial = unsafe header.pointee.pipes_made + 1
      let number = Numbering.pipes.number(serial: serial, slot: slot)
      unsafe header.pointee.pipes_made = serial
      // Somebody can reach it from its beginning on, or it would be taken for one that nobody wants any more.
      if mayNote { for end in [2 * number, 2 * number + 1] { note(Handle(.pipeEnd, end)) } }
      unsafe ipc_store64(&pipe.pointee.serial, serial)
      return number
    }
  }

  /// Makes the queue of one direction; returns what the record of the pipe says of it.
  private func addDirection(from end: Int, place: Int) throws(SystemFault) -> UInt32 {
    let queue = try addQueue(.fifo, limit: nil, place: place)
    unsafe queues[queue].left_end = UInt32(end + 1)
    unsafe queues[queue].byte_limit = UInt64(Self.pipeBytes)
    return UInt32(Numbering.queues.slot(of: queue) + 1)
  }

  /// The end that puts into a queue; nil for a queue that is no direction of a pipe.
  private func puttingEnd(_ queue: UnsafeMutablePointer<ipc_queue>) -> Int? {
    let left = unsafe Int(queue.pointee.left_end) - 1
    guard left >= 0 else { return nil }
    let serial = unsafe ipc_load64(&pipes[left / 2].serial)
    return 2 * Numbering.pipes.number(serial: serial, slot: left / 2) + left & 1
  }

  /// Where a pipe was made.
  package func place(ofPipe number: Int) -> Int { unsafe Int(pipes[number].made_place) }

  /// Whether it carries lines of text only, as commands read and write them.
  package func isLines(pipe number: Int) -> Bool { unsafe pipes[number].is_lines != 0 }

  /// Whether both ends can put and get.
  package func isDuplex(pipe number: Int) -> Bool { unsafe pipes[number].backward != 0 }

  /// The queue that an end puts into; nil for the right end of a one-way pipe, and where nobody holds an end any more.
  package func queue(toPutAt end: Int) -> Int? {
    guard isKnown(pipe: end / 2) else { return nil }
    let pipe = unsafe pipes[end / 2]
    let queue = end & 1 == 0 ? pipe.forward : pipe.backward
    return queue == 0 ? nil : queueNumber(atSlot: Int(queue) - 1)
  }

  /// The queue that an end gets from; nil for the left end of a one-way pipe.
  package func queue(toGetAt end: Int) -> Int? {
    queue(toPutAt: end ^ 1)
  }

  /// The handle that a wait at a queue is for: the queue, or the end of its pipe.
  func handle(
    ofQueue queue: UnsafeMutablePointer<ipc_queue>,
    _ number: Int,
    isGetting: Bool
  ) -> Handle {
    guard let left = unsafe puttingEnd(queue) else { return Handle(.queue, number) }
    return Handle(.pipeEnd, isGetting ? left ^ 1 : left)
  }

  /// The handle that a wait at a queue with this number is for.
  func handle(ofQueue number: Int, isGetting: Bool) -> Handle {
    unsafe handle(ofQueue: queues + number, number, isGetting: isGetting)
  }

  /// Whether nobody is left on the other side of a direction of a pipe: to put what a getter waits for, or to get what a
  /// putter puts.
  func isAbandoned(_ queue: UnsafeMutablePointer<ipc_queue>, isGetting: Bool) -> Bool {
    guard let putting = unsafe puttingEnd(queue) else { return false }
    return !isHeld(Handle(.pipeEnd, isGetting ? putting : putting ^ 1))
  }

  /// Whether a living process or an item holds an end.
  ///
  /// Items first: what is taken out belongs to its taker before it leaves the queue. Whoever put it in may have given it up
  /// between the two looks, but then the epoch has changed.
  func isHeld(_ end: Handle) -> Bool {
    while true {
      let epoch = unsafe ipc_load64(&header.pointee.ends_epoch)
      if let known = heldEnds[end.rawValue], known.epoch == epoch { return known.isHeld }
      // Of pipes that are long gone, most of them.
      if heldEnds.count >= 1_024 { heldEnds.removeAll() }
      let isHeld =
        if anyItemHolds(end) { true } else {
          unsafe locked(&header.pointee.table_lock) { anybodyHolds(end) }
        }
      if unsafe ipc_load64(&header.pointee.ends_epoch) == epoch {
        heldEnds[end.rawValue] = (epoch, isHeld)
        return isHeld
      }
    }
  }

  private func anybodyHolds(_ end: Handle) -> Bool {
    for number in numbers {
      if hasEnded(number), unsafe processes[number].joined == 0,
        resultHandles(of: number).contains(end)
      {
        return true
      }
      // One that has ended holds its ends until it is buried.
      guard unsafe isLiving(number) || (hasEnded(number) && processes[number].buried == 0) else {
        continue
      }
      let (given, count) = unsafe givenList(number)
      for position in 0..<count
      where unsafe given[position] & ~Self.unreachable == end.rawValue {
        return true
      }
    }
    return false
  }

  private func anyItemHolds(_ end: Handle) -> Bool {
    for number in queueNumbers {
      guard unsafe ipc_load64(&queues[number].carrying) > 0 else { continue }
      if handles(inQueue: number).contains(end) { return true }
    }
    return false
  }

  /// The handles in the items of a queue.
  func handles(inQueue number: Int) -> [Handle] {
    let queue = unsafe queues + number
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    return unsafe handles(in: queue)
  }

  /// The handles in the items of a queue whose lock is held.
  func handles(in queue: UnsafeMutablePointer<ipc_queue>) -> [Handle] {
    var found: [Handle] = []
    func add(_ start: UnsafeMutableRawPointer, _ count: Int) {
      let list = unsafe start.assumingMemoryBound(to: UInt64.self)
      for position in 0..<count { unsafe found.append(Handle(rawValue: list[position])) }
    }
    guard unsafe queue.pointee.carrying > 0, unsafe isSane(queue) else { return [] }
    switch unsafe queue.pointee.kind {
    case UInt32(IPC_PRIORITY):
      func addBlock(_ block: UInt64) {
        let start = unsafe pointer(block)
        let keyCount = unsafe Int(start.load(fromByteOffset: 8, as: UInt32.self))
        let count = unsafe Int(start.load(fromByteOffset: 16, as: UInt32.self))
        unsafe add(start + Self.priorityHeader + keyCount, count)
      }
      unsafe eachBlock(queue, addBlock)
      unsafe eachHeldOrDead(queue, addBlock)
    case let kind:
      let isStack = kind == UInt32(IPC_STACK)
      let (put, got) = unsafe (queue.pointee.put, queue.pointee.got)
      let (first, end) = isStack ? (0, put - got) : (got, put)
      unsafe eachSlot(queue, from: first, to: end) { slot in
        unsafe add(slot.block == 0 ? slot.inline : pointer(slot.block), slot.handleCount)
      }
    }
    return found
  }

  /// Begins to give up ends: whoever is looking for their holders has to look again.
  func beginGivingUpEnds() {
    unsafe _ = ipc_add64(&header.pointee.ends_epoch, 1)
  }

  /// Lets those who wait at the other ends look again.
  func noteEndsGivenUp(_ ends: [Handle]) {
    guard !ends.isEmpty else { return }
    unsafe _ = ipc_add64(&header.pointee.ends_epoch, 1)
    for end in ends {
      for queue in [queue(toPutAt: end.number), queue(toGetAt: end.number)] {
        if let queue { unsafe wakeAll(queues + queue) }
      }
    }
  }
}
