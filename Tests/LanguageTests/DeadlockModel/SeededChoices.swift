/// Random numbers that are the same in every run (SplitMix64).
struct SeededChoices {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A number below a bound.
  mutating func number(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  /// True once in so many times.
  mutating func once(in times: Int) -> Bool { number(below: times) == 0 }

  /// One of some choices.
  mutating func one<Choice>(of choices: [Choice]) -> Choice {
    choices[number(below: choices.count)]
  }
}
