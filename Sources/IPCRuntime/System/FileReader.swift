import Glibc

/// Reads a file, or anything else that can be opened, from its beginning to its end.
///
/// Invariants:
/// - What has places is read by place, so that a forked process which goes on reading moves nobody else's. What has none, such
///   as a pipe or a terminal, belongs to the process that opened it.
/// - `buffer` from `start` on was read and not given yet. Slices that were given are not kept: then nothing is copied.
package final class FileReader {
  /// The bytes asked of the system at once.
  private static let step = 1 << 16

  private let runtime: Runtime
  private let descriptor: Int32
  private let isOwned: Bool
  /// Where the next bytes lie; nil for what has no places.
  private var offset: Int?
  private var buffer: [UInt8] = []
  private var start = 0
  /// The bytes that the file had when it was opened, for making room.
  private let size: Int

  /// Opens a file.
  ///
  /// - Throws: `open` as the system says, `EISDIR` for a directory.
  package init(_ path: String, runtime: Runtime) throws(FileFailure) {
    self.runtime = runtime
    descriptor = try runtime.open(path, O_RDONLY)
    isOwned = true
    let information: stat
    do throws(FileFailure) {
      information = try runtime.status(of: descriptor)
      if information.st_mode & S_IFMT == S_IFDIR {
        throw .refused(SystemFault("read", code: EISDIR))
      }
    } catch {
      close(descriptor)
      throw error
    }
    size = information.st_mode & S_IFMT == S_IFREG ? Int(information.st_size) : 0
    offset = lseek(descriptor, 0, SEEK_CUR) >= 0 ? 0 : nil
  }

  /// Takes the standard input as it is, which nobody else should read then.
  package init(standardInputOf runtime: Runtime) {
    self.runtime = runtime
    descriptor = 0
    isOwned = false
    size = 0
  }

  /// Takes a pipe over, which is closed when nobody reads it any more.
  package init(descriptor: Int32, runtime: Runtime) {
    self.runtime = runtime
    self.descriptor = descriptor
    isOwned = true
    size = 0
  }

  deinit {
    guard isOwned else { return }
    if runtime.descriptors.contains(descriptor) {
      runtime.close(descriptor: descriptor)
    } else {
      close(descriptor)
    }
  }

  /// The most bytes to keep, as what is made of them takes as many again.
  private var limit: Int { runtime.byteLimit / 2 }

  /// Whether a forked process can go on reading without taking anything from this one.
  package var hasPlaces: Bool { offset != nil }

  /// The next whole lines with their ends, as many as have come; nil at the end.
  ///
  /// The last line may have no end.
  package func nextLines(
    until deadline: Int,
    endedBy end: UInt8 = UInt8(ascii: "\n")
  ) throws(FileFailure) -> ArraySlice<UInt8>? {
    try next(until: deadline) { $0.lastIndex(of: end) }
  }

  /// The next line with its end; nil at the end.
  package func nextLine(until deadline: Int) throws(FileFailure) -> ArraySlice<UInt8>? {
    try next(until: deadline) { $0.firstIndex(of: UInt8(ascii: "\n")) }
  }

  /// All that is left.
  package func rest(until deadline: Int) throws(FileFailure) -> [UInt8] {
    guard size < limit else { throw .tooLarge(limit) }
    // The read that finds the end needs room too.
    buffer.reserveCapacity(size + Self.step)
    while try fill(until: deadline) {}
    defer {
      buffer = []
      start = 0
    }
    return start == 0 ? buffer : Array(buffer[start...])
  }

  /// Gives the last of what was given once more.
  package func takeBack(_ count: Int) {
    start -= count
  }

  /// Gives a file, which others read at the same place, back what was read of it and not given, and so many bytes more.
  ///
  /// What has no places, such as a pipe, keeps what was read: false.
  package func giveBack(_ more: Int) -> Bool {
    let count = buffer.count - start + more
    guard offset == nil, lseek(descriptor, -count, SEEK_CUR) >= 0 else { return false }
    buffer = []
    start = 0
    return true
  }

  private func next(
    until deadline: Int,
    _ find: (ArraySlice<UInt8>) -> Int?
  ) throws(FileFailure) -> ArraySlice<UInt8>? {
    // Searched once only, however long a line is.
    var searched = 0
    while true {
      if let end = find(buffer[(start + searched)...]) {
        defer { start = end + 1 }
        return buffer[start...end]
      }
      searched = buffer.count - start
      if try fill(until: deadline) { continue }
      guard start < buffer.count else { return nil }
      defer { start = buffer.count }
      return buffer[start...]
    }
  }

  /// Reads some more; false at the end.
  private func fill(until deadline: Int) throws(FileFailure) -> Bool {
    if start > 0 {
      buffer.removeSubrange(..<start)
      start = 0
    }
    guard buffer.count < limit else { throw .tooLarge(limit) }
    return unsafe try withUnsafeTemporaryAllocation(byteCount: Self.step, alignment: 16) {
      (memory) throws(FileFailure) -> Bool in
      let count: Int
      do throws(FileFailure) {
        count = try unsafe runtime.read(descriptor, into: memory, at: offset, until: deadline)
      } catch .refused(let fault) where fault.code == EBADF && !isOwned {
        // A closed standard input has nothing in it.
        return false
      }
      if let place = offset { offset = place + count }
      unsafe buffer.append(contentsOf: memory[..<count])
      return count > 0
    }
  }
}
