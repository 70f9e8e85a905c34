/// The candidates that are shown below the text, one of which may be chosen.
struct CompletionMenu {
  private(set) var candidates: [Candidate]
  /// The candidate that is chosen; nil as long as there is none.
  private(set) var selection: Int?

  init(_ candidates: [Candidate]) { self.candidates = candidates }

  /// The chosen candidate.
  var selected: Candidate? { selection.map { candidates[$0] } }

  /// Goes to the next candidate or back, around the ends.
  mutating func step(_ count: Int) {
    guard let selection else {
      self.selection = count > 0 ? 0 : candidates.count - 1
      return
    }
    let next = (selection + count) % candidates.count
    self.selection = next < 0 ? next + candidates.count : next
  }

  /// Goes by whole rows or columns, and stays where there is none.
  mutating func jump(_ count: Int) {
    guard let selection else { return step(count) }
    if candidates.indices.contains(selection + count) { self.selection = selection + count }
  }

  /// The longest text with which all candidates begin that replace the same; nil when they replace different ranges.
  static func commonPrefix(of candidates: [Candidate]) -> Candidate? {
    guard let first = candidates.first else { return nil }
    var common = Array(first.text)
    for candidate in candidates.dropFirst() {
      if candidate.range != first.range { return nil }
      var same = 0
      for (left, right) in zip(common, candidate.text) {
        if left != right { break }
        same += 1
      }
      common = Array(common[..<same])
    }
    return Candidate(String(common), range: first.range)
  }
}
