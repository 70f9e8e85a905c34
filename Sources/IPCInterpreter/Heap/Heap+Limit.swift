/// The limit of what a script's values may take.
extension Heap {
  /// What may be taken even when all is, as a script that catches `OutOfMemory` has something to say yet.
  ///
  /// Who goes on taking such pieces is stopped by the next collection.
  private static let smallRoom = 1 << 20

  /// The bytes that may still be taken.
  var room: Int { max(Self.smallRoom, byteLimit + leeway - usedBytes) }

  /// The bytes that a text may have which is put together outside of the heap, growing as it goes, and copied then.
  var textRoom: Int { room / 4 }

  /// Makes sure, before anything is allocated, that so many times so many bytes may still be taken.
  ///
  /// - Throws: `OutOfMemory`.
  @inline(__always) func checkRoom(_ bytes: Int, times: Int = 1) throws(Fault) {
    let (total, overflows) = bytes.multipliedReportingOverflow(by: times)
    if overflows || total > room { throw noRoom }
  }

  /// The bytes that may be in use before an operation that begins now is given up.
  var limitFromHere: Int { usedBytes + room }

  /// Makes sure that an operation, which allocates piece by piece, has not taken too much already.
  ///
  /// - Throws: `OutOfMemory`.
  @inline(__always) func check(limit: Int) throws(Fault) {
    if usedBytes > limit { throw noRoom }
  }

  /// The fault of a value that is too large.
  @inline(never) var noRoom: Fault {
    Fault("OutOfMemory", "values take more than \(byteLimit >> 20) MiB")
  }
}
