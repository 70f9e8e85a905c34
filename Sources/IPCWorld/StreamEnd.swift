import IPCInterpreter
import IPCRuntime

/// One of the two pipes of a function that is a stage of a pipeline: its input or its output.
///
/// To the script it is the end of a pipe of lines. It is this process's own, and known by a number that no pipe in shared memory
/// has; processes that this one starts may write to its output too.
final class StreamEnd {
  /// The numbers from here on.
  private static let first = 1 << 50

  /// Whether the number of an end is that of a stream.
  static func isNumber(_ end: Int) -> Bool { end >= first }

  /// The value that scripts have of the input or the output of the stage with this number.
  static func value(ofStage stage: Int, isInput: Bool) -> Value {
    Value(tag: .pipe, payload: first + 2 * stage + (isInput ? 1 : 0))
  }

  /// Whether lines come from it.
  let isInput: Bool
  let descriptor: Int32
  /// The name of the stage.
  let name: String
  /// Of an input, the reader of its lines.
  let reader: Value
  /// Of an output, what is still to be written.
  var buffer: [UInt8] = []
  /// Whether this process has closed it.
  var isClosed = false

  init(isInput: Bool, descriptor: Int32, name: String, reader: Value) {
    self.isInput = isInput
    self.descriptor = descriptor
    self.name = name
    self.reader = reader
  }
}
