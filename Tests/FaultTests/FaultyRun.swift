import Glibc
import IPCTestSupport
import Testing

/// One run of the tool with the library that refuses calls, in an empty directory of its own.
struct FaultyRun {
  /// A call of the table in `Helpers/calls.h`.
  struct Call {
    var name: String
    /// How often it was made, by all processes of the run together.
    var count: Int
    /// The errnos with which it may be refused.
    var codes: [Int32]
  }

  /// Which call is refused: the n-th of this name.
  struct Refusal: CustomStringConvertible {
    var call: String
    var at: Int
    var code: Int32

    var description: String { "call \(at) of \(call), errno \(code)" }
  }

  let result: ChildProcess.Result
  let calls: [Call]
  /// Whether a call was refused.
  let hasRefused: Bool
  /// The hidden files that were left in the directory, such as drafts of others.
  let drafts: [String]

  /// Runs the tool.
  ///
  /// - Parameters:
  ///   - arguments: Of the tool.
  ///   - files: What is in the directory at first.
  ///   - refusal: The call that is refused.
  ///   - settings: More variables for the library, such as `IPC_FAULT_SHORT`.
  /// - Throws: `StartFailure` when the tool cannot be started.
  init(
    _ arguments: [String],
    files: [String: String] = [:],
    refusing refusal: Refusal? = nil,
    settings: [String: String] = [:]
  ) throws {
    let directory = try Self.makeDirectory()
    defer { Self.remove(directory) }
    for (name, text) in files { Tool.write(Array(text.utf8), to: "\(directory)/\(name)") }
    let report = "\(directory).report"
    Tool.write([UInt8](repeating: 0, count: 8_192), to: report)
    defer { unsafe unlink(report) }
    var environment = settings
    let library: String = try #require(HelperProgram.refuser)
    environment["LD_PRELOAD"] = library
    environment["IPC_FAULT_REPORT"] = report
    if let refusal {
      environment["IPC_FAULT_CALL"] = refusal.call
      environment["IPC_FAULT_AT"] = "\(refusal.at)"
      environment["IPC_FAULT_CODE"] = "\(refusal.code)"
    }
    result = try ChildProcess(
      Tool.path,
      arguments,
      environment: environment,
      input: "a\nb\n",
      directory: directory
    ).finish(seconds: 20)
    drafts = Tool.listAll(directory).filter { $0.hasPrefix(".") }
    (hasRefused, calls) = Self.read(report: Tool.bytes(report))
  }

  private static func read(report bytes: [UInt8]) -> (hasRefused: Bool, calls: [Call]) {
    func number(_ offset: Int) -> Int {
      var number = 0
      for byte in bytes[offset..<offset + 4].reversed() { number = number << 8 | Int(byte) }
      return number
    }
    let calls = (0..<number(4)).map { index -> Call in
      let start = 16 + 48 * index
      let name = String(decoding: bytes[start..<start + 28].prefix { $0 != 0 }, as: UTF8.self)
      let codes = (0..<4).map { Int32(number(start + 32 + 4 * $0)) }.filter { $0 != 0 }
      return Call(name: name, count: number(start + 28), codes: codes)
    }
    return (number(0) != 0, calls)
  }

  private static func makeDirectory() throws -> String {
    var pattern = Array("/tmp/ipc-faults-XXXXXX".utf8CString)
    let made = unsafe mkdtemp(&pattern) != nil
    try #require(made)
    return String(decoding: pattern.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Removes a directory with all that a script may have left there.
  private static func remove(_ directory: String) {
    for name in Tool.listAll(directory) {
      let path = "\(directory)/\(name)"
      if unsafe unlink(path) != 0 { remove(path) }
    }
    unsafe rmdir(directory)
  }
}

/// The names of the errnos in the table.
enum ErrorName {
  private static let names: [Int32: String] = [
    EACCES: "EACCES", EAGAIN: "EAGAIN", EBADF: "EBADF", EBUSY: "EBUSY", EINTR: "EINTR",
    EINVAL: "EINVAL", EIO: "EIO", EMFILE: "EMFILE", ENOMEM: "ENOMEM", ENOSPC: "ENOSPC",
    ENOSYS: "ENOSYS", ENOTTY: "ENOTTY", EPERM: "EPERM", EROFS: "EROFS", ESPIPE: "ESPIPE",
  ]

  static func of(_ code: Int32) -> String { names[code] ?? "errno \(code)" }
}
