import CIPCShims
import Glibc

/// Blocks of shared memory, in sizes of powers of two from 64 bytes.
///
/// Those below a page lie together in pages of one size, with a bit for each that is free; when all of a page are free, the
/// page is. Of free pages and larger blocks some memory is kept, as a new page costs 3 microseconds; the rest goes back to the
/// system.
///
/// Invariants, under the memory lock: what a page is, and which of its small blocks are free, is each one store beside the
/// page; the lists and sums follow from that, and are made anew by whoever finds the lock's owner dead. So a process killed in
/// between loses at most the one block that it was about to take or to give back.
extension Runtime {
  static let smallest = 6
  static let pageBits = 12

  /// Takes a block of at least so many bytes; what is in it is unknown.
  ///
  /// - Throws: `shared memory` with `ENOMEM` when the run uses as much as it may.
  func allocate(_ count: Int) throws(SystemFault) -> UInt64 {
    let sizeClass = Self.sizeClass(count)
    let size = UInt64(1) << UInt64(sizeClass)
    let block = withMemory { () -> UInt64 in
      guard unsafe header.pointee.memory_used + size <= UInt64(byteLimit) else { return 0 }
      let block = sizeClass < Self.pageBits ? takeSmall(sizeClass) : takePages(sizeClass)
      if block != 0 { unsafe header.pointee.memory_used += size }
      return block
    }
    if block == 0 { throw SystemFault("shared memory", code: ENOMEM) }
    return block
  }

  /// Gives a block back that was taken for so many bytes.
  ///
  /// How large it is says its page: whoever was killed while it moved a list to a larger block may have left a number that is
  /// too small. What is no block that is taken stays as it is.
  func release(_ block: UInt64, _ count: Int) {
    guard isTaken(block) else { return }
    let sizeClass = unsafe Int(pages[Int(block >> UInt64(Self.pageBits))].kind >> 8)
    let isLarge = sizeClass >= Self.pageBits
    let isReturned = isLarge && giveToSystem(block, sizeClass)
    withMemory {
      unsafe header.pointee.memory_used &-= 1 << UInt64(sizeClass)
      if isLarge {
        givePages(block, sizeClass, isReturned: isReturned)
      } else {
        giveSmall(block, sizeClass)
      }
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

  func withMemory<Result>(_ body: () -> Result) -> Result {
    if unsafe ipc_lock_acquire(&header.pointee.memory_lock) != 0 { repairMemory() }
    defer { unsafe ipc_lock_release(&header.pointee.memory_lock) }
    return body()
  }

  /// Whether a block of memory begins at an offset, and is taken.
  ///
  /// Nobody else changes that of a block that a process of the run owns, so no lock is needed.
  func isTaken(_ block: UInt64) -> Bool {
    guard contains(block, 1) else { return false }
    let page = unsafe pages[Int(block >> UInt64(Self.pageBits))]
    let (sizeClass, place) = (Int(page.kind >> 8), block & 4_095)
    switch Int(page.kind & 0xff) {
    case Int(IPC_PAGE_SMALL):
      guard sizeClass >= Self.smallest, sizeClass < Self.pageBits else { return false }
      return place & (1 << UInt64(sizeClass) - 1) == 0
        && page.free & 1 << (place >> UInt64(sizeClass)) == 0
    case Int(IPC_PAGE_TAKEN): return place == 0
    default: return false
    }
  }

  // MARK: Small blocks

  private func takeSmall(_ sizeClass: Int) -> UInt64 {
    var number = unsafe partialPages(sizeClass).pointee
    if number == 0 {
      let start = takePages(Self.pageBits)
      if start == 0 { return 0 }
      number = UInt32(start >> UInt64(Self.pageBits))
      unsafe pages[Int(number)].free = Self.allFree(sizeClass)
      unsafe setKind(pages + Int(number), IPC_PAGE_SMALL, sizeClass)
      linkPartial(number, sizeClass)
    }
    let page = unsafe pages + Int(number)
    let free = unsafe page.pointee.free
    let bit = UInt64(free.trailingZeroBitCount)
    unsafe ipc_store64(&page.pointee.free, free & ~(1 << bit))
    if free == 1 << bit { unlinkPartial(number, sizeClass) }
    return UInt64(number) << UInt64(Self.pageBits) + bit << UInt64(sizeClass)
  }

  private func giveSmall(_ block: UInt64, _ sizeClass: Int) {
    let number = UInt32(block >> UInt64(Self.pageBits))
    let page = unsafe pages + Int(number)
    let start = UInt64(number) << UInt64(Self.pageBits)
    let free = unsafe page.pointee.free
    unsafe ipc_store64(&page.pointee.free, free | 1 << ((block - start) >> UInt64(sizeClass)))
    if free == 0 { linkPartial(number, sizeClass) }
    // The last one with free blocks stays, so that one block taken and given back does not take and give back a page.
    let isOnly = unsafe page.pointee.next == 0 && page.pointee.previous == 0
    guard unsafe page.pointee.free == Self.allFree(sizeClass), !isOnly else { return }
    unlinkPartial(number, sizeClass)
    givePages(start, Self.pageBits, isReturned: giveToSystem(start, Self.pageBits))
  }

  static func allFree(_ sizeClass: Int) -> UInt64 {
    let count = 1 << (pageBits - sizeClass)
    return UInt64.max >> UInt64(64 - count)
  }

  func partialPages(_ sizeClass: Int) -> UnsafeMutablePointer<UInt32> {
    unsafe list(&header.pointee.partial_pages, sizeClass)
  }

  func linkPartial(_ number: UInt32, _ sizeClass: Int) {
    let first = unsafe partialPages(sizeClass)
    let next = unsafe first.pointee
    unsafe pages[Int(number)].next = next
    unsafe pages[Int(number)].previous = 0
    if next != 0 { unsafe pages[Int(next)].previous = number }
    unsafe first.pointee = number
  }

  private func unlinkPartial(_ number: UInt32, _ sizeClass: Int) {
    let (next, previous) = unsafe (pages[Int(number)].next, pages[Int(number)].previous)
    if next != 0 { unsafe pages[Int(next)].previous = previous }
    if previous != 0 {
      unsafe pages[Int(previous)].next = next
    } else {
      unsafe partialPages(sizeClass).pointee = next
    }
  }
}
