import Glibc
import IPCTestSupport

/// A folder that goes when the test is over.
package final class TemporaryFolder {
  /// Where it is.
  package let path: String

  /// Makes the folder.
  package init() {
    var name = Array("/tmp/line-editor-XXXXXX".utf8CString)
    path = unsafe mkdtemp(&name).map { unsafe String(cString: $0) } ?? "/nonexistent"
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    for name in Tool.list(path) {
      let inner = "\(path)/\(name)"
      if unsafe unlink(inner) != 0 { remove(inner) }
    }
    unsafe rmdir(path)
  }
}
