import Glibc

/// Making, changing and removing files and directories; paths are as `PathText` has them.
extension Runtime {
  /// A name in a directory.
  package struct DirectoryEntry {
    /// The name, as `PathText` has it.
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
    return unsafe stat(PathText.cString(path), &information) == 0
      && information.st_mode & S_IFMT == S_IFIFO
  }

  /// Whether there is something of this name; a link that leads nowhere is nothing.
  ///
  /// - Throws: `stat` as the system says, when it cannot say.
  package func exists(_ path: String) throws(FileFailure) -> Bool {
    var information = stat()
    do throws(FileFailure) {
      _ = try repeated("stat") { Int(unsafe stat(PathText.cString(path), &information)) }
      return true
    } catch .refused(let fault) where fault.code == ENOENT || fault.code == ENOTDIR {
      return false
    }
  }

  /// Looks up something of this name, if only a link that leads nowhere.
  ///
  /// - Throws: `lstat` as the system says, `ENOENT` when there is nothing.
  package func lookUp(_ path: String) throws(FileFailure) {
    var information = stat()
    _ = try repeated("lstat") { Int(unsafe lstat(PathText.cString(path), &information)) }
  }

  /// Whether what has this name is a directory, or a link to one.
  ///
  /// - Throws: `stat` as the system says, `ENOENT` when there is nothing.
  package func isDirectory(_ path: String) throws(FileFailure) -> Bool {
    var information = stat()
    _ = try repeated("stat") { Int(unsafe stat(PathText.cString(path), &information)) }
    return information.st_mode & S_IFMT == S_IFDIR
  }

  /// Removes a file, a link or an empty directory.
  ///
  /// - Throws: `unlink` or `rmdir` as the system says.
  package func remove(_ path: String) throws(FileFailure) {
    do throws(FileFailure) {
      _ = try repeated("unlink") { Int(unsafe unlink(PathText.cString(path))) }
    } catch .refused(let fault) where fault.code == EISDIR {
      _ = try repeated("rmdir") { Int(unsafe rmdir(PathText.cString(path))) }
    }
  }

  /// Makes a directory; with its parents those above it too, and one that exists will do.
  ///
  /// - Throws: `mkdir` as the system says.
  package func makeDirectory(_ path: String, withParents: Bool) throws(FileFailure) {
    if withParents {
      for end in path.indices.dropFirst() where path[end] == "/" {
        // What is there and no directory is told by the next one.
        try makeDirectory(String(path[..<end])) { () throws(FileFailure) in true }
      }
    }
    try makeDirectory(path) { () throws(FileFailure) in
      withParents ? try isDirectory(path) : false
    }
  }

  private func makeDirectory(
    _ path: String,
    mayExist: () throws(FileFailure) -> Bool
  ) throws(FileFailure) {
    do throws(FileFailure) {
      _ = try repeated("mkdir") { Int(unsafe mkdir(PathText.cString(path), 0o777)) }
    } catch {
      if case .refused(let fault) = error, fault.code == EEXIST, try mayExist() { return }
      throw error
    }
  }

  /// The entries of a directory in no order, without `.` and `..`.
  ///
  /// - Throws: `opendir` or `readdir` as the system says.
  package func entries(ofDirectory path: String) throws(FileFailure) -> [DirectoryEntry] {
    guard let directory = unsafe opendir(PathText.cString(path)) else {
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
        unsafe PathText.text(of: bytes.prefix { $0 != 0 })
      }
      if name == "." || name == ".." { continue }
      let type = unsafe entry.pointee.d_type
      var isDirectory = type == UInt8(DT_DIR)
      if type == UInt8(DT_UNKNOWN) {
        var information = stat()
        isDirectory =
          unsafe lstat(PathText.cString("\(path)/\(name)"), &information) == 0
          && information.st_mode & S_IFMT == S_IFDIR
      }
      entries.append(DirectoryEntry(name: name, isDirectory: isDirectory))
    }
  }
}
