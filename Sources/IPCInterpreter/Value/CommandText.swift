/// Commands as they are printed: in backquotes, so that the language reads them back.
extension ValuePrinter {
  /// Writes a command, its stages parted by `|`.
  mutating func writeCommand(_ command: Value) {
    for (position, stage) in heap.listArray(heap.stages(of: command)).enumerated() {
      if position > 0 { write(" | ") }
      writeStage(stage)
    }
  }

  /// Writes one stage: a command in backquotes, or the name of a function.
  mutating func writeStage(_ stage: Value) {
    switch stage.tag {
    case .closure: write(heap.describeFunction?(heap.closureFunction(stage)) ?? "function")
    case .builtin: write(Builtins.all[stage.payload].name)
    default:
      write("`")
      for (position, argument) in heap.listArray(stage).enumerated() {
        if position > 0 { write(" ") }
        writeArgument(argument, isFirst: position == 0)
      }
      write("`")
    }
  }

  /// Writes an argument as it is, in quotes, or where these do not show it, as an interpolated value.
  private mutating func writeArgument(_ argument: Value, isFirst: Bool) {
    let text = unsafe heap.string(argument)
    if argument.tag == .bytes {
      write("\\(bytes([")
      for position in text.indices {
        if position > 0 { write(", ") }
        write("\(unsafe text[position])")
      }
      write("]))")
    } else if unsafe !text.isEmpty && text.allSatisfy(Self.isPlain)
      && !(isFirst && text.contains(UInt8(ascii: "=")))
    {
      unsafe bytes.append(contentsOf: text)
    } else if unsafe text.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "'") }) {
      write("\\(")
      writeQuoted(argument)
      write(")")
    } else {
      write("'")
      unsafe bytes.append(contentsOf: text)
      write("'")
    }
  }

  /// Whether a byte has no meaning of its own anywhere in a command.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: "-_./:,+@%=^".utf8.contains(byte)
    }
  }
}

extension Heap {
  /// One stage of a command as messages name it; a long one is cut.
  package func text(ofStage stage: Value, limit: Int = 100) -> String {
    var printer = ValuePrinter(heap: self)
    printer.writeStage(stage)
    let text = String(decoding: printer.bytes, as: UTF8.self)
    return text.count > limit ? text.prefix(limit) + "…`" : text
  }
}
