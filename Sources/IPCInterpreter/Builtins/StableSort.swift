/// Sorting that keeps the order of equal elements: merging the runs that are there already.
///
/// As in Tim Peters' sort, ascending and strictly descending runs are found first and short ones made longer by
/// insertion; what is merged next follows Munro and Wild's power of a boundary, so that the runs of a merge are about
/// as long as each other. So sorted parts cost a comparison an element, and no input more than n log n.
@safe struct StableSort<Element: BitwiseCopyable> {
  /// A run and how deep in the ideal tree of merges its boundary with the next one lies.
  private struct Run {
    var range: Range<Int>
    var power: Int
  }

  private let elements: UnsafeMutablePointer<Element>
  /// Room for the left run of a merge.
  private let scratch: UnsafeMutablePointer<Element>
  private let count: Int
  private var runs: [Run] = []
  private static var shortestRun: Int { 24 }

  /// Sorts an array by whether the first of two must stand before the second; after an error its elements are any.
  ///
  /// - Parameters:
  ///   - elements: The array.
  ///   - poll: Called before each merge; may give up.
  ///   - isLess: The comparison.
  /// - Throws: What the comparison and `poll` throw.
  @inline(__always) static func sort<Failure>(
    _ elements: inout [Element],
    _ poll: () throws(Failure) -> Void,
    _ isLess: (Element, Element) throws(Failure) -> Bool
  ) throws(Failure) {
    let count = elements.count
    let scratch = UnsafeMutablePointer<Element>.allocate(capacity: count)
    defer { unsafe scratch.deallocate() }
    unsafe try elements.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      guard let start = buffer.baseAddress else { return }
      var sort = unsafe StableSort(elements: start, scratch: scratch, count: count)
      try sort.sort(poll, isLess)
    }
  }

  private init(
    elements: UnsafeMutablePointer<Element>,
    scratch: UnsafeMutablePointer<Element>,
    count: Int
  ) {
    unsafe self.elements = unsafe elements
    unsafe self.scratch = unsafe scratch
    self.count = count
  }

  @inline(__always) private mutating func sort<Failure>(
    _ poll: () throws(Failure) -> Void,
    _ isLess: (Element, Element) throws(Failure) -> Bool
  ) throws(Failure) {
    var start = 0
    while start < count {
      let end = try findRun(from: start, isLess)
      if var left = runs.popLast() {
        left.power = power(of: left.range, start..<end)
        while let before = runs.last, before.power > left.power {
          runs.removeLast()
          try poll()
          try merge(before.range, left.range, isLess)
          left.range = before.range.lowerBound..<left.range.upperBound
        }
        runs.append(left)
      }
      runs.append(Run(range: start..<end, power: 0))
      start = end
    }
    while let right = runs.popLast(), let left = runs.popLast() {
      try poll()
      try merge(left.range, right.range, isLess)
      runs.append(Run(range: left.range.lowerBound..<right.range.upperBound, power: 0))
    }
  }

  /// The number of bits up to which the middles of two neighbouring runs, as parts of the whole, agree, and one more.
  private func power(of left: Range<Int>, _ right: Range<Int>) -> Int {
    var first = left.lowerBound + left.upperBound
    var second = right.lowerBound + right.upperBound
    var power = 1
    while (first >= 2 * count) == (second >= 2 * count) {
      if first >= 2 * count {
        first -= 2 * count
        second -= 2 * count
      }
      first *= 2
      second *= 2
      power += 1
    }
    return power
  }

  /// Finds the run that begins at a position, turns it when it descends, and makes it longer when it is short.
  @inline(__always) private func findRun<Failure>(
    from start: Int,
    _ isLess: (Element, Element) throws(Failure) -> Bool
  ) throws(Failure) -> Int {
    var end = start + 1
    guard end < count else { return count }
    let descends = unsafe try isLess(elements[end], elements[start])
    end += 1
    while end < count {
      if unsafe try isLess(elements[end], elements[end - 1]) != descends { break }
      end += 1
    }
    if descends {
      var run = unsafe UnsafeMutableBufferPointer(start: elements + start, count: end - start)
      unsafe run.reverse()
    }
    let wanted = min(count, start + Self.shortestRun)
    while end < wanted {
      let element = unsafe elements[end]
      var position = end
      while position > start {
        if unsafe try !isLess(element, elements[position - 1]) { break }
        unsafe elements[position] = elements[position - 1]
        position -= 1
      }
      unsafe elements[position] = element
      end += 1
    }
    return end
  }

  /// Merges two neighbouring runs, of which the left one is copied out of the way.
  @inline(__always) private func merge<Failure>(
    _ left: Range<Int>,
    _ right: Range<Int>,
    _ isLess: (Element, Element) throws(Failure) -> Bool
  ) throws(Failure) {
    // What stands right already is left alone: nearly all, when the runs follow one another.
    var (lower, upper) = (left.lowerBound, left.upperBound)
    let first = unsafe elements[right.lowerBound]
    while lower < upper {
      let middle = (lower + upper) / 2
      if unsafe try isLess(first, elements[middle]) { upper = middle } else { lower = middle + 1 }
    }
    let count = left.upperBound - lower
    unsafe scratch.update(from: elements + lower, count: count)
    var (next, other, target) = (0, right.lowerBound, lower)
    while next < count, other < right.upperBound {
      let (mine, theirs) = unsafe (scratch[next], elements[other])
      if try isLess(theirs, mine) {
        unsafe elements[target] = theirs
        other += 1
      } else {
        unsafe elements[target] = mine
        next += 1
      }
      target += 1
    }
    unsafe (elements + target).update(from: scratch + next, count: count - next)
  }
}
