/// The limit of what a script's values may take.
extension Heap {
  /// The bytes that may still be taken.
  var room: Int { max(0, byteLimit + leeway - usedBytes) }

  /// The bytes that a text may have which is put together outside of the heap, growing as it goes, and copied then.
  var textRoom: Int { room / 4 }

  /// Makes sure, before anything is allocated, that so many times so many bytes may still be taken.
  ///
  /// - Throws: `OutOfMemory`.
  @inline(__always) func checkRoom(_ bytes: Int, times: Int = 1) throws(Fault) {
    let (total, overflows) = bytes.multipliedReportingOverflow(by: times)
    if overflows || total > room { throw noRoom }
  }

  /// Makes sure that what was allocated so far is not too much already.
  ///
  /// - Throws: `OutOfMemory`.
  @inline(__always) func checkLimit() throws(Fault) {
    if isExhausted { throw noRoom }
  }

  /// The fault of a value that is too large.
  @inline(never) var noRoom: Fault {
    Fault("OutOfMemory", "values take more than \(byteLimit >> 20) MiB")
  }
}
