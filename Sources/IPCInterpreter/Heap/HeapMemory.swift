import Glibc

/// The system refuses address space, even 1 MiB of it.
package struct NoAddressSpace: Error {}

/// Address space that is reserved at once and gets memory where it is touched; untouched, it reads as zero.
@safe struct HeapMemory: ~Copyable {
  /// The first byte, at a multiple of 4 KiB.
  let base: UnsafeMutableRawPointer
  /// The number of bytes reserved.
  let count: Int

  /// The bytes of memory that the machine has; 1 GiB when the system does not say.
  static var ofMachine: Int {
    let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
    let size = Int(sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : 1 << 30
  }

  /// The most that is reserved at once: a quarter of the address space where that is limited, as much else needs some.
  private static var share: Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return .max }
    return max(1 << 20, Int(clamping: limit.rlim_cur) / 4)
  }

  /// Reserves as much as the system gives, from `count` bytes downwards by quarters to 1 MiB.
  ///
  /// - Throws: `NoAddressSpace` when the system gives nothing.
  init(reserving count: Int) throws(NoAddressSpace) {
    var size = min(count, Self.share)
    while size >= 1 << 20 {
      let protection = PROT_READ | PROT_WRITE
      let flags = Int32(MAP_PRIVATE) | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE)
      if let start = unsafe mmap(nil, size, protection, flags, -1, 0), unsafe start != MAP_FAILED {
        unsafe base = start
        self.count = size
        return
      }
      size /= 4
    }
    throw NoAddressSpace()
  }

  deinit {
    unsafe munmap(base, count)
  }

  /// Asks for huge pages in a part, which makes forks of a large heap cheap; a refusal does no harm.
  func useHugePages(from offset: Int, count: Int) {
    unsafe madvise(base + offset, count, MADV_HUGEPAGE)
  }

  /// Gives the memory of a part back; it reads as zero afterwards.
  func discard(from offset: Int, count: Int) {
    unsafe madvise(base + offset, count, MADV_DONTNEED)
  }
}
