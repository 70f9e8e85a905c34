import CIPCShims
import Glibc

/// Putting items into queues.
extension Runtime {
  /// Puts an item into a queue, waiting while it is full.
  ///
  /// - Parameters:
  ///   - number: The queue.
  ///   - item: What is put.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock; 0 for no wait, `Int.max` for any.
  ///   - wait: What the table says of the wait.
  /// - Returns: `done`, `timedOut`, `closed`, `interrupted`, `doomed` or `mixedKeys`; the item is in the queue only if `done`.
  /// - Throws: `shared memory` with `ENOMEM`, or with `EBADMSG` when it is damaged.
  package func put(
    _ number: Int,
    _ item: Item,
    until deadline: Int,
    _ wait: WaitInfo
  ) throws(SystemFault) -> WaitResult {
    let queue = unsafe queues + number
    let isPriority = unsafe queue.pointee.kind == UInt32(IPC_PRIORITY)
    let total = unsafe item.handles.count * 8 + item.bytes.count
    var block: UInt64 = 0
    let blockSize = isPriority ? Self.priorityHeader + item.key.count + total : total
    if isPriority || total > Self.inlineBytes {
      block = try allocate(blockSize)
      unsafe fill(pointer(block), item, isPriority)
    }
    let isPipe = unsafe queue.pointee.left_end != 0
    var isPut = false
    defer { if !isPut, block != 0 { release(block, blockSize) } }
    var pause: Pause?
    while true {
      if isPipe, unsafe isAbandoned(queue, isGetting: false) { return finish(&pause, .closed) }
      // A few looks without the lock cost less than a sleep.
      if deadline != 0, unsafe looksFull(queue) {
        lookAgain(while: { unsafe looksFull(queue) })
      }
      unsafe lock(queue)
      if unsafe queue.pointee.closed != 0 {
        unsafe unlock(queue)
        return finish(&pause, .closed)
      }
      guard unsafe isPriority ? isHeapSane(queue) && areListsSane(queue) : isSane(queue) else {
        unsafe unlock(queue)
        endWaitIfBegun(pause)
        throw .damage
      }
      let size = unsafe queue.pointee.put - queue.pointee.got
      let isFull =
        unsafe size >= queue.pointee.limit
        || (isPipe && size > 0 && queue.pointee.bytes &+ UInt64(total) > queue.pointee.byte_limit)
      if !isFull {
        if isPriority, size > 0, unsafe queue.pointee.key_tag != UInt32(item.key.first ?? 0) {
          unsafe unlock(queue)
          return finish(&pause, .mixedKeys)
        }
        unsafe countRescue(pause, &queue.pointee.space_word)
        // While there still is room: who looked after the commit would see a wait at a full queue.
        endWaitIfBegun(pause)
        do throws(SystemFault) {
          try unsafe place(queue, item, block, size, total)
        } catch {
          unsafe unlock(queue)
          throw error
        }
        isPut = true
        unsafe unlockAndWake(queue, wakesItems: true, wasAsleep: pause != nil)
        return .done
      }
      let word = unsafe ipc_load32(&queue.pointee.space_word)
      unsafe queue.pointee.space_wanted |= UInt32(IPC_WANTED_HERE)
      unsafe unlock(queue)
      if deadline == 0 { return .timedOut }
      if pause == nil {
        pause = Pause()
        unsafe beginWait(wait, handle(ofQueue: queue, number, isGetting: false), bytes: total)
      }
      var current = pause ?? Pause()
      let result = unsafe sleep(
        on: &queue.pointee.space_word,
        while: word,
        until: deadline,
        &current
      )
      pause = current
      if let result {
        // The time may be over just when there is room.
        if result == .timedOut, unsafe !looksFull(queue),
          Clock.now() < deadline + 1_000_000
        {
          continue
        }
        unsafe passOn(queue, isGetting: false, pause)
        return finish(&pause, result)
      }
    }
  }

  private func fill(_ start: UnsafeMutableRawPointer, _ item: Item, _ isPriority: Bool) {
    var place = unsafe start
    if isPriority {
      unsafe place.storeBytes(of: UInt32(item.key.count), toByteOffset: 8, as: UInt32.self)
      unsafe place.storeBytes(of: UInt32(item.bytes.count), toByteOffset: 12, as: UInt32.self)
      unsafe place.storeBytes(of: UInt64(item.handles.count), toByteOffset: 16, as: UInt64.self)
      unsafe place.storeBytes(of: 0, toByteOffset: 24, as: UInt64.self)
      unsafe place += Self.priorityHeader
      unsafe item.key.withUnsafeBytes { key in
        if let bytes = key.baseAddress { unsafe memcpy(place, bytes, key.count) }
      }
      unsafe place += item.key.count
    }
    for handle in item.handles {
      unsafe place.storeBytes(of: handle.rawValue, as: UInt64.self)
      unsafe place += 8
    }
    if let bytes = unsafe item.bytes.baseAddress { unsafe memcpy(place, bytes, item.bytes.count) }
  }

  /// Writes an item where it belongs and commits; the lock is held and there is room.
  @inline(__always) private func place(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ item: Item,
    _ block: UInt64,
    _ size: UInt64,
    _ total: Int
  ) throws(SystemFault) {
    let kind = unsafe queue.pointee.kind
    if kind == UInt32(IPC_PRIORITY) {
      try unsafe placeBlock(queue, block, at: Int(size))
      unsafe queue.pointee.key_tag = UInt32(item.key.first ?? 0)
    } else {
      let number = unsafe kind == UInt32(IPC_FIFO) ? queue.pointee.put : size
      let slot = try unsafe tailSlot(queue, number)
      unsafe slot.fill(count: item.bytes.count, handleCount: item.handles.count, block: block)
      if block == 0 { unsafe fill(slot.inline, item, false) }
    }
    if unsafe queue.pointee.left_end == 0, item.handles.isEmpty {
      // One number changes, so its store is the commit.
      unsafe ipc_store64(&queue.pointee.put, queue.pointee.put + 1)
      if kind == UInt32(IPC_PRIORITY) { unsafe siftUp(queue, from: Int(size)) }
      return
    }
    var step = unsafe QueueStep(queue)
    step.put += 1
    if unsafe queue.pointee.left_end != 0 { step.bytes &+= UInt64(total) }
    if !item.handles.isEmpty { step.carrying &+= 1 }
    unsafe commit(step, queue)
    if kind == UInt32(IPC_PRIORITY) { unsafe siftUp(queue, from: Int(size)) }
  }
}
