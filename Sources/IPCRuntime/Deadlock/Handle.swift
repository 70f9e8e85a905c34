/// A process, queue or pipe end as one number that every process of a run understands.
package struct Handle: Hashable, Sendable {
  /// What a handle stands for.
  package enum Kind: UInt8, Sendable {
    case process = 1
    case queue = 2
    /// One end; its number is twice the pipe's, plus 1 for the right end.
    case pipeEnd = 3
  }

  /// The kind in the top byte, the number below.
  package var rawValue: UInt64

  /// Makes a handle of a number that `rawValue` gave.
  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Makes a handle; `number` is not negative and below 2^56.
  package init(_ kind: Kind, _ number: Int) {
    rawValue = UInt64(kind.rawValue) << 56 | UInt64(number)
  }

  /// What it stands for; nil for a number that no handle has.
  package var kind: Kind? {
    Kind(rawValue: UInt8(truncatingIfNeeded: rawValue >> 56))
  }

  /// Its number among those of its kind.
  package var number: Int {
    Int(rawValue & 0x00ff_ffff_ffff_ffff)
  }

  /// The other end of the same pipe; only for pipe ends.
  package var otherEnd: Handle {
    Handle(rawValue: rawValue ^ 1)
  }
}
