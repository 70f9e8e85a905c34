import Glibc

/// Ends a process just before or just behind its nth change of the memory that processes share.
///
/// What others see of a process are the words that it changes and the calls that it makes, so between two changes all instants
/// are the same, or differ by calls only. The memory is read-only for the process: each store faults, is let through by itself,
/// and is counted. That takes some 10 microseconds a store, where a debugger takes 50 an instruction.
@safe struct StoreTrap {
  @unsafe private struct State {
    var start: UnsafeMutableRawPointer?
    var size = 0
    var pid: Int32 = 0
    /// How many instants are left: one before and one behind each store.
    var left = 0
    /// What it gets then: `SIGKILL`, or `SIGSTOP`, after which it goes on without being counted.
    var signal: Int32 = 0
    /// The signals that were blocked before the store.
    var mask: UInt64 = 0
  }

  /// Handlers of signals can be given nothing.
  private nonisolated(unsafe) static let state: UnsafeMutablePointer<State> = {
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    unsafe state.initialize(to: State())
    return unsafe state
  }()

  /// Whether this machine can do it.
  static var isAvailable: Bool {
    #if arch(x86_64)
    true
    #else
    false
    #endif
  }

  /// Begins to count the stores of this process; it gets a signal behind so many instants.
  static func set(
    _ memory: UnsafeMutableRawBufferPointer,
    behind instants: Int,
    signal: Int32 = SIGKILL
  ) {
    unsafe state.pointee.signal = signal
    unsafe state.pointee.start = memory.baseAddress
    unsafe state.pointee.size = memory.count
    unsafe state.pointee.pid = getpid()
    unsafe state.pointee.left = instants
    var action = sigaction()
    unsafe sigfillset(&action.sa_mask)
    action.sa_flags = Int32(SA_SIGINFO)
    unsafe action.__sigaction_handler.sa_sigaction = { _, information, context in
      unsafe StoreTrap.beforeStore(information, context)
    }
    unsafe sigaction(SIGSEGV, &action, nil)
    unsafe action.__sigaction_handler.sa_sigaction = { _, _, context in
      unsafe StoreTrap.behindStore(context)
    }
    unsafe sigaction(SIGTRAP, &action, nil)
    protect(PROT_READ)
  }

  /// Counts no more.
  static func end() {
    protect(PROT_READ | PROT_WRITE)
  }

  private static func protect(_ protection: Int32) {
    if unsafe mprotect(state.pointee.start, state.pointee.size, protection) != 0 { _exit(77) }
  }

  /// The places in a `ucontext_t` of x86-64 Linux: the flags of the processor, and the mask of blocked signals.
  private static let (flags, mask) = (22, 37)
  private static let singleStep: UInt64 = 0x100

  private static func beforeStore(
    _ information: UnsafeMutablePointer<siginfo_t>?,
    _ context: UnsafeMutableRawPointer?
  ) {
    guard let context = unsafe context, let information = unsafe information else { return }
    let address = unsafe UnsafeRawPointer(information).load(fromByteOffset: 16, as: UInt.self)
    let start = UInt(bitPattern: unsafe state.pointee.start)
    guard address >= start, unsafe address < start + UInt(state.pointee.size) else {
      // A crash.
      _ = signal(SIGSEGV, SIG_DFL)
      return
    }
    protect(PROT_READ | PROT_WRITE)
    // A child of the process that is killed is let alone.
    guard unsafe state.pointee.pid == getpid(), countInstant() else { return }
    let words = unsafe context.assumingMemoryBound(to: UInt64.self)
    unsafe state.pointee.mask = unsafe words[mask]
    // No handler runs while the memory is writable.
    unsafe words[mask] = ~(1 << UInt64(SIGTRAP - 1) | 1 << UInt64(SIGSEGV - 1))
    unsafe words[flags] |= singleStep
  }

  private static func behindStore(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let words = unsafe context.assumingMemoryBound(to: UInt64.self)
    unsafe words[mask] = unsafe state.pointee.mask
    unsafe words[flags] &= ~singleStep
    if countInstant() { protect(PROT_READ) }
  }

  /// Counts one; false when it was the last.
  ///
  /// The memory is writable here, as the kernel notes an owner's end in the locks.
  private static func countInstant() -> Bool {
    if unsafe state.pointee.left == 0 {
      unsafe kill(getpid(), state.pointee.signal)
      return false
    }
    unsafe state.pointee.left -= 1
    return true
  }
}
