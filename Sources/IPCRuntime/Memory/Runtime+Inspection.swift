import CIPCShims

/// What tests look at, and what they damage.
extension Runtime {
  /// Whether a process is in a wait that the table knows of.
  package func isWaiting(_ number: Int) -> Bool {
    unsafe isLiving(number) && ipc_load32(&processes[number].wait_kind) != 0
  }

  /// How many records of processes and of queues are in use.
  package var recordCounts: (processes: Int, queues: Int) {
    (numbers.count { _ in true }, queueNumbers.count { _ in true })
  }

  /// The processes that live, are being started, or have not been buried.
  package var actingProcesses: [Int] { numbers.filter(mayAct).sorted() }

  /// How many pipes were made.
  package var pipeCount: Int { unsafe Int(ipc_load32(&header.pointee.pipe_count)) }

  /// Whether nobody holds the other end of a pipe.
  package func isAbandoned(end: Int) -> Bool { !isHeld(Handle(.pipeEnd, end ^ 1)) }

  /// Whether somebody is at work at a queue, at the tables, or at the memory.
  package func isBusy(atQueue number: Int) -> Bool {
    let words = unsafe [
      ipc_load32(&(queues + number).pointee.lock.word), ipc_load32(&header.pointee.table_lock.word),
      ipc_load32(&header.pointee.memory_lock.word),
    ]
    return words.contains { $0 & IPC_LOCK_OWNER != 0 }
  }

  /// All memory that processes share.
  package var memory: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: base, count: regionSize)
  }

  /// The record of a queue behind its lock.
  package func recordToDamage(ofQueue number: Int) -> UnsafeMutableRawBufferPointer {
    let lock = unsafe MemoryLayout<ipc_lock>.size
    return unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(queues + number) + lock,
      count: MemoryLayout<ipc_queue>.size - lock
    )
  }

  /// The record of a process.
  package func recordToDamage(ofProcess number: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: processes + number,
      count: MemoryLayout<ipc_process>.size
    )
  }

  /// The memory of all blocks that were ever taken.
  package var blocksToDamage: UnsafeMutableRawBufferPointer {
    let (first, end) = unsafe (header.pointee.memory_first, header.pointee.memory_next)
    return unsafe UnsafeMutableRawBufferPointer(start: pointer(first), count: Int(end - first))
  }
}
