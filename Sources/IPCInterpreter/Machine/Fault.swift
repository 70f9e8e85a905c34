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
  /// The monotonic nanosecond at which a deadline of the machine, or an interrupt, was noticed; nil for other faults.
  package private(set) var moment: Int?

  /// Makes a fault.
  package init(_ kind: String, _ message: String, value: Value? = nil) {
    self.kind = kind
    self.message = message
    self.value = value
  }

  /// The deadline that the machine gave with its request has passed.
  package static func deadline(at moment: Int) -> Fault {
    var fault = Fault("Timeout", "the time is over")
    fault.moment = moment
    return fault
  }

  /// The process is to end: what its `defer` blocks wait for has a second from this moment on.
  package static func interrupted(_ message: String, at moment: Int) -> Fault {
    var fault = Fault("Interrupted", message)
    fault.moment = moment
    return fault
  }
}
