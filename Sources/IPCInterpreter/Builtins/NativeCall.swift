/// The arguments of one call of a native builtin; those left out are unset.
@safe package struct NativeCall {
  /// Where values are made.
  package let heap: Heap
  /// The arguments, parameters first.
  let arguments: UnsafePointer<Value>
  /// Their number.
  let count: Int

  init(heap: Heap, arguments: UnsafePointer<Value>, count: Int) {
    self.heap = heap
    unsafe self.arguments = unsafe arguments
    self.count = count
  }

  /// The argument in a place.
  subscript(position: Int) -> Value {
    unsafe position < count ? arguments[position] : .unset
  }

  /// An argument that must have a type.
  func argument(
    _ position: Int,
    _ name: String,
    _ tag: Value.Tag,
    _ phrase: String
  ) throws(Fault) -> Value {
    let value = self[position]
    guard value.tag == tag else { throw wrong(name, phrase, value) }
    return value
  }

  /// An argument that must be a string or bytes.
  func text(_ position: Int, _ name: String) throws(Fault) -> Value {
    let value = self[position]
    guard value.tag == .string || value.tag == .bytes else {
      throw wrong(name, "a string or bytes", value)
    }
    return value
  }

  /// An argument that must be of the same type as a string or bytes value.
  func part(_ position: Int, _ name: String, of whole: Value) throws(Fault) -> Value {
    let value = self[position]
    guard value.tag == whole.tag else {
      throw wrong(name, "\(whole.typePhrase) to look for in \(whole.typePhrase)", value)
    }
    return value
  }

  /// The fault of an argument of a wrong type.
  func wrong(_ name: String, _ phrase: String, _ value: Value) -> Fault {
    Fault("TypeError", "`\(name)` wants \(phrase), not \(value.typePhrase)")
  }
}
