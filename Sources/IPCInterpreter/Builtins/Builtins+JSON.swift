/// The builtins for JSON.
extension Builtins {
  static let exchange: [Builtin] = [
    Builtin(
      "json",
      [.init("value"), .init("indent", isOptional: true)],
      "A value as JSON text, in one line or with so many blanks a level.",
      example: .init(
        #"json({a: [1, nil], b: "é\n"})"#,
        #""{\"a\": [1, null], \"b\": \"é\\n\"}""#
      ),
      .native(json)
    ),
    Builtin(
      "from_json",
      [.init("text")],
      "The value that a JSON text says.",
      example: .init(#"from_json("{\"a\": [1, 2.5, null]}")"#, #"{"a": [1, 2.5, nil]}"#),
      .native { (call: NativeCall) throws(Fault) -> Value in
        let text = try call.argument(0, "from_json", .string, "a string")
        var reader = unsafe JSONReader(call.heap.string(text), heap: call.heap)
        return try reader.read()
      }
    ),
  ]

  @Sendable private static func json(_ call: NativeCall) throws(Fault) -> Value {
    var indent: Int?
    if call[1].isSet, call[1].tag != .null {
      let blanks = try call.argument(1, "json", .int, "an int as indent").payload
      if blanks < 0 { throw Fault("ValueError", "the indent of `json` is negative") }
      indent = blanks
    }
    var writer = JSONWriter(heap: call.heap, indent: indent)
    try writer.write(call[0])
    return try writer.string()
  }
}
