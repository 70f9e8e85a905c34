import Glibc

/// The file in which the history outlives a session.
///
/// Invariants:
/// - A line is a text; a line feed in it is written `\n`, a backslash `\\`. A line that is no UTF-8 or holds a zero is skipped, so a
///   damaged file costs the damaged lines only.
/// - Whoever changes the file holds a lock on it, and has seen under the lock that it still has its name: a file that was cut
///   is a new one, put in the place of the old by `rename`.
/// - The file belongs to its owner alone, mode 0600, and so does a folder that is made for it.
package struct HistoryFile: Sendable {
  /// The longest text that is stored, in bytes.
  static let longestEntry = 100_000
  /// The milliseconds that one waits for the lock.
  private static let patience = 1_000

  private let path: String
  private let limit: Int

  /// Makes a file with a name, whether it exists or not; when it is larger than the limit, its older half is dropped.
  package init(_ path: String, limit: Int = 4_000_000) {
    self.path = path
    self.limit = limit
  }

  // MARK: Reading

  /// Reads the texts, the oldest first; none when there is no file.
  package func load() throws(EditorFault) -> [String] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENOENT { return [] }
      throw EditorFault("open", code: errno)
    }
    defer { close(descriptor) }
    return try entries(descriptor, last: limit).map(\.text)
  }

  private typealias Entry = (text: String, line: ArraySlice<UInt8>)

  /// The texts in the last bytes of the file.
  private func entries(_ descriptor: Int32, last limit: Int) throws(EditorFault) -> [Entry] {
    let size = try size(of: descriptor)
    let start = max(0, size - limit)
    guard lseek(descriptor, start, SEEK_SET) >= 0 else { throw EditorFault("lseek", code: errno) }
    var bytes: [UInt8] = []
    while let part = try Descriptors.read(descriptor), !part.isEmpty, bytes.count < size {
      bytes += part
    }
    var lines = bytes.split(separator: 0x0a)
    // The first line may have lost its beginning.
    if start > 0, !lines.isEmpty { lines.removeFirst() }
    return lines.compactMap { line in
      guard !line.contains(0), let text = String(validating: line, as: UTF8.self) else {
        return nil
      }
      return (Self.decoded(text), line)
    }
  }

  private func size(of descriptor: Int32) throws(EditorFault) -> Int {
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0 else {
      throw EditorFault("fstat", code: errno)
    }
    guard information.st_mode & S_IFMT == S_IFREG else { throw EditorFault("open", code: EINVAL) }
    return Int(information.st_size)
  }

  // MARK: Writing

  /// Adds a text at the end, unless it is one that is not to be kept.
  package func append(_ text: String) throws(EditorFault) {
    guard History.isWorthKeeping(text), text.utf8.count <= Self.longestEntry else { return }
    try makeFolder()
    let descriptor = try openLocked()
    defer { close(descriptor) }
    let size = try size(of: descriptor)
    var bytes = Array(Self.encoded(text).utf8)
    bytes.append(0x0a)
    var last: UInt8 = 0x0a
    // Somebody was stopped within a line.
    if size > 0, unsafe pread(descriptor, &last, 1, size - 1) == 1, last != 0x0a {
      bytes.insert(0x0a, at: 0)
    }
    try Descriptors.write(bytes, to: descriptor)
    if size + bytes.count > limit { try cut(descriptor) }
  }

  /// Makes the folder of the file, and those above it that are missing.
  private func makeFolder() throws(EditorFault) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    for count in parts.indices.dropFirst() {
      let folder = parts[..<count].joined(separator: "/")
      if !folder.isEmpty, unsafe mkdir(folder, 0o700) != 0, errno != EEXIST {
        // A folder above may be readable only, and there.
        if count == parts.count - 1 { throw EditorFault("mkdir", code: errno) }
      }
    }
  }

  private func openLocked() throws(EditorFault) -> Int32 {
    let start = Descriptors.now()
    while true {
      let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
      let descriptor = unsafe open(path, flags, 0o600)
      if descriptor < 0 { throw EditorFault("open", code: errno) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        if isCurrent(descriptor) { return descriptor }
      } else if errno != EWOULDBLOCK, errno != EINTR {
        let code = errno
        close(descriptor)
        throw EditorFault("flock", code: code)
      }
      close(descriptor)
      if Descriptors.now() - start > Self.patience {
        throw EditorFault("flock", code: EWOULDBLOCK)
      }
      usleep(2_000)
    }
  }

  /// Whether an open file still has the name.
  private func isCurrent(_ descriptor: Int32) -> Bool {
    var opened = stat()
    var named = stat()
    return unsafe fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// Puts a file with the newer half in the place of this one.
  private func cut(_ descriptor: Int32) throws(EditorFault) {
    let kept = try entries(descriptor, last: limit / 2)
    let other = path + ".new"
    // One that was left by somebody who was stopped; nobody else writes it while we hold the lock.
    unsafe unlink(other)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let target = unsafe open(other, flags, 0o600)
    if target < 0 { throw EditorFault("open", code: errno) }
    defer { close(target) }
    var bytes: [UInt8] = []
    for entry in kept { bytes += entry.line + [0x0a] }
    do throws(EditorFault) {
      try Descriptors.write(bytes, to: target)
    } catch {
      unsafe unlink(other)
      throw error
    }
    if unsafe rename(other, path) != 0 { throw EditorFault("rename", code: errno) }
  }

  // MARK: One text a line

  static func encoded(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\0": result += "\\0"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func decoded(_ line: String) -> String {
    guard line.utf8.contains(UInt8(ascii: "\\")) else { return line }
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if isEscaped {
        isEscaped = false
        switch scalar {
        case "\\": result.append("\\")
        case "n": result.append("\n")
        case "0": result.append("\0")
        default: result.append(contentsOf: ["\\", scalar])
        }
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.append(scalar)
      }
    }
    if isEscaped { result.append("\\") }
    return String(result)
  }
}
