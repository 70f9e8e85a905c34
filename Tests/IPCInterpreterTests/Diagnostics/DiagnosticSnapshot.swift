import IPCTestSupport
import Testing

/// A script with all that is said about it, from a file of `Snapshots`.
///
/// A file is named for the message it is about and holds cases of the form
///
///     ## what is wrong
///     the script
///     --
///     what is said
///
/// In the script `<0x1b>` is the byte of this number, for what cannot be seen, and behind a line `++ kitchen.ipc` stands
/// a file that it imports.
struct DiagnosticSnapshot: CustomTestStringConvertible, Sendable {
  /// The message that must be among those said.
  var slug: String
  /// What is wrong.
  var name: String
  /// The script as the file writes it.
  var script: String
  /// What is said.
  var shown: String

  /// The message and the case.
  var testDescription: String { "\(slug): \(name)" }

  /// Where the files are.
  static let folder = "\(Tool.root)/Tests/IPCInterpreterTests/Snapshots"

  /// All cases of all files.
  static let all = Tool.files(under: folder, suffix: ".txt").flatMap(read)

  /// The bytes of the script.
  var bytes: [UInt8] {
    files[0].bytes
  }

  /// The files that the script can import, by their names.
  var imports: [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.bytes) })
  }

  private var files: [(name: String, bytes: [UInt8])] {
    script.split(separator: "\n++ ").enumerated().map { number, part in
      if number == 0 { return ("script.ipc", Self.bytes(of: part)) }
      let name = part.prefix { $0 != "\n" }
      return (String(name), Self.bytes(of: part.dropFirst(name.count + 1)))
    }
  }

  private static func bytes(of text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let start = rest.firstRange(of: "<0x") {
      let digits = rest[start.upperBound...].prefix(2)
      bytes += rest[..<start.lowerBound].utf8
      bytes.append(UInt8(digits, radix: 16) ?? 0)
      rest = rest[start.upperBound...].dropFirst(3)
    }
    return bytes + rest.utf8
  }

  private static func read(_ path: String) -> [DiagnosticSnapshot] {
    let slug = path.split(separator: "/").last.map { String($0.dropLast(4)) } ?? ""
    var cases: [DiagnosticSnapshot] = []
    var isScript = true
    for line in Tool.read(path).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") {
        let name = String(line.dropFirst(3))
        cases.append(DiagnosticSnapshot(slug: slug, name: name, script: "", shown: ""))
        isScript = true
      } else if line == "--" {
        isScript = false
      } else if !cases.isEmpty {
        if isScript {
          cases[cases.count - 1].script += line + "\n"
        } else {
          cases[cases.count - 1].shown += line + "\n"
        }
      }
    }
    // An empty line ends a case, and a script has no newline behind its last line.
    for index in cases.indices {
      cases[index].script = String(cases[index].script.dropLast())
      while cases[index].shown.hasSuffix("\n\n") { cases[index].shown.removeLast() }
    }
    return cases
  }

  /// Writes the cases of a file as they are now.
  static func write(_ slug: String, _ cases: [DiagnosticSnapshot]) {
    let text = cases.map { "## \($0.name)\n\($0.script)\n--\n\($0.shown)" }.joined(separator: "\n")
    Tool.write(Array(text.utf8), to: "\(folder)/\(slug).txt")
  }
}
