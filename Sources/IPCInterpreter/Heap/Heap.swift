/// The memory of one machine's objects: precise, non-moving, marked and swept.
///
/// Invariants:
/// - Address space is reserved once and handed out in blocks of 32 KiB. A block holds objects of one size class, or
///   belongs to one large object, or is free.
/// - Mark bits, one for each 16 bytes, lie beside the objects in a mapping of their own: a collection in a forked
///   child copies the bits, not its parent's objects. Sweeping reads bits only.
/// - Between collections a clear bit at or behind its class's cursor means a free cell; what was allocated since has a
///   clear bit too, but lies before the cursor.
/// - Only `collect` frees. It is called by the machine, at points where every value in use lies in the roots given.
///   So natives may keep offsets in local variables as long as they like.
/// - Memory handed out is not zero; who allocates fills it.
@safe package final class Heap {
  /// What a block holds.
  enum BlockState: UInt8 {
    case free, small, largeStart, largeRest
  }

  /// What is known of a block, beside it.
  struct Block {
    var state: BlockState
    var sizeClass: UInt8
    /// The number of blocks of a large object, in its first block.
    var span: UInt32
  }

  /// Where objects of one size are allocated.
  struct Cursor {
    /// The offset of the next free cell.
    var next: Int
    /// The end of the run of free cells.
    var limit: Int
    /// The bytes of a cell.
    var size: Int
    /// The block the run lies in; -1 for none.
    var block: Int
    /// The position in `partial` from where blocks with free cells are looked for.
    var nextPartial: Int
  }

  /// The objects; offsets count from its base, and offset 0 is never an object.
  let memory: HeapMemory
  private let blockMemory: HeapMemory
  private let markMemory: HeapMemory
  /// The base of `memory`, which the machine's loop reads.
  let base: UnsafeMutableRawPointer
  let blocks: UnsafeMutablePointer<Block>
  /// A bit for each granule.
  let marks: UnsafeMutablePointer<UInt64>
  let cursors: UnsafeMutablePointer<Cursor>
  private let classTable: UnsafeMutablePointer<UInt8>
  /// The number of blocks there is address space for.
  private let blockLimit: Int
  /// The number of blocks ever used; behind them all is untouched.
  var blockCount = 1
  /// Free blocks below `blockCount`.
  var freeBlocks: [Int] = []
  /// By class, blocks that had free cells at the last collection.
  var partial: [[Int]]
  /// The bytes that can still be allocated before a collection pays.
  ///
  /// Each allocation writes it, so accesses are not checked at run time.
  @exclusivity(unchecked) var allowance = 4 << 20
  /// What it was after the last collection.
  var fullAllowance = 4 << 20
  /// The machine's interrupt word, which long operations poll.
  @exclusivity(unchecked) var interrupt: UnsafePointer<UInt32>?
  /// Whether what the interrupt word says ends the instruction at hand: asked when the word is not 0.
  package var mustStop: (() -> Bool)?
  /// The functions of the program; one of a greater number is another process's, which was spawned later.
  package internal(set) var functionCount = Int.max
  /// Whether a collection is wanted at every chance, for finding mistakes.
  package var stress = false {
    didSet { unsafe allowance = stress ? 0 : fullAllowance }
  }
  /// The most bytes that blocks may take; beyond, `isExhausted` is set.
  package var byteLimit: Int
  /// The bytes in blocks that are in use.
  var usedBytes = 0
  /// The number of collections so far.
  package internal(set) var collections = 0
  /// Whether more than `byteLimit` is in use; the machine turns it into `OutOfMemory`.
  @inline(__always) package var isExhausted: Bool { usedBytes > byteLimit + leeway }
  /// The bytes beyond the limit that may be taken after an `OutOfMemory`, so that a script can deal with it; 0 again once a
  /// collection finds that enough was let go.
  var leeway = 0
  /// Whether huge pages were asked for.
  private var hasHugePages = false
  /// How handles are shown, as only the world knows their names.
  package var describeHandle: ((Value) -> String)?
  /// How functions are shown, as only the program knows their names.
  package var describeFunction: ((Int) -> String)?
  /// The entry of a map that was found last; none after a collection.
  @exclusivity(unchecked) var lastFound = FoundEntry()
  /// The readers that were not found unreachable yet, which hold files open.
  var readers: [Int] = []
  /// The numbers of those that were, for the world to close.
  var deadReaders: [Int] = []
  /// Where `random` and its like take their numbers from.
  var generator = Generator(seed: 0)
  /// What is still to be marked, kept between collections.
  var markStack: [Value] = []

  /// Makes an empty heap.
  ///
  /// - Parameter byteLimit: The most bytes that objects may take; never more than three quarters of the machine's memory,
  ///   nor than a quarter of the space that is reserved, as one operation can take more than the limit at once.
  /// - Throws: `NoAddressSpace` when the system has none for it.
  package init(byteLimit: Int = .max) throws(NoAddressSpace) {
    let memory = try HeapMemory(reserving: 64 << 30)
    let blockMemory = try HeapMemory(
      reserving: max(1 << 20, memory.count / SizeClass.blockSize * MemoryLayout<Block>.stride)
    )
    let markMemory = try HeapMemory(reserving: max(1 << 20, memory.count / SizeClass.granule / 8))
    unsafe base = unsafe memory.base
    blockLimit = min(
      memory.count / SizeClass.blockSize,
      blockMemory.count / MemoryLayout<Block>.stride,
      markMemory.count * 8 * SizeClass.granule / SizeClass.blockSize
    )
    unsafe blocks = unsafe blockMemory.base.assumingMemoryBound(to: Block.self)
    unsafe marks = unsafe markMemory.base.assumingMemoryBound(to: UInt64.self)
    self.byteLimit = min(
      byteLimit,
      blockLimit * SizeClass.blockSize / 4,
      HeapMemory.ofMachine / 4 * 3
    )
    self.memory = memory
    self.blockMemory = blockMemory
    self.markMemory = markMemory
    let table = SizeClass.table()
    unsafe classTable = UnsafeMutablePointer<UInt8>.allocate(capacity: table.count)
    unsafe classTable.initialize(from: table, count: table.count)
    let sizes = SizeClass.sizes
    unsafe cursors = UnsafeMutablePointer<Cursor>.allocate(capacity: sizes.count)
    for (position, size) in sizes.enumerated() {
      let cursor = Cursor(next: 0, limit: 0, size: size, block: -1, nextPartial: 0)
      unsafe (cursors + position).initialize(to: cursor)
    }
    partial = Array(repeating: [], count: sizes.count)
  }

  deinit {
    unsafe cursors.deallocate()
    unsafe classTable.deallocate()
  }

  /// Whether enough was allocated for a collection to pay.
  @inline(__always) package var wantsCollection: Bool {
    unsafe allowance <= 0
  }

  // MARK: Allocation

  /// Allocates bytes at a multiple of 16, with whatever was in them before; returns their offset.
  @inline(__always) func allocate(_ count: Int) -> Int {
    guard count <= SizeClass.largest else { return allocateLarge(count) }
    let sizeClass = unsafe Int(
      classTable[(count &+ SizeClass.granule &- 1) / SizeClass.granule]
    )
    let cursor = unsafe cursors + sizeClass
    let offset = unsafe cursor.pointee.next
    guard unsafe offset < cursor.pointee.limit else { return allocateSlowly(sizeClass) }
    let size = unsafe cursor.pointee.size
    unsafe cursor.pointee.next = offset &+ size
    unsafe allowance &-= size
    return offset
  }

  /// The bytes that an allocation of so many really takes.
  func capacity(for count: Int) -> Int {
    guard count <= SizeClass.largest else {
      return (count + SizeClass.blockSize - 1) / SizeClass.blockSize * SizeClass.blockSize
    }
    let granules = (count + SizeClass.granule - 1) / SizeClass.granule
    return unsafe cursors[Int(classTable[granules])].size
  }

  /// Finds the next run of free cells of a class, or begins a block.
  @inline(never) private func allocateSlowly(_ sizeClass: Int) -> Int {
    let cursor = unsafe cursors + sizeClass
    let size = unsafe cursor.pointee.size
    while true {
      let (block, limit) = unsafe (cursor.pointee.block, cursor.pointee.limit)
      if block >= 0, let run = freeRun(in: block, from: limit, size: size) {
        unsafe cursor.pointee.next = run.lowerBound + size
        unsafe cursor.pointee.limit = run.upperBound
        unsafe allowance -= size
        return run.lowerBound
      }
      let nextPartial = unsafe cursor.pointee.nextPartial
      let next: Int
      if nextPartial < partial[sizeClass].count {
        next = partial[sizeClass][nextPartial]
        unsafe cursor.pointee.nextPartial = nextPartial + 1
      } else {
        next = takeBlocks(1)
        unsafe blocks[next] = Block(state: .small, sizeClass: UInt8(sizeClass), span: 1)
      }
      unsafe cursor.pointee.block = next
      unsafe cursor.pointee.limit = next * SizeClass.blockSize
    }
  }

  /// The first run of cells without a mark in a block, at or behind an offset.
  private func freeRun(in block: Int, from offset: Int, size: Int) -> Range<Int>? {
    let start = block * SizeClass.blockSize
    let end = start + SizeClass.blockSize / size * size
    var lower = offset
    while lower < end, isMarked(lower) { lower += size }
    guard lower < end else { return nil }
    var upper = lower + size
    while upper < end, !isMarked(upper) { upper += size }
    return lower..<upper
  }

  /// Allocates whole blocks for one object.
  @inline(never) private func allocateLarge(_ count: Int) -> Int {
    let span = (count + SizeClass.blockSize - 1) / SizeClass.blockSize
    let first = takeBlocks(span)
    unsafe blocks[first] = Block(state: .largeStart, sizeClass: 0, span: UInt32(span))
    for rest in first + 1..<first + span {
      unsafe blocks[rest] = Block(state: .largeRest, sizeClass: 0, span: 0)
    }
    unsafe allowance -= span * SizeClass.blockSize
    return first * SizeClass.blockSize
  }

  /// Takes neighbouring blocks that are free.
  private func takeBlocks(_ span: Int) -> Int {
    usedBytes += span * SizeClass.blockSize
    if span == 1, let block = freeBlocks.popLast() { return block }
    if span > 1, let first = freeRun(ofBlocks: span) { return first }
    let first = blockCount
    // The limit of bytes lies far below the reserved space, save on systems that refuse space; there the
    // process ends, as it does when the system has no memory.
    precondition(first + span <= blockLimit, "the heap's address space is used up")
    blockCount += span
    useHugePagesWhenLarge()
    return first
  }

  /// Looks for `span` neighbours among the free blocks.
  private func freeRun(ofBlocks span: Int) -> Int? {
    guard freeBlocks.count >= span else { return nil }
    freeBlocks.sort()
    var runStart = 0
    for position in freeBlocks.indices {
      if position > 0, freeBlocks[position] != freeBlocks[position - 1] + 1 { runStart = position }
      if position - runStart + 1 == span {
        let first = freeBlocks[runStart]
        freeBlocks.removeSubrange(runStart...position)
        return first
      }
    }
    return nil
  }

  /// From 32 MiB on the heap grows in huge pages: measured, a fork with 256 MiB takes 0.4 ms instead of 12.
  private func useHugePagesWhenLarge() {
    let start = 32 << 20
    guard !hasHugePages, blockCount * SizeClass.blockSize > start else { return }
    hasHugePages = true
    memory.useHugePages(from: start, count: memory.count - start)
  }

  // MARK: Access

  /// Whether an object was found by the last collection.
  @inline(__always) func isMarked(_ offset: Int) -> Bool {
    let granule = offset / SizeClass.granule
    return unsafe marks[granule >> 6] & (1 << UInt64(granule & 63)) != 0
  }

  /// The words of an object.
  @inline(__always) func words(_ offset: Int) -> UnsafeMutablePointer<Int> {
    unsafe (base + offset).assumingMemoryBound(to: Int.self)
  }

  /// The values at an offset.
  @inline(__always) func values(_ offset: Int) -> UnsafeMutablePointer<Value> {
    unsafe (base + offset).assumingMemoryBound(to: Value.self)
  }
}
