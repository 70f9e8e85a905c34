/// The reserved words.
package enum Keyword: String, CaseIterable, Sendable {
  case and
  case `as`
  case `break`
  case capture
  case `case`
  case `catch`
  case close
  case `continue`
  case daemon
  case `defer`
  case `else`
  case `false`
  case `for`
  case `func`
  case get
  case `if`
  case `import`
  case `in`
  case join
  case kill
  case `let`
  case `nil`
  case not
  case or
  case process
  case put
  case `return`
  case run
  case select
  case sleep
  case spawn
  case taskDone = "task_done"
  case `throw`
  case `true`
  case `try`
  case `var`
  case `while`
  case within

  private static let bySpelling = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) }
  )

  /// Finds the keyword with this spelling.
  package init?(spelling: String) {
    guard let keyword = Self.bySpelling[spelling] else { return nil }
    self = keyword
  }

  /// The command word with this spelling, if it is one.
  package var commandWord: CommandWord? {
    CommandWord(rawValue: rawValue)
  }
}
