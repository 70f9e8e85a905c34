import CIPCShims
import Glibc

/// Taking items out of queues.
extension Runtime {
  /// Takes an item, waiting while the queue is empty, and passes its bytes to a closure when the lock is free again.
  ///
  /// - Parameters:
  ///   - number: The queue.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock; 0 for no wait, `Int.max` for any.
  ///   - wait: What the table says of the wait.
  ///   - body: Gets the bytes, which are valid for the time of the call.
  /// - Returns: `done`, `timedOut`, `closed`, `interrupted` or `doomed`; the closure was called only if `done`.
  /// - Throws: `shared memory` with `ENOMEM`, or with `EBADMSG` when it is damaged, before anything was taken.
  package func get(
    _ number: Int,
    until deadline: Int,
    _ wait: WaitInfo,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemFault) -> WaitResult {
    let queue = unsafe queues + number
    let isPipe = unsafe queue.pointee.left_end != 0
    let takenPlace = isPipe ? 0 : try takenPlace(for: number)
    var pause: Pause?
    while true {
      // A few looks without the lock cost less than a sleep.
      if deadline != 0, unsafe isEmpty(queue) {
        lookAgain(while: { unsafe isEmpty(queue) })
      }
      unsafe lock(queue)
      if unsafe queue.pointee.put != queue.pointee.got {
        unsafe countRescue(pause, &queue.pointee.items_word)
        // While the item still is there: who looked after the commit would see a wait at an empty queue.
        endWaitIfBegun(pause)
        if unsafe queue.pointee.retry != 0 {
          try unsafe takeAndHold(number, wasAsleep: pause != nil, body)
        } else {
          do throws(SystemFault) {
            try unsafe take(queue, takenPlace, wasAsleep: pause != nil, body)
          } catch {
            unsafe unlock(queue)
            throw error
          }
        }
        return .done
      }
      if unsafe queue.pointee.closed != 0, unsafe isDrained(queue, for: me) {
        unsafe countRescue(pause, &queue.pointee.items_word)
        unsafe unlock(queue)
        return finish(&pause, .closed)
      }
      let word = unsafe ipc_load32(&queue.pointee.items_word)
      unsafe queue.pointee.items_wanted |= UInt32(IPC_WANTED_HERE)
      unsafe unlock(queue)
      // Whoever gives up the last end wakes the others after that, so the word was read before.
      if isPipe, unsafe isAbandoned(queue, isGetting: true), unsafe isEmpty(queue) {
        return finish(&pause, .closed)
      }
      if deadline == 0 { return .timedOut }
      if pause == nil {
        pause = Pause()
        unsafe beginWait(wait, handle(ofQueue: queue, number, isGetting: true))
      }
      var current = pause ?? Pause()
      let result = unsafe sleep(
        on: &queue.pointee.items_word,
        while: word,
        until: deadline,
        &current
      )
      pause = current
      if let result {
        if result == .timedOut, unsafe !isEmpty(queue), Clock.now() < deadline + 1_000_000 {
          continue
        }
        unsafe passOn(queue, isGetting: true, pause)
        return finish(&pause, result)
      }
    }
  }

  /// Looks a few times whether a condition still holds.
  @inline(__always) func lookAgain(while condition: () -> Bool) {
    var looks = spins
    while looks > 0, condition() {
      ipc_pause()
      looks -= 1
    }
  }

  @inline(__always) func looksFull(_ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    // `got` first: a size that is too large by what happens in between costs one look more.
    let got = unsafe ipc_load64(&queue.pointee.got)
    return unsafe ipc_load64(&queue.pointee.put) &- got >= queue.pointee.limit
  }

  @inline(__always) func isEmpty(_ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    unsafe ipc_load64(&queue.pointee.put) == ipc_load64(&queue.pointee.got)
  }

  /// Takes the next item; the lock is held, and is given up here unless this throws.
  @inline(__always) private func take(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ takenPlace: Int,
    wasAsleep: Bool,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemFault) {
    let kind = unsafe queue.pointee.kind
    let size = unsafe queue.pointee.put &- queue.pointee.got
    guard unsafe kind == UInt32(IPC_PRIORITY) ? isHeapSane(queue) : isSane(queue), size > 0 else {
      throw .damage
    }
    var block: UInt64
    var start: UnsafeMutableRawPointer
    var (count, handleCount, header) = (0, 0, 0)
    if kind == UInt32(IPC_PRIORITY) {
      block = unsafe moveFirstToEnd(queue, count: Int(size))
      guard isBlockSane(block) else { throw .damage }
      unsafe start = unsafe pointer(block)
      header = unsafe Self.priorityHeader + Int(start.load(fromByteOffset: 8, as: UInt32.self))
      count = unsafe Int(start.load(fromByteOffset: 12, as: UInt32.self))
      handleCount = unsafe Int(start.load(fromByteOffset: 16, as: UInt32.self))
      unsafe start += header
    } else {
      let slot =
        kind == UInt32(IPC_FIFO)
        ? try unsafe headSlot(queue, queue.pointee.got) : try unsafe tailSlot(queue, size - 1)
      guard unsafe isSane(slot) else { throw .damage }
      (block, count, handleCount) = unsafe (slot.block, slot.count, slot.handleCount)
      unsafe start = block == 0 ? slot.inline : unsafe pointer(block)
    }
    // The handles are this process's before they leave the queue, so that no end looks abandoned in between.
    if handleCount > 0 {
      let handles = unsafe start.assumingMemoryBound(to: UInt64.self)
      give((0..<handleCount).map { unsafe Handle(rawValue: handles[$0]) }, to: me)
    }
    unsafe start += handleCount * 8
    var copy: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)
    if block == 0 {
      unsafe withUnsafeMutableBytes(of: &copy) { target in
        if let first = target.baseAddress { unsafe memcpy(first, start, count) }
      }
    }
    var step = unsafe QueueStep(queue)
    step.got += 1
    if unsafe queue.pointee.left_end != 0 { step.bytes &-= UInt64(handleCount * 8 + count) }
    if handleCount > 0 { step.carrying &-= 1 }
    if takenPlace != 0 {
      step.other = UInt64(takenPlace)
      step.otherValue = unsafe pointer(UInt64(takenPlace)).load(as: UInt64.self) &+ 1
    }
    unsafe commit(step, queue)
    if kind == UInt32(IPC_PRIORITY) {
      unsafe siftDown(queue, from: 0, count: Int(size) - 1)
    }
    unsafe unlockAndWake(queue, wakesItems: false, wasAsleep: wasAsleep)
    if block == 0 {
      unsafe withUnsafeBytes(of: &copy) { bytes in
        unsafe body(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
      }
    } else {
      unsafe body(UnsafeRawBufferPointer(start: start, count: count))
      release(block, header + handleCount * 8 + count)
    }
  }
}
