import CIPCShims
import Glibc

/// What the system refused: the call and its errno.
package struct SystemFault: Error {
  /// The name of the call, such as `fork`.
  package var call: String
  /// The errno.
  package var code: Int32

  /// Makes a fault.
  package init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// Whether nobody reads any more what was written.
  package var isBrokenPipe: Bool { code == EPIPE }

  /// The call with what the system says of the errno, such as `fork: Resource temporarily unavailable (EAGAIN)`.
  package var message: String { "\(call): \(Self.reason(code))" }

  /// What the system says of an errno, with its name.
  package static func reason(_ code: Int32) -> String {
    let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "unknown error"
    let name = unsafe ipc_error_name(code).map { unsafe String(cString: $0) } ?? "errno \(code)"
    return "\(text) (\(name))"
  }
}
