/// A search through the history while one types what to look for.
struct HistorySearch {
  /// What was written before the search, and where the cursor was.
  let draft: String
  let draftCursor: Int
  /// What is looked for.
  private(set) var query = ""
  /// The text that was found, and the characters of it that fit.
  private(set) var match: (entry: Int, range: Range<Int>)?
  /// Whether what is looked for is nowhere; the last match stays.
  private(set) var hasFailed = false

  init(draft: String, draftCursor: Int) {
    self.draft = draft
    self.draftCursor = draftCursor
  }

  /// Looks for something else, from the newest text on.
  mutating func look(for query: String, in history: History) {
    self.query = query
    if query.isEmpty {
      match = nil
      hasFailed = false
    } else {
      find(history.entries.indices.reversed(), history)
    }
  }

  /// Looks for the same in the texts before.
  mutating func older(_ history: History) {
    if query.isEmpty { return }
    let end = min(match?.entry ?? history.entries.count, history.entries.count)
    find((0..<end).reversed(), history)
  }

  /// Looks for the same in the texts after.
  mutating func newer(_ history: History) {
    guard !query.isEmpty, let match, match.entry < history.entries.count else { return }
    find((match.entry + 1)..<history.entries.count, history)
  }

  private mutating func find(_ places: some Sequence<Int>, _ history: History) {
    for place in places {
      if let range = Self.range(of: query, in: history.entries[place]) {
        match = (place, range)
        hasFailed = false
        return
      }
    }
    hasFailed = true
  }

  /// The last characters of a text that are those of a query; letters in lower case stand for those in upper case too.
  static func range(of query: String, in text: String) -> Range<Int>? {
    let isExact = query.contains(where: \.isUppercase)
    let query = Array(query)
    let characters = Array(text)
    if query.count > characters.count { return nil }
    for start in (0...(characters.count - query.count)).reversed() {
      var same = 0
      while same < query.count, fits(query[same], characters[start + same], isExact) { same += 1 }
      if same == query.count { return start..<(start + same) }
    }
    return nil
  }

  private static func fits(_ wanted: Character, _ there: Character, _ isExact: Bool) -> Bool {
    wanted == there || !isExact && there.isUppercase && there.lowercased() == String(wanted)
  }
}
