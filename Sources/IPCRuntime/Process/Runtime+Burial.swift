import CIPCShims
import Glibc

/// What is left to do for processes that ended: their pipe ends, the items in their hands, the wake-ups that they owed, and
/// their children.
///
/// Invariants: `burier` says who is at it, so that another one goes on when that one is killed; then `buried` goes from 0
/// through 1 to 2. Each part may be done twice.
extension Runtime {
  /// The capacity of the smallest list of handles.
  private static let keptCapacity = 8

  /// Whether every process that is known to have ended was buried.
  var areAllBuried: Bool {
    unsafe ipc_load32(&header.pointee.settled) == ipc_load32(&header.pointee.deaths)
  }

  /// Buries every process that has ended and was not buried.
  package func buryTheDead() {
    let deaths = unsafe ipc_load32(&header.pointee.deaths)
    guard unsafe ipc_load32(&header.pointee.settled) != deaths else { return }
    var isSettled = true
    eachUnburied { number in
      let record = unsafe processes + number
      beginGivingUpEnds()
      let burier = unsafe ipc_load64(&record.pointee.burier)
      let isFree = burier == 0 || !isLiving(self.number(burier &- 1))
      guard isFree,
        unsafe ipc_compare_exchange64(&record.pointee.burier, burier, UInt64(me + 1)) != 0
      else {
        isSettled = false
        return
      }
      // Somebody else may have been quicker, and the record be another process's by now.
      guard isKnown(number), unsafe ipc_load32(&record.pointee.buried) != 2 else {
        unsafe _ = ipc_compare_exchange64(&record.pointee.burier, UInt64(me + 1), burier)
        return
      }
      let slot = Numbering.processes.slot(of: number)
      // If this process is killed, its own burial sees to it that somebody goes on.
      unsafe ipc_store32(&own.pointee.buries, UInt32(slot + 1))
      unsafe ipc_store32(&record.pointee.buried, 1)
      bury(number)
      unsafe ipc_and32(unburied + slot / 32, ~(1 << UInt32(slot % 32)))
      // From here on the record may be used again.
      unsafe ipc_store32(&record.pointee.buried, 2)
      unsafe ipc_store32(&own.pointee.buries, 0)
    }
    // Whoever ended since is found by the next look, as the number of deaths is another one then.
    guard isSettled else { return }
    unsafe ipc_store32(&header.pointee.settled, deaths)
    // One whose burier was buried is found only now.
    if unsafe ipc_load32(&header.pointee.deaths) != deaths { buryTheDead() }
  }

  /// Calls a closure with the number of each process that is known to have ended and was not buried.
  private func eachUnburied(_ body: (Int) -> Void) {
    for word in 0..<(slotCount + 31) / 32 {
      var bits = unsafe ipc_load32(unburied + word)
      while bits != 0 {
        let slot = word * 32 + bits.trailingZeroBitCount
        bits &= bits - 1
        let record = unsafe processes.start + slot
        // One whose end was noted twice may have left the bit, which the next one's burial takes away.
        guard let number = number(atSlot: slot), hasEnded(number),
          unsafe ipc_load32(&record.pointee.buried) != 2
        else { continue }
        body(number)
      }
    }
  }

  /// Lets the process be buried again that a dead one was burying, which may have got as far as to take it off the list.
  private func resumeBurial(by number: Int) {
    let slot = unsafe Int(processes[number].buries) - 1
    guard slot >= 0, slot < slotCount else { return }
    let record = unsafe processes.start + slot
    guard unsafe ipc_load64(&record.pointee.burier) == UInt64(number + 1),
      unsafe ipc_load32(&record.pointee.buried) == 1
    else { return }
    unsafe ipc_or32(unburied + slot / 32, 1 << UInt32(slot % 32))
    // Others may have looked meanwhile and found all buried.
    unsafe _ = ipc_add32(&header.pointee.deaths, 1)
  }

  /// Lets a process be buried again whose burier was killed at the very end of it.
  func noteUnburied(_ number: Int) {
    let burier = unsafe Int(ipc_load64(&processes[number].burier)) - 1
    guard burier >= 0, !isLiving(burier) else { return }
    let slot = Numbering.processes.slot(of: number)
    unsafe ipc_or32(unburied + slot / 32, 1 << UInt32(slot % 32))
    // Others may have looked meanwhile and found all buried.
    unsafe _ = ipc_add32(&header.pointee.deaths, 1)
  }

  /// Sees to it that processes that have ended are buried, by this process or another one, and with a killed keeper its run:
  /// then all that they held is where others find it.
  ///
  /// - Parameters:
  ///   - numbers: The processes.
  ///   - patience: For how many nanoseconds at the most, as whoever is at it may have been stopped.
  func settle(_ numbers: [Int], patience: Int) {
    buryTheDead()
    var end: Int?
    for number in numbers {
      while !isSettled(number) {
        let deadline = end ?? Clock.deadline(after: patience)
        end = deadline
        if Clock.now() >= deadline { return }
        usleep(200)
        buryTheDead()
      }
    }
  }

  private func isSettled(_ number: Int) -> Bool {
    guard isKnown(number) else { return true }
    // It is killed by the death of its keeper, but a moment later.
    if let run = run(ofKeeper: number), isLiving(run) || !isSettled(run) { return false }
    let buried = unsafe ipc_load32(&processes[number].buried)
    if buried == 1 { noteUnburied(number) }
    return buried == 2
  }

  private func bury(_ number: Int) {
    let record = unsafe processes + number
    let (list, count) = unsafe givenList(number)
    let handles = (0..<count).map { unsafe Handle(rawValue: list[$0] & ~Self.unreachable) }
    resumeBurial(by: number)
    settleItems(of: number)
    // A number with a mask, so whatever it is, it is a queue's.
    let owes = unsafe record.pointee.owes
    if owes > 0 { unsafe wakeAll(queues + self.number(owes &- 1)) }
    unsafe ipc_wake_selecting(header, ipc_load32(&record.pointee.owes_selecting))
    // A wake-up that was meant for it may have ended with it.
    let handle = unsafe Handle(rawValue: record.pointee.wait_handle)
    if unsafe record.pointee.wait_kind != 0 {
      if handle.kind == .queue { unsafe wakeAll(queues + handle.number) }
      if handle.kind == .pipeEnd { noteEndsGivenUp([handle]) }
    }
    noteEndsGivenUp(handles.filter { $0.kind == .pipeEnd })
    for child in children(of: number, daemons: true) {
      markKilled(child)
      sendSignal(SIGKILL, to: child)
    }
    for child in children(of: number, daemons: false) {
      if isRun(child) {
        markKilled(child)
        sendSignal(SIGKILL, to: child)
        continue
      }
      unsafe ipc_store32(&processes.start.pointee.is_parent, 1)
      unsafe ipc_store64(&processes[child].parent, 0)
      // Who waits for the end of main's children has one more to wait for.
      unsafe ipc_futex_wake(&processes[child].end_word, Int32.max)
    }
    unsafe forgetLists(record)
  }

  /// Gives up the lists of a process; a short one of handles stays, so that reports can say who has ended.
  private func forgetLists(_ record: UnsafeMutablePointer<ipc_process>) {
    var given = unsafe (record.pointee.given, Int(record.pointee.given_capacity))
    if given.1 <= Self.keptCapacity { given.1 = 0 }
    let taken = unsafe (record.pointee.taken, Int(record.pointee.taken_capacity))
    let targets = unsafe (record.pointee.wait_targets, Int(record.pointee.wait_target_count))
    unsafe locked(&header.pointee.table_lock) {
      if given.1 > 0 {
        unsafe record.pointee.given_count = 0
        unsafe record.pointee.given_capacity = 0
      }
      unsafe record.pointee.taken_count = 0
      unsafe record.pointee.taken_capacity = 0
      unsafe record.pointee.wait_target_count = 0
      unsafe forgetVerdict(of: record - processes.start)
    }
    if given.1 > 0 { release(given.0, given.1 * 8) }
    if taken.1 > 0 { release(taken.0, taken.1 * 16) }
    if targets.1 > 0 { release(targets.0, targets.1 * 8) }
  }

  /// Waits until all of these processes have ended.
  ///
  /// - Parameters:
  ///   - numbers: The processes.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock; 0 for no wait, `Int.max` for any.
  ///   - wait: What the table says of the wait.
  /// - Returns: `done`, `timedOut`, `interrupted` or `doomed`.
  package func waitForEnd(
    of numbers: [Int],
    until deadline: Int,
    _ wait: WaitInfo
  ) -> WaitResult {
    var pause: Pause?
    defer { if pause != nil { endWait() } }
    for number in numbers {
      while true {
        // Read before the look: a record that is used again has another word.
        let word = unsafe ipc_load32(&processes[number].end_word) & ~1
        if hasEnded(number) { break }
        if deadline == 0 { return .timedOut }
        if pause == nil {
          pause = Pause()
          beginWait(wait, Handle(.process, number), words: numbers.map(UInt64.init))
        }
        var current = pause ?? Pause()
        let result = unsafe sleep(
          on: &processes[number].end_word,
          while: word,
          until: deadline,
          &current
        )
        pause = current
        if result == nil, current.isOver, hasEnded(number) {
          // The word is changed a moment after the state.
          usleep(1_000)
          unsafe countRescue(current, &processes[number].end_word)
        }
        if let result, !(result == .timedOut && hasEnded(number)) { return result }
      }
    }
    settle(numbers, patience: 1_000_000_000)
    return .done
  }
}
