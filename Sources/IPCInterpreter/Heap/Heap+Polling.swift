/// How long operations notice that somebody wants the machine to stop.
extension Heap {
  /// Gives an operation up that can take long and has changed nothing yet.
  ///
  /// - Throws: `Fault.stop` when an interrupt or a deadline has come that will be thrown where the operation stands.
  @inline(__always) func poll() throws(Fault) {
    if let word = unsafe interrupt, unsafe word.pointee != 0, mustStop?() == true { throw .stop }
  }
}
