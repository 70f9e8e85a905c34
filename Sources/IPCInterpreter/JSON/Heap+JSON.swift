/// JSON for a world that reads and writes it itself.
extension Heap {
  /// A value as JSON text in one line.
  ///
  /// - Throws: `TypeError` for what JSON has no words for, `ValueError` for a cycle and too deep nesting, `OutOfMemory`.
  package func json(of value: Value) throws(Fault) -> [UInt8] {
    var writer = JSONWriter(heap: self, indent: nil)
    try writer.write(value)
    return unsafe Array(string(try writer.string()))
  }

  /// The value that a JSON text says.
  ///
  /// - Throws: `ValueError` when it is none.
  package func value(ofJSON text: Value) throws(Fault) -> Value {
    var reader = unsafe JSONReader(string(text), heap: self)
    return try reader.read()
  }
}
