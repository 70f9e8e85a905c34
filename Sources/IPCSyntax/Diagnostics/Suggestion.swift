/// Finds the name that somebody probably meant.
package enum Suggestion {
  /// Returns the nearest of the names, if it is near enough: equal but for case, or a third of its length away, at least half equal.
  package static func nearest(
    to name: String,
    among candidates: some Sequence<String>
  ) -> String? {
    var best: (name: String, distance: Int)?
    // Nobody misspells what nobody can read.
    guard name.utf8.count <= 100 else { return nil }
    let lowercased = name.lowercased()
    let letters = Array(name.unicodeScalars)
    for candidate in candidates where candidate != name && candidate.utf8.count <= 200 {
      if candidate.lowercased() == lowercased { return candidate }
      let other = Array(candidate.unicodeScalars)
      let limit = max(1, max(letters.count, other.count) / 3)
      guard abs(letters.count - other.count) <= limit else { continue }
      let distance = distance(letters, other)
      // Short words are near to each other by chance.
      if distance <= limit, 2 * distance < max(letters.count, other.count),
        distance < best?.distance ?? .max
      {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  /// The number of insertions, deletions, changes and swaps of neighbours between two words (the optimal string
  /// alignment distance).
  private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 0..<first.count {
      var line = [row + 1]
      for column in 0..<second.count {
        let change = last[column] + (first[row] == second[column] ? 0 : 1)
        var least = min(change, last[column + 1] + 1, line[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        line.append(least)
      }
      beforeLast = last
      last = line
    }
    return last[second.count]
  }
}
