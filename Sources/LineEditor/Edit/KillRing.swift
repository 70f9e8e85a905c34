/// The texts that were cut, the newest last.
struct KillRing {
  /// The texts that are kept.
  private static let limit = 60

  private var texts: [[Character]] = []
  /// How far the yanks went back, counted from the newest.
  private var depth = 0

  /// Adds what was cut; a cut right after another continues its text on the side on which it was cut.
  mutating func add(_ text: [Character], continues: Bool, isBefore: Bool) {
    if text.isEmpty { return }
    depth = 0
    if continues, let last = texts.indices.last {
      texts[last] = isBefore ? text + texts[last] : texts[last] + text
      return
    }
    texts.append(text)
    if texts.count > Self.limit { texts.removeFirst() }
  }

  /// The newest text.
  mutating func newest() -> [Character]? {
    depth = 0
    return texts.last
  }

  /// The text before the one that was given last; after the oldest the newest again.
  mutating func next() -> [Character]? {
    if texts.isEmpty { return nil }
    depth = (depth + 1) % texts.count
    return texts[texts.count - 1 - depth]
  }
}
