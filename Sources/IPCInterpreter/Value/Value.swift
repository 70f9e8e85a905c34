/// A value of the language: a tag and a payload, trivial to copy, 16 bytes.
///
/// Processes share no objects, so nothing is counted: a value of an object tag holds the offset of an object in the
/// heap of its machine, which the collector finds by tracing. Offsets and not addresses, so that a heap can be
/// copied to another place.
@frozen package struct Value {
  /// The kind of value.
  package var tag: Tag
  /// The number, truth value, handle number or offset, by tag.
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
    /// A variable that has no value yet, or an argument that was not given; never seen by a script.
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
    /// The lines of a file, read as they are wanted.
    case reader
    /// A command or a pipeline of commands and functions, not started.
    case command
  }

  /// `nil`.
  package static let null = Value(tag: .null, payload: 0)
  /// No value yet.
  package static let unset = Value(tag: .unset, payload: 0)

  /// Returns the truth value.
  @inline(__always) package static func bool(_ value: Bool) -> Value {
    Value(tag: .bool, payload: value ? 1 : 0)
  }

  /// Returns the int.
  @inline(__always) package static func int(_ value: Int) -> Value {
    Value(tag: .int, payload: value)
  }

  /// Returns the float, which must be finite.
  @inline(__always) package static func float(_ value: Double) -> Value {
    Value(tag: .float, payload: Int(bitPattern: UInt(value.bitPattern)))
  }

  /// Returns the duration of so many nanoseconds.
  @inline(__always) package static func duration(_ nanoseconds: Int) -> Value {
    Value(tag: .duration, payload: nanoseconds)
  }

  /// The number of a value with the tag `float`.
  @inline(__always) package var double: Double {
    Double(bitPattern: UInt64(UInt(bitPattern: payload)))
  }

  /// Whether a condition takes it for true: all but `nil` and `false`.
  @inline(__always) package var isTrue: Bool {
    tag == .bool ? payload != 0 : tag != .null
  }

  /// Whether it holds the offset of an object.
  @inline(__always) var isObject: Bool { tag.rawValue >= Tag.string.rawValue }

  /// Whether its object refers to other values.
  @inline(__always) var hasParts: Bool {
    switch tag {
    case .list, .map, .closure, .cell, .error, .reader, .command: true
    default: false
    }
  }

  /// Whether it was given at all.
  @inline(__always) package var isSet: Bool { tag != .unset }

  /// What scripts call its type, as the builtin `type` gives it.
  package var typeName: String {
    switch tag {
    case .null: "nil"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .duration: "duration"
    case .builtin, .closure: "function"
    case .process: "process"
    case .queue: "queue"
    case .pipe: "pipe"
    case .unset, .cell: "nothing"
    case .string: "string"
    case .bytes: "bytes"
    case .list: "list"
    case .map: "map"
    case .range: "range"
    case .error: "error"
    case .reader: "reader"
    case .command: "command"
    }
  }

  /// The type with its article, for messages.
  package var typePhrase: String {
    switch tag {
    case .null: "nil"
    case .int, .error: "an \(typeName)"
    case .bytes: "bytes"
    default: "a \(typeName)"
    }
  }
}
