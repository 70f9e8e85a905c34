import Glibc
import IPCInterpreter
import IPCWorld

/// Reads the files that scripts import.
enum ImportedFiles {
  /// Reads a file by its path relative to the file that imports it.
  static let loader = ModuleLoader { (path, importer) throws(ModuleLoader.Failure) in
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw ModuleLoader.Failure(reason: "that is no path")
    }
    let name = resolved(path, from: importer)
    let descriptor = unsafe open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    return ModuleLoader.File(
      name: name,
      identity: identity(of: name),
      bytes: try bytes(of: descriptor)
    )
  }

  /// What all paths of one file have in common: its device and number; empty when there is no such file.
  static func identity(of name: String) -> String {
    var information = stat()
    guard unsafe stat(name, &information) == 0 else { return "" }
    return "\(information.st_dev):\(information.st_ino)"
  }

  /// A path as seen from where the tool runs.
  private static func resolved(_ path: String, from importer: String) -> String {
    guard !path.hasPrefix("/"), let slash = importer.lastIndex(of: "/") else { return path }
    return importer[...slash] + path
  }

  private static func bytes(of descriptor: Int32) throws(ModuleLoader.Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw failure(errno)
      }
    }
  }

  private static func failure(_ code: Int32) -> ModuleLoader.Failure {
    ModuleLoader.Failure(reason: ForkWorld.reason(ofErrno: code))
  }
}
