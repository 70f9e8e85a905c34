import CIPCShims
import Glibc

/// Checks of what is read in the region, before it is followed.
///
/// What processes share any of them may damage, by a mistake of ours or of the machine's. So an offset, a length or a number
/// that comes from the region is followed only when it stays in the region; otherwise an operation throws `damage`, and what
/// cannot throw takes it for nothing.
extension SystemFault {
  /// What the region says makes no sense.
  static let damage = SystemFault("shared memory", code: EBADMSG)

  /// Whether the memory that processes share was found to be damaged.
  package var isDamage: Bool { call == Self.damage.call && code == Self.damage.code }
}

extension Runtime {
  /// Whether so many bytes from an offset on lie among the blocks that were ever taken.
  @inline(__always) func contains(_ offset: UInt64, _ count: UInt64) -> Bool {
    guard offset >= firstBlock, offset & 7 == 0 else { return false }
    let end = unsafe knownEnd
    return count <= end && offset <= end - count || containsAnew(offset, count)
  }

  /// Looks where the blocks end by now, which every process changes.
  @inline(never) private func containsAnew(_ offset: UInt64, _ count: UInt64) -> Bool {
    let end = unsafe min(ipc_load64(&header.pointee.memory_next), UInt64(regionSize))
    unsafe knownEnd = end
    let size = UInt64(Self.segmentSize)
    unsafe segmentSpan = end >= firstBlock + size ? end - firstBlock - size + 1 : 0
    return count <= end && offset <= end - count
  }

  /// The number of a process or queue that a word of the region says, which no handle can be without.
  @inline(__always) func number(_ word: UInt64) -> Int { Int(word & 0x00ff_ffff_ffff_ffff) }

  /// Whether the counters of a queue, whose lock is held, can be right.
  @inline(__always) func isSane(_ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    let put = unsafe queue.pointee.put
    return unsafe queue.pointee.got <= put && put < 1 << 62
  }

  /// Whether the memory of a heap can hold the blocks of a priority queue, whose lock is held.
  func isHeapSane(_ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    let capacity = unsafe queue.pointee.heap_capacity
    guard unsafe isSane(queue), capacity < 1 << 40,
      unsafe queue.pointee.put - queue.pointee.got <= capacity
    else { return false }
    return unsafe capacity == 0 || contains(queue.pointee.heap, capacity * 8)
  }

  /// Whether the lists of the held and the dead blocks of a queue, whose lock is held, lie in the region.
  func areListsSane(_ queue: UnsafeMutablePointer<ipc_queue>) -> Bool {
    func isSane(_ list: UInt64, _ count: UInt64, _ capacity: UInt64) -> Bool {
      count <= capacity && capacity < 1 << 40 && (capacity == 0 || contains(list, capacity * 8))
    }
    return unsafe isSane(
      queue.pointee.held,
      queue.pointee.held_count,
      queue.pointee.held_capacity
    )
      && isSane(queue.pointee.dead, queue.pointee.dead_count, queue.pointee.dead_capacity)
  }

  /// Whether a number that a step is to change lies in the region; 0 is none.
  func isSane(target: UInt64) -> Bool { target == 0 || contains(target, 8) }
}
