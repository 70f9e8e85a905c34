import CIPCShims
import Glibc

/// Blocks of one page or more, and what is done when the owner of the memory lock was killed.
extension Runtime {
  /// The bytes of free blocks whose memory is kept.
  private static let kept: UInt64 = 8 << 20

  /// Takes a block of at least a page; 0 when there is no room.
  func takePages(_ sizeClass: Int) -> UInt64 {
    let size = UInt64(1) << UInt64(sizeClass)
    for isReturned in [false, true] {
      let first = unsafe freeBlocks(sizeClass, isReturned: isReturned)
      let number = unsafe first.pointee
      if number == 0 { continue }
      unsafe first.pointee = unsafe pages[Int(number)].next
      if !isReturned { unsafe header.pointee.memory_kept &-= size }
      unsafe setKind(pages + Int(number), IPC_PAGE_TAKEN, sizeClass)
      return UInt64(number) << UInt64(Self.pageBits)
    }
    let block = unsafe header.pointee.memory_next
    guard block + size <= UInt64(regionSize) else { return 0 }
    unsafe setKind(pages + Int(block >> UInt64(Self.pageBits)), IPC_PAGE_TAKEN, sizeClass)
    unsafe ipc_store64(&header.pointee.memory_next, block + size)
    return block
  }

  /// Gives the memory of a block that is about to be free back to the system if enough is kept; whether it did.
  func giveToSystem(_ block: UInt64, _ sizeClass: Int) -> Bool {
    let size = UInt64(1) << UInt64(sizeClass)
    guard unsafe ipc_load64(&header.pointee.memory_kept) + size > Self.kept else { return false }
    return unsafe madvise(pointer(block), Int(size), MADV_REMOVE) == 0
  }

  /// Notes that a block of at least a page is free.
  func givePages(_ block: UInt64, _ sizeClass: Int, isReturned: Bool) {
    let number = UInt32(block >> UInt64(Self.pageBits))
    let state = isReturned ? IPC_PAGE_RETURNED : IPC_PAGE_KEPT
    unsafe setKind(pages + Int(number), state, sizeClass)
    linkFree(number, sizeClass, isReturned: isReturned)
  }

  private func linkFree(_ number: UInt32, _ sizeClass: Int, isReturned: Bool) {
    let first = unsafe freeBlocks(sizeClass, isReturned: isReturned)
    unsafe pages[Int(number)].next = unsafe first.pointee
    unsafe first.pointee = number
    if !isReturned { unsafe header.pointee.memory_kept += 1 << UInt64(sizeClass) }
  }

  func setKind(_ page: UnsafeMutablePointer<ipc_page>, _ state: Int, _ sizeClass: Int) {
    unsafe ipc_store32(&page.pointee.kind, UInt32(state) | UInt32(sizeClass) << 8)
  }

  /// The first of a list by sizes.
  func list<Lists>(_ lists: inout Lists, _ sizeClass: Int) -> UnsafeMutablePointer<UInt32> {
    unsafe withUnsafeMutablePointer(to: &lists) { lists in
      unsafe UnsafeMutableRawPointer(lists).assumingMemoryBound(to: UInt32.self)
        + (sizeClass - Self.smallest)
    }
  }

  func freeBlocks(
    _ sizeClass: Int,
    isReturned: Bool
  ) -> UnsafeMutablePointer<UInt32> {
    unsafe isReturned
      ? list(&header.pointee.returned_blocks, sizeClass)
      : list(&header.pointee.kept_blocks, sizeClass)
  }

  /// Makes the lists and sums anew from what is known of the pages.
  func repairMemory() {
    for sizeClass in Self.smallest..<Self.smallest + Int(IPC_CLASSES) {
      unsafe partialPages(sizeClass).pointee = 0
      unsafe freeBlocks(sizeClass, isReturned: false).pointee = 0
      unsafe freeBlocks(sizeClass, isReturned: true).pointee = 0
    }
    unsafe header.pointee.memory_kept = 0
    var used: UInt64 = 0
    let end = unsafe header.pointee.memory_next >> UInt64(Self.pageBits)
    var number = unsafe header.pointee.memory_first >> UInt64(Self.pageBits)
    while number < end {
      let page = unsafe pages[Int(number)]
      let (state, sizeClass) = (Int(page.kind & 0xff), Int(page.kind >> 8))
      let size = UInt64(1) << UInt64(sizeClass)
      switch state {
      case Int(IPC_PAGE_SMALL):
        used += UInt64((Self.allFree(sizeClass) & ~page.free).nonzeroBitCount) * size
        if page.free != 0 { linkPartial(UInt32(number), sizeClass) }
      case Int(IPC_PAGE_TAKEN): used += size
      default:
        linkFree(UInt32(number), sizeClass, isReturned: state == Int(IPC_PAGE_RETURNED))
      }
      number += max(1, size >> UInt64(Self.pageBits))
    }
    unsafe header.pointee.memory_used = used
  }
}
