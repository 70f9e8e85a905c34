import Glibc

extension Heap {
  /// Frees every object that cannot be reached from the roots.
  ///
  /// - Parameter roots: Gives every range of values in use to the function it is passed.
  package func collect(_ roots: ((UnsafeBufferPointer<Value>) -> Void) -> Void) {
    collections += 1
    let words = (blockCount * SizeClass.blockSize / SizeClass.granule + 63) / 64
    unsafe memset(marks, 0, words * MemoryLayout<UInt64>.stride)
    // In a variable of its own, as each access to one of the heap's would be guarded against another.
    var open: [Value] = []
    swap(&open, &markStack)
    unsafe roots { range in
      for position in range.indices {
        unsafe push(range[position], to: &open)
        // Traced at once, so that the stack stays as small as one root's graph is deep.
        while let value = open.popLast() { trace(value, &open) }
      }
    }
    swap(&open, &markStack)
    noteDeadReaders()
    sweep()
  }

  /// Marks an object, and notes it to be traced if it has parts and was not found already.
  @inline(__always) private func push(_ value: Value, to open: inout [Value]) {
    if value.isObject, mark(value.payload), value.hasParts { open.append(value) }
  }

  /// Sets the mark of an object; returns whether it was clear.
  @inline(__always) private func mark(_ offset: Int) -> Bool {
    let granule = offset / SizeClass.granule
    let bit: UInt64 = 1 << UInt64(granule & 63)
    let word = unsafe marks[granule >> 6]
    if word & bit != 0 { return false }
    unsafe marks[granule >> 6] = word | bit
    return true
  }

  private func trace(_ value: Value, _ open: inout [Value]) {
    let offset = value.payload
    switch value.tag {
    case .list:
      let list = unsafe words(offset)
      unsafe traceBuffer(list[2], count: list[0], &open)
    case .map:
      let map = unsafe words(offset)
      let (used, entries, index) = unsafe (map[1], map[3], map[4])
      if index != 0 { _ = mark(index) }
      traceBuffer(entries, count: used * 2, &open)
    case .closure:
      let closure = unsafe words(offset)
      for position in 0..<(unsafe closure[1]) {
        unsafe push(Value(tag: .cell, payload: closure[2 + position]), to: &open)
      }
    case .cell:
      unsafe push(values(offset).pointee, to: &open)
    case .error:
      for field in 0..<ErrorField.count {
        unsafe push(values(offset)[field], to: &open)
      }
    case .reader:
      let (path, lines) = parts(ofReader: offset)
      push(path, to: &open)
      push(lines, to: &open)
    case .command: push(stages(of: value), to: &open)
    default:
      break
    }
  }

  /// Marks the memory of values that belongs to one object, and what they refer to.
  private func traceBuffer(_ offset: Int, count: Int, _ open: inout [Value]) {
    guard offset != 0 else { return }
    _ = mark(offset)
    let items = unsafe values(offset)
    for position in 0..<count { unsafe push(items[position], to: &open) }
  }

  /// Finds the blocks that are free now, wholly or in part, by their marks alone.
  private func sweep() {
    freeBlocks.removeAll(keepingCapacity: true)
    for sizeClass in partial.indices {
      partial[sizeClass].removeAll(keepingCapacity: true)
      unsafe cursors[sizeClass].next = 0
      unsafe cursors[sizeClass].limit = 0
      unsafe cursors[sizeClass].block = -1
      unsafe cursors[sizeClass].nextPartial = 0
    }
    unsafe lastFound = FoundEntry()
    var live = 0
    usedBytes = 0
    var block = 1
    while block < blockCount {
      let state = unsafe blocks[block].state
      let span = state == .largeStart ? unsafe Int(blocks[block].span) : 1
      switch state {
      case .small:
        let count = markCount(inBlock: block)
        let sizeClass = unsafe Int(blocks[block].sizeClass)
        let size = unsafe cursors[sizeClass].size
        if count == 0 {
          release(block, span: 1)
        } else {
          live += count * size
          usedBytes += SizeClass.blockSize
          if count < SizeClass.blockSize / size { partial[sizeClass].append(block) }
        }
      case .largeStart:
        if isMarked(block * SizeClass.blockSize) {
          live += span * SizeClass.blockSize
          usedBytes += span * SizeClass.blockSize
        } else {
          release(block, span: span)
        }
      case .free, .largeRest:
        freeBlocks.append(block)
      }
      block += span
    }
    // Twice the live bytes: a collection then costs at most about as much as the allocations before it. Near the limit the
    // next one comes earlier, so that the limit is seen before it is left far behind.
    fullAllowance = max(4 << 20, min(live, byteLimit + leeway - usedBytes))
    unsafe allowance = stress ? 0 : fullAllowance
  }

  private func markCount(inBlock block: Int) -> Int {
    let first = block * SizeClass.blockSize / SizeClass.granule / 64
    var count = 0
    for word in first..<first + SizeClass.blockSize / SizeClass.granule / 64 {
      unsafe count += marks[word].nonzeroBitCount
    }
    return count
  }

  private func release(_ block: Int, span: Int) {
    for position in block..<block + span {
      unsafe blocks[position] = Block(state: .free, sizeClass: 0, span: 0)
      freeBlocks.append(position)
    }
    // A large object's memory goes back to the system at once; single blocks are soon used again.
    if span >= 32 {
      memory.discard(from: block * SizeClass.blockSize, count: span * SizeClass.blockSize)
    }
  }
}
