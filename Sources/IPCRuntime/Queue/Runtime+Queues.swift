import CIPCShims
import Glibc

/// What a queue is.
package enum QueueKind: UInt32, Sendable {
  /// First in, first out.
  case fifo
  /// Last in, first out.
  case stack
  /// Smallest key first.
  case priority
}

/// What is put into a queue: bytes, the handles in them, and for a priority queue a key.
@safe package struct Item {
  let bytes: UnsafeRawBufferPointer
  let handles: [Handle]
  let key: [UInt8]

  /// Describes an item for the time of one call.
  ///
  /// - Parameters:
  ///   - bytes: The item, without its handles; valid for the time of the call.
  ///   - handles: The handles in it.
  ///   - key: Bytes whose order is that of the items; the first one says what can be compared with what.
  package init(bytes: UnsafeRawBufferPointer, handles: [Handle], key: [UInt8] = []) {
    unsafe self.bytes = unsafe bytes
    self.handles = handles
    self.key = key
  }
}

/// A queue at one moment.
package struct QueueState: Equatable, Sendable {
  /// The number of items.
  package var size: Int
  /// The most items; nil for no limit.
  package var limit: Int?
  /// The items put and not marked done.
  package var unfinished: Int
  /// Whether it is closed.
  package var isClosed: Bool
  /// The items that were lost with processes that had them in hand.
  package var lost: Int
  /// The items ever taken.
  package var taken: Int
  /// The items that were handed out as often as may be, in vain.
  package var dead: Int
}

extension Runtime {
  /// Makes a queue.
  ///
  /// - Parameters:
  ///   - kind: Its order.
  ///   - limit: The most items; nil for no limit.
  ///   - retry: How often an item is handed out again when its holder fails or is killed; nil for a queue that does not know
  ///     who holds what.
  ///   - place: Where the script made it.
  /// - Returns: Its number.
  /// - Throws: `queue` with `ENOSPC` when the run remembers as many as it may.
  package func makeQueue(
    _ kind: QueueKind,
    limit: Int?,
    retry: Int? = nil,
    place: Int
  ) throws(SystemFault) -> Int {
    let mayNote = makeRoomForHandle()
    return try unsafe locked(&header.pointee.table_lock) { () throws(SystemFault) -> Int in
      let number = try addQueue(kind, limit: limit, retry: retry, place: place)
      if mayNote { note(Handle(.queue, number)) }
      return number
    }
  }

  /// Makes a queue under the table lock.
  func addQueue(
    _ kind: QueueKind,
    limit: Int?,
    retry: Int? = nil,
    place: Int
  ) throws(SystemFault) -> Int {
    guard let slot = takeQueueSlot() else { throw SystemFault("queue", code: ENOSPC) }
    let queue = unsafe queues + slot
    unsafe clear(queue)
    unsafe queue.pointee.kind = retry == nil ? kind.rawValue : UInt32(IPC_PRIORITY)
    unsafe queue.pointee.shown_kind = kind.rawValue
    unsafe queue.pointee.retry = retry.map { UInt64($0) + 1 } ?? 0
    unsafe queue.pointee.limit = UInt64(limit ?? Int.max)
    unsafe queue.pointee.byte_limit = UInt64(Int.max)
    unsafe queue.pointee.made_place = UInt32(clamping: place)
    let serial = unsafe header.pointee.queues_made + 1
    unsafe header.pointee.queues_made = serial
    unsafe ipc_store64(&queue.pointee.serial, serial)
    return Numbering.queues.number(serial: serial, slot: slot)
  }

  /// Where a queue was made.
  package func place(ofQueue number: Int) -> Int { unsafe Int(queues[number].made_place) }

  /// What kind of queue it is.
  package func kind(ofQueue number: Int) -> QueueKind {
    unsafe QueueKind(rawValue: queues[number].shown_kind) ?? .fifo
  }

  /// The queue as it is at this moment.
  package func state(ofQueue number: Int) -> QueueState {
    let queue = unsafe queues + number
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    return unsafe state(of: queue)
  }

  func state(of queue: UnsafeMutablePointer<ipc_queue>) -> QueueState {
    let limit = unsafe queue.pointee.limit
    return unsafe QueueState(
      size: Int(queue.pointee.put - queue.pointee.got),
      limit: limit >= UInt64(Int.max) ? nil : Int(limit),
      unfinished: Int(queue.pointee.put - queue.pointee.done),
      isClosed: queue.pointee.closed != 0,
      lost: Int(queue.pointee.lost),
      taken: Int(queue.pointee.got),
      dead: Int(queue.pointee.dead_count)
    )
  }

  // MARK: Put

  /// Puts an item into a queue, waiting while it is full.
  ///
  /// - Parameters:
  ///   - number: The queue.
  ///   - item: What is put.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock; 0 for no wait, `Int.max` for any.
  ///   - wait: What the table says of the wait.
  /// - Returns: `done`, `timedOut`, `closed`, `interrupted`, `doomed` or `mixedKeys`; the item is in the queue only if `done`.
  /// - Throws: `shared memory` with `ENOMEM`.
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
      let size = unsafe queue.pointee.put - queue.pointee.got
      let isFull =
        unsafe size >= queue.pointee.limit
        || (isPipe && size > 0 && queue.pointee.bytes + UInt64(total) > queue.pointee.byte_limit)
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
      unsafe queue.pointee.space_wanted = 1
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
        if result == .timedOut, unsafe queue.pointee.put - queue.pointee.got < queue.pointee.limit,
          Clock.now() < deadline + 1_000_000
        {
          continue
        }
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
    if unsafe queue.pointee.left_end != 0 { step.bytes += UInt64(total) }
    if !item.handles.isEmpty { step.carrying += 1 }
    unsafe commit(step, queue)
    if kind == UInt32(IPC_PRIORITY) { unsafe siftUp(queue, from: Int(size)) }
  }

  // MARK: Get

  /// Takes an item, waiting while the queue is empty, and passes its bytes to a closure when the lock is free again.
  ///
  /// - Parameters:
  ///   - number: The queue.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock; 0 for no wait, `Int.max` for any.
  ///   - wait: What the table says of the wait.
  ///   - body: Gets the bytes, which are valid for the time of the call.
  /// - Returns: `done`, `timedOut`, `closed`, `interrupted` or `doomed`; the closure was called only if `done`.
  /// - Throws: `shared memory` with `ENOMEM`, before anything was taken.
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
          try unsafe take(queue, takenPlace, wasAsleep: pause != nil, body)
        }
        return .done
      }
      if unsafe queue.pointee.closed != 0, unsafe isDrained(queue, for: me) {
        unsafe countRescue(pause, &queue.pointee.items_word)
        unsafe unlock(queue)
        return finish(&pause, .closed)
      }
      let word = unsafe ipc_load32(&queue.pointee.items_word)
      unsafe queue.pointee.items_wanted = 1
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

  /// Takes the next item; the lock is held, and is given up here.
  @inline(__always) private func take(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ takenPlace: Int,
    wasAsleep: Bool,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemFault) {
    let kind = unsafe queue.pointee.kind
    let size = unsafe queue.pointee.put - queue.pointee.got
    var block: UInt64
    var start: UnsafeMutableRawPointer
    var (count, handleCount, header) = (0, 0, 0)
    if kind == UInt32(IPC_PRIORITY) {
      block = unsafe moveFirstToEnd(queue, count: Int(size))
      unsafe start = unsafe pointer(block)
      header = unsafe Self.priorityHeader + Int(start.load(fromByteOffset: 8, as: UInt32.self))
      count = unsafe Int(start.load(fromByteOffset: 12, as: UInt32.self))
      handleCount = unsafe Int(start.load(fromByteOffset: 16, as: UInt32.self))
      unsafe start += header
    } else {
      let slot =
        kind == UInt32(IPC_FIFO)
        ? unsafe headSlot(queue, queue.pointee.got) : try unsafe tailSlot(queue, size - 1)
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
    if unsafe queue.pointee.left_end != 0 { step.bytes -= UInt64(handleCount * 8 + count) }
    if handleCount > 0 { step.carrying -= 1 }
    if takenPlace != 0 {
      step.other = UInt64(takenPlace)
      step.otherValue = unsafe pointer(UInt64(takenPlace)).load(as: UInt64.self) + 1
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

  // MARK: Wake-ups

  /// Gives the lock up and wakes at most one sleeper on each side.
  ///
  /// A sleeper asks for a wake-up by a flag; who meets it takes it away and wakes one, so there is one wake-up a sleeper and not
  /// one an item. Whoever was woken asks again in the name of those that still sleep, and passes the wake-up on when there is
  /// something for them.
  @inline(__always) func unlockAndWake(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    wakesItems: Bool,
    wasAsleep: Bool
  ) {
    let size = unsafe queue.pointee.put - queue.pointee.got
    if wasAsleep {
      if wakesItems {
        unsafe queue.pointee.space_wanted = 1
      } else {
        unsafe queue.pointee.items_wanted = 1
      }
    }
    var (wakesGetter, wakesPutter) = (false, false)
    if size > 0, unsafe queue.pointee.items_wanted != 0 {
      // Written before the flag is taken: if this process is killed in between, its burial wakes in its place.
      unsafe own.pointee.owes = unsafe UInt64(queue - queues.start) + 1
      unsafe queue.pointee.items_wanted = 0
      unsafe ipc_store32(&queue.pointee.items_word, queue.pointee.items_word &+ 1)
      wakesGetter = true
    }
    if unsafe size < queue.pointee.limit, unsafe queue.pointee.space_wanted != 0 {
      unsafe own.pointee.owes = unsafe UInt64(queue - queues.start) + 1
      unsafe queue.pointee.space_wanted = 0
      unsafe ipc_store32(&queue.pointee.space_word, queue.pointee.space_word &+ 1)
      wakesPutter = true
    }
    unsafe unlock(queue)
    if wakesGetter { unsafe ipc_futex_wake(&queue.pointee.items_word, 1) }
    if wakesPutter { unsafe ipc_futex_wake(&queue.pointee.space_word, 1) }
    if wakesGetter || wakesPutter { unsafe ipc_store64(&own.pointee.owes, 0) }
  }

  /// Ends what the table says of a wait, if one was begun.
  private func endWaitIfBegun(_ pause: Pause?) {
    if pause != nil { endWait() }
  }

  private func finish(_ pause: inout Pause?, _ result: WaitResult) -> WaitResult {
    endWaitIfBegun(pause)
    return result
  }

  // MARK: Finishing

  /// Marks an item that was taken as done.
  ///
  /// - Returns: false when that was said of all items taken already.
  package func taskDone(_ number: Int) -> Bool {
    let queue = unsafe queues + number
    if unsafe queue.pointee.retry != 0 { return finishOldest(number) }
    unsafe lock(queue)
    var step = unsafe QueueStep(queue)
    guard step.done < step.got else {
      unsafe unlock(queue)
      return false
    }
    step.done += 1
    if let place = takenPlaces[number] {
      let taken = unsafe pointer(UInt64(place)).load(as: UInt64.self)
      if taken > 0 {
        step.other = UInt64(place)
        step.otherValue = taken - 1
      }
    }
    unsafe commit(step, queue)
    let wakes = unsafe step.done == step.put && queue.pointee.done_wanted != 0
    if wakes {
      unsafe own.pointee.owes = UInt64(queue - queues.start) + 1
      unsafe queue.pointee.done_wanted = 0
      unsafe ipc_store32(&queue.pointee.done_word, queue.pointee.done_word &+ 1)
    }
    unsafe unlock(queue)
    if wakes {
      unsafe ipc_futex_wake(&queue.pointee.done_word, Int32.max)
      unsafe ipc_store64(&own.pointee.owes, 0)
    }
    return true
  }

  /// Waits until every item of a queue was marked done.
  package func join(queue number: Int, until deadline: Int, _ wait: WaitInfo) -> WaitResult {
    let queue = unsafe queues + number
    var pause: Pause?
    while true {
      unsafe lock(queue)
      if unsafe queue.pointee.done == queue.pointee.put {
        unsafe countRescue(pause, &queue.pointee.done_word)
        endWaitIfBegun(pause)
        unsafe unlock(queue)
        return .done
      }
      let word = unsafe ipc_load32(&queue.pointee.done_word)
      unsafe queue.pointee.done_wanted = 1
      unsafe unlock(queue)
      if deadline == 0 { return finish(&pause, .timedOut) }
      if pause == nil { beginWait(wait, Handle(.queue, number)) }
      var current = pause ?? Pause()
      let result = unsafe sleep(
        on: &queue.pointee.done_word,
        while: word,
        until: deadline,
        &current
      )
      pause = current
      if let result { return finish(&pause, result) }
    }
  }

  /// Closes a queue: no more puts; what is in it can still be taken.
  package func close(queue number: Int) {
    let queue = unsafe queues + number
    unsafe lock(queue)
    if unsafe queue.pointee.closed == 0 {
      unsafe queue.pointee.closed_place = UInt32(clamping: currentPlace?() ?? 0)
      unsafe queue.pointee.closer = UInt64(me)
    }
    unsafe ipc_store32(&queue.pointee.closed, 1)
    // Under the lock: if this process is killed meanwhile, the next owner wakes all.
    unsafe wakeAll(queue)
    unsafe unlock(queue)
  }

  /// Where a queue was closed, and by which process; nil while it is open.
  package func closing(ofQueue number: Int) -> (place: Int, process: Int)? {
    let queue = unsafe queues + number
    guard unsafe ipc_load32(&queue.pointee.closed) != 0 else { return nil }
    return unsafe (Int(queue.pointee.closed_place), Int(queue.pointee.closer))
  }
}
