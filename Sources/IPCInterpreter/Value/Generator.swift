/// A generator of numbers that look random: xoshiro256**, small, fast, and good in all its bits.
///
/// It is no secret what comes next to who has seen enough.
struct Generator: RandomNumberGenerator {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Makes a generator; the same seed gives the same numbers.
  init(seed: UInt64) {
    // The state may not be all zero, and seeds that are alike shall give numbers that are not, so they are mixed.
    var position = seed
    func mixed() -> UInt64 {
      position &+= 0x9e37_79b9_7f4a_7c15
      var word = position
      word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
      return word ^ word >> 31
    }
    state = (mixed(), mixed(), mixed(), mixed())
  }

  mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }
}

extension Machine {
  /// Begins the numbers of `random`, `choice` and `shuffle` anew.
  ///
  /// A world gives every process bits of its own at its beginning, so that a child does not repeat its parent's numbers.
  package func seed(_ bits: UInt64) {
    heap.generator = Generator(seed: bits)
  }
}
