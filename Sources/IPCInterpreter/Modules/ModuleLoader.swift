/// Gives the texts of imported files, which the interpreter never reads itself.
package struct ModuleLoader: Sendable {
  /// An imported file.
  package struct File: Sendable {
    /// What messages call it: its path as seen from where the script was started.
    package var name: String
    /// What two paths of the same file have in common.
    package var identity: String
    /// The bytes as read.
    package var bytes: [UInt8]

    /// Makes a file of its parts.
    package init(name: String, identity: String, bytes: [UInt8]) {
      self.name = name
      self.identity = identity
      self.bytes = bytes
    }
  }

  /// Why a file could not be read, in the words of the system.
  package struct Failure: Error {
    /// One line without full stop.
    package var reason: String

    /// Makes a failure.
    package init(reason: String) {
      self.reason = reason
    }
  }

  /// Reads the file that a path means, relative to the file that imports it.
  package var load: @Sendable (_ path: String, _ importer: String) throws(Failure) -> File

  /// Makes a loader of a function.
  package init(_ load: @escaping @Sendable (String, String) throws(Failure) -> File) {
    self.load = load
  }

  /// Finds no file at all.
  package static let none = ModuleLoader { (_, _) throws(Failure) in
    throw Failure(reason: "nothing can be imported here")
  }
}
