import CIPCShims

/// Records of processes, queues and pipes that are used again.
///
/// A process that has ended is remembered as long as somebody can reach it: it stands in the list of a living process (see
/// `Runtime+Given`), in an item of a queue that can be reached, or in the result of a process that can be reached. All is
/// looked through under the table lock, queues first: meanwhile lists only grow, and who takes an item has its handles in the
/// list before the item is gone, so nothing that anybody can reach is missed.
/// Whoever can reach a queue with `retry` can learn of those that hold its items and of the last holders of its dead ones.
///
/// Invariants:
/// - A record is freed by giving up its serial first, so that its number is nobody's from then on; its state is written last.
///   Whoever is killed in between leaves a record that nobody can reach, which the next look frees again.
/// - A block of memory is forgotten before it is given back; one that is lost to a kill in between stays lost.
extension Runtime {
  /// The least number of processes and queues that are made before records are looked through again.
  private static let few: Int64 = 256
  /// The last processes made, which are remembered a while for the sake of reports that say who has ended.
  private static let remembered: UInt64 = 128
  /// The most processes that were killed, and nobody has learnt of it, that main reports one by one at its end.
  private static let reported = 1_000

  /// Whether enough processes and queues were made, or enough memory was taken, for `reuseRecords` to pay.
  package var isReuseDue: Bool {
    if limits.reusesAlways { return true }
    // Without the lock: another process may be changing each of these numbers.
    let all = unsafe header.pointee.made &+ header.pointee.queues_made
    let made = unsafe Int64(bitPattern: all &- header.pointee.swept_made)
    let used = unsafe Int64(bitPattern: header.pointee.memory_used)
    let swept = unsafe Int64(bitPattern: header.pointee.swept_memory)
    if used > 2 * swept + 64 << 20 { return true }
    return unsafe made >= max(Self.few, Int64(bitPattern: header.pointee.sweep_after))
  }

  /// Whether a failure was forgotten that nobody has learnt of.
  package var hasForgottenFailures: Bool { unsafe header.pointee.forgotten_failures > 0 }

  /// Whether a process lives, or has ended a moment ago so that its children may still be its own.
  package func mayHaveChildren(_ number: Int) -> Bool {
    unsafe isKnown(number) && ipc_load32(&processes[number].buried) != 2
  }

  /// Takes the place of a free record, under the table lock; nil when there is none.
  func takeSlot() -> Int? {
    let count = slotCount
    let first = unsafe Int(header.pointee.next_slot)
    func isFree(_ slot: Int) -> Bool {
      unsafe ipc_load32(&(processes.start + slot).pointee.state) == UInt32(IPC_UNUSED)
    }
    let free = (min(first, count)..<count).first(where: isFree)
    if let slot = free ?? (count < limits.records ? count : (1..<count).first(where: isFree)) {
      unsafe header.pointee.next_slot = UInt32(slot + 1)
      if slot == count { unsafe ipc_store32(&header.pointee.slot_count, UInt32(count + 1)) }
      return slot
    }
    return nil
  }

  /// Frees the records of processes, queues and pipes that nobody can reach.
  package func reuseRecords() {
    buryTheDead()
    var ends: [Handle] = []
    unsafe locked(&header.pointee.table_lock) {
      unsafe header.pointee.swept_made = header.pointee.made + header.pointee.queues_made
      unsafe header.pointee.swept_memory = header.pointee.memory_used
      guard unsafe header.pointee.misses_handles == 0, let carried = handlesInQueues() else {
        unsafe header.pointee.sweep_after = 0
        return
      }
      beginGivingUpEnds()
      guard let reached = reachable(carried) else {
        unsafe header.pointee.sweep_after = 0
        return
      }
      ends = freeProcesses(except: reached)
      freePipes(except: reached)
      freeQueues(except: reached)
      unsafe header.pointee.next_slot = 1
      unsafe header.pointee.next_queue = 0
      unsafe header.pointee.next_pipe = 0
      unsafe header.pointee.swept_memory = header.pointee.memory_used
    }
    noteEndsGivenUp(ends)
  }

  // MARK: Who is reached

  /// By queue, the handles in its items; nil when somebody is busy at one.
  ///
  /// A queue is not waited for: who holds its lock may be waiting for the table's.
  private func handlesInQueues() -> [Int: [Handle]]? {
    var carried: [Int: [Handle]] = [:]
    for number in queueNumbers {
      let queue = unsafe queues + number
      let isIdle = unsafe ipc_load32(&queue.pointee.step) == UInt32(IPC_IDLE)
      if isIdle, unsafe ipc_load64(&queue.pointee.carrying) == 0 { continue }
      guard unsafe tryLock(queue) else { return nil }
      carried[number] = unsafe handles(in: queue)
      unsafe unlock(queue)
    }
    return carried
  }

  func tryLock(_ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    for _ in 0..<1_000 {
      switch unsafe ipc_lock_try(&queue.pointee.lock) {
      case 0: ipc_pause()
      case 1: return true
      default:
        unsafe repair(queue)
        return true
      }
    }
    return false
  }

  /// What living processes can reach, by whatever way; nil when somebody is busy at a queue.
  private func reachable(_ carried: [Int: [Handle]]) -> Set<UInt64>? {
    var reached: Set<UInt64> = []
    var open: [UInt64] = []
    func visit(_ raw: UInt64) { if reached.insert(raw).inserted { open.append(raw) } }
    func visit(process number: Int) { visit(Handle(.process, number).rawValue) }
    for number in numbers where mayAct(number) {
      visit(process: number)
      let (list, count) = unsafe givenList(number)
      for position in 0..<count { unsafe visit(list[position] & ~Self.unreachable) }
      // Of one that waits for several events these are handles, and some of them of no process, which does no harm.
      for word in unsafe waitWords(of: processes + number) { visit(process: self.number(word)) }
    }
    // After the look at who may act: what the others held was settled before, and stays with whoever held it last.
    guard let holders = allHolders() else { return nil }
    for number in numbers.filter({ isUnjoinedFailure($0) && !hasResult($0) }).prefix(Self.reported)
    {
      visit(process: number)
    }
    while let raw = open.popLast() {
      let handle = Handle(rawValue: raw)
      switch handle.kind {
      case .process:
        guard isKnown(handle.number) else { continue }
        // Reports say who spawned it.
        visit(process: spawner(ofProcess: handle.number))
        if let run = run(ofKeeper: handle.number) { visit(process: run) }
        visit(process: shown(handle.number))
        if hasEnded(handle.number) {
          for handle in resultHandles(of: handle.number) { visit(handle.rawValue) }
        }
      case .queue:
        for handle in carried[handle.number] ?? [] { visit(handle.rawValue) }
        // The dead items have the errors of those that held them; reports say who ended with one in hand.
        for holder in holders[handle.number] ?? [] { visit(process: holder) }
        // The fault of a use after the close says who closed it.
        visit(process: unsafe number(queues[handle.number].closer))
      case .pipeEnd:
        visit(handle.otherEnd.rawValue)
        for queue in [queue(toPutAt: handle.number), queue(toGetAt: handle.number)] {
          if let queue { visit(Handle(.queue, queue).rawValue) }
        }
      case nil: continue
      }
    }
    return reached
  }

  /// Whether a process lives, is being started, or has not been buried.
  func mayAct(_ number: Int) -> Bool {
    let record = unsafe processes + number
    switch unsafe ipc_load32(&record.pointee.state) {
    case UInt32(IPC_RUNNING): return true
    case UInt32(IPC_ENDED):
      return unsafe ipc_load32(&record.pointee.buried) != 2
    case UInt32(IPC_NEW): return unsafe isBeingStarted(record)
    default: return false
    }
  }

  // MARK: Freeing

  /// Frees records; returns the pipe ends that were held by results.
  private func freeProcesses(except reached: Set<UInt64>) -> [Handle] {
    var ends: [Handle] = []
    var (kept, alive) = (0, 0)
    let made = unsafe header.pointee.made
    for slot in 1..<max(1, slotCount) {
      let record = unsafe processes.start + slot
      // Whoever was freeing it was killed.
      if unsafe ipc_load64(&record.pointee.serial) == 0,
        unsafe ipc_load32(&record.pointee.state) != UInt32(IPC_UNUSED)
      {
        unsafe free(record)
      }
    }
    for number in numbers where number != 0 {
      if mayAct(number) {
        alive += 1
        continue
      }
      if reached.contains(Handle(.process, number).rawValue) {
        kept += 1
        continue
      }
      let record = unsafe processes + number
      let isRecent = unsafe record.pointee.serial &+ Self.remembered > made
      // A failure is known by its result to have been reported.
      if isRecent, !hasEnded(number) || !isDone(number) { continue }
      if unsafe record.pointee.joined == 0, hasEnded(number) {
        ends += resultHandles(of: number).filter { $0.kind == .pipeEnd }
      }
      if isRecent {
        unsafe freeResult(record)
        continue
      }
      if isUnjoinedFailure(number) { unsafe header.pointee.forgotten_failures = 1 }
      unsafe free(record)
    }
    // Each look is at all of them, so it comes the more rarely the more there is to look at.
    unsafe header.pointee.sweep_after = UInt64(max(kept * 2, alive / 4))
    return ends
  }

  private func freeResult(_ record: UnsafeMutablePointer<ipc_process>) {
    let old = unsafe record.pointee
    unsafe free(&record.pointee.result, Int(clamping: max(1, old.result_count)))
    unsafe record.pointee.result_handles = 0
    unsafe record.pointee.result_count = 0
  }

  /// Gives a block back that a field names, which is zero first, so that it is not given back twice.
  private func free(_ field: UnsafeMutablePointer<UInt64>, _ size: Int) {
    let block = unsafe field.pointee
    unsafe ipc_store64(field, 0)
    if block != 0, size > 0 { release(block, size) }
  }

  /// Frees the record of a process that could not be started and that nobody has got to know.
  package func forget(_ number: Int) {
    unsafe locked(&header.pointee.table_lock) { unsafe free(processes + number) }
  }

  private func free(_ record: UnsafeMutablePointer<ipc_process>) {
    unsafe ipc_store64(&record.pointee.serial, 0)
    let old = unsafe record.pointee
    unsafe freeResult(record)
    unsafe free(&record.pointee.name, Int(old.name_count))
    unsafe free(&record.pointee.given, Int(old.given_capacity) * 8)
    unsafe free(&record.pointee.taken, Int(old.taken_capacity) * 16)
    unsafe free(&record.pointee.command, Int(old.command_count))
    var clean = ipc_process()
    // Until the last, so that a record half cleaned is freed again.
    clean.state = old.state
    clean.buried = old.buried
    clean.end_word = old.end_word
    unsafe record.pointee = clean
    unsafe record.pointee.buried = 0
    unsafe ipc_store32(&record.pointee.state, UInt32(IPC_UNUSED))
  }
}
