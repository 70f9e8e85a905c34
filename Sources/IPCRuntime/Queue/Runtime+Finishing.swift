import CIPCShims

/// What follows a step of a queue: wake-ups, items marked done, the end of a queue.
extension Runtime {
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
    let size = unsafe queue.pointee.put &- queue.pointee.got
    if wasAsleep {
      if wakesItems {
        unsafe queue.pointee.space_wanted |= UInt32(IPC_WANTED_HERE)
      } else {
        unsafe queue.pointee.items_wanted |= UInt32(IPC_WANTED_HERE)
      }
    }
    // Who wanted what is there now.
    var (getters, putters): (UInt32, UInt32) = (0, 0)
    if size > 0, unsafe queue.pointee.items_wanted != 0 {
      unsafe getters = queue.pointee.items_wanted
      unsafe owe(queue, getters)
      unsafe queue.pointee.items_wanted = 0
      unsafe ipc_store32(&queue.pointee.items_word, queue.pointee.items_word &+ 1)
    }
    if unsafe size < queue.pointee.limit, unsafe queue.pointee.space_wanted != 0 {
      unsafe putters = queue.pointee.space_wanted
      unsafe owe(queue, putters)
      unsafe queue.pointee.space_wanted = 0
      unsafe ipc_store32(&queue.pointee.space_word, queue.pointee.space_word &+ 1)
    }
    unsafe unlock(queue)
    guard getters | putters != 0 else { return }
    let here = UInt32(IPC_WANTED_HERE)
    if getters & here != 0 { unsafe ipc_futex_wake(&queue.pointee.items_word, 1) }
    if putters & here != 0 { unsafe ipc_futex_wake(&queue.pointee.space_word, 1) }
    settle(getters | putters)
  }

  /// Notes that this process is about to take wishes for wake-ups from a queue; the lock is held.
  ///
  /// Written before they are taken: if this process is killed before it wakes, its burial wakes in its place.
  @inline(__always) func owe(_ queue: UnsafeMutablePointer<ipc_queue>, _ wanted: UInt32) {
    unsafe own.pointee.owes_selecting |= wanted
    unsafe own.pointee.owes = UInt64(queue - queues.start) + 1
  }

  /// Wakes those who wait for the first of several events, and notes that no wake-up is owed any more.
  @inline(__always) func settle(_ wanted: UInt32) {
    if wanted & ~UInt32(IPC_WANTED_HERE) != 0 { unsafe ipc_wake_selecting(header, wanted) }
    unsafe ipc_store32(&own.pointee.owes_selecting, 0)
    unsafe ipc_store64(&own.pointee.owes, 0)
  }

  /// Hands on a wake-up that this process may have had, as it makes no use of it.
  func passOn(_ queue: UnsafeMutablePointer<ipc_queue>, isGetting: Bool, _ pause: Pause?) {
    guard pause != nil else { return }
    unsafe lock(queue)
    unsafe unlockAndWake(queue, wakesItems: !isGetting, wasAsleep: true)
  }

  /// Ends what the table says of a wait, if one was begun.
  func endWaitIfBegun(_ pause: Pause?) {
    if pause != nil { endWait() }
  }

  func finish(_ pause: inout Pause?, _ result: WaitResult) -> WaitResult {
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
    let wanted = unsafe step.done == step.put ? queue.pointee.done_wanted : 0
    if wanted != 0 {
      unsafe owe(queue, wanted)
      unsafe queue.pointee.done_wanted = 0
      unsafe ipc_store32(&queue.pointee.done_word, queue.pointee.done_word &+ 1)
    }
    unsafe unlock(queue)
    if wanted != 0 {
      unsafe ipc_futex_wake(&queue.pointee.done_word, Int32.max)
      settle(wanted)
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
      unsafe queue.pointee.done_wanted |= UInt32(IPC_WANTED_HERE)
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
    return unsafe (Int(queue.pointee.closed_place), self.number(queue.pointee.closer))
  }
}
