import Glibc

/// Puts new content in the place of a file's old one, whole or not at all.
enum FileRewriter {
  /// Writes beside the file and renames, so that nobody ever sees half of it; its mode stays, and a symbolic link
  /// goes on pointing to it.
  static func replace(_ path: String, by content: [UInt8]) throws(RewriteFailure) {
    let target = try realPath(of: path)
    var information = stat()
    guard unsafe stat(target, &information) == 0, unsafe access(target, W_OK) == 0 else {
      throw RewriteFailure(path: path, error: errno)
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw RewriteFailure(path: path, error: EINVAL)
    }
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? "./"
    let draft = "\(folder).ipc-fmt-\(getpid())"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RewriteFailure(path: path, error: errno) }
    let isWritten =
      TextWriter.write(content, to: descriptor)
      && giveAttributes(information, to: descriptor)
      && fsync(descriptor) == 0
    let writeError = errno
    close(descriptor)
    guard isWritten else {
      unsafe unlink(draft)
      throw RewriteFailure(path: path, error: writeError)
    }
    guard unsafe rename(draft, target) == 0 else {
      let renameError = errno
      unsafe unlink(draft)
      throw RewriteFailure(path: path, error: renameError)
    }
  }

  /// Gives a file the owner of another as far as the system lets us, and its mode.
  private static func giveAttributes(_ information: stat, to descriptor: Int32) -> Bool {
    if information.st_uid != geteuid() || information.st_gid != getegid() {
      _ = fchown(descriptor, information.st_uid, information.st_gid)
    }
    return fchmod(descriptor, information.st_mode & 0o7777) == 0
  }

  private static func realPath(of path: String) throws(RewriteFailure) -> String {
    guard let resolved = unsafe realpath(path, nil) else {
      throw RewriteFailure(path: path, error: errno)
    }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}

/// A file that could not be written.
struct RewriteFailure: Error {
  /// Which one.
  var path: String
  /// What the system said.
  var error: Int32

  /// One line that says which and why.
  var description: String {
    "cannot write \(SourceFailure(name: path, error: error).description)"
  }
}
