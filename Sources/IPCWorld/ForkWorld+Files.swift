import Glibc
import IPCInterpreter
import IPCRuntime

/// Files and directories.
extension ForkWorld {
  func read(_ request: Request) throws(Fault) -> Value {
    let path = try path(unsafe request.arguments[0], for: "read")
    try flush()
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ioError("open", path) }
    defer { Glibc.close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { break }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw ioError("read", path)
      }
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Fault("ValueError", "\(path) is not UTF-8 text")
    }
    return heap.makeString(bytes)
  }

  func listDirectory(_ request: Request) throws(Fault) -> Value {
    let argument = unsafe request.arguments[0]
    let path = argument.isSet ? try path(argument, for: "list_dir") : "."
    try flush()
    guard let directory = unsafe opendir(path) else { throw ioError("opendir", path) }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return heap.makeList(names.sorted().map { heap.makeString($0) })
  }

  private func path(_ value: Value, for word: String) throws(Fault) -> String {
    guard value.tag == .string else {
      throw Fault("TypeError", "`\(word)` wants a path as string, not \(value.typePhrase)")
    }
    let path = heap.swiftString(value)
    guard !path.utf8.contains(0) else {
      throw Fault("ValueError", "a path cannot contain a zero byte")
    }
    return path
  }

  private func ioError(_ call: String, _ path: String) -> Fault {
    Fault("IOError", "\(path): \(SystemFault(call, code: errno).message)")
  }
}
