import CIPCShims

/// How processes, queues and pipes are numbered.
///
/// A number is that of those made before, times the number of places in the table, plus the place of the record. So numbers
/// grow in the order of making, and a record that is used again has another number; whether a number still is its record's
/// says `Runtime.isKnown`.
struct Numbering {
  let slots: Int

  static var processes: Numbering { Numbering(slots: Int(IPC_SLOTS)) }
  static var queues: Numbering { Numbering(slots: Int(IPC_QUEUE_SLOTS)) }
  static var pipes: Numbering { Numbering(slots: Int(IPC_PIPE_SLOTS)) }

  /// The place of a record.
  func slot(of number: Int) -> Int { number & (slots - 1) }

  /// How many were made before.
  func serial(of number: Int) -> UInt64 { UInt64(truncatingIfNeeded: number / slots) }

  /// The number of a process or queue.
  func number(serial: UInt64, slot: Int) -> Int {
    Int((serial &* UInt64(slots) &+ UInt64(slot)) & 0x00ff_ffff_ffff_ffff)
  }
}

/// Records, taken by number.
@unsafe struct RecordTable<Record> {
  let start: UnsafeMutablePointer<Record>
  private let mask: Int

  init(start: UnsafeMutableRawPointer, _ numbering: Numbering) {
    unsafe self.start = unsafe start.assumingMemoryBound(to: Record.self)
    unsafe mask = numbering.slots - 1
  }

  @inline(__always) static func + (table: Self, number: Int) -> UnsafeMutablePointer<Record> {
    unsafe table.start + (number & table.mask)
  }

  subscript(number: Int) -> Record {
    unsafeAddress { unsafe UnsafePointer(start + (number & mask)) }
    nonmutating unsafeMutableAddress { unsafe start + (number & mask) }
  }
}

extension Runtime {
  /// The places of the table of processes that were ever used.
  var slotCount: Int { unsafe Int(ipc_load32(&header.pointee.slot_count)) }

  /// The number of the process whose record is at a place; nil for a free one, and for one that is being freed.
  func number(atSlot slot: Int) -> Int? {
    let record = unsafe processes.start + slot
    let serial = unsafe ipc_load64(&record.pointee.serial)
    guard unsafe ipc_load32(&record.pointee.state) != UInt32(IPC_UNUSED), serial != 0 || slot == 0
    else { return nil }
    return Numbering.processes.number(serial: serial, slot: slot)
  }

  /// The numbers of all processes that have a record, in no order.
  var numbers: some Sequence<Int> { (0..<slotCount).lazy.compactMap(number(atSlot:)) }

  /// Whether the record of a process is still its own; nobody can reach a process with another's.
  package func isKnown(_ number: Int) -> Bool {
    let serial = Numbering.processes.serial(of: number)
    return unsafe ipc_load64(&(processes + number).pointee.serial) == serial
  }

  /// The number of the queue whose record is at a place; nil for a free one.
  func queueNumber(atSlot slot: Int) -> Int? {
    let serial = unsafe ipc_load64(&(queues + slot).pointee.serial)
    return serial == 0 ? nil : Numbering.queues.number(serial: serial, slot: slot)
  }

  /// The numbers of all queues that have a record, those of pipes too.
  var queueNumbers: some Sequence<Int> {
    (0..<(unsafe Int(ipc_load32(&header.pointee.queue_count)))).lazy
      .compactMap(queueNumber(atSlot:))
  }

  /// Whether the records of handles are still their own.
  package func areKnown(_ handles: [Handle]) -> Bool {
    handles.allSatisfy { handle in
      switch handle.kind {
      case .process: isKnown(handle.number)
      case .queue: isKnown(queue: handle.number)
      case .pipeEnd: isKnown(pipe: handle.number / 2)
      case nil: false
      }
    }
  }

  /// The number of the pipe whose record is at a place; nil for a free one.
  func pipeNumber(atSlot slot: Int) -> Int? {
    let serial = unsafe ipc_load64(&(pipes + slot).pointee.serial)
    return serial == 0 ? nil : Numbering.pipes.number(serial: serial, slot: slot)
  }

  /// Whether the record of a pipe is still its own; nobody holds an end of one with another's.
  package func isKnown(pipe number: Int) -> Bool {
    let serial = Numbering.pipes.serial(of: number)
    return unsafe ipc_load64(&(pipes + number).pointee.serial) == serial
  }

  /// Whether the record of a queue is still its own.
  func isKnown(queue number: Int) -> Bool {
    let serial = Numbering.queues.serial(of: number)
    return unsafe ipc_load64(&(queues + number).pointee.serial) == serial
  }
}
