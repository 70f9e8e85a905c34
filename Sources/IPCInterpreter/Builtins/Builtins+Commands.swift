/// The builtins for commands.
extension Builtins {
  static let commands: [Builtin] = [
    Builtin(
      "sh",
      [.init("text")],
      takesRest: true,
      "A command that lets the shell carry a text out, with the other arguments as `$1` and so on.",
      example: .init("capture sh(\"echo $((1 + 1))\")", "\"2\""),
      .native(shell)
    )
  ]

  private static func shell(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let arguments = heap.makeList(count: 0)
    for word in ["/bin/sh", "-c"] { heap.append(arguments, heap.makeString(word)) }
    let text = try call.argument(0, "sh", .string, "a text for the shell")
    try heap.appendWord(text, to: arguments)
    // What `$0` stands for, and what the shell calls itself in messages.
    if call.count > 1 { heap.append(arguments, heap.makeString("sh")) }
    for position in 1..<max(1, call.count) { try heap.appendWord(call[position], to: arguments) }
    return try heap.makeCommand(arguments: arguments)
  }
}
