import IPCInterpreter
import IPCRuntime

/// Files.
extension ForkWorld {
  func read(_ request: Request) throws(Fault) -> Value {
    let path = try path(unsafe request.arguments[0], for: "read")
    let wantsBytes = unsafe request.arguments[1].isSet && request.arguments[1].isTrue
    try flush()
    let bytes = try contents(of: path, until: request.deadline)
    if wantsBytes { return unsafe bytes.withUnsafeBufferPointer { unsafe heap.makeBytes($0) } }
    if let place = TextCheck.firstBrokenByte(in: bytes[...]) {
      throw Fault(
        "ValueError",
        "\(PathText.shown(path)) is not UTF-8 text: broken at byte \(place); `read(path, bytes: true)` gives bytes"
      )
    }
    return heap.makeString(bytes)
  }

  func writeFile(_ request: Request, isAppending: Bool) throws(Fault) -> Value {
    let word = isAppending ? "append_file" : "write"
    let path = try path(unsafe request.arguments[0], for: word)
    let content = unsafe request.arguments[1]
    guard content.tag == .string || content.tag == .bytes else {
      throw Fault("TypeError", "`\(word)` wants a string or bytes, not \(content.typePhrase)")
    }
    try flush()
    let bytes = unsafe UnsafeRawBufferPointer(heap.string(content))
    try withFile(path) { () throws(FileFailure) in
      try unsafe runtime.writeFile(
        path,
        bytes,
        isAppending: isAppending,
        until: request.deadline
      )
    }
    return .null
  }

  func exists(_ request: Request) throws(Fault) -> Value {
    let path = try path(unsafe request.arguments[0], for: "exists")
    try flush()
    return .bool(try withFile(path) { () throws(FileFailure) in try runtime.exists(path) })
  }

  func removeFile(_ request: Request) throws(Fault) -> Value {
    let path = try path(unsafe request.arguments[0], for: "remove_file")
    try flush()
    try withFile(path) { () throws(FileFailure) in try runtime.remove(path) }
    return .null
  }

  func makeDirectory(_ request: Request) throws(Fault) -> Value {
    let path = try path(unsafe request.arguments[0], for: "mkdir")
    let withParents = unsafe request.arguments[1].isSet && request.arguments[1].isTrue
    try flush()
    try withFile(path) { () throws(FileFailure) in
      try runtime.makeDirectory(path, withParents: withParents)
    }
    return .null
  }

  // MARK: Directories

  func listDirectory(_ request: Request) throws(Fault) -> Value {
    let argument = unsafe request.arguments[0]
    let path = argument.isSet ? try path(argument, for: "list_dir") : "."
    try flush()
    let entries = try withFile(path) { () throws(FileFailure) in
      try runtime.entries(ofDirectory: path)
    }
    return sortedPaths(entries.map(\.name))
  }

  func glob(_ request: Request) throws(Fault) -> Value {
    let text = try path(unsafe request.arguments[0], for: "glob")
    guard let patterns = GlobPattern.alternatives(of: text) else {
      throw Fault("ValueError", "the pattern stands for more than \(GlobPattern.limit) others")
    }
    try flush()
    var found: Set<String> = []
    for pattern in patterns {
      let walk = GlobWalk(runtime: runtime)
      do throws(GlobWalk.Failure) {
        found.formUnion(try walk.paths(matching: pattern, until: request.deadline))
      } catch {
        throw fault(of: error.reason, error.path)
      }
    }
    return sortedPaths(Array(found))
  }

  /// Paths in the order of their bytes, as `sorted` has texts; one that is no text is a value of bytes.
  private func sortedPaths(_ paths: [String]) -> Value {
    let sorted = paths.map(PathText.bytes).sorted { $0.lexicographicallyPrecedes($1) }
    return heap.makeList(
      sorted.map { bytes in
        TextCheck.firstBrokenByte(in: bytes[...]) == nil
          ? heap.makeString(bytes)
          : unsafe bytes.withUnsafeBufferPointer { unsafe heap.makeBytes($0) }
      }
    )
  }

  // MARK: Paths and failures

  /// The path that an argument is, as `PathText` has it: a string, or bytes where it is no text.
  ///
  /// - Throws: `TypeError`, `ValueError`.
  func path(_ value: Value, for word: String) throws(Fault) -> String {
    guard value.tag == .string || value.tag == .bytes else {
      throw Fault("TypeError", "`\(word)` wants a path as string, not \(value.typePhrase)")
    }
    let path = unsafe PathText.text(of: heap.string(value))
    if path.isEmpty { throw Fault("ValueError", "a path cannot be empty") }
    guard !path.utf8.contains(0) else {
      throw Fault("ValueError", "a path cannot contain a zero byte")
    }
    return path
  }

  /// Does something with a file and turns what goes wrong into what scripts see.
  func withFile<Result>(
    _ path: String,
    _ body: () throws(FileFailure) -> Result
  ) throws(Fault) -> Result {
    do throws(FileFailure) {
      return try body()
    } catch {
      throw fault(of: error, path)
    }
  }

  func fault(of failure: FileFailure, _ path: String) -> Fault {
    let shown = PathText.shown(path)
    let path = shown.count > 200 ? "\(shown.prefix(200))…" : shown
    return switch failure {
    case .refused(let error): Fault("IOError", "\(path): \(error.message)")
    case .interrupted: interruptedWait()
    case .timedOut: .deadline(at: Clock.now())
    case .tooLarge(let limit):
      Fault("OutOfMemory", "\(path) has more than \(limit >> 20) MiB in one piece")
    }
  }
}

/// Whether bytes are text.
enum TextCheck {
  /// The place of the first byte that belongs to no character of UTF-8; nil for text.
  static func firstBrokenByte(in bytes: ArraySlice<UInt8>) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}
