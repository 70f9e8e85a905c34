/// Numbers that look like chance and are the same in every run: SplitMix64 (Steele, Lea and Flood 2014).
package struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  /// Begins a sequence; the same seed gives the same one.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to but without a bound, which is greater than 0.
  package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in so many times.
  package mutating func once(in times: Int) -> Bool { next(below: times) == 0 }

  /// One of some choices, of which there is at least one.
  package mutating func one<Choice>(of choices: [Choice]) -> Choice {
    choices[next(below: choices.count)]
  }
}
