/// The signs that are tokens of their own.
package enum Punctuation: String, CaseIterable, Sendable {
  case ellipsis = "..."
  case halfOpen = "..<"
  case powerAssign = "**="
  case floorDivideAssign = "//="
  case power = "**"
  case floorDivide = "//"
  case equal = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case arrow = "=>"
  case addAssign = "+="
  case subtractAssign = "-="
  case multiplyAssign = "*="
  case divideAssign = "/="
  case remainderAssign = "%="
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case less = "<"
  case greater = ">"
  case assign = "="
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case colon = ":"
  case dot = "."
  case bar = "|"
  case question = "?"
  case semicolon = ";"

  /// By their first byte, the signs that begin with it, the longest first.
  static let byFirstByte: [[(bytes: [UInt8], sign: Punctuation)]] = {
    var table: [[(bytes: [UInt8], sign: Punctuation)]] = Array(repeating: [], count: 256)
    for sign in allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let bytes = Array(sign.rawValue.utf8)
      table[Int(bytes[0])].append((bytes, sign))
    }
    return table
  }()

  /// The operator of a compound assignment, such as `add` for `+=`.
  var compoundOperator: BinaryOperator? {
    switch self {
    case .addAssign: .add
    case .subtractAssign: .subtract
    case .multiplyAssign: .multiply
    case .divideAssign: .divide
    case .remainderAssign: .remainder
    case .floorDivideAssign: .floorDivide
    case .powerAssign: .power
    default: nil
    }
  }
}
