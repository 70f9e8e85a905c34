/// Items with commas between them: in brackets, and in the open.
extension LayoutBuilder {
  /// What is special about the items of a kind of bracket.
  struct BracketStyle {
    /// Whether a comma goes behind the last item when each has a line.
    var takesTrailingComma = true
    /// Whether a line end behind the opening bracket stays, as in lists and maps, and all items get lines then.
    var keepsLines = false
    /// Whether the last item may be hugged.
    var mayHug = false

    static let literal = BracketStyle(keepsLines: true)
    static let call = BracketStyle(mayHug: true)
    static let parentheses = BracketStyle(takesTrailingComma: false, mayHug: true)
    static let parameters = BracketStyle()
  }

  /// Lays out a bracket, items and the closing bracket: all on one line, or each item on a line of its own, or hugging
  /// the expression that the last one ends with.
  mutating func bracketed<Item>(
    _ items: [Item],
    _ style: BracketStyle,
    hugged: Expression? = nil,
    _ item: (inout LayoutBuilder, Item) -> Void
  ) {
    token()
    guard !items.isEmpty else {
      closeEmpty()
      return
    }
    let isSole = items.count == 1
    let hugs = style.mayHug && hugged.map { Self.canBeHugged($0, isSole: isSole) } ?? false
    // Parentheses around a bracket open with it.
    if !hugs || !isSole { settleHugging() }
    let group = layout.open()
    let outerHugging = hugging
    layout.append(.indent(Formatter.indentation))
    if style.keepsLines, cursor.current.startsLine, !hasComments { layout.appendNewline() }
    softBreak(isSpace: false)
    var start = layout.mark
    for (position, value) in items.enumerated() {
      if position > 0 { softBreak(isSpace: true, keepsBlankLine: true) }
      let isLast = position == items.count - 1
      start = layout.mark
      hugging = isLast && hugs ? outerHugging + [group] : []
      withContinuation(isSole ? 0 : Formatter.indentation) { item(&$0, value) }
      hugging = []
      if !isLast { comma() }
    }
    let end = layout.mark
    if cursor.current.is(.comma) { passToken() }
    if style.takesTrailingComma { layout.append(.trailingComma) }
    if hasComments { writeComments(keepsBlankLines: true, isLast: true) }
    layout.append(.indent(-Formatter.indentation))
    softBreak(isSpace: false)
    token(isAtBase: true)
    layout.close(group, lastItem: (start, end), isSole: isSole)
  }

  /// Lays out the closing bracket behind an opening one.
  private mutating func closeEmpty() {
    if hasComments {
      layout.append(.indent(Formatter.indentation))
      writeComments(keepsBlankLines: true, isFirst: true, isLast: true)
      layout.append(.indent(-Formatter.indentation))
    }
    token(isAtBase: true)
  }

  /// Lays out items parted by commas: all on one line, or each on a line of its own.
  mutating func listed<Item>(
    _ items: [Item],
    hugged: Expression? = nil,
    _ item: (inout LayoutBuilder, Item) -> Void
  ) {
    guard items.count > 1 else {
      for value in items { item(&self, value) }
      return
    }
    let spaces = max(continuation, Formatter.indentation)
    chained(items.count, spaces: spaces, hugged: hugged) { builder, position in
      if position > 0 {
        builder.comma()
        builder.softBreak(isSpace: true)
      }
      item(&builder, items[position])
    }
  }

  /// Lays out links of a chain in a group, of which the last may be hugged by the others.
  ///
  /// From the second on they are indented by some spaces where they begin a line.
  mutating func chained(
    _ count: Int,
    spaces: Int,
    hugged: Expression?,
    _ link: (inout LayoutBuilder, Int) -> Void
  ) {
    let group = layout.open()
    let hugs = hugged.map { Self.canBeHugged($0, isSole: false) } ?? false
    var start = layout.mark
    for position in 0..<count {
      if position == 1 { layout.append(.indent(spaces)) }
      start = layout.mark
      hugging = hugs && position == count - 1 ? [group] : []
      // What goes on in the first link goes on further in than the next one begins.
      let inner = position == 0 ? spaces + Formatter.indentation : Formatter.indentation
      withContinuation(inner) { link(&$0, position) }
      hugging = []
    }
    let end = layout.mark
    layout.append(.indent(-spaces))
    layout.close(group, lastItem: (start, end))
  }
}
