import CIPCShims

/// The numbers of processes.
///
/// A number is that of the processes made before, times the number of places, plus the place of the record. So numbers grow in
/// the order in which processes are made, and a record that is used again has another number; whether a number still is its
/// record's says `Runtime.isKnown`.
enum ProcessNumber {
  /// The place of a process's record.
  static func slot(of number: Int) -> Int { number & (Int(IPC_SLOTS) - 1) }

  /// How many processes were made before one.
  static func serial(of number: Int) -> UInt64 { UInt64(number / Int(IPC_SLOTS)) }

  /// The number of a process.
  static func number(serial: UInt64, slot: Int) -> Int { Int(serial) * Int(IPC_SLOTS) + slot }
}

/// The records of processes, taken by number.
@unsafe struct ProcessTable {
  let start: UnsafeMutablePointer<ipc_process>

  static func + (table: ProcessTable, number: Int) -> UnsafeMutablePointer<ipc_process> {
    unsafe table.start + ProcessNumber.slot(of: number)
  }

  subscript(number: Int) -> ipc_process {
    unsafeAddress { unsafe UnsafePointer(start + ProcessNumber.slot(of: number)) }
    nonmutating unsafeMutableAddress { unsafe start + ProcessNumber.slot(of: number) }
  }
}

extension Runtime {
  /// The places of the table that were ever used.
  var slotCount: Int { unsafe Int(ipc_load32(&header.pointee.slot_count)) }

  /// The number of the process whose record is at a place; nil for a free one.
  func number(atSlot slot: Int) -> Int? {
    let record = unsafe processes.start + slot
    let serial = unsafe ipc_load64(&record.pointee.serial)
    guard unsafe ipc_load32(&record.pointee.state) != UInt32(IPC_UNUSED) else { return nil }
    return ProcessNumber.number(serial: serial, slot: slot)
  }

  /// The numbers of all processes that have a record, in no order.
  var numbers: some Sequence<Int> { (0..<slotCount).lazy.compactMap(number(atSlot:)) }

  /// Whether the record of a process is still its own; nobody can reach a process with another's.
  package func isKnown(_ number: Int) -> Bool {
    let serial = ProcessNumber.serial(of: number)
    return unsafe ipc_load64(&(processes + number).pointee.serial) == serial
  }
}
