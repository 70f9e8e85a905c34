import Glibc

/// Where a script's text comes from.
enum ScriptSource {
  case file(String)
  case standardInput
  case code(String)

  /// Reads an operand of the command line: `-` is the standard input.
  init(operand: String) {
    self = operand == "-" ? .standardInput : .file(operand)
  }

  /// What messages call the script.
  var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "<stdin>"
    case .code: "<code>"
    }
  }

  /// Returns the text's bytes.
  func bytes(input: Int32) throws(SourceFailure) -> [UInt8] {
    switch self {
    case .code(let text):
      return Array(text.utf8)
    case .standardInput:
      return try Self.textOnly(try Self.contents(of: input, name: name), name: name)
    case .file(let path):
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw SourceFailure(name: path, error: errno) }
      defer { close(descriptor) }
      return try Self.textOnly(try Self.contents(of: descriptor, name: path), name: path)
    }
  }

  /// Reads a descriptor to its end.
  static func contents(of descriptor: Int32, name: String) throws(SourceFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw SourceFailure(name: name, error: errno)
      }
    }
  }

  /// Refuses a program; a NUL byte in a text is told with its place, as other mistakes are.
  private static func textOnly(_ bytes: [UInt8], name: String) throws(SourceFailure) -> [UInt8] {
    guard !bytes.starts(with: [0x7f] + "ELF".utf8) else {
      throw SourceFailure(name: name, error: nil)
    }
    return bytes
  }
}

/// A script that could not be read.
struct SourceFailure: Error {
  /// Which one.
  var name: String
  /// What the system said; nil when the file is no text.
  var error: Int32?

  /// Whether there is no such file.
  var isMissingFile: Bool { error == ENOENT }

  /// One line that says which and why.
  var description: String {
    guard let error else { return "\(name): binary file, not a script" }
    let text = unsafe strerror(error).map { unsafe String(cString: $0) } ?? "error"
    let symbol = Self.symbols[error] ?? "errno \(error)"
    return "\(name): \(text) (\(symbol))"
  }

  private static let symbols: [Int32: String] = [
    EACCES: "EACCES", EBADF: "EBADF", EDQUOT: "EDQUOT", EEXIST: "EEXIST", EFBIG: "EFBIG",
    EINVAL: "EINVAL", EIO: "EIO", EISDIR: "EISDIR", ELOOP: "ELOOP", EMFILE: "EMFILE",
    ENAMETOOLONG: "ENAMETOOLONG", ENFILE: "ENFILE", ENOENT: "ENOENT", ENOMEM: "ENOMEM",
    ENOSPC: "ENOSPC", ENOTDIR: "ENOTDIR", ENXIO: "ENXIO", EOVERFLOW: "EOVERFLOW",
    EPERM: "EPERM", EROFS: "EROFS",
  ]
}
