import CIPCShims
import Glibc

/// Blocks of shared memory, in sizes of powers of two from 64 bytes.
///
/// Invariants, under the memory lock: a free block's first word is the next free block of its size. Taking one and giving
/// one back are one store each to the head of its list, so a process killed in between loses at most the one block that it
/// was about to take or to give back.
extension Runtime {
  private static let smallest = 6
  /// From this size on a free block's memory goes back to the system.
  private static let returned = 20

  /// Takes a block of at least so many bytes; what is in it is unknown.
  ///
  /// - Throws: `mmap` with `ENOMEM` when the run uses as much as it may.
  func allocate(_ count: Int) throws(SystemFault) -> UInt64 {
    let sizeClass = Self.sizeClass(count)
    let size = UInt64(1) << sizeClass
    let block = unsafe locked(&header.pointee.memory_lock) { () -> UInt64 in
      guard unsafe header.pointee.memory_used + size <= UInt64(byteLimit) else { return 0 }
      unsafe header.pointee.memory_used += size
      let free = unsafe freeList(sizeClass)
      if unsafe free.pointee != 0 {
        let block = unsafe free.pointee
        let next = unsafe pointer(block).load(as: UInt64.self)
        unsafe ipc_store64(free, next)
        return block
      }
      let block = unsafe header.pointee.memory_next
      guard block + size <= UInt64(regionSize) else { return 0 }
      unsafe ipc_store64(&header.pointee.memory_next, block + size)
      return block
    }
    if block == 0 { throw SystemFault("shared memory", code: ENOMEM) }
    return block
  }

  /// Gives a block back that was taken for so many bytes.
  func release(_ block: UInt64, _ count: Int) {
    let sizeClass = Self.sizeClass(count)
    if sizeClass >= Self.returned {
      // All but the first page, which holds the link.
      unsafe madvise(pointer(block) + 4_096, 1 << sizeClass - 4_096, MADV_REMOVE)
    }
    unsafe locked(&header.pointee.memory_lock) {
      let free = unsafe freeList(sizeClass)
      unsafe pointer(block).storeBytes(of: free.pointee, as: UInt64.self)
      unsafe ipc_store64(free, block)
      unsafe header.pointee.memory_used &-= 1 << sizeClass
    }
  }

  /// Copies bytes into a block of their own; 0 for none.
  func copyIn(_ bytes: UnsafeRawBufferPointer) throws(SystemFault) -> UInt64 {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return 0 }
    let block = try allocate(bytes.count)
    unsafe memcpy(pointer(block), start, bytes.count)
    return block
  }

  private static func sizeClass(_ count: Int) -> Int {
    max(smallest, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
  }

  private func freeList(_ sizeClass: Int) -> UnsafeMutablePointer<UInt64> {
    unsafe withUnsafeMutablePointer(to: &header.pointee.free_blocks) { lists in
      unsafe UnsafeMutableRawPointer(lists).assumingMemoryBound(to: UInt64.self)
        + (sizeClass - Self.smallest)
    }
  }
}
