import Glibc
import IPCTestSupport

/// A folder that goes when the test is over.
final class TemporaryFolder {
  let path: String

  init() {
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
