import CIPCShims

/// A step of a queue: all its changes at once, whoever is killed when.
///
/// The values that counters are to get are written down first; one store of `step` commits; then the counters are written, and
/// the step is cleared. Whoever takes the lock of a dead owner writes the counters again if the step was committed, and
/// otherwise the step never was. Slots and blocks are filled before the commit, and read only below the counters.
extension Runtime {
  /// The changes of a step, begun with the counters as they are.
  struct QueueStep {
    var put: UInt64
    var got: UInt64
    var done: UInt64
    var lost: UInt64
    var bytes: UInt64
    var carrying: UInt64
    /// The offset of a number elsewhere in the region, 0 for none, and its new value.
    var other: UInt64 = 0
    var otherValue: UInt64 = 0

    init(_ queue: UnsafeMutablePointer<ipc_queue>) {
      put = unsafe queue.pointee.put
      got = unsafe queue.pointee.got
      done = unsafe queue.pointee.done
      lost = unsafe queue.pointee.lost
      bytes = unsafe queue.pointee.bytes
      carrying = unsafe queue.pointee.carrying
    }
  }

  /// Commits a step and carries it out; the lock is held.
  @inline(__always) func commit(_ step: QueueStep, _ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe writeDown(step, queue)
    unsafe ipc_store32(&queue.pointee.step, UInt32(IPC_COMMIT))
    unsafe apply(queue)
  }

  /// Writes down what a step is to change.
  @inline(__always) func writeDown(_ step: QueueStep, _ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe queue.pointee.to_put = step.put
    unsafe queue.pointee.to_got = step.got
    unsafe queue.pointee.to_done = step.done
    unsafe queue.pointee.to_lost = step.lost
    unsafe queue.pointee.to_bytes = step.bytes
    unsafe queue.pointee.to_carrying = step.carrying
    unsafe queue.pointee.other = step.other
    unsafe queue.pointee.to_other = step.otherValue
  }

  /// Writes the values of the step that was committed; again and again does no harm.
  @inline(__always) func apply(_ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe ipc_store64(&queue.pointee.put, queue.pointee.to_put)
    unsafe ipc_store64(&queue.pointee.got, queue.pointee.to_got)
    unsafe queue.pointee.done = unsafe queue.pointee.to_done
    unsafe queue.pointee.lost = unsafe queue.pointee.to_lost
    unsafe queue.pointee.bytes = unsafe queue.pointee.to_bytes
    unsafe queue.pointee.carrying = unsafe queue.pointee.to_carrying
    let other = unsafe queue.pointee.other
    if other != 0 {
      unsafe ipc_store64(
        pointer(other).assumingMemoryBound(to: UInt64.self),
        queue.pointee.to_other
      )
    }
    unsafe ipc_store32(&queue.pointee.step, UInt32(IPC_IDLE))
  }

  /// Takes a queue's lock and finishes what a dead owner left.
  @inline(__always) func lock(_ queue: UnsafeMutablePointer<ipc_queue>) {
    if unsafe ipc_lock_acquire(&queue.pointee.lock) != 0 { unsafe repair(queue) }
  }

  /// Gives a queue's lock up.
  @inline(__always) func unlock(_ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe ipc_lock_release(&queue.pointee.lock)
  }

  @inline(never) func repair(_ queue: UnsafeMutablePointer<ipc_queue>) {
    // What is left of a record that somebody was making is made anew by the next one.
    guard unsafe ipc_load64(&queue.pointee.serial) != 0 else { return }
    if unsafe !isSane(target: queue.pointee.other) { unsafe queue.pointee.other = 0 }
    if unsafe !isSane(target: queue.pointee.second) { unsafe queue.pointee.second = 0 }
    switch unsafe queue.pointee.step {
    case UInt32(IPC_COMMIT): unsafe apply(queue)
    case UInt32(IPC_SWAP): unsafe finishSwap(queue)
    case UInt32(IPC_HOLD): unsafe applyHold(queue)
    default: break
    }
    if unsafe queue.pointee.kind == UInt32(IPC_PRIORITY) { unsafe restoreHeap(queue) }
    // The dead one may have owed a wake-up to anybody.
    unsafe wakeAll(queue)
  }

  // MARK: Wake-ups

  /// Wakes everyone who sleeps at a queue, to look again.
  func wakeAll(_ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe bump(&queue.pointee.items_word)
    unsafe bump(&queue.pointee.space_word)
    unsafe bump(&queue.pointee.done_word)
    // Not under the lock always: who asks for a wake-up looks behind that, so one of both sees the other.
    ipc_fence()
    let wanted =
      unsafe ipc_load32(&queue.pointee.items_wanted) | ipc_load32(&queue.pointee.space_wanted)
      | ipc_load32(&queue.pointee.done_wanted)
    if wanted & ~UInt32(IPC_WANTED_HERE) != 0 { unsafe ipc_wake_selecting(header, wanted) }
  }

  private func bump(_ word: UnsafeMutablePointer<UInt32>) {
    unsafe _ = ipc_add32(word, 1)
    unsafe ipc_futex_wake(word, Int32.max)
  }
}
