/// A half-open range of UTF-8 byte offsets among those of all files of a program (see `SourceMap`).
package struct SourceSpan: Hashable, Sendable {
  /// The offset of the first byte.
  package var start: UInt32
  /// The offset behind the last byte.
  package var end: UInt32

  /// Makes a span from two byte offsets; `end` is not before `start`.
  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  /// Returns the smallest span that holds both spans.
  package func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(start: min(start, other.start), end: max(end, other.end))
  }
}
