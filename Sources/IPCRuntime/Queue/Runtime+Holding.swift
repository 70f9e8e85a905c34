import CIPCShims
import Glibc

/// The blocks that this process holds of one queue, oldest first.
struct BlocksInHand {
  private var blocks: [UInt64] = []
  private var first = 0

  /// The number of blocks.
  var count: Int { blocks.count - first }
  /// The one that was taken first of those that are left.
  var oldest: UInt64? { first < blocks.count ? blocks[first] : nil }

  mutating func append(_ block: UInt64) { blocks.append(block) }

  mutating func removeOldest() {
    first += 1
    guard first >= 64, first * 2 >= blocks.count else { return }
    blocks.removeFirst(first)
    first = 0
  }
}

/// Items in hand of a queue with `retry`: who holds which, and what becomes of it.
///
/// Invariants, under the queue's lock:
/// - The items of such a queue are blocks, those of a plain queue or stack too (see `Runtime+PriorityHeap`). A block is in the heap,
///   in the list of those held, or in the list of the dead, and goes from one to another, or from all, by one step.
/// - A held block knows its place in the list; how often it was handed out, and to whom last, it knows for ever.
/// - Both lists and the heap have room for whatever may come into them, so that a burial needs no memory.
/// - What comes back counts as finished and put once more: so the counters only grow, and no join sees a gap.
extension Runtime {
  /// Marks a holder that ended well: nobody gets the item again.
  private static let abandoned: UInt64 = 1 << 63

  /// The changes of a step that moves blocks: those of every step, and the lengths of the two lists.
  struct HoldStep {
    var counters: QueueStep
    var held: UInt64
    var dead: UInt64
    /// A second number elsewhere in the region.
    var second: UInt64 = 0
    var secondValue: UInt64 = 0

    init(_ queue: UnsafeMutablePointer<ipc_queue>) {
      counters = unsafe QueueStep(queue)
      held = unsafe queue.pointee.held_count
      dead = unsafe queue.pointee.dead_count
    }
  }

  private func commit(_ step: HoldStep, _ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe writeDown(step.counters, queue)
    unsafe queue.pointee.to_held = step.held
    unsafe queue.pointee.to_dead = step.dead
    unsafe queue.pointee.second = step.second
    unsafe queue.pointee.to_second = step.secondValue
    unsafe ipc_store32(&queue.pointee.step, UInt32(IPC_HOLD))
    unsafe applyHold(queue)
  }

  /// Writes the values of such a step that was committed; again and again does no harm.
  func applyHold(_ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe queue.pointee.held_count = unsafe queue.pointee.to_held
    unsafe queue.pointee.dead_count = unsafe queue.pointee.to_dead
    let second = unsafe queue.pointee.second
    if second != 0 {
      unsafe pointer(second).storeBytes(of: queue.pointee.to_second, as: UInt64.self)
    }
    unsafe apply(queue)
  }

  // MARK: Blocks and lists

  private func holding(_ block: UInt64) -> UnsafeMutablePointer<UInt64> {
    unsafe (pointer(block) + 24).assumingMemoryBound(to: UInt64.self)
  }

  private func attempts(_ block: UInt64) -> Int {
    unsafe Int(pointer(block).load(fromByteOffset: 20, as: UInt32.self))
  }

  private func holder(_ block: UInt64) -> Int {
    unsafe number((holding(block).pointee & (Self.abandoned - 1)) &- 1)
  }

  private func isAbandoned(_ block: UInt64) -> Bool {
    unsafe holding(block).pointee & Self.abandoned != 0
  }

  /// What a block says of its item.
  @safe private struct Parts {
    /// The size of the block.
    let size: Int
    let handles: [Handle]
    let bytes: UnsafeRawBufferPointer
  }

  private func parts(_ block: UInt64) -> Parts {
    let start = unsafe pointer(block)
    let keyCount = unsafe Int(start.load(fromByteOffset: 8, as: UInt32.self))
    let count = unsafe Int(start.load(fromByteOffset: 12, as: UInt32.self))
    let handleCount = unsafe Int(start.load(fromByteOffset: 16, as: UInt32.self))
    let header = Self.priorityHeader + keyCount
    let handles = (0..<handleCount).map { position in
      // A key has any length, so they may lie anywhere.
      unsafe Handle(
        rawValue: start.loadUnaligned(fromByteOffset: header + position * 8, as: UInt64.self)
      )
    }
    let first = header + handleCount * 8
    return unsafe Parts(
      size: first + count,
      handles: handles,
      bytes: UnsafeRawBufferPointer(start: start + first, count: count)
    )
  }

  private func held(_ queue: UnsafeMutablePointer<ipc_queue>) -> UnsafeMutablePointer<UInt64> {
    unsafe pointer(queue.pointee.held).assumingMemoryBound(to: UInt64.self)
  }

  private func dead(_ queue: UnsafeMutablePointer<ipc_queue>) -> UnsafeMutablePointer<UInt64> {
    unsafe pointer(queue.pointee.dead).assumingMemoryBound(to: UInt64.self)
  }

  /// Makes room in a list for so many blocks.
  private func reserve(
    _ list: UnsafeMutablePointer<UInt64>,
    _ capacity: UnsafeMutablePointer<UInt64>,
    _ count: UInt64
  ) throws(SystemFault) {
    let old = unsafe (list.pointee, Int(capacity.pointee))
    guard count > old.1 else { return }
    let larger = max(8, old.1 * 2, Int(count))
    let memory = try allocate(larger * 8)
    if old.1 > 0 { unsafe memcpy(pointer(memory), pointer(old.0), old.1 * 8) }
    unsafe ipc_store64(list, memory)
    unsafe ipc_store64(capacity, UInt64(larger))
    if old.1 > 0 { release(old.0, old.1 * 8) }
  }

  private func reserveLists(_ queue: UnsafeMutablePointer<ipc_queue>) throws(SystemFault) {
    let count = unsafe queue.pointee.held_count + 1
    try unsafe reserve(&queue.pointee.held, &queue.pointee.held_capacity, count)
    let all = unsafe queue.pointee.dead_count + count
    try unsafe reserve(&queue.pointee.dead, &queue.pointee.dead_capacity, all)
  }

  /// The blocks that processes hold, those that make sense; the lock is held.
  private func heldBlocks(_ queue: UnsafeMutablePointer<ipc_queue>) -> [UInt64] {
    guard unsafe areListsSane(queue) else { return [] }
    return unsafe (0..<Int(queue.pointee.held_count)).map { unsafe held(queue)[$0] }
      .filter(isBlockSane)
  }

  /// The blocks that were handed out too often, those that make sense; the lock is held.
  private func deadBlocks(_ queue: UnsafeMutablePointer<ipc_queue>) -> [UInt64] {
    guard unsafe areListsSane(queue) else { return [] }
    return unsafe (0..<Int(queue.pointee.dead_count)).map { unsafe dead(queue)[$0] }
      .filter(isBlockSane)
  }

  /// Calls a closure with every block that is held or dead.
  func eachHeldOrDead(_ queue: UnsafeMutablePointer<ipc_queue>, _ body: (UInt64) -> Void) {
    guard unsafe areListsSane(queue) else { return }
    for position in 0..<(unsafe Int(queue.pointee.held_count)) {
      let block = unsafe held(queue)[position]
      if isBlockSane(block) { body(block) }
    }
    for position in 0..<(unsafe Int(queue.pointee.dead_count)) {
      let block = unsafe dead(queue)[position]
      if isBlockSane(block) { body(block) }
    }
  }

  // MARK: Taking and finishing

  /// Takes the next item and notes who holds it; the lock is held, and is given up here.
  func takeAndHold(
    _ number: Int,
    wasAsleep: Bool,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemFault) {
    let queue = unsafe queues + number
    do throws(SystemFault) {
      guard unsafe isHeapSane(queue), unsafe areListsSane(queue), unsafe !isEmpty(queue) else {
        throw .damage
      }
      try unsafe reserveLists(queue)
    } catch {
      unsafe unlock(queue)
      throw error
    }
    let count = unsafe Int(queue.pointee.put - queue.pointee.got)
    let block = unsafe moveFirstToEnd(queue, count: count)
    guard isBlockSane(block) else {
      unsafe unlock(queue)
      throw .damage
    }
    let parts = parts(block)
    // The handles are this process's before they leave the queue, so that no end looks abandoned in between.
    if !parts.handles.isEmpty { give(parts.handles, to: me) }
    var step = unsafe HoldStep(queue)
    unsafe held(queue)[Int(step.held)] = block
    unsafe pointer(block).storeBytes(of: step.held, toByteOffset: 32, as: UInt64.self)
    let attempts = min(attempts(block), Int(UInt32.max) - 1) + 1
    step.counters.got += 1
    step.held += 1
    step.counters.other = block + 24
    step.counters.otherValue = UInt64(me + 1)
    // The number of the handles lies beside it.
    step.second = block + 16
    step.secondValue = UInt64(attempts) << 32 | UInt64(parts.handles.count)
    unsafe commit(step, queue)
    unsafe own.pointee.attempts = UInt32(attempts)
    inHand[number, default: BlocksInHand()].append(block)
    unsafe siftDown(queue, from: 0, count: count - 1)
    unsafe unlockAndWake(queue, wakesItems: false, wasAsleep: wasAsleep)
    // The block stays as long as this process holds it.
    unsafe body(parts.bytes)
  }

  /// Takes a block out of the list of those held, in a step that says what becomes of it.
  private func remove(
    _ block: UInt64,
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ step: inout HoldStep
  ) {
    let list = unsafe held(queue)
    let position = place(of: block)
    step.held -= 1
    let last = unsafe list[Int(step.held)]
    step.counters.other = unsafe queue.pointee.held + position * 8
    step.counters.otherValue = last
    step.second = last + 32
    step.secondValue = position
  }

  /// Where in the list of those held a block stands.
  private func place(of block: UInt64) -> UInt64 {
    unsafe pointer(block).load(fromByteOffset: 32, as: UInt64.self)
  }

  /// Whether a block stands where it says among those held, so that it can be taken out; the lock is held.
  private func isHeld(_ block: UInt64, _ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    guard unsafe areListsSane(queue), isBlockSane(block) else { return false }
    let (place, count) = unsafe (place(of: block), queue.pointee.held_count)
    guard place < count else { return false }
    return unsafe held(queue)[Int(place)] == block && isBlockSane(held(queue)[Int(count) - 1])
  }

  /// Marks the oldest item of a queue that this process holds as done; false when it holds none.
  func finishOldest(_ number: Int) -> Bool {
    guard let block = inHand[number]?.oldest else { return false }
    let queue = unsafe queues + number
    unsafe lock(queue)
    guard unsafe isHeld(block, queue) else {
      unsafe unlock(queue)
      return false
    }
    let parts = parts(block)
    var step = unsafe HoldStep(queue)
    step.counters.done &+= 1
    if !parts.handles.isEmpty { step.counters.carrying &-= 1 }
    unsafe remove(block, queue, &step)
    unsafe commit(step, queue)
    inHand[number]?.removeOldest()
    unsafe wakeIfSettled(queue)
    unsafe unlock(queue)
    let ends = parts.handles.filter { $0.kind == .pipeEnd }
    release(block, parts.size)
    noteEndsGivenUp(ends)
    return true
  }

  /// Wakes those who wait for all to be finished, or for an item of a closed queue that may come back; the lock is held.
  ///
  /// Under the lock, so that whoever finds its owner dead wakes all.
  private func wakeIfSettled(_ queue: UnsafeMutablePointer<ipc_queue>) {
    let isDone = unsafe queue.pointee.done == queue.pointee.put && queue.pointee.done_wanted != 0
    let isDrained = unsafe queue.pointee.closed != 0 && queue.pointee.put == queue.pointee.got
    guard isDone || isDrained else { return }
    unsafe wakeAll(queue)
    if isDone { unsafe queue.pointee.done_wanted = 0 }
  }

  /// Whether a process that finds a closed queue empty can expect nothing more of it; the lock is held.
  ///
  /// What others hold may come back. What it holds itself cannot while it waits.
  func isDrained(_ queue: UnsafeMutablePointer<ipc_queue>, for process: Int) -> Bool {
    unsafe heldBlocks(queue).allSatisfy { holder($0) == process || isAbandoned($0) }
  }

  // MARK: The dead

  /// Gives back what a process holds that was killed or failed, to the front or to the dead; what one holds that ended well is
  /// marked.
  ///
  /// Done twice it does no harm.
  func settleHeld(ofQueue number: Int, by process: Int, isDone: Bool) {
    let queue = unsafe queues + number
    unsafe lock(queue)
    guard isKnown(queue: number) else {
      unsafe unlock(queue)
      return
    }
    for block in unsafe heldBlocks(queue) where holder(block) == process {
      if isDone {
        unsafe ipc_store64(holding(block), holding(block).pointee | Self.abandoned)
      } else {
        unsafe giveBack(block, queue)
      }
    }
    unsafe wakeIfSettled(queue)
    unsafe unlockAndWake(queue, wakesItems: true, wasAsleep: false)
  }

  private func giveBack(_ block: UInt64, _ queue: UnsafeMutablePointer<ipc_queue>) {
    guard unsafe isHeld(block, queue), unsafe isHeapSane(queue) else { return }
    var step = unsafe HoldStep(queue)
    let size = Int(step.counters.put - step.counters.got)
    let isLast = unsafe attempts(block) >= Int(clamping: queue.pointee.retry)
    guard
      unsafe isLast
        ? step.dead < queue.pointee.dead_capacity : UInt64(size) < queue.pointee.heap_capacity
    else { return }
    step.counters.done &+= 1
    if isLast {
      unsafe dead(queue)[Int(step.dead)] = block
      step.dead += 1
    } else {
      unsafe placeBlockBack(queue, block, at: size)
      step.counters.put += 1
    }
    unsafe remove(block, queue, &step)
    unsafe commit(step, queue)
    if !isLast { unsafe siftUp(queue, from: size) }
  }

  // MARK: Reading

  /// Whether a queue knows who holds what.
  package func hasRetry(queue number: Int) -> Bool { unsafe queues[number].retry != 0 }

  /// An item that was handed out as often as may be.
  package struct DeadItem: Sendable {
    /// Its bytes.
    package var bytes: [UInt8]
    /// How often it was handed out.
    package var attempts: Int
    /// The process that held it last.
    package var holder: Int
  }

  /// The items of a queue that were handed out as often as may be; their handles are this process's from now on.
  package func deadItems(ofQueue number: Int) -> [DeadItem] {
    let queue = unsafe queues + number
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    return unsafe deadBlocks(queue).map { block in
      let parts = parts(block)
      // The item's error names its last holder.
      give(parts.handles + [Handle(.process, shown(holder(block)))], to: me)
      return unsafe DeadItem(
        bytes: Array(parts.bytes),
        attempts: attempts(block),
        holder: holder(block)
      )
    }
  }

  /// The processes that held what is dead of a queue last.
  func lastHoldersOfDead(inQueue number: Int) -> [Int] {
    let queue = unsafe queues + number
    guard unsafe ipc_load64(&queue.pointee.dead_count) != 0 else { return [] }
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    return unsafe Set(deadBlocks(queue).map(holder)).sorted()
  }

  /// By queue, the processes that hold an item of it, held what is dead, or ended well with one in hand; nil when somebody is
  /// busy at one.
  ///
  /// A queue is not waited for, see `Runtime+Reuse`.
  func allHolders() -> [Int: Set<Int>]? {
    var holders: [Int: Set<Int>] = [:]
    for number in queueNumbers where unsafe queues[number].retry != 0 {
      let queue = unsafe queues + number
      guard unsafe tryLock(queue) else { return nil }
      unsafe eachHeldOrDead(queue) { holders[number, default: []].insert(holder($0)) }
      unsafe unlock(queue)
    }
    return holders
  }

  /// Takes all that is held or dead out of a queue that nobody can reach; returns the blocks, the lists' too; the lock is held.
  func discardHeld(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ counters: QueueStep
  ) -> [(UInt64, Int)] {
    var blocks: [(UInt64, Int)] = []
    unsafe eachHeldOrDead(queue) { blocks.append(($0, blockSize($0))) }
    var step = unsafe HoldStep(queue)
    step.counters = counters
    step.held = 0
    step.dead = 0
    unsafe commit(step, queue)
    unsafe blocks.append((queue.pointee.held, 8))
    unsafe blocks.append((queue.pointee.dead, 8))
    unsafe ipc_store64(&queue.pointee.held_capacity, 0)
    unsafe ipc_store64(&queue.pointee.held, 0)
    unsafe ipc_store64(&queue.pointee.dead_capacity, 0)
    unsafe ipc_store64(&queue.pointee.dead, 0)
    return blocks.filter { $0.0 != 0 }
  }

  /// How many items of a queue each process holds, those that ended well too.
  package func holders(ofQueue number: Int) -> [Int: Int] {
    let queue = unsafe queues + number
    guard unsafe queue.pointee.retry != 0 else { return [:] }
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    var holders: [Int: Int] = [:]
    for block in unsafe heldBlocks(queue) { holders[holder(block), default: 0] += 1 }
    return holders
  }

  /// How many items this process holds, by queue.
  package var itemsInHand: [(queue: Int, count: Int)] {
    inHand.filter { isKnown(queue: $0.key) && $0.value.count > 0 }
      .map { ($0.key, $0.value.count) }
      .sorted { $0.0 < $1.0 }
  }

  /// How often the item was handed out that a process took last from a queue with `retry`; 0 before the first.
  package func attempts(ofProcess number: Int) -> Int {
    unsafe Int(processes[run(ofKeeper: number) ?? number].attempts)
  }
}
