import CIPCShims
import Glibc

/// What a process waits for, as reports name it.
package struct WaitInfo: Equatable, Sendable {
  /// The kinds of wait.
  package enum Kind: UInt32, Sendable {
    case get = 1
    case put
    case joinQueue
    case joinProcesses
    /// For its own children, with no code left to run.
    case ownEnd
    /// For the first of several.
    case choice
  }

  /// The kind.
  package var kind: Kind
  /// Whether it ends by itself after a time.
  package var isTimed: Bool

  /// Makes a description.
  package init(_ kind: Kind, isTimed: Bool) {
    self.kind = kind
    self.isTimed = isTimed
  }
}

/// How a wait ended.
package enum WaitResult: Sendable {
  /// What was waited for has come.
  case done
  /// The time is over.
  case timedOut
  /// The queue or pipe is closed.
  case closed
  /// A signal to be looked at has come.
  case interrupted
  /// `onIdle` gave the wait up.
  case doomed
  /// The key of an item cannot be compared with those in the queue.
  case mixedKeys
}

extension Runtime {
  /// When a waiting process next looks around: after 20 ms, then twice as long each time up to 250 ms.
  ///
  /// It buries the dead, publishes what it can reach, and asks whether it is doomed; so a deadlock is told within about
  /// half a second, and a lost wake-up would cost a quarter of one.
  struct Pause {
    private var length = 20_000_000
    private(set) var next: Int
    /// The word that was slept on and its value, when the last sleep ended by this time and nothing else.
    private(set) var isOver = false
    private(set) var word: UInt32 = 0

    init() {
      next = Clock.deadline(after: length)
    }

    /// Notes how a sleep ended.
    mutating func note(isOver: Bool, word: UInt32) {
      self.isOver = isOver
      self.word = word
    }

    mutating func advance(upTo longest: Int) {
      length = min(length * 2, longest)
      next = Clock.deadline(after: length)
    }
  }

  /// A quarter of a second; for one of very many children longer, so that all together leave time for work.
  private var longestPause: Int {
    let quarter = 250_000_000
    guard me != 0 else { return quarter }
    let alive = unsafe Int(ipc_load32(&header.pointee.alive_seen))
    return quarter * max(1, min(alive / 64, 16))
  }

  /// Sleeps while a word has a value; nil when the caller is to look again.
  func sleep(
    on word: UnsafeMutablePointer<UInt32>,
    while expected: UInt32,
    until deadline: Int,
    _ pause: inout Pause
  ) -> WaitResult? {
    pause.note(isOver: false, word: expected)
    if let result = lookAtSignals() { return result }
    if isTold, onIdle?() == true { return .doomed }
    let end = min(deadline, pause.next)
    let error = unsafe ipc_futex_wait(word, expected, Int64(end))
    waitToBeKilledIfOver()
    if let result = lookAtSignals() { return result }
    if isTold, onIdle?() == true { return .doomed }
    guard error == ETIMEDOUT else { return nil }
    if Clock.now() >= deadline { return .timedOut }
    if Clock.now() >= pause.next {
      pause.note(isOver: true, word: expected)
      _ = ipc_reap_children()
      buryTheDead()
      if onIdle?() == true || (isTold && onIdle?() == true) { return .doomed }
      pause.advance(upTo: longestPause)
    }
    return nil
  }

  /// Goes no further once the run is over: what wakes a process then is only that others were killed before it.
  func waitToBeKilledIfOver() {
    guard me != 0 else { return }
    while unsafe ipc_load32(&header.pointee.is_closing) != 0 { pause() }
  }

  /// Counts a wait that has found its condition true, if only its time brought it to look: nobody had changed its word.
  func countRescue(_ pause: Pause?, _ word: UnsafeMutablePointer<UInt32>) {
    guard let pause, pause.isOver, unsafe ipc_load32(word) == pause.word else { return }
    unsafe _ = ipc_add64(&header.pointee.rescues, 1)
  }

  /// How often a wait of any process found its condition true only by the net of its timeout; 0 unless a wake-up was lost.
  package var rescues: Int { unsafe Int(ipc_load64(&header.pointee.rescues)) }

  /// Whether a signal is to be looked at; buries the dead by the way.
  func lookAtSignals() -> WaitResult? {
    let word = unsafe interrupt
    let bits = unsafe ipc_load32(word)
    if bits & UInt32(IPC_LOOK) != 0 {
      // Not a store of the other bits: a handler may set one of them just now.
      unsafe ipc_and32(word, ~UInt32(IPC_LOOK))
      buryTheDead()
    }
    return bits & UInt32(IPC_INTERRUPT | IPC_TERMINATE) != 0 || isRunToEnd
      ? .interrupted : nil
  }

  /// What signals have noted, left as it is.
  package var interrupts: (interrupt: Bool, terminate: Bool, deadline: Bool) {
    let bits = unsafe ipc_load32(interrupt)
    return (
      bits & UInt32(IPC_INTERRUPT) != 0, bits & UInt32(IPC_TERMINATE) != 0,
      bits & UInt32(IPC_DEADLINE) != 0
    )
  }

  /// Takes what signals have noted, and buries the dead.
  ///
  /// - Returns: Whether INT, whether TERM, and whether the time of `setDeadline` came.
  package func takeInterrupts() -> (interrupt: Bool, terminate: Bool, deadline: Bool) {
    let bits = unsafe ipc_exchange32(interrupt, 0)
    buryTheDead()
    // Main may catch what was to end it, and go on as if nobody had ordered its death.
    if me == 0, bits & UInt32(IPC_TERMINATE) != 0 {
      unsafe ipc_and32(&own.pointee.kill_ordered, ~UInt32(IPC_KILLED))
    }
    return (
      bits & UInt32(IPC_INTERRUPT) != 0, bits & UInt32(IPC_TERMINATE) != 0,
      bits & UInt32(IPC_DEADLINE) != 0
    )
  }

  /// Sets the interrupt word at a moment of the monotonic clock, in nanoseconds; `Int.max` for never.
  ///
  /// - Throws: `timer_create`, `timer_settime` as the system says.
  package func setDeadline(_ moment: Int) throws(SystemFault) {
    let code = ipc_set_deadline(Int64(moment))
    if code < 0 { throw SystemFault("timer_create", code: -code) }
    if code > 0 { throw SystemFault("timer_settime", code: code) }
  }

  /// Sleeps until a moment of the monotonic clock; false when a signal is to be looked at.
  package func sleep(until deadline: Int) -> Bool {
    while true {
      if lookAtSignals() != nil { return false }
      let now = Clock.now()
      if now >= deadline { return true }
      // A signal may come just before the call, so no sleep is longer than this.
      let left = min(deadline - now, 250_000_000)
      var time = timespec(tv_sec: left / 1_000_000_000, tv_nsec: left % 1_000_000_000)
      unsafe nanosleep(&time, nil)
    }
  }

  // MARK: What the table says of a wait

  /// Notes in the table what this process waits for.
  ///
  /// - Parameters:
  ///   - info: What is done.
  ///   - handle: At what.
  ///   - words: The processes that are waited for, or the choices (see `Runtime+Select`).
  ///   - bytes: The size of the item of a put.
  func beginWait(_ info: WaitInfo, _ handle: Handle, words: [UInt64] = [], bytes: Int = 0) {
    unsafe own.pointee.wait_place = UInt32(clamping: currentPlace?() ?? 0)
    unsafe own.pointee.wait_is_timed = info.isTimed ? 1 : 0
    unsafe own.pointee.wait_handle = handle.rawValue
    unsafe own.pointee.wait_bytes = UInt64(bytes)
    unsafe own.pointee.waits_since = UInt64(Clock.now())
    if !words.isEmpty { publish(words) }
    unsafe own.pointee.wait_number &+= 1
    unsafe ipc_store32(&own.pointee.wait_kind, info.kind.rawValue)
  }

  /// Notes that this process waits no more.
  func endWait() {
    unsafe ipc_store32(&own.pointee.wait_kind, 0)
    guard unsafe own.pointee.wait_target_count > 0 else { return }
    unsafe locked(&header.pointee.table_lock) {
      let (block, count) = unsafe (own.pointee.wait_targets, own.pointee.wait_target_count)
      unsafe own.pointee.wait_target_count = 0
      release(block, Int(count) * 8)
    }
  }

  /// What the record of a process says that it waits for, besides its handle.
  func waitWords(of record: UnsafeMutablePointer<ipc_process>) -> [UInt64] {
    let (block, count) = unsafe (record.pointee.wait_targets, record.pointee.wait_target_count)
    guard count > 0, contains(block, UInt64(count) * 8) else { return [] }
    let list = unsafe pointer(block).assumingMemoryBound(to: UInt64.self)
    return (0..<Int(count)).map { unsafe list[$0] }
  }

  private func publish(_ words: [UInt64]) {
    // Without memory for it the wait is not described, and so counts as one that may end.
    guard let block = try? allocate(words.count * 8) else { return }
    let list = unsafe pointer(block).assumingMemoryBound(to: UInt64.self)
    for (position, word) in words.enumerated() { unsafe list[position] = word }
    unsafe locked(&header.pointee.table_lock) {
      unsafe own.pointee.wait_targets = block
      unsafe own.pointee.wait_target_count = UInt32(words.count)
    }
  }
}
