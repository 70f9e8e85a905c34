import IPCSyntax

/// The ways in which a statement may be left, as far as the text says; errors of builtins and operators do not count.
struct Exits: OptionSet {
  let rawValue: UInt8

  /// To the next statement.
  static let normal = Exits(rawValue: 1)
  static let returns = Exits(rawValue: 2)
  static let breaks = Exits(rawValue: 4)
  static let continues = Exits(rawValue: 8)
  /// By an error that the script throws on purpose.
  static let throwing = Exits(rawValue: 16)
  /// By the end of the process, which nothing catches.
  static let ending = Exits(rawValue: 32)

  /// Out of a loop, its function or its process.
  static let leaving: Exits = [.returns, .breaks, .throwing, .ending]
}

/// Finds the ways in which statements may be left.
struct ExitFinder {
  private let resolution: Resolution
  /// By function, how a call of it may be left besides its return.
  private var callExits: [Exits]
  private var blocks: [SourceSpan: Exits] = [:]

  /// Learns how the functions of a program may be left.
  init(_ table: FunctionTable, resolution: Resolution) {
    self.resolution = resolution
    callExits = Array(repeating: [], count: table.entries.count)
    // Calls make the sets grow; going forwards and backwards in turn follows long chains of calls fast.
    var hasChanged = true
    var order = Array(table.entries.indices)
    while hasChanged {
      hasChanged = false
      order.reverse()
      blocks.removeAll(keepingCapacity: true)
      for index in order {
        let exits = exits(of: table.block(of: index)).intersection([.throwing, .ending])
        if exits != callExits[index] {
          callExits[index].formUnion(exits)
          hasChanged = true
        }
      }
    }
  }

  /// How a block may be left.
  mutating func exits(of block: Block) -> Exits {
    if let known = blocks[block.span] { return known }
    let exits = exits(of: block.statements)
    blocks[block.span] = exits
    return exits
  }

  private mutating func exits(of statements: [Statement]) -> Exits {
    var exits: Exits = .normal
    for statement in statements {
      // What stands behind cannot be reached, and so cannot leave.
      guard exits.contains(.normal) else { break }
      exits.remove(.normal)
      exits.formUnion(self.exits(of: statement))
    }
    return exits
  }

  /// How a statement may be left.
  mutating func exits(of statement: Statement) -> Exits {
    switch statement.kind {
    case .expression(let expression):
      return endsProcess(expression) ? .ending : exits(of: [expression])
    case .binding(_, _, let values): return exits(of: values)
    case .assignment(let targets, let values): return exits(of: values + targets)
    case .compoundAssignment(let target, _, let value): return exits(of: [target, value])
    case .function, .importNames, .invalid: return .normal
    case .block(let block): return exits(of: block)
    case .conditional(let condition, let then, let otherwise):
      let rest = otherwise.map { exits(of: $0) } ?? .normal
      return exits(of: [condition]).subtracting(.normal).union(exits(of: then)).union(rest)
    case .whileLoop(let condition, let body):
      let inside = exits(of: body)
      let out = inside.subtracting([.normal, .breaks, .continues])
      if condition.isTrueLiteral { return inside.contains(.breaks) ? out.union(.normal) : out }
      return out.union(exits(of: [condition])).union(.normal)
    case .forLoop(_, let sequence, let body):
      return exits(of: body).subtracting([.breaks, .continues]).union(exits(of: [sequence]))
        .union(.normal)
    case .breakLoop: return .breaks
    case .continueLoop: return .continues
    case .returnValue(let value):
      return exits(of: value.map { [$0] } ?? []).subtracting(.normal).union(.returns)
    case .throwError(let value):
      return exits(of: [value]).subtracting(.normal).union(.throwing)
    case .tryCatch(let body, let clauses):
      var exits = exits(of: body)
      if clauses.contains(where: \.catchesAll) { exits.remove(.throwing) }
      for clause in clauses { exits.formUnion(self.exits(of: clause.body)) }
      return exits
    case .deferBlock(let block):
      return exits(of: block).intersection([.throwing, .ending]).union(.normal)
    case .within(let limit, let body):
      return exits(of: [limit]).subtracting(.normal).union(exits(of: body)).union(.throwing)
    case .select(let cases):
      return cases.isEmpty ? .normal : cases.reduce([]) { $0.union(exits(of: $1.body)) }
    }
  }

  private func endsProcess(_ expression: Expression) -> Bool {
    guard case .call(let callee, _) = expression.bare.kind, case .name(let name) = callee.kind,
      case .builtin(let index) = resolution.bindings[name.id.index]
    else { return false }
    if case .exit = Builtins.all[index].kind { return true }
    return false
  }

  // MARK: Expressions

  private func exits(of expressions: [Expression]) -> Exits {
    var calls = CallExits(resolution: resolution, callExits: callExits)
    for expression in expressions { calls.visit(expression) }
    return calls.exits.union(.normal)
  }

  /// Collects how the calls in an expression may be left; what runs later or elsewhere does not count.
  private struct CallExits: TreeVisitor {
    let resolution: Resolution
    let callExits: [Exits]
    var exits: Exits = []

    mutating func visit(_ expression: Expression) {
      switch expression.kind {
      case .function: return
      case .commandWord(let word) where [.spawn, .daemon, .process].contains(word.word):
        return
      case .tryElse(let value, let otherwise):
        var inner = self
        inner.exits = []
        inner.visit(value)
        exits.formUnion(inner.exits.subtracting(.throwing))
        visit(otherwise)
        return
      case .call(let callee, _):
        if case .name(let name) = callee.bare.kind {
          add(resolution.bindings[name.id.index])
        } else {
          add(.unknown)
        }
      case .methodCall(_, let name, _): add(resolution.bindings[name.id.index])
      default: break
      }
      walk(expression)
    }

    private mutating func add(_ binding: Resolution.Binding) {
      switch binding {
      case .variable(let variable):
        if case .function(let index) = resolution.variables[variable].kind {
          exits.formUnion(callExits[index])
        } else {
          exits.formUnion([.throwing, .ending])
        }
      case .builtin(let index):
        if case .exit = Builtins.all[index].kind { exits.insert(.ending) }
        if Self.throwers.contains(Builtins.all[index].name) { exits.insert(.throwing) }
      case .unknown: exits.formUnion([.throwing, .ending])
      }
    }

    /// The builtins that throw on purpose, or call functions that may.
    private static let throwers: Set<String> = [
      "assert", "map", "filter", "reduce", "first", "any", "all", "parallel", "sort", "sorted",
      "min", "max",
    ]
  }
}

extension Expression {
  /// Whether it is the word `true`.
  var isTrueLiteral: Bool {
    if case .bool(true) = bare.kind { true } else { false }
  }
}

extension CatchClause {
  /// Whether it catches every kind that `catch` may catch.
  var catchesAll: Bool { kinds.isEmpty }
}
