import CIPCShims
import Glibc

/// One process's view of all that the processes of a run share: the table of processes, the queues, the pipes.
///
/// Invariants:
/// - The region is mapped once, before any fork, so that every process sees it at the same address; everything in it is
///   named by its number or its offset. It has no name in any file system and goes with the last process.
/// - Records of processes, queues and pipes are made under the table lock. They are used again once nobody can reach the process,
///   queue or pipe any more (see `Runtime+Reuse`).
/// - Whatever a process writes here it may be killed before the next line. So each change either is one store, or is
///   written down first as a step that whoever finds the lock's owner dead does again (see `QueueStep`).
/// - One thread, always.
@safe package final class Runtime {
  /// What a run may use.
  package struct Limits: Sendable {
    /// The processes that may be alive at once, main included.
    package var processes = 4_096
    /// The processes that a run may remember: those that are alive, and those that somebody can still reach.
    package var records = Int(IPC_SLOTS)
    /// The queues that a run may remember, each direction of a pipe included.
    package var queues = Int(IPC_QUEUE_SLOTS)
    /// The pipes that a run may remember.
    package var pipes = Int(IPC_PIPE_SLOTS)
    /// The bytes that items and results may take together; nil for half of the machine's memory.
    package var bytes: Int?

    /// Whether records are looked through at every chance: slow, for finding mistakes of their use.
    package var reusesAlways = false

    /// The usual limits.
    package init() {}
  }

  /// The first byte of the region.
  let base: UnsafeMutableRawPointer
  let header: UnsafeMutablePointer<ipc_region_header>
  let processes: RecordTable<ipc_process>
  /// For each record of a process a bit: whether it has ended and was not buried.
  let unburied: UnsafeMutablePointer<UInt32>
  let queues: RecordTable<ipc_queue>
  let pipes: RecordTable<ipc_pipe>
  /// What this run may use.
  package let limits: Limits
  /// What is known of each page of the region.
  let pages: UnsafeMutablePointer<ipc_page>
  /// The bytes that items and results may take.
  package let byteLimit: Int
  /// The bytes of the region.
  let regionSize: Int
  /// Where blocks begin, behind the tables.
  let firstBlock: UInt64
  /// Where the blocks ended when this process last looked; see `contains`.
  @exclusivity(unchecked) var knownEnd: UInt64 = 0
  /// How many offsets from `firstBlock` on there were then at which a segment could begin.
  @exclusivity(unchecked) var segmentSpan: UInt64 = 0

  /// The number of this process, see `Numbering`; 0 is main.
  package internal(set) var me = 0 {
    didSet { unsafe own = unsafe processes + me }
  }
  /// The record of this process; like what else each request looks at, it is not checked for exclusive access.
  @exclusivity(unchecked) private(set) var own: UnsafeMutablePointer<ipc_process>
  /// Called while this process waits, first after 20 ms, then more rarely; true gives the wait up as doomed.
  package var onIdle: (() -> Bool)?
  /// Where the script is, a number that the embedder understands; asked when a wait begins and when a queue is closed.
  package var currentPlace: (() -> Int)?
  /// Called when this process was given many handles, to say which it can still reach.
  package var reachable: (() -> [Handle])?
  /// Whether the guardian is there, as it is from the first start on.
  package internal(set) var hasGuardian = false
  /// Whether children of this run write to a pipe of the prompt.
  var hasRelay = false
  /// Where this process counts the items that it took from a queue, by queue.
  var takenPlaces: [Int: Int] = [:]
  @exclusivity(unchecked) var lastTaken = (queue: -1, place: 0)
  /// How many handles the list of this process holds when it pays to look which it can still reach.
  @exclusivity(unchecked) var longList = 256
  /// The blocks that this process holds, by queue, oldest first.
  var inHand: [Int: BlocksInHand] = [:]
  /// Where the handles that this process can reach stand in its list; nil when that is to be found out again.
  var knownHandles: [UInt64: Int]?
  /// Whether the other end of a pipe was held by somebody when the epoch was this.
  var heldEnds: [UInt64: (epoch: UInt64, isHeld: Bool)] = [:]
  /// The descriptors that this process has opened for commands and pipelines.
  var descriptors: Set<Int32> = []
  /// Whether waiting begins with a few looks, which pays when another processor can change something meanwhile.
  let spins: Int

  /// Maps the region; the calling process becomes number 0, named `main`.
  ///
  /// - Throws: `mmap` when the system gives no address space at all.
  package init(limits: Limits = Limits()) throws(SystemFault) {
    var size = min(64 << 30, Self.addressSpace / 4)
    var start = unsafe Self.map(size)
    while unsafe start == MAP_FAILED {
      size /= 4
      if size < 1 << 20 { throw SystemFault("mmap", code: errno) }
      unsafe start = unsafe Self.map(size)
    }
    guard let base = unsafe start else { throw SystemFault("mmap", code: ENOMEM) }
    unsafe self.base = unsafe base
    regionSize = size
    var fitting = limits
    // In a small region the tables take at most a quarter.
    while Self.tableBytes(fitting, size) > size / 4, fitting.queues > 64 {
      fitting.records = max(64, fitting.records / 2)
      fitting.queues /= 2
      fitting.pipes /= 2
    }
    self.limits = fitting
    unsafe header = unsafe base.assumingMemoryBound(to: ipc_region_header.self)
    let processTable = unsafe base + 4_096
    unsafe processes = unsafe RecordTable(start: processTable, .processes)
    unsafe own = unsafe processes.start
    let queueTable = unsafe processTable + fitting.records * MemoryLayout<ipc_process>.stride
    unsafe queues = unsafe RecordTable(start: queueTable, .queues)
    let pipeTable = unsafe queueTable + fitting.queues * MemoryLayout<ipc_queue>.stride
    unsafe pipes = unsafe RecordTable(start: pipeTable, .pipes)
    let pidTable = unsafe pipeTable + fitting.pipes * MemoryLayout<ipc_pipe>.stride
    let pids = unsafe pidTable.assumingMemoryBound(to: UInt32.self)
    unsafe unburied = unsafe pids + Int(IPC_PIDS)
    let pageTable = unsafe pidTable + (Self.bitBytes(fitting) + Int(IPC_PIDS) * 4)
    unsafe pages = unsafe pageTable.assumingMemoryBound(to: ipc_page.self)
    byteLimit = min(fitting.bytes ?? Self.machineMemory / 2, size / 2)
    spins = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 ? 1_000 : 0
    firstBlock = UInt64((Self.tableBytes(fitting, size) + 65_535) & ~65_535)
    unsafe header.pointee.memory_first = firstBlock
    unsafe header.pointee.memory_next = firstBlock
    unsafe ipc_begin_region(header, processes.start, unburied, pids)
    ipc_lock_begin_process()
    makeMain()
  }

  /// The bytes of memory that the machine has; 1 GiB when the system does not say.
  private static var machineMemory: Int {
    let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
    let size = Int(sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : 1 << 30
  }

  /// The bytes of address space that this process may use; `Int.max` for any.
  private static var addressSpace: Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
      return .max
    }
    return Int(clamping: limit.rlim_cur)
  }

  private static func map(_ size: Int) -> UnsafeMutableRawPointer? {
    let flags = Int32(MAP_SHARED) | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE)
    return unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
  }

  /// The bytes of all tables in front of the blocks of memory.
  private static func tableBytes(_ limits: Limits, _ size: Int) -> Int {
    unsafe 4_096 + Int(IPC_PIDS) * 4 + bitBytes(limits) + size / 4_096
      * MemoryLayout<ipc_page>.stride
      + limits.records * MemoryLayout<ipc_process>.stride
      + limits.queues * MemoryLayout<ipc_queue>.stride
      + limits.pipes * MemoryLayout<ipc_pipe>.stride
  }

  /// The bytes of one bit for each process, in whole words.
  private static func bitBytes(_ limits: Limits) -> Int { (limits.records + 63) / 64 * 8 }

  /// The word that a machine polls; signal handlers set bits in it.
  package var interrupt: UnsafeMutablePointer<UInt32> { unsafe ipc_interrupt_word() }

  /// The memory at an offset of the region.
  @inline(__always) func pointer(_ offset: UInt64) -> UnsafeMutableRawPointer {
    unsafe base + Int(offset)
  }

  /// Runs a closure under a lock that needs no repair, as each change under it is one store.
  func locked<Result, Failure: Error>(
    _ lock: UnsafeMutablePointer<ipc_lock>,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if unsafe ipc_lock_acquire(lock) != 0 {
      // It may have given up pipe ends, and told nobody.
      unsafe _ = ipc_add64(&header.pointee.ends_epoch, 1)
    }
    defer { unsafe ipc_lock_release(lock) }
    return try body()
  }
}
