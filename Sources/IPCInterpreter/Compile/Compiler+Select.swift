import IPCSyntax

extension Compiler {
  /// The registers of a case in the request.
  private static let caseWidth = 3

  /// Compiles `select`: one request with the operands of all cases, whose answer says which one it is.
  mutating func compileSelect(_ cases: [SelectCase], span: SourceSpan) {
    let mark = builder.next
    let operations = cases.compactMap(\.operation)
    let count = 1 + operations.count * Self.caseWidth
    let base = builder.allocate(max(count, 3))
    let operands = cases.flatMap(\.operands)
    // A call may stand before a wait in a later case; what lay in these registers is nothing that can be reached any more.
    if !clearRegisters(base..<(base + count), behindWaitsIn: operands) {
      builder.emit(.loadNull, a: base)
    }
    var next = base + 1
    for item in cases {
      switch item.event {
      case .operation(_, let word):
        loadConstant(.int(word.choice.rawValue), to: next)
        compile(word.operands[0], to: next + 1)
        if word.operands.count > 1 {
          compile(word.operands[1], to: next + 2)
        } else {
          builder.emit(.loadNull, a: next + 2)
        }
        next += Self.caseWidth
      case .timeout(let limit): compile(limit, to: base)
      case .otherwise: loadConstant(.duration(0), to: base)
      }
    }
    builder.span = SourceSpan(start: span.start, end: span.start + UInt32("select".utf8.count))
    builder.emit(.request, a: base, b: count, n: Int(Request.Operation.select.rawValue))
    builder.emit(.unpack, a: base, b: 2)
    builder.next = base + 3
    var number = 0
    var ends: [Int] = []
    for item in cases {
      let isOperation = item.operation != nil
      let misses = builder.emit(.jumpUnlessEqualInt, a: base + 1, k: isOperation ? number : -1)
      if isOperation { number += 1 }
      let inner = builder.next
      bind(item, value: base + 2)
      // What it holds is reached by the names, if at all.
      builder.emit(.loadUnset, a: base)
      builder.emit(.loadUnset, a: base + 2)
      compile(item.body)
      builder.release(to: inner)
      ends.append(builder.emit(.jump))
      builder.land(misses)
    }
    builder.land(ends)
    builder.next = mark
  }

  /// Gives the names of a case their values.
  private mutating func bind(_ item: SelectCase, value: Int) {
    guard case .operation(let names, let word) = item.event, let first = names.first else { return }
    builder.span = first.span
    if names.count == 1 {
      let register = builder.allocate()
      builder.emit(.move, a: register, b: value)
      bindRegister(register, to: declaredVariable(first))
      return
    }
    let list = builder.allocate(names.count + 1)
    builder.emit(.move, a: list, b: value)
    builder.span = word.wordSpan
    builder.emit(.unpack, a: list, b: names.count)
    builder.emit(.loadUnset, a: list)
    for (position, name) in names.enumerated() {
      builder.span = name.span
      bindRegister(list + 1 + position, to: declaredVariable(name))
    }
  }
}

extension SelectCase {
  /// What it does; nil for `timeout` and `else`.
  fileprivate var operation: CommandWordExpression? {
    if case .operation(_, let word) = event { word } else { nil }
  }

  /// What is evaluated before the wait.
  fileprivate var operands: [Expression] {
    switch event {
    case .operation(_, let word): word.operands
    case .timeout(let limit): [limit]
    case .otherwise: []
    }
  }
}

extension CommandWordExpression {
  /// The kind of case that it makes.
  fileprivate var choice: Request.Choice {
    switch word {
    case .put: .put
    case .join: isAny ? .joinAny : .join
    default: isAny ? .getAny : .get
    }
  }
}
