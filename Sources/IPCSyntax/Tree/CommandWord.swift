/// The words that act on processes, queues, pipes and commands.
package enum CommandWord: String, Sendable, CaseIterable {
  case put
  case get
  case join
  case taskDone = "task_done"
  case close
  case kill
  case sleep
  case run
  case capture
  case spawn
  case daemon
  case process
}

/// The words that may stand behind a command word's operands.
package enum ClauseWord: String, Sendable, CaseIterable {
  case timeout
  case nowait
  case signal
  case times
  case name
  case restart
  case stdin
  case stdout
  case stderr
  /// Only as a label of the call form.
  case env
  /// Only as a label of the call form.
  case cwd
  /// Only as a label of the call form.
  case by
}

/// A command word with its operands and clauses, in either form: `put q, x timeout 2s` or
/// `put(q, x, timeout: 2s)`.
package struct CommandWordExpression: Sendable {
  /// A clause or label.
  package struct Clause: Sendable {
    /// Which one.
    package var word: ClauseWord
    /// Its value; `nil` for a bare `nowait`.
    package var value: Expression?
    /// The word and its value.
    package var span: SourceSpan

    /// Makes a clause.
    package init(word: ClauseWord, value: Expression?, span: SourceSpan) {
      self.word = word
      self.value = value
      self.span = span
    }
  }

  /// The word.
  package var word: CommandWord
  /// Where the word itself stands.
  package var wordSpan: SourceSpan
  /// Whether `any` follows a `get` or `join`.
  package var isAny: Bool
  /// The operands: two for `put`, else one.
  ///
  /// `spawn { }` has a `.function` of the form `processBlock`; several stages of `run`, `capture` and `spawn` are one `.pipeline`.
  package var operands: [Expression]
  /// The clauses, each word at most once, in the order written.
  package var clauses: [Clause]

  /// Makes a command word expression.
  package init(
    word: CommandWord,
    wordSpan: SourceSpan,
    isAny: Bool,
    operands: [Expression],
    clauses: [Clause]
  ) {
    self.word = word
    self.wordSpan = wordSpan
    self.isAny = isAny
    self.operands = operands
    self.clauses = clauses
  }

  /// Returns the clause with this word.
  package func clause(_ word: ClauseWord) -> Clause? {
    clauses.first { $0.word == word }
  }
}

/// A command literal: a program and its arguments, never a shell.
package struct CommandLiteral: Sendable {
  /// The words, each of one part or more; an interpolated value is one argument, a list that is a whole word is spread.
  package var words: [[InterpolationPart]]

  /// Makes a literal.
  package init(words: [[InterpolationPart]]) {
    self.words = words
  }
}
