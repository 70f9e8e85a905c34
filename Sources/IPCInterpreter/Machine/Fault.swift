/// What a script meets that it can catch: a kind and a message.
///
/// The trace is added where the machine turns it into an error value. Made out of line, only when it happens.
package struct Fault: Error {
  /// The kind, such as `ValueError`.
  package var kind: String
  /// One sentence without full stop.
  package var message: String
  /// The error value that a script threw itself or that came from another process; else nil.
  package var value: Value?

  /// Makes a fault.
  package init(_ kind: String, _ message: String, value: Value? = nil) {
    self.kind = kind
    self.message = message
    self.value = value
  }
}
