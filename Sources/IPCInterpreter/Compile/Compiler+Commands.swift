import IPCSyntax

/// Commands and pipelines as values.
extension Compiler {
  /// Compiles a command literal: its arguments are collected in a list, word by word.
  mutating func compileCommand(_ literal: CommandLiteral, to target: Int) {
    let span = builder.span
    let list = builder.allocateBase(for: target, 1)
    builder.emit(.makeList, a: list, b: 0)
    for word in literal.words {
      let mark = builder.next
      let register = builder.allocate()
      if word.count == 1, case .expression(let expression) = word[0] {
        compile(expression, to: register)
        builder.span = expression.span
        builder.emit(.appendWord, a: list, b: register)
      } else {
        compileWord(word, to: register, span)
        builder.emit(.appendItem, a: list, b: register)
      }
      builder.next = mark
    }
    builder.span = span
    builder.emit(.makeCommand, a: list)
    builder.emitMove(list, to: target)
  }

  /// Joins the parts of one argument, in pieces that fit into registers.
  private mutating func compileWord(
    _ parts: [CommandLiteral.Part],
    to target: Int,
    _ span: SourceSpan
  ) {
    if parts.count == 1, case .text(let text) = parts[0] {
      return loadConstant(.string(text), to: target)
    }
    let limit = 32
    let first = builder.allocateBase(for: target, min(parts.count, limit) + 1)
    var used = 0
    for part in parts {
      if used == limit {
        builder.span = span
        builder.emit(.joinWord, a: first, b: used)
        used = 1
      }
      switch part {
      case .text(let text): loadConstant(.string(text), to: first + used)
      case .expression(let expression): compile(expression, to: first + used)
      }
      used += 1
    }
    builder.span = span
    builder.emit(.joinWord, a: first, b: used)
    builder.emitMove(first, to: target)
  }

  /// Compiles a pipeline.
  mutating func compilePipeline(_ stages: [Expression], to target: Int) {
    let span = builder.span
    let list = builder.allocateBase(for: target, 1)
    builder.emit(.makeList, a: list, b: 0)
    for stage in stages {
      let mark = builder.next
      let register = operand(stage)
      builder.emit(.appendItem, a: list, b: register)
      builder.next = mark
    }
    builder.span = span
    builder.emit(.makePipeline, a: list)
    builder.emitMove(list, to: target)
  }
}
