import Glibc

/// The built tool.
package enum Tool {
  /// Its path: beside the test bundle, where the package's products lie, unless `IPC_TOOL` names another.
  package static let path = environment("IPC_TOOL") ?? find()

  /// The root of the package.
  package static let root = String(#filePath.dropLast("/Tests/IPCTestSupport/Tool.swift".count))

  private static func find() -> String {
    for candidate in [CommandLine.arguments.first ?? "", ownExecutable()] {
      let parts = candidate.split(separator: "/", omittingEmptySubsequences: false)
      for count in stride(from: parts.count - 1, to: 0, by: -1) {
        let path = parts[..<count].joined(separator: "/") + "/ipc"
        var information = stat()
        let isThere = unsafe stat(path, &information) == 0
        if isThere, information.st_mode & S_IFMT == S_IFREG { return path }
      }
    }
    return "ipc"
  }

  private static func ownExecutable() -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    return String(
      decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)),
      as: UTF8.self
    )
  }

  /// The text of a file; empty when it cannot be read.
  package static func read(_ path: String) -> String {
    String(decoding: bytes(path), as: UTF8.self)
  }

  /// The bytes of a file; none when it cannot be read.
  package static func bytes(_ path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// A variable of the environment; nil when it is not set.
  package static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Writes a file anew.
  package static func write(_ bytes: [UInt8], to path: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    unsafe _ = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
  }

  /// The names in a directory, sorted, without hidden ones.
  package static func list(_ path: String) -> [String] {
    listAll(path).filter { !$0.hasPrefix(".") }
  }

  /// The names in a directory, sorted.
  package static func listAll(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The paths of all files below a directory whose names end so.
  package static func files(under path: String, suffix: String) -> [String] {
    list(path).flatMap { name -> [String] in
      let inner = "\(path)/\(name)"
      var information = stat()
      guard unsafe stat(inner, &information) == 0 else { return [] }
      if information.st_mode & S_IFMT == S_IFDIR { return files(under: inner, suffix: suffix) }
      return name.hasSuffix(suffix) ? [inner] : []
    }
  }
}
