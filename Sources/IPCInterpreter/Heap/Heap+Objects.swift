/// The fields of an error object, in order.
package enum ErrorField: Int, CaseIterable {
  /// A string such as `ValueError`.
  case kind
  /// A string.
  case message
  /// The line where it happened, from 1; nil for none.
  case line
  /// The name of the process it happened in.
  case process
  /// A list of strings, one a frame, innermost first.
  case trace
  /// The error that led to this one, or nil.
  case cause
  /// A map of further fields, such as `exit_code`, or nil.
  case extra
  /// The span of the source as one int: the start in the upper half, the end in the lower; nil for none.
  case place
  /// A list of places that explain the error, each followed by a remark; nil for none.
  case remarks
  /// Whether its process ended by it and has shown it in full.
  case isReported

  /// The number of fields.
  static let count = 10
}

/// Ranges, functions, captured variables and errors.
extension Heap {
  /// Makes a range of two ints.
  package func makeRange(_ lower: Int, _ upper: Int, isClosed: Bool) -> Value {
    let offset = allocate(24)
    unsafe words(offset)[0] = lower
    unsafe words(offset)[1] = upper
    unsafe words(offset)[2] = isClosed ? 1 : 0
    return Value(tag: .range, payload: offset)
  }

  /// The ends of a range.
  package func range(_ value: Value) -> (lower: Int, upper: Int, isClosed: Bool) {
    let words = unsafe words(value.payload)
    return unsafe (words[0], words[1], words[2] != 0)
  }

  /// The number of ints in a range, which may be one more than an `Int` holds.
  func rangeCount(_ value: Value) -> UInt {
    let (lower, upper, isClosed) = range(value)
    guard lower <= upper else { return 0 }
    let distance = UInt(bitPattern: upper) &- UInt(bitPattern: lower)
    return isClosed ? (distance == .max ? .max : distance + 1) : distance
  }

  /// Makes a function whose captured variables the caller fills in.
  package func makeClosure(function: Int, captures: Int) -> Value {
    let offset = allocate(16 + captures * 8)
    unsafe words(offset)[0] = function
    unsafe words(offset)[1] = captures
    return Value(tag: .closure, payload: offset)
  }

  /// The index of a function in the program.
  @inline(__always) package func closureFunction(_ value: Value) -> Int {
    unsafe words(value.payload)[0]
  }

  /// The number of captured variables.
  package func captureCount(_ value: Value) -> Int {
    unsafe words(value.payload)[1]
  }

  /// The offsets of the cells of the captured variables.
  @inline(__always) func captures(_ value: Value) -> UnsafeMutablePointer<Int> {
    unsafe words(value.payload) + 2
  }

  /// Makes a captured variable.
  @inline(__always) func makeCell(_ value: Value) -> Value {
    let offset = allocate(16)
    unsafe values(offset).pointee = value
    return Value(tag: .cell, payload: offset)
  }

  /// Makes an error with a kind and a message and nothing else.
  package func makeError(kind: Value, message: Value) -> Value {
    let offset = allocate(ErrorField.count * MemoryLayout<Value>.stride)
    unsafe values(offset).update(repeating: .null, count: ErrorField.count)
    unsafe values(offset)[ErrorField.kind.rawValue] = kind
    unsafe values(offset)[ErrorField.message.rawValue] = message
    return Value(tag: .error, payload: offset)
  }

  /// A field of an error.
  package func errorField(_ field: ErrorField, of error: Value) -> Value {
    unsafe values(error.payload)[field.rawValue]
  }

  /// Changes a field of an error.
  package func setErrorField(_ field: ErrorField, of error: Value, to value: Value) {
    unsafe values(error.payload)[field.rawValue] = value
  }
}
