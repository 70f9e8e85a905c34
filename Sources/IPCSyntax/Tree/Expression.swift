/// An expression with its place.
package struct Expression: Sendable {
  /// What it is.
  package var kind: Kind
  /// Where it stands.
  package var span: SourceSpan

  /// Makes an expression.
  package init(_ kind: Kind, span: SourceSpan) {
    self.kind = kind
    self.span = span
  }

  /// The kinds of expression.
  package indirect enum Kind: Sendable {
    /// `nil`.
    case null
    /// `true`, `false`.
    case bool(Bool)
    /// `42`.
    case integer(Int64)
    /// `1.5`; finite.
    case float(Double)
    /// `250ms`, in nanoseconds.
    case duration(Int64)
    /// A string literal without interpolation, escapes already replaced.
    case string(String)
    /// `"a\(b)c"`, its parts in order.
    case interpolation([InterpolationPart])
    /// A command literal, split into words.
    case command(CommandLiteral)
    /// `[a, b]`.
    case list([Expression])
    /// `{k: v}`; a bare word has become a string key, `true` and `false` bool keys.
    case map([MapEntry])
    /// A mention of a variable, function or builtin.
    case name(Name)
    /// `-x`, `not x`.
    case unary(UnaryOperator, Expression)
    /// `a + b`; the span is the operator's own.
    case binary(BinaryOperator, Expression, Expression, operatorSpan: SourceSpan)
    /// `a and b`.
    case and(Expression, Expression)
    /// `a or b`.
    case or(Expression, Expression)
    /// `c ? a : b`.
    case conditional(condition: Expression, then: Expression, otherwise: Expression)
    /// `a...b`, `a..<b`; an end may be missing only directly inside an index.
    case range(lower: Expression?, upper: Expression?, isClosed: Bool)
    /// `f(a, b: 1, xs...)`.
    case call(callee: Expression, arguments: [Argument])
    /// `x.f(a)`, which is `f(x, a)`.
    case methodCall(receiver: Expression, name: Name, arguments: [Argument])
    /// `x.k`.
    case field(Expression, Name)
    /// `x[i]`, `x[1..<3]`.
    case index(Expression, Expression)
    /// A lambda or `func (…) { … }`.
    case function(Function)
    /// `try e else f`.
    case tryElse(Expression, otherwise: Expression)
    /// `get q`, `put(q, x)`, `spawn f(a)` …
    case commandWord(CommandWordExpression)
    /// `a | b | c`: stages of a pipeline.
    case pipeline([Expression])
    /// `(e)`.
    case parenthesized(Expression)
    /// What stood there did not parse; a diagnostic has told it.
    case invalid
  }
}

/// A part of a string literal with interpolation.
package enum InterpolationPart: Sendable {
  /// Text, escapes already replaced.
  case text(String)
  /// The expression inside `\( )`.
  case expression(Expression)
}

/// One `key: value` of a map literal.
package struct MapEntry: Sendable {
  /// The key.
  package var key: Expression
  /// The value.
  package var value: Expression

  /// Makes an entry.
  package init(key: Expression, value: Expression) {
    self.key = key
    self.value = value
  }
}

/// One argument of a call.
package struct Argument: Sendable {
  /// The label before the `:`.
  package var label: Name?
  /// The value.
  package var value: Expression
  /// Whether `...` behind it spreads a list.
  package var isSpread: Bool

  /// Makes an argument.
  package init(label: Name?, value: Expression, isSpread: Bool) {
    self.label = label
    self.value = value
    self.isSpread = isSpread
  }
}

/// The operators with one operand.
package enum UnaryOperator: String, Sendable, CaseIterable {
  case negate = "-"
  case not
}

/// The operators with two operands that evaluate both.
package enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case remainder = "%"
  case power = "**"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case contained = "in"
  case notContained = "not in"
}

/// The parameters and body of a function, lambda or spawned block.
package struct Function: Sendable {
  /// What a function was written as.
  package enum Form: Sendable {
    /// `func f() { }` or `func () { }`.
    case function
    /// `x => e`.
    case lambda
    /// The block of `spawn { }`, `daemon { }`, `process { }`.
    case processBlock
  }

  /// What a function does when called.
  package enum Body: Sendable {
    /// Statements.
    case block(Block)
    /// The value of an expression.
    case expression(Expression)
  }

  /// Its number in the tree.
  package var id: NodeID
  /// What it was written as.
  package var form: Form
  /// The name of a declared function.
  package var name: String?
  /// The parameters in order; a rest parameter is the last.
  package var parameters: [Parameter]
  /// What it does.
  package var body: Body
  /// The whole function.
  package var span: SourceSpan

  /// Makes a function.
  package init(
    id: NodeID,
    form: Form,
    name: String?,
    parameters: [Parameter],
    body: Body,
    span: SourceSpan
  ) {
    self.id = id
    self.form = form
    self.name = name
    self.parameters = parameters
    self.body = body
    self.span = span
  }
}

/// A parameter of a function.
package struct Parameter: Sendable {
  /// Its name.
  package var name: Name
  /// The value when the call gives none, evaluated at each call.
  package var defaultValue: Expression?
  /// Whether it takes all that is left, as a list.
  package var isRest: Bool

  /// Makes a parameter.
  package init(name: Name, defaultValue: Expression?, isRest: Bool) {
    self.name = name
    self.defaultValue = defaultValue
    self.isRest = isRest
  }
}
