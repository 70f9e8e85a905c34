/// The texts that were entered, the oldest first.
package struct History: Sendable {
  /// The texts.
  package private(set) var entries: [String] = []
  /// The number of texts that are kept.
  package let limit: Int

  /// Makes a history of texts that were read from somewhere.
  package init(_ entries: [String] = [], limit: Int = 10_000) {
    self.limit = max(1, limit)
    var seen: Set<String> = []
    for entry in entries.reversed() where Self.isWorthKeeping(entry) {
      if seen.count == self.limit { break }
      if seen.insert(entry).inserted { self.entries.append(entry) }
    }
    self.entries.reverse()
  }

  /// Whether a text is to be kept: blank ones are not, nor those that begin with a space, which is how a user says so.
  package static func isWorthKeeping(_ text: String) -> Bool {
    text.utf8.first != UInt8(ascii: " ") && !text.allSatisfy(\.isWhitespace)
  }

  /// Adds what was entered; the same text from before moves to the end.
  ///
  /// - Returns: whether it is to be kept.
  @discardableResult package mutating func add(_ text: String) -> Bool {
    guard Self.isWorthKeeping(text) else { return false }
    if let old = entries.lastIndex(of: text) { entries.remove(at: old) }
    entries.append(text)
    if entries.count > limit { entries.removeFirst(entries.count - limit) }
    return true
  }

  /// The newest text that begins so and goes on.
  package func newest(startingWith prefix: String) -> String? {
    entries.last { entry in
      entry.utf8.count > prefix.utf8.count && entry.utf8.starts(with: prefix.utf8)
    }
  }
}

/// A walk through the history from the text that is being written, and back to it.
struct HistoryWalk {
  /// What was written before the walk.
  let draft: String
  /// What the texts begin with that are shown.
  let prefix: String
  /// The place in the history; its end stands for the draft.
  private(set) var place: Int

  init(draft: String, prefix: String, history: History) {
    self.draft = draft
    self.prefix = prefix
    place = history.entries.count
  }

  /// The text before the current one; nil at the oldest.
  mutating func older(_ history: History) -> String? {
    let entries = history.entries
    guard let found = entries[..<min(place, entries.count)].lastIndex(where: fits) else {
      return nil
    }
    place = found
    return entries[found]
  }

  /// The text after the current one, at last the draft; nil when it is shown already.
  mutating func newer(_ history: History) -> String? {
    let entries = history.entries
    if place >= entries.count { return nil }
    place = entries[(place + 1)...].firstIndex(where: fits) ?? entries.count
    return place < entries.count ? entries[place] : draft
  }

  /// The first text; nil when there is none.
  mutating func oldest(_ history: History) -> String? {
    guard let found = history.entries.firstIndex(where: fits), found < place else { return nil }
    place = found
    return history.entries[found]
  }

  private func fits(_ entry: String) -> Bool {
    prefix.isEmpty ? entry != draft : entry.utf8.starts(with: prefix.utf8) && entry != draft
  }
}
