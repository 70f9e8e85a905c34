/// The builtins for output, processes, queues and pipes.
extension Builtins {
  static let world: [Builtin] = [
    Builtin(
      "print",
      [.init("sep", isLabelOnly: true), .init("end", isLabelOnly: true)],
      takesRest: true,
      "Writes its arguments as one line.",
      .write(stream: 1)
    ),
    Builtin(
      "eprint",
      [.init("sep", isLabelOnly: true), .init("end", isLabelOnly: true)],
      takesRest: true,
      "Writes its arguments as one line to standard error.",
      .write(stream: 2)
    ),
    Builtin(
      "exit",
      [.init("code", isOptional: true)],
      "Ends the process: defers run, children are awaited.",
      .exit
    ),
    Builtin("me", [], "The process that this runs in.", .request(.me, leading: nil)),
    Builtin("processes", [], "The processes that live.", .request(.processes, leading: nil)),
    Builtin(
      "queue",
      [.init("limit", isOptional: true), .init("retry", isLabelOnly: true)],
      "A queue: first in, first out.",
      .request(.makeQueue, leading: 0)
    ),
    Builtin(
      "stack",
      [.init("limit", isOptional: true), .init("retry", isLabelOnly: true)],
      "A queue: last in, first out.",
      .request(.makeQueue, leading: 1)
    ),
    Builtin(
      "priority_queue",
      [.init("limit", isOptional: true), .init("retry", isLabelOnly: true)],
      "A queue: smallest first.",
      .request(.makeQueue, leading: 2)
    ),
    Builtin(
      "pipe",
      [.init("duplex", isLabelOnly: true), .init("lines", isLabelOnly: true)],
      "The two ends of a pipe.",
      .request(.makePipe, leading: nil)
    ),
  ]

  /// The line that `print` and `eprint` write.
  static func line(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    var separator: [UInt8] = [UInt8(ascii: " ")]
    var end: [UInt8] = [UInt8(ascii: "\n")]
    if call[0].isSet {
      separator = unsafe Array(
        heap.string(try call.argument(0, "sep:", .string, "a string"))
      )
    }
    if call[1].isSet {
      end = unsafe Array(heap.string(try call.argument(1, "end:", .string, "a string")))
    }
    var printer = ValuePrinter(heap: heap)
    for position in 2..<max(2, call.count) {
      if position > 2 { printer.bytes += separator }
      printer.write(call[position], isInside: false)
    }
    printer.bytes += end
    return try printer.string()
  }
}
