import Glibc

/// A script with its expectations, which stand in its comments (see `Tests/LanguageTests/README.md`).
package struct ScriptCase: Sendable {
  /// An error or a message of the checker that must name a line.
  package struct Expected: Sendable {
    package var text: String
    package var line: Int
  }

  package let path: String
  package private(set) var prints: [String] = []
  package private(set) var output: [String]?
  package private(set) var unordered: [String]?
  package private(set) var outputOf: [(name: String, lines: [String])] = []
  package private(set) var error: Expected?
  package private(set) var stderr: [String] = []
  package private(set) var wholeStderr: [String]?
  package private(set) var messages: [Expected] = []
  package private(set) var hasCheckErrors = false
  package private(set) var exit: Int?
  package private(set) var seconds = 5.0
  package private(set) var arguments: [String] = []
  package private(set) var input = ""

  /// Its path from the root of the package on.
  package var title: String {
    path.hasPrefix(Tool.root) ? String(path.dropFirst(Tool.root.count + 1)) : path
  }

  /// Reads a script's expectations.
  package init(path: String) {
    self.path = path
    var block: ((inout ScriptCase, String) -> Void)?
    // A character of its own, CR LF would end no line here.
    let text = Tool.read(path).replacing("\r\n", with: "\n")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if let add = block {
        if line.hasPrefix("#   ") {
          add(&self, String(line.dropFirst(4)))
          continue
        }
        block = nil
      }
      guard let mark = Self.comment(in: line) else { continue }
      for part in Self.parts(of: mark) where !read(part, line: index + 1) { block = begin(part) }
    }
  }

  private static func comment(in line: Substring) -> Substring? {
    for word in words {
      if line.hasPrefix("# \(word)") { return line.dropFirst(2) }
      if let place = line.range(of: "  # \(word)") {
        return line[place.upperBound...].withWord(word)
      }
    }
    return nil
  }

  /// The expectations of one comment: a `; ` parts them where one of the words follows.
  private static func parts(of mark: Substring) -> [String] {
    var parts: [String] = []
    for part in mark.split(separator: "; ", omittingEmptySubsequences: false) {
      if parts.isEmpty || words.contains(where: { part.hasPrefix($0) }) {
        parts.append(String(part))
      } else {
        parts[parts.count - 1] += "; " + part
      }
    }
    return parts
  }

  private static let words = [
    "prints: ", "whole stderr:", "output:", "unordered output:", "output of ", "error: ",
    "stderr: ", "exit: ",
    "check error: ", "check warning: ", "seconds: ", "args: ", "stdin: ",
  ]

  /// Reads an expectation of one line; false when it is none.
  private mutating func read(_ text: String, line: Int) -> Bool {
    func value(_ word: String) -> String? {
      text.hasPrefix(word) ? String(text.dropFirst(word.count)) : nil
    }
    if let text = value("prints: ") {
      prints.append(text)
    } else if let text = value("error: ") {
      error = Expected(text: text, line: line)
    } else if let text = value("stderr: ") {
      stderr.append(text)
    } else if let text = value("exit: ") {
      exit = Int(text)
    } else if let slug = value("check error: ") {
      messages.append(Expected(text: "[\(slug)]", line: line))
      hasCheckErrors = true
    } else if let slug = value("check warning: ") {
      messages.append(Expected(text: "[\(slug)]", line: line))
    } else if let text = value("seconds: ") {
      seconds = Double(text) ?? 5
    } else if let text = value("args: ") {
      arguments = text.split(separator: " ").map(String.init)
    } else if let text = value("stdin: ") {
      input += text + "\n"
    } else {
      return false
    }
    return true
  }

  private mutating func begin(_ text: String) -> ((inout ScriptCase, String) -> Void)? {
    if text == "output:" {
      output = []
      return { $0.output?.append($1) }
    }
    if text == "whole stderr:" {
      wholeStderr = []
      return { $0.wholeStderr?.append($1) }
    }
    if text == "unordered output:" {
      unordered = []
      return { $0.unordered?.append($1) }
    }
    guard text.hasPrefix("output of "), text.hasSuffix(":") else { return nil }
    outputOf.append((String(text.dropFirst(10).dropLast()), []))
    return { $0.outputOf[$0.outputOf.count - 1].lines.append($1) }
  }

  /// The exit status that is expected.
  package var expectedStatus: Int {
    if let exit { return exit }
    if hasCheckErrors { return 3 }
    guard let error else { return 0 }
    return error.text.hasPrefix("Deadlock") ? 4 : 1
  }

  // MARK: Comparing

  /// What is wrong with a result; empty when nothing is.
  package func complaints(on result: ChildProcess.Result) -> [String] {
    var complaints: [String] = []
    if result.isTimedOut { complaints.append("took longer than its time") }
    if result.status != expectedStatus {
      complaints.append("exit status \(result.status), not \(expectedStatus)")
    }
    if !result.leftovers.isEmpty { complaints.append("left behind: \(result.leftovers)") }
    var lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    if lines.last == "" { lines.removeLast() }
    complaints += compare(lines)
    if let error { complaints += find(error, in: result.error, what: "error") }
    for message in messages { complaints += find(message, in: result.error, what: "message") }
    for text in stderr where !result.error.contains(text) {
      complaints.append("standard error lacks: \(text)")
    }
    if let wholeStderr {
      let expected = wholeStderr.map { $0.replacing("{script}", with: title) + "\n" }.joined()
      if result.error != expected { complaints.append("standard error is not: \(expected)") }
    }
    if wholeStderr == nil { complaints += unexpectedWarnings(in: result.error) }
    let isQuiet = error == nil && messages.isEmpty && stderr.isEmpty && wholeStderr == nil
    if isQuiet, !result.error.isEmpty { complaints.append("unexpected standard error") }
    return complaints
  }

  /// The warnings of the checker that stand in no comment.
  private func unexpectedWarnings(in text: String) -> [String] {
    let lines = text.split(separator: "\n")
    return zip(lines, lines.dropFirst()).compactMap { title, place in
      guard title.hasPrefix("warning: "), title.hasSuffix("]") else { return nil }
      let isExpected = messages.contains { message in
        title.hasSuffix(message.text) && place.contains(":\(message.line):")
      }
      return isExpected ? nil : "unexpected \(title)"
    }
  }

  private func compare(_ lines: [String]) -> [String] {
    if let unordered {
      let expected = unordered.map { Self.generalised($0) }.sorted()
      let found = lines.map { Self.digits(in: $0, like: unordered) }.sorted()
      return expected == found ? [] : ["output in any order: \(found), not \(expected)"]
    }
    if !outputOf.isEmpty {
      return outputOf.compactMap { part in
        let found = lines.filter { $0.hasPrefix(part.name) }
        return found == part.lines ? nil : "output of \(part.name): \(found), not \(part.lines)"
      }
    }
    let expected = output ?? prints
    guard expected.count == lines.count else { return ["output \(lines), not \(expected)"] }
    for (line, pattern) in zip(lines, expected)
    where Self.digits(in: line, like: [pattern]) != Self.generalised(pattern) {
      return ["output `\(line)`, not `\(pattern)`"]
    }
    return []
  }

  private static func generalised(_ pattern: String) -> String {
    pattern.replacing("{pid}", with: "{}").replacing("{int}", with: "{}")
  }

  /// A line with its numbers replaced by `{}` if one of the patterns has them there.
  private static func digits(in line: String, like patterns: [String]) -> String {
    guard patterns.contains(where: { $0.contains("{pid}") || $0.contains("{int}") }) else {
      return line
    }
    var text = ""
    var isInNumber = false
    for character in line {
      if character.isASCII, character.isNumber {
        if !isInNumber { text += "{}" }
        isInNumber = true
      } else {
        isInNumber = false
        text.append(character)
      }
    }
    let isExpected = patterns.contains { generalised($0) == text }
    return isExpected ? text : line
  }

  private func find(_ expected: Expected, in text: String, what: String) -> [String] {
    guard let place = text.range(of: expected.text) else {
      return ["standard error lacks the \(what): \(expected.text)"]
    }
    let rest = text[place.upperBound...]
    guard rest.contains(":\(expected.line):") else {
      return ["the \(what) does not name line \(expected.line)"]
    }
    return []
  }
}

extension Substring {
  fileprivate func withWord(_ word: String) -> Substring { Substring(word) + self }
}

extension StringProtocol {
  /// The first place of a text.
  fileprivate func range(of text: String) -> Range<Index>? {
    firstRange(of: text)
  }
}
