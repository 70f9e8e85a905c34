import Glibc

/// Making, changing and removing files and directories.
extension Runtime {
  /// A name in a directory.
  package struct DirectoryEntry {
    /// The name; bytes that are no text are replaced.
    package var name: String
    /// Whether it is a directory, and not a link to one.
    package var isDirectory: Bool
  }

  /// Writes a file: anew, or behind what is in it.
  ///
  /// - Throws: `open`, `write` or `close` as the system says.
  package func writeFile(
    _ path: String,
    _ bytes: UnsafeRawBufferPointer,
    isAppending: Bool,
    until deadline: Int
  ) throws(FileFailure) {
    let flags = O_WRONLY | O_CREAT | (isAppending ? O_APPEND : O_TRUNC)
    let descriptor = try openToWrite(path, flags, until: deadline)
    do throws(FileFailure) {
      try unsafe write(all: bytes, to: descriptor, until: deadline)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    // Some file systems tell only now that there was no room.
    let code = Glibc.close(descriptor) == 0 ? 0 : errno
    if code != 0, code != EINTR { throw .refused(SystemFault("close", code: code)) }
  }

  private func openToWrite(
    _ path: String,
    _ flags: Int32,
    until deadline: Int
  ) throws(FileFailure) -> Int32 {
    while true {
      do throws(FileFailure) {
        return try open(path, flags)
      } catch .refused(let fault) where fault.code == ENXIO && isNamedPipe(path) {
        // Nobody reads it yet.
        let pause = min(deadline, Clock.deadline(after: 10_000_000))
        guard sleep(until: pause) else { throw .interrupted }
        if Clock.now() >= deadline { throw .timedOut }
      }
    }
  }

  private func isNamedPipe(_ path: String) -> Bool {
    var information = stat()
    return unsafe stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFIFO
  }

  /// Whether there is something of this name; a link that leads nowhere is nothing.
  ///
  /// - Throws: `stat` as the system says, when it cannot say.
  package func exists(_ path: String) throws(FileFailure) -> Bool {
    var information = stat()
    do throws(FileFailure) {
      _ = try repeated("stat") { Int(unsafe stat(path, &information)) }
      return true
    } catch .refused(let fault) where fault.code == ENOENT || fault.code == ENOTDIR {
      return false
    }
  }

  /// Whether there is something of this name, if only a link that leads nowhere.
  package func hasEntry(_ path: String) -> Bool {
    var information = stat()
    return unsafe lstat(path, &information) == 0
  }

  /// Whether there is a directory of this name, or a link to one.
  package func isDirectory(_ path: String) -> Bool {
    var information = stat()
    return unsafe stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Removes a file, a link or an empty directory.
  ///
  /// - Throws: `unlink` or `rmdir` as the system says.
  package func remove(_ path: String) throws(FileFailure) {
    do throws(FileFailure) {
      _ = try repeated("unlink") { Int(unsafe unlink(path)) }
    } catch .refused(let fault) where fault.code == EISDIR {
      _ = try repeated("rmdir") { Int(unsafe rmdir(path)) }
    }
  }

  /// Makes a directory; with its parents those above it too, and one that exists will do.
  ///
  /// - Throws: `mkdir` as the system says.
  package func makeDirectory(_ path: String, withParents: Bool) throws(FileFailure) {
    if withParents {
      for end in path.indices.dropFirst() where path[end] == "/" {
        // What is there and no directory is told by the next one.
        try makeDirectory(String(path[..<end])) { true }
      }
    }
    try makeDirectory(path) { withParents && isDirectory(path) }
  }

  private func makeDirectory(
    _ path: String,
    mayExist: () -> Bool
  ) throws(FileFailure) {
    do throws(FileFailure) {
      _ = try repeated("mkdir") { Int(unsafe mkdir(path, 0o777)) }
    } catch .refused(let fault) where fault.code == EEXIST && mayExist() {}
  }

  /// The entries of a directory in no order, without `.` and `..`.
  ///
  /// - Throws: `opendir` or `readdir` as the system says.
  package func entries(ofDirectory path: String) throws(FileFailure) -> [DirectoryEntry] {
    guard let directory = unsafe opendir(path) else {
      throw .refused(SystemFault("opendir", code: errno))
    }
    defer { unsafe closedir(directory) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        let code = errno
        if code != 0 { throw .refused(SystemFault("readdir", code: code)) }
        return entries
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let type = unsafe entry.pointee.d_type
      var isDirectory = type == UInt8(DT_DIR)
      if type == UInt8(DT_UNKNOWN) {
        var information = stat()
        isDirectory =
          unsafe lstat("\(path)/\(name)", &information) == 0
          && information.st_mode & S_IFMT == S_IFDIR
      }
      entries.append(DirectoryEntry(name: name, isDirectory: isDirectory))
    }
  }
}
