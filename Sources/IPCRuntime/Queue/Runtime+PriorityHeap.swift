import CIPCShims
import Glibc

/// The items of a priority queue: blocks in a binary heap, smallest key first, equal keys in the order of arrival.
///
/// A block begins with its number in the order of arrival, the length of its key, of its bytes, the number of its handles,
/// how often it was handed out, who holds it and where (see `Runtime+Holding`), then key, handles and bytes. Two blocks
/// change places in three steps that can be done again: both are written down, `step` says so, both are stored. A dead owner
/// may leave the heap out of order but never without one of its blocks, so whoever finds it dead orders it anew.
extension Runtime {
  /// The bytes before the key of a block.
  static let priorityHeader = 40

  /// The blocks of the heap.
  private func blocks(_ queue: UnsafeMutablePointer<ipc_queue>) -> UnsafeMutablePointer<UInt64> {
    unsafe pointer(queue.pointee.heap).assumingMemoryBound(to: UInt64.self)
  }

  /// Puts a block behind the last, so that it belongs to the heap once `put` is raised.
  func placeBlock(
    _ queue: UnsafeMutablePointer<ipc_queue>,
    _ block: UInt64,
    at position: Int
  ) throws(SystemFault) {
    let capacity = unsafe Int(queue.pointee.heap_capacity)
    // What is held may come back at any time, and there must be room for it then.
    if unsafe position + Int(queue.pointee.held_count) >= capacity {
      let larger = max(64, capacity * 2)
      let memory = try allocate(larger * 8)
      let old = unsafe queue.pointee.heap
      if capacity > 0 { unsafe memcpy(pointer(memory), pointer(old), capacity * 8) }
      unsafe ipc_store64(&queue.pointee.heap, memory)
      unsafe ipc_store64(&queue.pointee.heap_capacity, UInt64(larger))
      if capacity > 0 { release(old, capacity * 8) }
    }
    let put = unsafe queue.pointee.put
    let isStack = unsafe queue.pointee.shown_kind == UInt32(IPC_STACK)
    unsafe pointer(block).storeBytes(of: isStack ? UInt64.max - put : put, as: UInt64.self)
    unsafe blocks(queue)[position] = block
  }

  /// Puts a block that comes back behind the last, as `placeBlock` does; there is room for it.
  func placeBlockBack(_ queue: UnsafeMutablePointer<ipc_queue>, _ block: UInt64, at position: Int) {
    if unsafe queue.pointee.shown_kind == UInt32(IPC_STACK) {
      // Before all that did not come back.
      let number = unsafe pointer(block).load(as: UInt64.self)
      unsafe pointer(block).storeBytes(of: number & (.max >> 1), as: UInt64.self)
    }
    unsafe blocks(queue)[position] = block
  }

  /// Moves the last block up to its place.
  func siftUp(_ queue: UnsafeMutablePointer<ipc_queue>, from position: Int) {
    var position = position
    while position > 0 {
      let parent = (position - 1) / 2
      guard unsafe isBefore(blocks(queue)[position], blocks(queue)[parent]) else { return }
      unsafe swap(queue, position, parent)
      position = parent
    }
  }

  /// Brings the first block to the end, from where it is taken by raising `got`.
  func moveFirstToEnd(_ queue: UnsafeMutablePointer<ipc_queue>, count: Int) -> UInt64 {
    if count > 1 { unsafe swap(queue, 0, count - 1) }
    return unsafe blocks(queue)[count - 1]
  }

  /// Moves a block down to its place among so many.
  func siftDown(_ queue: UnsafeMutablePointer<ipc_queue>, from position: Int, count: Int) {
    var position = position
    while true {
      var least = position
      for child in [2 * position + 1, 2 * position + 2] where child < count {
        if unsafe isBefore(blocks(queue)[child], blocks(queue)[least]) { least = child }
      }
      if least == position { return }
      unsafe swap(queue, position, least)
      position = least
    }
  }

  /// Orders the heap anew after its owner died.
  func restoreHeap(_ queue: UnsafeMutablePointer<ipc_queue>) {
    guard unsafe isHeapSane(queue) else { return }
    let count = unsafe Int(queue.pointee.put - queue.pointee.got)
    for position in stride(from: count / 2, through: 0, by: -1) {
      unsafe siftDown(queue, from: position, count: count)
    }
  }

  private func swap(_ queue: UnsafeMutablePointer<ipc_queue>, _ first: Int, _ second: Int) {
    let blocks = unsafe blocks(queue)
    unsafe queue.pointee.swap_first = UInt32(first)
    unsafe queue.pointee.swap_second = UInt32(second)
    unsafe queue.pointee.to_put = unsafe blocks[second]
    unsafe queue.pointee.to_got = unsafe blocks[first]
    unsafe ipc_store32(&queue.pointee.step, UInt32(IPC_SWAP))
    unsafe finishSwap(queue)
  }

  /// Stores the two blocks of a swap that was written down.
  func finishSwap(_ queue: UnsafeMutablePointer<ipc_queue>) {
    let blocks = unsafe blocks(queue)
    guard unsafe isHeapSane(queue),
      unsafe UInt64(queue.pointee.swap_first) < queue.pointee.heap_capacity,
      unsafe UInt64(queue.pointee.swap_second) < queue.pointee.heap_capacity
    else { return }
    unsafe ipc_store64(blocks + Int(queue.pointee.swap_first), queue.pointee.to_put)
    unsafe ipc_store64(blocks + Int(queue.pointee.swap_second), queue.pointee.to_got)
    unsafe ipc_store32(&queue.pointee.step, UInt32(IPC_IDLE))
  }

  func isBefore(_ first: UInt64, _ second: UInt64) -> Bool {
    guard isBlockSane(first), isBlockSane(second) else { return false }
    let (left, right) = unsafe (pointer(first), pointer(second))
    let leftCount = unsafe Int(left.load(fromByteOffset: 8, as: UInt32.self))
    let rightCount = unsafe Int(right.load(fromByteOffset: 8, as: UInt32.self))
    let order = unsafe memcmp(
      left + Self.priorityHeader,
      right + Self.priorityHeader,
      min(leftCount, rightCount)
    )
    if order != 0 { return order < 0 }
    if leftCount != rightCount { return leftCount < rightCount }
    return unsafe left.load(as: UInt64.self) < right.load(as: UInt64.self)
  }

  /// Whether a block and what it says of its lengths lie in the region.
  func isBlockSane(_ block: UInt64) -> Bool {
    contains(block, UInt64(Self.priorityHeader)) && contains(block, UInt64(blockSize(block)))
  }

  /// The bytes that a block was taken for.
  func blockSize(_ block: UInt64) -> Int {
    let start = unsafe pointer(block)
    let key = unsafe Int(start.load(fromByteOffset: 8, as: UInt32.self))
    let count = unsafe Int(start.load(fromByteOffset: 12, as: UInt32.self))
    let handles = unsafe Int(start.load(fromByteOffset: 16, as: UInt32.self))
    return Self.priorityHeader + key + count + handles * 8
  }

  /// The blocks in the order in which they would be taken.
  func sortedBlocks(_ queue: UnsafeMutablePointer<ipc_queue>) -> [UInt64] {
    var blocks: [UInt64] = []
    unsafe eachBlock(queue) { blocks.append($0) }
    return blocks.sorted { isBefore($0, $1) }
  }

  /// Calls a closure with every block in the heap that makes sense.
  func eachBlock(_ queue: UnsafeMutablePointer<ipc_queue>, _ body: (UInt64) -> Void) {
    guard unsafe isHeapSane(queue) else { return }
    let count = unsafe Int(queue.pointee.put - queue.pointee.got)
    for position in 0..<count {
      let block = unsafe blocks(queue)[position]
      if isBlockSane(block) { body(block) }
    }
  }
}
