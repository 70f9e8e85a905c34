import Glibc

/// Texts that tests compare with files.
package enum Snapshot {
  /// Whether the files are to be written anew: `IPC_UPDATE_SNAPSHOTS=1 swift test`.
  package static let isUpdating = unsafe getenv("IPC_UPDATE_SNAPSHOTS") != nil
}
