import Glibc

/// What the system refused: the call and its errno.
package struct EditorFault: Error, Equatable {
  /// The name of the call, such as `open`.
  package var call: String
  /// The errno.
  package var code: Int32

  /// Makes a fault.
  package init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// The call with what the system says of the errno.
  package var message: String {
    "\(call): \(unsafe strerror(code).map { unsafe String(cString: $0) } ?? "errno \(code)")"
  }
}
