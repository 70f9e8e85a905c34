/// What only a shell would understand in a command, with what to write instead.
struct ShellSign {
  /// The sign as messages name it.
  var name: String
  /// How many bytes it takes, with what belongs to it.
  var length: Int
  /// What to write.
  var hint: String

  /// Finds the sign that the bytes begin with, if it is one where it stands.
  init?(_ bytes: ArraySlice<UInt8>, isInWord: Bool, isInFirstWord: Bool, wordSoFar: [UInt8]) {
    guard let first = bytes.first, Self.candidates.contains(first) else { return nil }
    let sign = Character(Unicode.Scalar(first))
    let isDoubled = bytes.dropFirst().first == first
    name = isDoubled ? "\(sign)\(sign)" : String(sign)
    length = isDoubled ? 2 : 1
    switch sign {
    case "|" where isDoubled: hint = "write `try run … else run …`, each with a command of its own"
    case "|": hint = "write the pipe between two commands: `a` | `b`"
    case "&" where isDoubled:
      hint = "write one `run` for each command: the first that fails ends the script"
    case "&": hint = "write `spawn` before the command; `\\&` is the sign itself"
    case ";":
      hint = "write one `run` for each command; `\\;` is the sign itself"
    case ">":
      let isError = wordSoFar == [UInt8(ascii: "2")]
      hint = "write \(isError ? "`stderr" : "`stdout") \"path\"` behind the command"
      // What is left of `2>&1` is no word.
      let rest = bytes.dropFirst(length)
      if rest.first == UInt8(ascii: "&") { length += min(2, rest.count) }
    case "<": hint = "write `stdin \"path\"` behind the command"
    case "*", "?":
      hint = "interpolate a list: `\\(glob(\"*.txt\"))`; `\\\(sign)` is the sign itself"
      name = String(sign)
      length = bytes.prefix { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }.count
    case "$" where bytes.dropFirst().first == UInt8(ascii: "("):
      (name, hint) = ("$(", "interpolate: `\\(capture command)` with the command in backticks")
      length = Self.length(upTo: ")", in: bytes)
    case "$" where bytes.dropFirst().first == UInt8(ascii: "{"):
      (name, hint) = ("$", Self.variableHint)
      length = Self.length(upTo: "}", in: bytes)
    case "$": (name, length, hint) = ("$", 1, Self.variableHint)
    case "(":
      (name, hint) = ("(", "interpolate with `\\( )`; `\\(` is the sign itself")
      length = Self.length(upTo: ")", in: bytes)
    case ")": (name, length, hint) = (")", 1, "`\\)` is the sign itself")
    case "~" where !isInWord:
      (name, length, hint) = ("~", 1, "interpolate: `\\(env.HOME)`; `\\~` is the sign itself")
    case "=" where isInFirstWord && Self.isVariableName(wordSoFar):
      (name, length) = ("=", 1)
      hint = "give the variable as a label: `run(command, env: {NAME: \"value\"})`"
    case "{" where Self.bracesHoldComma(bytes):
      (name, length) = ("{", 1)
      hint = "interpolate a list: `\\([\"a\", \"b\"])`; `\\{` is the sign itself"
    default: return nil
    }
  }

  /// How far is looked, so that no text makes reading slow.
  private static let limit = 100

  private static let candidates = Set("|&;><*?$()~={".utf8)

  private static let variableHint =
    "interpolate: `\\(name)` or `\\(env.NAME)`; `\\$` is the sign itself"

  /// The bytes up to a closing sign on the same line, or the first one alone.
  private static func length(upTo closing: Character, in bytes: ArraySlice<UInt8>) -> Int {
    let line = bytes.prefix(Self.limit).prefix {
      $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "`")
    }
    guard let end = line.firstIndex(of: closing.asciiValue ?? 0) else { return 1 }
    return end - bytes.startIndex + 1
  }

  private static func isVariableName(_ word: [UInt8]) -> Bool {
    !word.isEmpty && word.count < limit
      && word.allSatisfy { byte in
        byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
          || Character(Unicode.Scalar(byte)).isNumber
      }
  }

  /// Whether braces open what a shell would expand to several words.
  private static func bracesHoldComma(_ bytes: ArraySlice<UInt8>) -> Bool {
    let inside = bytes.dropFirst().prefix(Self.limit).prefix { byte in
      byte != UInt8(ascii: "{") && byte != UInt8(ascii: "}") && byte != UInt8(ascii: " ")
        && byte != UInt8(ascii: "\n")
        && byte != UInt8(ascii: "`")
    }
    return inside.contains(UInt8(ascii: ","))
      && bytes.dropFirst(inside.count + 1).first == UInt8(ascii: "}")
  }
}
