import Glibc
import IPCRuntime

/// Finds the paths that match a pattern without braces.
///
/// Directories are walked with a list of what is still to be looked at and not by recursion, one open at a time. `**` stands
/// for no directory or more, hidden ones and links to directories excepted, so that it comes to an end.
struct GlobWalk {
  /// Why a walk could not be finished.
  struct Failure: Error {
    var path: String
    var reason: FileFailure
  }

  /// A path so far, ended by `/` unless it is empty, and the position of the part that goes on from there.
  private struct Place: Hashable {
    var path: String
    var part: Int
  }

  private enum Part {
    case name(GlobPattern)
    case anyDirectories
  }

  let runtime: Runtime

  /// The paths that match, in no order.
  func paths(matching pattern: String, until deadline: Int) throws(Failure) -> [String] {
    var names = pattern.split(separator: "/", omittingEmptySubsequences: true)
    // Kept as it is written, so that `//x` and `./x` are found as such.
    let root = String(pattern.prefix { $0 == "/" })
    let wantsDirectories = pattern.hasSuffix("/") && !names.isEmpty
    if names.isEmpty { return try isDirectory(root) ? [root] : [] }
    // A `**` at the end stands for everything below.
    if names.last == "**", !wantsDirectories { names.append("*") }
    let parts: [Part] = names.map { $0 == "**" ? .anyDirectories : .name(GlobPattern($0)) }
    var found: [String] = []
    var seen: Set<Place> = []
    var waiting = [Place(path: root, part: 0)]
    while let place = waiting.popLast() {
      // Two `**` come to the same place in many ways.
      guard seen.insert(place).inserted else { continue }
      do throws(FileFailure) { try runtime.checkTime(until: deadline) } catch {
        throw Failure(path: place.path, reason: error)
      }
      guard place.part < parts.count else {
        found.append(place.path)
        continue
      }
      switch parts[place.part] {
      case .anyDirectories:
        waiting.append(Place(path: place.path, part: place.part + 1))
        for entry in try entries(of: place.path)
        where entry.isDirectory && !entry.name.hasPrefix(".") {
          waiting.append(Place(path: place.path + entry.name + "/", part: place.part))
        }
      case .name(let name):
        let isLast = place.part == parts.count - 1
        for match in try matches(of: name, in: place.path) {
          let path = place.path + match
          if !isLast || wantsDirectories {
            if try isDirectory(path) {
              waiting.append(Place(path: path + "/", part: place.part + 1))
            }
          } else {
            found.append(path)
          }
        }
      }
    }
    return found
  }

  private func matches(of name: GlobPattern, in path: String) throws(Failure) -> [String] {
    guard let literal = name.literal else {
      return try entries(of: path).map(\.name).filter(name.matches)
    }
    let isThere = try answer(path + literal, otherwise: false) { () throws(FileFailure) in
      try runtime.lookUp(path + literal)
      return true
    }
    return isThere ? [literal] : []
  }

  private func isDirectory(_ path: String) throws(Failure) -> Bool {
    try answer(path, otherwise: false) { () throws(FileFailure) in try runtime.isDirectory(path) }
  }

  /// What is in a directory; nothing when it is none, has gone, or may not be read.
  private func entries(of path: String) throws(Failure) -> [Runtime.DirectoryEntry] {
    try answer(path, otherwise: []) { () throws(FileFailure) in
      try runtime.entries(ofDirectory: path.isEmpty ? "." : path)
    }
  }

  /// What the system says; something else for what is not there, has gone, or may not be looked at.
  private func answer<Answer>(
    _ path: String,
    otherwise other: Answer,
    _ body: () throws(FileFailure) -> Answer
  ) throws(Failure) -> Answer {
    do throws(FileFailure) {
      return try body()
    } catch {
      let codes = [ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG]
      if case .refused(let fault) = error, codes.contains(fault.code) { return other }
      throw Failure(path: path, reason: error)
    }
  }
}
