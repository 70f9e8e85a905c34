/// The builtins that make or raise errors.
extension Builtins {
  static let errors: [Builtin] = [
    Builtin(
      "error",
      [.init("kind"), .init("message", isOptional: true)],
      "An error to be thrown: of a kind, with a message.",
      example: .init("error(\"Disk\", \"it is full\").kind", "\"Disk\""),
      .native(error)
    ),
    Builtin(
      "assert",
      [.init("condition"), .init("why", isOptional: true)],
      "Throws `AssertionFailed` unless the condition is true.",
      example: .init("assert(1 < 2, \"order\")", "nil"),
      .native(assert)
    ),
  ]

  @Sendable private static func error(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let first = try call.argument(0, "error", .string, "a string as kind")
    guard call[1].isSet else {
      return heap.makeError(kind: heap.makeString("Error"), message: first)
    }
    let kind = heap.swiftString(first)
    guard let letter = kind.first, !letter.isLowercase, letter.isLetter else {
      throw Fault("ValueError", "a kind begins with a capital letter, not as \"\(kind)\"")
    }
    return heap.makeError(kind: first, message: try heap.string(of: call[1]))
  }

  @Sendable private static func assert(_ call: NativeCall) throws(Fault) -> Value {
    if call[0].isTrue { return .null }
    let why =
      call[1].isSet
      ? String(decoding: call.heap.text(of: call[1]), as: UTF8.self) : "the condition is false"
    throw Fault("AssertionFailed", why)
  }
}
