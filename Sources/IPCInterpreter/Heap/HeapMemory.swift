import Glibc

/// Address space that is reserved at once and gets memory where it is touched; untouched, it reads as zero.
@safe struct HeapMemory: ~Copyable {
  /// The first byte, at a multiple of 4 KiB.
  let base: UnsafeMutableRawPointer
  /// The number of bytes reserved.
  let count: Int

  /// The bytes of memory that the machine has.
  static var ofMachine: Int {
    Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Reserves as much as the system gives, from `count` bytes downwards by quarters to 1 MiB.
  ///
  /// - Returns: nil when the system gives nothing.
  init?(reserving count: Int) {
    var size = count
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
    return nil
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
