/// A place that explains a fault, as an offset of the program's source map, and what is said of it.
package struct Remark: Sendable {
  /// The offset of the first byte of a word.
  package var place: Int
  /// A few words, such as `closed here`.
  package var text: String

  /// Makes a remark.
  package init(place: Int, text: String) {
    self.place = place
    self.text = text
  }
}

/// What a script meets that it can catch: a kind and a message.
///
/// The trace is added where the machine turns it into an error value. Made out of line, only when it happens.
package struct Fault: Error {
  /// The kind, such as `ValueError`.
  package var kind: String
  /// One sentence without full stop.
  package var message: String
  /// Places of the script that explain it.
  package private(set) var remarks: [Remark] = []
  /// The error value that a script threw itself or that came from another process; else nil.
  package var value: Value?
  /// The monotonic nanosecond at which a deadline of the machine, or an interrupt, was noticed; nil for other faults.
  package private(set) var moment: Int?

  /// Whether it only says that the machine is to stop before the instruction at hand.
  private(set) var isStop = false

  /// The world wants to throw something where the machine stands; the instruction has done nothing.
  static var stop: Fault {
    var fault = Fault("", "")
    fault.isStop = true
    return fault
  }

  /// Makes a fault.
  package init(_ kind: String, _ message: String, value: Value? = nil) {
    self.kind = kind
    self.message = message
    self.value = value
  }

  /// Returns the same fault with a remark on a place of the script, such as `closed here`.
  package func noting(_ place: Int, _ text: String) -> Fault {
    var fault = self
    fault.remarks.append(Remark(place: place, text: text))
    return fault
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
