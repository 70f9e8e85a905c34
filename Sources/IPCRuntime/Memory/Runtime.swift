import CIPCShims
import Glibc

/// One process's view of all that the processes of a run share: the table of processes, the queues, the pipes.
///
/// Invariants:
/// - The region is mapped once, before any fork, so that every process sees it at the same address; everything in it is
///   named by its number or its offset. It has no name in any file system and goes with the last process.
/// - Records of processes, queues and pipes are made under the table lock by raising a count last, and never used again.
/// - Whatever a process writes here it may be killed before the next line. So each change either is one store, or is
///   written down first as a step that whoever finds the lock's owner dead does again (see `QueueStep`).
/// - One thread, always.
@safe package final class Runtime {
  /// What a run may use.
  package struct Limits: Sendable {
    /// The processes that a run may make, ended ones included.
    package var processes = 1 << 16
    /// The queues that a run may make, each direction of a pipe included.
    package var queues = 1 << 18
    /// The pipes that a run may make.
    package var pipes = 1 << 17
    /// The bytes that items and results may take together; nil for half of the machine's memory.
    package var bytes: Int?

    /// The usual limits.
    package init() {}
  }

  /// The first byte of the region.
  let base: UnsafeMutableRawPointer
  let header: UnsafeMutablePointer<ipc_region_header>
  let processes: UnsafeMutablePointer<ipc_process>
  let queues: UnsafeMutablePointer<ipc_queue>
  let pipes: UnsafeMutablePointer<ipc_pipe>
  let limits: Limits
  /// The bytes that items may take.
  let byteLimit: Int
  /// The bytes of the region.
  let regionSize: Int

  /// The number of this process; 0 is main.
  package internal(set) var me = 0
  /// Called while this process waits, first after 20 ms, then more rarely; true gives the wait up as doomed.
  package var onIdle: (() -> Bool)?
  /// Where the script is, a number that the embedder understands; asked when a wait begins and when a queue is closed.
  package var currentPlace: (() -> Int)?
  /// Called when this process was given many handles, to say which it can still reach.
  package var reachable: (() -> [Handle])?
  /// Whether the guardian is there, as it is from the first start on.
  package internal(set) var hasGuardian = false
  /// Where this process counts the items that it took from a queue, by queue.
  var takenPlaces: [Int: Int] = [:]
  @exclusivity(unchecked) var lastTaken = (queue: -1, place: 0)
  /// The blocks that this process holds, by queue, oldest first.
  var inHand: [Int: BlocksInHand] = [:]
  /// Where the handles that this process can reach stand in its list; nil when that is to be found out again.
  var knownHandles: [UInt64: Int]?
  /// Whether the other end of a pipe was held by somebody when the epoch was this.
  var heldEnds: [UInt64: (epoch: UInt64, isHeld: Bool)] = [:]
  /// Whether waiting begins with a few looks, which pays when another processor can change something meanwhile.
  let spins: Int

  /// Maps the region; the calling process becomes number 0, named `main`.
  ///
  /// - Throws: `mmap` when the system gives no address space at all.
  package init(limits: Limits = Limits()) throws(SystemFault) {
    var size = 64 << 30
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
    while Self.tableBytes(fitting) > size / 4, fitting.queues > 64 {
      fitting.processes = max(16, fitting.processes / 2)
      fitting.queues /= 2
      fitting.pipes /= 2
    }
    self.limits = fitting
    unsafe header = unsafe base.assumingMemoryBound(to: ipc_region_header.self)
    let first = unsafe base + 4_096
    unsafe processes = unsafe first.assumingMemoryBound(to: ipc_process.self)
    let second = unsafe first + fitting.processes * MemoryLayout<ipc_process>.stride
    unsafe queues = unsafe second.assumingMemoryBound(to: ipc_queue.self)
    let third = unsafe second + fitting.queues * MemoryLayout<ipc_queue>.stride
    unsafe pipes = unsafe third.assumingMemoryBound(to: ipc_pipe.self)
    let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
    let memory = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    byteLimit = min(fitting.bytes ?? memory / 2, size / 2)
    spins = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 ? 1_000 : 0
    unsafe header.pointee.memory_next = UInt64((Self.tableBytes(fitting) + 65_535) & ~65_535)
    unsafe ipc_begin_region(header, processes)
    ipc_lock_begin_process()
    makeMain()
  }

  private static func map(_ size: Int) -> UnsafeMutableRawPointer? {
    let flags = Int32(MAP_SHARED) | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE)
    return unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
  }

  private static func tableBytes(_ limits: Limits) -> Int {
    unsafe 4_096 + limits.processes * MemoryLayout<ipc_process>.stride
      + limits.queues * MemoryLayout<ipc_queue>.stride
      + limits.pipes * MemoryLayout<ipc_pipe>.stride
  }

  /// The word that a machine polls; signal handlers set bits in it.
  package var interrupt: UnsafeMutablePointer<UInt32> { unsafe ipc_interrupt_word() }

  /// The memory at an offset of the region.
  @inline(__always) func pointer(_ offset: UInt64) -> UnsafeMutableRawPointer {
    unsafe base + Int(offset)
  }

  /// The record of this process.
  var own: UnsafeMutablePointer<ipc_process> { unsafe processes + me }

  /// Runs a closure under a lock that needs no repair, as each change under it is one store.
  func locked<Result, Failure: Error>(
    _ lock: UnsafeMutablePointer<ipc_lock>,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe _ = ipc_lock_acquire(lock)
    defer { unsafe ipc_lock_release(lock) }
    return try body()
  }
}
