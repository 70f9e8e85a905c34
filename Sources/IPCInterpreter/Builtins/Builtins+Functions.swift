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
    Builtin(
      "parallel",
      [
        .init("items"), .init("function"), .init("workers", isLabelOnly: true),
        .init("retries", isLabelOnly: true), .init("timeout", isLabelOnly: true),
        .init("keep_going", isLabelOnly: true),
      ],
      "What a function gives for each value, worked out by so many processes at once; the first failure is thrown.",
      example: .init("parallel([1, 2, 3], x => x * x, workers: 2)", "[1, 4, 9]"),
      .prelude
    ),
    Builtin(
      "_pool_size",
      [.init("workers"), .init("retries"), .init("timeout"), .init("items")],
      "The number of processes for `parallel`, once its arguments are what they should be.",
      .request(.poolSize, leading: nil)
    ),
    Builtin(
      "_failure_of",
      [.init("error"), .init("item")],
      "An error of the same kind that names the item it is about.",
      .native(failure)
    ),
    Builtin(
      "_show_progress",
      [.init("done"), .init("total"), .init("elapsed")],
      "Shows how far `parallel` has come, on a terminal; nil takes it away.",
      .request(.showProgress, leading: nil)
    ),
  ]

  @Sendable private static func failure(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let (cause, item) = (call[0], call[1])
    let message = heap.swiftString(heap.errorField(.message, of: cause))
    let text = heap.quotedText(of: item)
    let shown = text.count > 80 ? "\(text.prefix(79))…" : text
    let error = heap.makeError(
      kind: heap.errorField(.kind, of: cause),
      message: heap.makeString("\(message); the item was \(shown)")
    )
    heap.setErrorField(.cause, of: error, to: cause)
    let extra = heap.makeMap()
    heap.mapSet(extra, "item", item)
    heap.setErrorField(.extra, of: error, to: extra)
    return error
  }
}
