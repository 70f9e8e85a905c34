import Glibc
import IPCScript
import IPCSyntax
import LineEditor

/// What may be put in at the cursor of a prompt: names, builtins and words, fields behind a dot, labels in a call, files in a
/// string, and commands behind a colon.
struct PromptCompleter {
  /// The session whose names there are.
  let session: Session

  /// The candidates at a cursor, counted in bytes.
  func candidates(_ text: String, _ cursor: Int) -> [Candidate] {
    let before = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
    if before.hasPrefix(":") { return commands(before, cursor) }
    let pieces = SyntaxPiece.pieces(of: before)
    if let file = Self.openString(before, pieces) { return files(file, cursor) }
    if pieces.contains(where: { $0.kind == .comment && $0.range.upperBound == cursor }) {
      return []
    }
    let word = Self.word(before)
    let range = (cursor - word.utf8.count)..<cursor
    let head = before.utf8.count - word.utf8.count
    let earlier = pieces.filter { $0.range.upperBound <= head }
    if earlier.last?.kind == .sign("."), earlier.last?.range.upperBound == head {
      return fields(of: earlier.dropLast().last, word, range)
    }
    return labels(earlier, word, range) + names(word, range)
  }

  // MARK: Names

  private func names(_ word: String, _ range: Range<Int>) -> [Candidate] {
    var found: [String: String] = [:]
    for keyword in Keyword.allCases { found[keyword.rawValue] = "word" }
    for builtin in Reference.builtins { found[builtin.name] = builtin.summary }
    for (name, isFunction) in session.names where name != "_" {
      found[name] = isFunction ? "function" : session.typeName(of: name) ?? ""
    }
    return found.filter { $0.key.hasPrefix(word) }.sorted { $0.key < $1.key }
      .map { Candidate($0.key, range: range, description: $0.value) }
  }

  private static let handleFields: [String: [String]] = [
    "process": [
      "alive", "attempts", "daemon", "exit_code", "name", "pid", "redelivered", "signal", "status",
    ],
    "queue": ["closed", "dead", "empty", "full", "limit", "lost", "size", "unfinished"],
    "pipe": ["closed"],
    "error": ["cause", "kind", "line", "message", "process", "trace"],
    "duration": ["milliseconds", "seconds"],
  ]

  private func fields(
    of object: SyntaxPiece?,
    _ word: String,
    _ range: Range<Int>
  ) -> [Candidate] {
    var found: [String: String] = [:]
    for builtin in Reference.builtins where builtin.takesArguments {
      found[builtin.name] = builtin.summary
    }
    for (name, isFunction) in session.names where isFunction { found[name] = "function" }
    if let name = object?.name {
      for key in session.keys(of: name) { found[key] = "key" }
      let type = session.typeName(of: name) ?? ""
      for field in Self.handleFields[type] ?? [] { found[field] = "field" }
    }
    return found.filter { $0.key.hasPrefix(word) }.sorted { $0.key < $1.key }
      .map { Candidate($0.key, range: range, description: $0.value) }
  }

  /// The labels of the call whose parenthesis is open.
  private func labels(
    _ pieces: [SyntaxPiece],
    _ word: String,
    _ range: Range<Int>
  ) -> [Candidate] {
    var depth = 0
    for place in pieces.indices.reversed() {
      if pieces[place].kind == .sign(")") { depth += 1 }
      guard pieces[place].kind == .sign("(") else { continue }
      depth -= 1
      guard depth < 0, place > pieces.startIndex else { continue }
      guard let name = pieces[place - 1].name else { return [] }
      return session.parameters(of: name).filter { $0.hasPrefix(word) }
        .map { Candidate("\($0): ", range: range, description: "label") }
    }
    return []
  }

  // MARK: Files

  /// What stands in the string that is open at the end of a text; nil when none is.
  private static func openString(_ text: String, _ pieces: [SyntaxPiece]) -> String? {
    guard let last = pieces.last(where: { $0.kind == .string || $0.kind == .invalid }),
      last.range.upperBound == text.utf8.count
    else { return nil }
    let literal = String(decoding: text.utf8.dropFirst(last.range.lowerBound), as: UTF8.self)
    guard let quote = literal.first, quote == "\"" || quote == "'" || quote == "`" else {
      return nil
    }
    if literal.count > 1, literal.last == quote { return nil }
    let path = literal.dropFirst()
    return quote == "`" ? path.split(separator: " ").last.map(String.init) ?? "" : String(path)
  }

  private func files(_ path: String, _ cursor: Int) -> [Candidate] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let start = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let range = (cursor - start.utf8.count)..<cursor
    return Self.entries(of: folder.isEmpty ? "." : folder)
      .filter { $0.hasPrefix(start) && (start.hasPrefix(".") || !$0.hasPrefix(".")) }
      .map { name in
        let isFolder = Self.isFolder(folder + name)
        return Candidate(name + (isFolder ? "/" : ""), range: range)
      }
  }

  private static func entries(of folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while names.count < 10_000, let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return unsafe stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  // MARK: Commands

  private func commands(_ before: String, _ cursor: Int) -> [Candidate] {
    let words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let last = words.last ?? ""
    let range = (cursor - last.utf8.count)..<cursor
    if words.count == 1 {
      return PromptCommand.allCases.filter { ":\($0.rawValue)".hasPrefix(last) }
        .map { Candidate(":\($0.rawValue)", range: range, description: $0.summary) }
    }
    let word = PromptCommand(rawValue: String(words[0].dropFirst()))
    switch word {
    case .help:
      return Reference.topics.filter { $0.hasPrefix(last) }.map { Candidate($0, range: range) }
    case .load, .save: return files(last, cursor)
    case .set:
      return PromptSettings.names.filter { $0.hasPrefix(last) }.map { Candidate($0, range: range) }
    case .trace: return ["off", "on"].map { Candidate($0, range: range) }
    default: return names(last, range).filter { $0.description != "word" }
    }
  }

  /// The word before the cursor.
  private static func word(_ text: String) -> String {
    String(text.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
  }
}
