/// The text of a value as a prompt shows it: on one line if it fits, else a part a line; long parts are cut with a count.
package struct ShownValue {
  /// The parts of one list or map that are shown.
  private static let partLimit = 100
  /// The parts of all lists and maps together that are shown.
  private static let totalLimit = 400
  /// The characters of a string that are shown.
  private static let characterLimit = 1_000
  /// The lists and maps inside one another that are shown.
  private static let depthLimit = 8

  private let heap: Heap
  private let width: Int
  private var partsLeft = ShownValue.totalLimit
  private var open: [Int] = []

  private init(heap: Heap, width: Int) {
    self.heap = heap
    self.width = width
  }

  /// Returns the text of a value; strings have quotes.
  package static func text(of value: Value, in heap: Heap, width: Int = 80) -> String {
    var shown = ShownValue(heap: heap, width: width)
    return shown.text(shown.parts(of: value), indentation: 0)
  }

  /// A value as text, taken apart as far as it may go over several lines.
  private indirect enum Parts {
    case text(String)
    /// Between an opening and a closing sign; `isEven` when all are short, so that many may share a line.
    case list(opening: String, [(key: String, value: Parts)], closing: String)
  }

  // MARK: Taking apart

  private mutating func parts(of value: Value) -> Parts {
    switch value.tag {
    case .list: list(value)
    case .map: map(value)
    case .string: .text(string(value))
    default: .text(heap.quotedText(of: value, limit: Self.characterLimit))
    }
  }

  private func string(_ value: Value) -> String {
    // Counting the characters of a very long one takes a while, and nobody wants to read it.
    guard heap.byteCount(value) > Self.characterLimit else {
      return heap.quotedText(of: value, limit: .max)
    }
    let count = heap.characterCount(value)
    guard count > Self.characterLimit else { return heap.quotedText(of: value, limit: .max) }
    let end = heap.byteOffset(value, ofCharacter: Self.characterLimit)
    let shown = heap.quotedText(of: heap.substring(value, 0..<end), limit: .max)
    return "\(shown.dropLast())…\" (\(count) characters)"
  }

  private mutating func begin(_ value: Value, _ text: String) -> Parts? {
    if open.contains(value.payload) { return .text(text) }
    if open.count >= Self.depthLimit { return .text(text.replacing("...", with: "…")) }
    open.append(value.payload)
    return nil
  }

  private mutating func list(_ list: Value) -> Parts {
    if let cut = begin(list, "[...]") { return cut }
    defer { open.removeLast() }
    let count = heap.listCount(list)
    var parts: [(key: String, value: Parts)] = []
    while parts.count < min(count, Self.partLimit), partsLeft > 0 {
      partsLeft -= 1
      let part = self.parts(of: unsafe heap.listItems(list)[parts.count])
      parts.append(("", part))
    }
    if parts.count < count { parts.append(("", .text("… \(count - parts.count) more"))) }
    return .list(opening: "[", parts, closing: "]")
  }

  private mutating func map(_ map: Value) -> Parts {
    if let cut = begin(map, "{...}") { return cut }
    defer { open.removeLast() }
    let count = heap.mapCount(map)
    var parts: [(key: String, value: Parts)] = []
    var position = 0
    while parts.count < Self.partLimit, partsLeft > 0,
      let (key, value) = heap.mapEntry(map, at: &position)
    {
      partsLeft -= 1
      parts.append((heap.quotedText(of: key, limit: 200) + ": ", self.parts(of: value)))
    }
    if parts.count < count { parts.append(("", .text("… \(count - parts.count) more"))) }
    return .list(opening: "{", parts, closing: "}")
  }

  // MARK: Layout

  private func text(_ parts: Parts, indentation: Int, behind: Int = 0) -> String {
    let line = line(parts)
    guard case .list(let opening, let items, let closing) = parts,
      line.count + indentation + behind > width, !items.isEmpty
    else { return line }
    let inner = indentation + 4
    let blanks = String(repeating: " ", count: inner)
    var text = opening + "\n"
    var row = ""
    for (place, item) in items.enumerated() {
      let sign = place + 1 < items.count ? "," : ""
      if case .text(let word) = item.value, item.key.isEmpty, word.count <= 24 {
        // Short ones share a line.
        if !row.isEmpty, inner + row.count + word.count + 2 > width {
          text += blanks + row + "\n"
          row = ""
        }
        row += (row.isEmpty ? "" : " ") + word + sign
        continue
      }
      if !row.isEmpty { text += blanks + row + "\n" }
      row = ""
      let value = self.text(item.value, indentation: inner, behind: item.key.count + 1)
      text += blanks + item.key + value + sign + "\n"
    }
    if !row.isEmpty { text += blanks + row + "\n" }
    return text + String(repeating: " ", count: indentation) + closing
  }

  private func line(_ parts: Parts) -> String {
    switch parts {
    case .text(let text): text
    case .list(let opening, let items, let closing):
      opening + items.map { $0.key + line($0.value) }.joined(separator: ", ") + closing
    }
  }
}
