/// The builtins that call a function of the script; the prelude has their code.
extension Builtins {
  static let functions: [Builtin] = [
    Builtin(
      "map",
      [.init("list"), .init("function")],
      "What a function gives for each value, as a new list.",
      example: .init("map([1, 2, 3], x => x * x)", "[1, 4, 9]"),
      .prelude
    ),
    Builtin(
      "filter",
      [.init("list"), .init("function")],
      "The values for which a function gives true, as a new list.",
      example: .init("filter(1...6, x => x % 2 == 0)", "[2, 4, 6]"),
      .prelude
    ),
    Builtin(
      "reduce",
      [.init("list"), .init("initial"), .init("function")],
      "Takes values together two by two, beginning with the initial one.",
      example: .init("reduce([1, 2, 3], 10, (sum, x) => sum + x)", "16"),
      .prelude
    ),
    Builtin(
      "first",
      [.init("list"), .init("function", isOptional: true)],
      "The first value for which a function gives true, or nil; without a function the first of all.",
      example: .init("first([3, 8, 5], x => x > 4)", "8"),
      .prelude
    ),
    Builtin(
      "any",
      [.init("list"), .init("function", isOptional: true)],
      "Whether a function gives true for some value; without a function whether some value is true.",
      example: .init("any([1, 2, 3], x => x > 2)", "true"),
      .prelude
    ),
    Builtin(
      "all",
      [.init("list"), .init("function", isOptional: true)],
      "Whether a function gives true for every value; without a function whether every value is true.",
      example: .init("all([1, 2, 3], x => x > 2)", "false"),
      .prelude
    ),
  ]
}
