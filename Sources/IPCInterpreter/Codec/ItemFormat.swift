/// How values are written for other processes: a version byte, then one value.
///
/// A value is a tag byte and what belongs to it. Counts and indices are variable-length, seven bits a byte, the
/// lowest first; numbers are eight bytes, the lowest first. Every object that can be met again (all from `list` on and
/// strings longer than `ItemFormat.sharedStringLength`) gets the next number when its tag is written, and is written as
/// `reference` after that. So sharing is kept, and so are functions that refer to themselves.
///
/// Functions are the index of their code, which every process of a script has, and their captured variables. Handles
/// are their numbers.
package enum ItemFormat {
  /// The version of the format, its first byte.
  static let version: UInt8 = 1
  /// Longer strings are written once, however often they are met.
  static let sharedStringLength = 64
  /// The most bytes of an item without parts: version, tag, length, a string that is not shared.
  package static let simpleSize = 3 + sharedStringLength
  /// The deepest nesting that is written.
  static let nestingLimit = 10_000

  /// What a value is.
  enum Tag: UInt8 {
    case null, no, yes, int, float, duration, builtin, process, queue, pipe
    case string, bytes, range
    case list, map, closure, cell, error
    case reference
    case unset
    case command
  }
}
