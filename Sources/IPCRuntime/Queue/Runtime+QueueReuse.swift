import CIPCShims
import Glibc

/// Records of queues and pipes that are used again; under the table lock, see `Runtime+Reuse`.
///
/// Nobody is at work at a queue that nobody can reach, save whoever buries a process that once took items from it: that one
/// looks at the queue's serial under the queue's lock.
extension Runtime {
  /// Takes the place of a free record; nil when there is none.
  func takeQueueSlot() -> Int? {
    let count = unsafe Int(ipc_load32(&header.pointee.queue_count))
    let first = unsafe Int(header.pointee.next_queue)
    func isFree(_ slot: Int) -> Bool { queueNumber(atSlot: slot) == nil }
    let free = (min(first, count)..<count).first(where: isFree)
    if let slot = free ?? (count < limits.queues ? count : (0..<count).first(where: isFree)) {
      unsafe header.pointee.next_queue = UInt32(slot + 1)
      if slot == count { unsafe ipc_store32(&header.pointee.queue_count, UInt32(count + 1)) }
      return slot
    }
    return nil
  }

  /// Makes all of a free record zero, save its lock and the words that somebody may have slept on.
  func clear(_ queue: UnsafeMutablePointer<ipc_queue>) {
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    var clean = unsafe ipc_queue()
    unsafe clean.items_word = queue.pointee.items_word
    unsafe clean.space_word = queue.pointee.space_word
    unsafe clean.done_word = queue.pointee.done_word
    let start = unsafe MemoryLayout<ipc_lock>.size
    unsafe withUnsafeBytes(of: &clean) { bytes in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
      if let first = rest.baseAddress {
        unsafe memcpy(UnsafeMutableRawPointer(queue) + start, first, rest.count)
      }
    }
  }

  /// Takes the place of a free record of a pipe; nil when there is none.
  func takePipeSlot() -> Int? {
    let count = unsafe Int(ipc_load32(&header.pointee.pipe_count))
    let first = unsafe Int(header.pointee.next_pipe)
    func isFree(_ slot: Int) -> Bool { pipeNumber(atSlot: slot) == nil }
    let free = (min(first, count)..<count).first(where: isFree)
    if let slot = free ?? (count < limits.pipes ? count : (0..<count).first(where: isFree)) {
      unsafe header.pointee.next_pipe = UInt32(slot + 1)
      if slot == count { unsafe ipc_store32(&header.pointee.pipe_count, UInt32(count + 1)) }
      return slot
    }
    return nil
  }

  /// Gives back the records of pipes neither of whose ends anybody holds; their queues are freed with the others.
  func freePipes(except reached: Set<UInt64>) {
    for slot in 0..<(unsafe Int(ipc_load32(&header.pointee.pipe_count))) {
      guard let number = pipeNumber(atSlot: slot),
        // Whoever reaches one end reaches the other.
        !reached.contains(Handle(.pipeEnd, 2 * number).rawValue)
      else { continue }
      unsafe ipc_store64(&(pipes.start + slot).pointee.serial, 0)
    }
  }

  /// Gives back the memory of queues that nobody can reach, and their records.
  func freeQueues(except reached: Set<UInt64>) {
    var kept = 0
    for number in queueNumbers {
      if reached.contains(Handle(.queue, number).rawValue) {
        kept += 1
        continue
      }
      let queue = unsafe queues + number
      let isBare = unsafe queue.pointee.head_segment == 0 && queue.pointee.heap == 0
      guard unsafe tryLock(queue) else { continue }
      if !isBare { unsafe discard(queue) }
      unsafe ipc_store64(&queue.pointee.serial, 0)
      unsafe unlock(queue)
    }
    let after = unsafe header.pointee.sweep_after
    unsafe header.pointee.sweep_after = max(after, UInt64(kept / 2))
  }
}
