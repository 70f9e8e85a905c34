import Glibc

/// The environment that the tool was started with.
package enum HostEnvironment {
  /// Returns names and values in their order; empty when the system does not show them.
  package static func variables() -> [(String, String)] {
    // The C library's `environ` is a global variable, which no one may read safely; the kernel's copy is constant.
    let descriptor = unsafe open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let bytes = (try? ScriptSource.contents(of: descriptor, name: "environment")) ?? []
    return bytes.split(separator: 0).compactMap { entry in
      guard let sign = entry.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let name = String(decoding: entry[..<sign], as: UTF8.self)
      return (name, String(decoding: entry[entry.index(after: sign)...], as: UTF8.self))
    }
  }
}
