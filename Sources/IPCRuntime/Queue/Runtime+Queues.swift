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
    let mayNote = makeRoomForHandles()
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
    let isSane = unsafe isSane(queue)
    return unsafe QueueState(
      size: isSane ? Int(queue.pointee.put - queue.pointee.got) : 0,
      limit: limit >= UInt64(Int.max) ? nil : Int(limit),
      unfinished: Int(clamping: queue.pointee.put - min(queue.pointee.put, queue.pointee.done)),
      isClosed: queue.pointee.closed != 0,
      lost: Int(clamping: queue.pointee.lost),
      taken: Int(clamping: queue.pointee.got),
      dead: Int(clamping: queue.pointee.dead_count)
    )
  }
}
