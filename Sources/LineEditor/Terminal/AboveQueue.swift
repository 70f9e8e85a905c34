/// Lines that wait to be shown above the prompt, so that many of them cost one redraw.
struct AboveQueue {
  /// The milliseconds between two redraws.
  private static let interval = 20
  /// The bytes that may wait.
  private static let limit = 1 << 18

  private var text = ""
  private var lastFlush: Int?

  /// When the lines are to be shown; nil when there are none.
  private(set) var deadline: Int?

  /// Whether the lines are to be shown now.
  var isDue: Bool {
    deadline.map { Descriptors.now() >= $0 || text.utf8.count >= Self.limit } ?? false
  }

  /// Adds text that ends with a line end; the first after a while is due at once.
  mutating func add(_ lines: String) {
    if lines.isEmpty { return }
    text += lines
    if deadline == nil { deadline = max(Descriptors.now(), (lastFlush ?? 0) + Self.interval) }
  }

  /// Takes all there is.
  mutating func take() -> String {
    defer { text = "" }
    deadline = nil
    lastFlush = Descriptors.now()
    return text
  }
}
