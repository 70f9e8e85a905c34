import Glibc

/// Runs another process instruction by instruction.
struct Tracer {
  let pid: Int32

  private typealias Function = @convention(c) (Int32, Int32, UInt, UInt) -> Int
  private static let (traceMe, singleStep): (Int32, Int32) = (0, 9)

  /// `ptrace`, which Swift does not import as it takes any number of arguments.
  private static func trace(_ request: Int32, _ pid: Int32, signal: Int32 = 0) {
    guard let symbol = unsafe dlsym(nil, "ptrace") else { fail("no ptrace") }
    let function = unsafe unsafeBitCast(symbol, to: Function.self)
    if function(request, pid, 0, UInt(signal)) == -1, errno != ESRCH {
      fail("ptrace: errno \(errno)")
    }
  }

  /// Stops this process until its parent lets it go on.
  static func beTraced() {
    trace(traceMe, 0)
    raise(SIGSTOP)
  }

  /// Stops this process again, so that its tracer sees where the operation ends.
  static func endTrace() { raise(SIGSTOP) }

  /// Waits until the process has stopped; the signal that it stopped for, nil when it has ended.
  ///
  /// The end is left to whoever reaps the children of this process.
  private func stop() -> Int32? {
    var information = unsafe siginfo_t()
    let options = WEXITED | Int32(WSTOPPED) | WNOWAIT
    while unsafe waitid(P_PID, id_t(pid), &information, options) != 0 {
      if errno != EINTR { return nil }
    }
    let code = unsafe information.si_code
    guard code == Int32(CLD_TRAPPED) || code == Int32(CLD_STOPPED) else { return nil }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 2) != pid {
      if errno != EINTR { return nil }
    }
    return status & 0xff == 0x7f ? status >> 8 & 0xff : nil
  }

  /// Waits until the process is at the beginning of its operation.
  func begin() {
    guard stop() == SIGSTOP else { fail("it does not stop") }
  }

  /// Lets it do one instruction.
  ///
  /// - Parameter pending: The signal that is to be delivered, 0 for none.
  /// - Returns: false when it came to the end of its operation.
  func step(_ pending: inout Int32) -> Bool {
    Self.trace(Self.singleStep, pid, signal: pending)
    pending = 0
    switch stop() {
    case SIGTRAP: return true
    case SIGSTOP, nil: return false
    case .some(let signal):
      pending = signal
      return true
    }
  }

  /// Lets it do so many instructions; false when it came to the end of its operation before.
  func step(_ count: Int) -> Bool {
    begin()
    var pending: Int32 = 0
    for _ in 0..<count where !step(&pending) { return false }
    return true
  }
}

/// What processes say to main, in memory that all share and that nobody damages by its death: each word is one store.
@safe struct Board: Sendable {
  private nonisolated(unsafe) let words: UnsafeMutablePointer<Int>

  init() {
    let flags = Int32(MAP_SHARED) | Int32(MAP_ANONYMOUS)
    let start = unsafe mmap(nil, 4_096, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { fail("mmap") }
    unsafe words = unsafe start.assumingMemoryBound(to: Int.self)
  }

  subscript(place: Int) -> Int {
    get { unsafe words[place] }
    nonmutating set { unsafe words[place] = newValue }
  }
}
