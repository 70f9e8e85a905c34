import IPCTestSupport

/// A string literal of the sources that says something to people, as the fixed texts between its interpolations.
struct Wording: CustomStringConvertible {
  /// The file and the line.
  var place: String
  /// The texts, escapes replaced.
  var parts: [String]

  /// The place and the text with dots for what is put in.
  var description: String { "\(place): \(parts.joined(separator: "…"))" }

  /// Whether a line has all parts in their order.
  func isIn(_ line: [UInt8]) -> Bool {
    var rest = line[...]
    // A `%` stands for words of the script.
    for part in parts.flatMap({ $0.split(separator: "%") }) {
      guard let place = Self.end(of: Array(part.utf8), in: rest) else { return false }
      rest = rest[place...]
    }
    return true
  }

  /// Where a part ends that a line holds.
  private static func end(of part: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
    var start = line.startIndex
    while let first = line[start...].firstIndex(of: part[0]) {
      if line[first...].starts(with: part) { return first + part.count }
      start = first + 1
    }
    return nil
  }

  /// The wordings of all files below some directories: literals of three words or more.
  static func all(under folders: [String]) -> [Wording] {
    folders.flatMap { Tool.files(under: "\(Tool.root)/Sources/\($0)", suffix: ".swift") }
      .flatMap { path in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Tool.read(path).split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated()
          .filter { number, line in
            ["///", "precondition"].allSatisfy { !line.contains($0) }
          }
          .flatMap { number, line in literals(of: line, place: "\(name):\(number + 1)") }
      }
  }

  private static func literals(of line: Substring, place: String) -> [Wording] {
    var found: [Wording] = []
    var rest = line
    while let quote = rest.firstIndex(of: "\"") {
      rest = rest[quote...].dropFirst()
      found += literal(&rest, place: place)
    }
    return found.filter { wording in
      let words = wording.parts.joined(separator: "x ").split(separator: " ")
      return words.count >= 3 && wording.parts.joined().contains(where: \.isLetter)
    }
  }

  /// Reads a literal behind its opening quote, and those in its interpolations.
  private static func literal(_ rest: inout Substring, place: String) -> [Wording] {
    var wording = Wording(place: place, parts: [""])
    var inner: [Wording] = []
    while let character = rest.popFirst(), character != "\"" {
      guard character == "\\" else {
        wording.parts[wording.parts.count - 1].append(character)
        continue
      }
      guard let escaped = rest.popFirst() else { break }
      if escaped != "(" {
        wording.parts[wording.parts.count - 1].append(escaped)
        continue
      }
      wording.parts.append("")
      var depth = 1
      while depth > 0, let character = rest.popFirst() {
        switch character {
        case "(": depth += 1
        case ")": depth -= 1
        case "\"": inner += literal(&rest, place: place)
        default: break
        }
      }
    }
    return [wording] + inner
  }
}
