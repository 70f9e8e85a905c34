import CIPCShims
import Glibc

/// What each process was given: the queues, processes and pipe ends that it can reach, and how many items it took and did not finish.
///
/// Invariants:
/// - A process's list of handles is a block of numbers, 0 for none. Only its own process changes it, before the start its
///   parent, and after the end whoever buries it. It moves to another block, or loses entries, under the table lock, under
///   which the others read it; an entry is added by one store of the count.
/// - A queue or process stands in the list as long as the process may reach it. A pipe end stands there as long as the process holds
///   it; `unreachable` marks one that it holds and cannot name any more.
/// - A count of taken items changes only in a step of its queue, so it is right whoever is killed when.
extension Runtime {
  /// Marks a pipe end that is held, and so open, though its process can do nothing with it any more.
  static let unreachable: UInt64 = 1 << 55

  /// The list of a process and the number of its entries.
  func givenList(_ number: Int) -> (UnsafeMutablePointer<UInt64>, Int) {
    let record = unsafe processes + number
    let (block, count) = unsafe (record.pointee.given, ipc_load32(&record.pointee.given_count))
    guard contains(block, UInt64(count) * 8) else {
      return unsafe (pointer(0).assumingMemoryBound(to: UInt64.self), 0)
    }
    return unsafe (pointer(block).assumingMemoryBound(to: UInt64.self), Int(count))
  }

  /// Adds handles to the list of a process, which is this one or not started yet.
  ///
  /// Without memory for the list the handles are not noted: then a wait may be called a deadlock although this process
  /// could have ended it, which the shortage of memory soon makes true, and no record is used again any more.
  package func give(_ handles: [Handle], to number: Int) {
    for handle in handles {
      if number == me {
        if knownHandles == nil { rememberHandles() }
        if knownHandles?[handle.rawValue] != nil { continue }
      }
      add(handle.rawValue, to: number)
    }
  }

  private func rememberHandles() {
    var known: [UInt64: Int] = [:]
    let (list, count) = unsafe givenList(me)
    for position in 0..<count where unsafe list[position] & Self.unreachable == 0 {
      unsafe known[list[position]] = position
    }
    knownHandles = known
  }

  private func add(_ raw: UInt64, to number: Int) {
    let record = unsafe processes + number
    if unsafe record.pointee.given_count >= record.pointee.given_capacity {
      guard unsafe growGiven(record) else { return }
    }
    guard unsafe contains(record.pointee.given, UInt64(record.pointee.given_capacity) * 8) else {
      unsafe ipc_store32(&header.pointee.misses_handles, 1)
      return
    }
    let position = unsafe Int(record.pointee.given_count)
    let list = unsafe pointer(record.pointee.given).assumingMemoryBound(to: UInt64.self)
    unsafe list[position] = raw
    unsafe record.pointee.given_version &+= 1
    unsafe ipc_store32(&record.pointee.given_count, UInt32(position + 1))
    if number == me { knownHandles?[raw] = position }
  }

  /// Whether the list of this process has grown so long that a look pays which handles it can still reach.
  ///
  /// That is for between two requests: during one, what was given may be on its way to where the look finds it.
  package var isListLong: Bool { unsafe Int(own.pointee.given_count) >= longList }

  /// Makes room for more handles of this process, a few at the most; whether there is.
  func makeRoomForHandles(_ count: Int = 1) -> Bool {
    if knownHandles == nil { rememberHandles() }
    let record = unsafe own
    let wanted = unsafe Int(record.pointee.given_count) + count
    return unsafe wanted <= Int(record.pointee.given_capacity) || growGiven(record)
  }

  /// Adds a handle, for which there is room, to the list of this process.
  func note(_ handle: Handle) { add(handle.rawValue, to: me) }

  private func growGiven(_ record: UnsafeMutablePointer<ipc_process>) -> Bool {
    let old = unsafe (record.pointee.given, Int(record.pointee.given_capacity))
    let count = unsafe Int(record.pointee.given_count)
    let isSane = count <= old.1 && (old.1 == 0 || contains(old.0, UInt64(old.1) * 8))
    let capacity = max(8, old.1 * 2)
    guard isSane, let block = try? allocate(capacity * 8) else {
      unsafe ipc_store32(&header.pointee.misses_handles, 1)
      return false
    }
    if count > 0 { unsafe memcpy(pointer(block), pointer(old.0), count * 8) }
    unsafe locked(&header.pointee.table_lock) {
      unsafe ipc_store64(&record.pointee.given, block)
      unsafe ipc_store32(&record.pointee.given_capacity, UInt32(capacity))
    }
    if old.1 > 0 { release(old.0, old.1 * 8) }
    return true
  }

  /// Forgets the queues and processes that this process cannot reach any more and marks such pipe ends, which stay open.
  package func keepOnly(_ reachable: [Handle]) {
    let kept = Set(reachable.map(\.rawValue))
    let (list, count) = unsafe givenList(me)
    var holes = 0
    let isExact = (0..<count).allSatisfy { position in
      let raw = unsafe list[position]
      if raw == 0 { holes += 1 }
      return raw == 0 || (raw & Self.unreachable == 0) == kept.contains(raw & ~Self.unreachable)
    }
    // What closed ends leave in the list makes it long, too.
    if isExact, holes < 128 || holes < count / 2 {
      unsafe longList = max(256, (count - holes) * 2)
      return
    }
    unsafe locked(&header.pointee.table_lock) {
      var end = 0
      for position in 0..<count {
        let raw = unsafe list[position] & ~Self.unreachable
        if raw == 0 { continue }
        if kept.contains(raw) {
          unsafe list[end] = raw
        } else if Handle(rawValue: raw).kind == .pipeEnd {
          unsafe list[end] = raw | Self.unreachable
        } else {
          continue
        }
        end += 1
      }
      unsafe own.pointee.given_version &+= 1
      unsafe ipc_store32(&own.pointee.given_count, UInt32(end))
      unsafe longList = max(256, end * 2)
    }
    knownHandles = nil
  }

  /// Whether this process holds an end of a pipe.
  package func holds(end: Int) -> Bool {
    if knownHandles == nil { rememberHandles() }
    return knownHandles?[Handle(.pipeEnd, end).rawValue] != nil
  }

  /// Whether a living process holds an end of a pipe, be it one that it cannot name any more.
  package func holds(_ end: Handle, process: Int) -> Bool {
    unsafe locked(&header.pointee.table_lock) {
      isLiving(process) && isInList(of: process, end)
    }
  }

  /// The processes that have ended and could reach a handle when they did, as far as that is still known.
  package func endedProcesses(reaching handle: Handle) -> [Int] {
    unsafe locked(&header.pointee.table_lock) {
      numbers.filter { $0 != 0 && hasEnded($0) && !isRun($0) && isInList(of: $0, handle) }.sorted()
    }
  }

  private func isInList(of process: Int, _ handle: Handle) -> Bool {
    let (list, count) = unsafe givenList(process)
    return (0..<count).contains { unsafe list[$0] & ~Self.unreachable == handle.rawValue }
  }

  /// Gives up an end that this process holds.
  package func close(end: Int) {
    let handle = Handle(.pipeEnd, end)
    let (list, count) = unsafe givenList(me)
    beginGivingUpEnds()
    for position in 0..<count
    where unsafe list[position] & ~Self.unreachable == handle.rawValue {
      unsafe ipc_store64(list + position, 0)
    }
    unsafe own.pointee.given_version &+= 1
    knownHandles?[handle.rawValue] = nil
    noteEndsGivenUp([handle])
  }

  /// The handles that a process may reach; under the table lock.
  func reach(of number: Int) -> [Handle] {
    let (list, count) = unsafe givenList(number)
    var handles: [Handle] = []
    for position in 0..<count {
      let raw = unsafe ipc_load64(list + position)
      if raw != 0, raw & Self.unreachable == 0 { handles.append(Handle(rawValue: raw)) }
    }
    return handles.sorted { $0.rawValue < $1.rawValue }
  }

  /// The pipe ends that a process holds, be it that it cannot name them any more; under the table lock.
  func heldEnds(of number: Int) -> [Handle] {
    let (list, count) = unsafe givenList(number)
    return (0..<count)
      .map { Handle(rawValue: unsafe ipc_load64(list + $0) & ~Self.unreachable) }
      .filter { $0.kind == .pipeEnd }
  }

  // MARK: Items in hand

  /// Where this process counts the items that it took from a queue and did not finish.
  func takenPlace(for queue: Int) throws(SystemFault) -> Int {
    if unsafe queue == lastTaken.queue { return unsafe lastTaken.place }
    if let place = takenPlaces[queue] {
      unsafe lastTaken = (queue, place)
      return place
    }
    let record = unsafe own
    let (list, room) = unsafe (record.pointee.taken, record.pointee.taken_capacity)
    guard unsafe record.pointee.taken_count <= room, room == 0 || contains(list, UInt64(room) * 16)
    else { throw .damage }
    if unsafe record.pointee.taken_count == record.pointee.taken_capacity {
      try forgetTakenPlaces()
    }
    let count = unsafe Int(record.pointee.taken_count)
    if unsafe count == record.pointee.taken_capacity {
      let capacity = max(4, count * 2)
      let block = try allocate(capacity * 16)
      let old = unsafe record.pointee.taken
      if count > 0 { unsafe memcpy(pointer(block), pointer(old), count * 16) }
      unsafe locked(&header.pointee.table_lock) {
        unsafe ipc_store64(&record.pointee.taken, block)
        unsafe record.pointee.taken_capacity = UInt32(capacity)
      }
      if count > 0 { release(old, count * 16) }
      for queue in takenPlaces.keys {
        takenPlaces[queue, default: 0] += Int(block) - Int(old)
      }
    }
    let start = unsafe Int(record.pointee.taken) + count * 16
    let pair = unsafe pointer(UInt64(start)).assumingMemoryBound(to: UInt64.self)
    unsafe pair[0] = UInt64(queue)
    unsafe pair[1] = 0
    unsafe ipc_store32(&record.pointee.taken_count, UInt32(count + 1))
    takenPlaces[queue] = start + 8
    unsafe lastTaken = (queue, start + 8)
    return start + 8
  }

  /// Forgets the counts of queues that nobody can reach any more, if they are half of all.
  ///
  /// The list is written anew in another block, with zeros behind it, and then becomes shorter.
  private func forgetTakenPlaces() throws(SystemFault) {
    let known = takenPlaces.filter { isKnown(queue: $0.key) }
    guard takenPlaces.count >= 64, known.count <= takenPlaces.count / 2 else { return }
    let record = unsafe own
    let (old, size) = unsafe (record.pointee.taken, Int(record.pointee.taken_capacity) * 16)
    let block = try allocate(size)
    unsafe memset(pointer(block), 0, size)
    takenPlaces = [:]
    unsafe lastTaken = (-1, 0)
    for (position, entry) in known.enumerated() {
      let start = Int(block) + position * 16
      let pair = unsafe pointer(UInt64(start)).assumingMemoryBound(to: UInt64.self)
      unsafe pair[0] = UInt64(entry.key)
      unsafe pair[1] = unsafe pointer(UInt64(entry.value)).load(as: UInt64.self)
      takenPlaces[entry.key] = start + 8
    }
    unsafe locked(&header.pointee.table_lock) {
      unsafe ipc_store64(&record.pointee.taken, block)
      unsafe ipc_store32(&record.pointee.taken_count, UInt32(known.count))
    }
    release(old, size)
  }

  /// How many items of a queue a living process took and did not mark done.
  package func itemsInHand(of number: Int, from queue: Int) -> Int {
    let record = unsafe processes + number
    let count = unsafe locked(&header.pointee.table_lock) { () -> Int? in
      for position in 0..<(unsafe takenCount(record)) {
        let start = unsafe record.pointee.taken + UInt64(position * 16)
        let pair = unsafe pointer(start).assumingMemoryBound(to: UInt64.self)
        guard unsafe pair[0] == UInt64(queue) else { continue }
        if unsafe queues[queue].retry != 0 { return nil }
        return unsafe Int(clamping: pair[1])
      }
      return 0
    }
    // Such a queue knows it itself.
    return count ?? holders(ofQueue: queue)[number, default: 0]
  }

  /// The number of pairs in a process's list of items taken.
  private func takenCount(_ record: UnsafeMutablePointer<ipc_process>) -> Int {
    let (list, count) = unsafe (record.pointee.taken, record.pointee.taken_count)
    return contains(list, UInt64(count) * 16) ? Int(count) : 0
  }

  /// Settles what a dead process had in hand: it is handed out again, or lost.
  func settleItems(of number: Int) {
    let record = unsafe processes + number
    let isDone = isDone(number)
    for position in 0..<(unsafe takenCount(record)) {
      let start = unsafe Int(record.pointee.taken) + position * 16
      let pair = unsafe pointer(UInt64(start)).assumingMemoryBound(to: UInt64.self)
      // Its record may be another queue's by now.
      let queueNumber = unsafe self.number(pair[0])
      guard isKnown(queue: queueNumber) else { continue }
      let queue = unsafe queues + queueNumber
      if unsafe queue.pointee.retry != 0 {
        settleHeld(ofQueue: queueNumber, by: number, isDone: isDone)
        continue
      }
      if isDone { continue }
      unsafe lock(queue)
      let taken = unsafe pair[1]
      // Still so now that the queue is locked.
      if taken > 0, isKnown(queue: queueNumber) {
        var step = unsafe QueueStep(queue)
        step.lost &+= taken
        step.other = UInt64(start + 8)
        step.otherValue = 0
        unsafe commit(step, queue)
      }
      unsafe unlock(queue)
    }
  }
}
