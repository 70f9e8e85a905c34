/// Reads texts line by line where there is no terminal that can be drawn on.
///
/// Lines are put together until the validator calls them complete. A text that is wrong counts as complete: nobody can edit it.
struct PlainReader {
  private var bytes: [UInt8] = []
  private var lines: [String] = []
  private let validate: (String) -> Validation

  init(validate: @escaping (String) -> Validation) { self.validate = validate }

  /// Whether a text has begun whose end must come.
  var isWithinText: Bool { !lines.isEmpty }

  /// Takes bytes.
  mutating func feed(_ new: [UInt8]) { bytes += new }

  /// Takes the next complete text.
  ///
  /// - Parameter beganLine: set when a line was added to an incomplete text.
  /// - Returns: the text; nil when more must come.
  mutating func next(beganLine: inout Bool) -> String? {
    while let end = bytes.firstIndex(of: 0x0a) {
      let line = bytes[..<end]
      let text = String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
      bytes.removeSubrange(...end)
      if let text = add(text) { return text }
      beganLine = true
    }
    return nil
  }

  /// What is left when nothing more comes; nil when that is nothing.
  mutating func finish() -> String? {
    let rest = bytes
    bytes = []
    if !rest.isEmpty, let text = add(String(decoding: rest, as: UTF8.self)) { return text }
    return drop()
  }

  /// Forgets the lines of an incomplete text.
  ///
  /// - Returns: what they were; nil when there were none.
  @discardableResult mutating func drop() -> String? {
    defer { lines = [] }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private mutating func add(_ line: String) -> String? {
    let text = (lines + [line]).joined(separator: "\n")
    if !text.allSatisfy(\.isWhitespace), validate(text) == .incomplete {
      lines.append(line)
      return nil
    }
    lines = []
    return text
  }
}
