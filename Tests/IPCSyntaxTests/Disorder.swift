/// What stands between the words of an untidy sentence.
struct Disorder {
  /// Words that make lines too long, and literals that span lines.
  static let plain: [String: [String]] = [
    "name": ["a_name_that_takes_its_part_of_a_line", "größe_der_dinge", "名前"],
    "string": [
      "\"a text that takes a good part of the line in which it is\"",
      "\"\"\"\n  a\n\n    b,\n  \"\"\"",
      "\"\\(a # inside\n + b)\"", "'''x\n '''",
    ],
    "command": ["`cc\n  -c \\(\n a) 'x\n  y'`"],
    "head": [
      "a_name_that_takes_its_part_of_a_line and b_is_one_of_those_too or c_might_be_another"
    ],
  ]

  /// Signs and words that a line may end with.
  private static let goesOn: Set<String> = [
    "+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=", "in", "not", "or", "and",
    "...", "..<", ",", "=", "+=", "-=", "*=", "/=", "%=", "//=", "**=", "?", ":", "=>",
  ]
  /// Signs and words that a line may begin with and go on.
  private static let goesOnBefore: Set<String> = ["|", "else", "catch", "."]

  /// The comments so far, each once.
  private(set) var comments: [String] = []
  /// Whether the next sign stands in the rule of maps.
  var isInMap = false
  /// By open bracket, whether newlines mean nothing in it.
  private var brackets: [Bool] = []
  private var last = ""

  /// Returns blanks for the place before a word.
  mutating func gap(before part: String, _ choice: Int) -> String {
    let isFree = brackets.last ?? false
    let mayEndLine =
      isFree || Self.goesOn.contains(last) || Self.goesOnBefore.contains(part) || part == "\n"
    guard mayEndLine else { return [" ", "  ", "\t", "     "][choice % 4] }
    switch choice % 16 {
    case 0: return "\n"
    case 1: return " \n\n\t\n  "
    case 2: return " " + comment() + "\n"
    case 3: return "\n\n  " + comment() + "  \t\n\n"
    case 4: return "  " + comment() + "\n" + comment() + "\n"
    case 5: return "\r\n"
    default: return " "
    }
  }

  /// Takes note of a word that was written.
  mutating func follow(_ part: String) {
    switch part {
    case "(", "[": brackets.append(true)
    case "{": brackets.append(isInMap)
    case ")", "]", "}": _ = brackets.popLast()
    default: break
    }
    last = part
  }

  private mutating func comment() -> String {
    let comment = "#\(comments.count), a; remark."
    comments.append(comment)
    return comment
  }
}
