/// A value of the language: a tag and a payload, trivial to copy, 16 bytes.
///
/// Processes share no objects, so nothing is counted: a value of an object tag holds the address of an object in
/// the heap of its machine, which the collector finds by tracing.
@frozen package struct Value {
  /// The kind of value.
  package var tag: Tag
  /// The number, truth value, handle number or address, by tag.
  package var payload: Int

  /// Makes a value of its two halves.
  @inline(__always) package init(tag: Tag, payload: Int) {
    self.tag = tag
    self.payload = payload
  }

  /// The kinds of value; those from `string` on have objects in the heap.
  @frozen package enum Tag: Int {
    /// `nil`; the payload is 0.
    case null
    /// The payload is 0 or 1.
    case bool
    /// The payload is the number.
    case int
    /// The payload is the bit pattern of a finite `Double`.
    case float
    /// The payload is a number of nanoseconds.
    case duration
    /// The payload is the index of an entry of the builtin table.
    case builtin
    /// The payload is the number of a process of the world.
    case process
    /// The payload is the number of a queue of the world.
    case queue
    /// The payload is twice the number of a pipe of the world, plus 1 for the right end.
    case pipe
    /// A variable that has no value yet; never seen by a script.
    case unset
    /// UTF-8 bytes.
    case string
    /// Bytes.
    case bytes
    /// Values in order.
    case list
    /// Keys and values in insertion order.
    case map
    /// Two ints and whether the upper one belongs to it.
    case range
    /// A function with its captured variables.
    case closure
    /// A captured variable; never seen by a script.
    case cell
    /// An error.
    case error
    /// A command with its arguments.
    case command
  }
}
