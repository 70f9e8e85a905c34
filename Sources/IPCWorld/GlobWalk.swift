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
    if names.isEmpty { return runtime.isDirectory(root) ? [root] : [] }
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
            if runtime.isDirectory(path) {
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
    if let literal = name.literal { return runtime.hasEntry(path + literal) ? [literal] : [] }
    return try entries(of: path).map(\.name).filter(name.matches)
  }

  /// What is in a directory; nothing when it is none, has gone, or may not be read.
  private func entries(of path: String) throws(Failure) -> [Runtime.DirectoryEntry] {
    do throws(FileFailure) {
      return try runtime.entries(ofDirectory: path.isEmpty ? "." : path)
    } catch {
      if case .refused(let fault) = error, [ENOENT, ENOTDIR, EACCES, ELOOP].contains(fault.code) {
        return []
      }
      throw Failure(path: path, reason: error)
    }
  }
}
