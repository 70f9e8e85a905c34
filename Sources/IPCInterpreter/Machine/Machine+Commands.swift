/// The words of commands.
extension Machine {
  /// One argument of a command from the values of which it is made.
  @inline(never) func joinWord(
    _ first: UnsafeMutablePointer<Value>,
    count: Int
  ) throws(Fault) -> Value {
    var bytes: [UInt8] = []
    var isText = true
    for position in 0..<count {
      if unsafe try !heap.appendArgument(first[position], to: &bytes) { isText = false }
    }
    // Bytes need be no text.
    return isText
      ? heap.makeString(bytes) : unsafe bytes.withUnsafeBufferPointer { unsafe heap.makeBytes($0) }
  }
}
