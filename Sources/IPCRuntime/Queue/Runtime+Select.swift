import CIPCShims

/// Something that a process can wait for beside others.
package struct Choice: Equatable, Sendable {
  /// What is waited for.
  package enum Event: Equatable, Sendable {
    /// An item of a queue, or its end.
    case get(queue: Int)
    /// Room in a queue for an item of so many bytes, or its end.
    case put(queue: Int, bytes: Int)
    /// That all items of a queue are done.
    case joinQueue(Int)
    /// The ends of processes.
    case joinProcesses([Int])
  }

  /// What is waited for.
  package var event: Event

  /// Makes a choice.
  package init(_ event: Event) {
    self.event = event
  }
}

/// Waiting for the first of several events.
///
/// Whoever waits so sleeps on one word, which belongs to it and to every 31st process beside it, and asks for a wake-up at each
/// event by the bit of that word. Who makes an event possible takes the bits and wakes everyone at their words; those who find
/// nothing ask again and sleep on. So a wake-up is never used up by one who has no use for it, nothing has to be taken back
/// when the wait is over, and nothing is left of a process that is killed in it.
///
/// Invariants: a bit is set before the event is looked at, under the queue's lock or by an atomic or, and the word was read
/// before that; so either the event is seen, or its maker sees the bit and changes the word.
extension Runtime {
  /// The number of the word that a process sleeps on, and of its bit.
  func selectWord(of process: Int) -> Int {
    1 + Numbering.processes.slot(of: process) % (Int(IPC_SELECT_WORDS) - 1)
  }

  /// Waits until one of several events seems possible; nothing is done about it here, and another may be quicker.
  ///
  /// - Parameters:
  ///   - choices: What is waited for; when there is none the wait ends by time, signal or verdict.
  ///   - deadline: When the wait ends at the latest, by the monotonic clock; `Int.max` for never.
  ///   - wait: What the table says of the wait; its kind is `choice`.
  /// - Returns: `done`, `timedOut`, `interrupted` or `doomed`.
  package func waitForAny(of choices: [Choice], until deadline: Int, _ wait: WaitInfo) -> WaitResult
  {
    lookAgain(while: { !choices.contains(where: seemsPossible) })
    let place = selectWord(of: me)
    let word = unsafe withUnsafeMutableBytes(of: &header.pointee.select_words) { words in
      unsafe words.assumingMemoryBound(to: UInt32.self).baseAddress.map { unsafe $0 + place }
    }
    guard let word = unsafe word else { preconditionFailure("the region has no select words") }
    var pause: Pause?
    defer { if pause != nil { endWait() } }
    while true {
      let expected = unsafe ipc_load32(word)
      var isPossible = false
      for choice in choices where ask(for: choice, 1 << UInt32(place)) { isPossible = true }
      if isPossible {
        unsafe countRescue(pause, word)
        return .done
      }
      if pause == nil {
        pause = Pause()
        let words = choices.flatMap { $0.words(self) }
        beginWait(wait, Handle(rawValue: 0), words: words, bytes: words.count)
      }
      var current = pause ?? Pause()
      let result = unsafe sleep(on: word, while: expected, until: deadline, &current)
      pause = current
      if let result { return result }
    }
  }

  /// Whether an event seems possible, by a look without any lock; of pipes whether it does if the other ends are held.
  package func seemsPossible(_ choice: Choice) -> Bool {
    switch choice.event {
    case .get(let queue): unsafe !isEmpty(queues + queue) || queues[queue].closed != 0
    case .put(let queue, _): unsafe !looksFull(queues + queue) || queues[queue].closed != 0
    case .joinQueue(let queue): unsafe queues[queue].put == queues[queue].done
    case .joinProcesses(let processes): processes.allSatisfy(hasEnded)
    }
  }

  /// Asks for a wake-up when an event is possible; returns whether it is already.
  private func ask(for choice: Choice, _ bit: UInt32) -> Bool {
    switch choice.event {
    case .get(let number):
      let queue = unsafe queues + number
      unsafe lock(queue)
      let isPossible = unsafe mayGet(queue, isAbandoned: false, me)
      if !isPossible { unsafe queue.pointee.items_wanted |= bit }
      unsafe unlock(queue)
      ipc_fence()
      return unsafe isPossible || isAbandoned(queue, isGetting: true)
    case .put(let number, let bytes):
      let queue = unsafe queues + number
      unsafe lock(queue)
      let isPossible = unsafe mayPut(queue, isAbandoned: false, bytes: bytes)
      if !isPossible { unsafe queue.pointee.space_wanted |= bit }
      unsafe unlock(queue)
      ipc_fence()
      return unsafe isPossible || isAbandoned(queue, isGetting: false)
    case .joinQueue(let number):
      let queue = unsafe queues + number
      unsafe lock(queue)
      defer { unsafe unlock(queue) }
      if unsafe queue.pointee.put == queue.pointee.done { return true }
      unsafe queue.pointee.done_wanted |= bit
      return false
    case .joinProcesses(let numbers):
      for number in numbers where !hasEnded(number) {
        unsafe ipc_or32(&processes[number].end_wanted, bit)
        ipc_fence()
        if !hasEnded(number) { return false }
      }
      return true
    }
  }

  /// Whether a get would not wait; the lock is held.
  func mayGet(_ queue: UnsafeMutablePointer<ipc_queue>, isAbandoned: Bool, _ process: Int) -> Bool {
    unsafe queue.pointee.put != queue.pointee.got
      || (queue.pointee.closed != 0 && isDrained(queue, for: process)) || isAbandoned
  }

  /// Whether a put of so many bytes would not wait; the lock is held.
  func mayPut(_ queue: UnsafeMutablePointer<ipc_queue>, isAbandoned: Bool, bytes: Int) -> Bool {
    let size = unsafe queue.pointee.put &- queue.pointee.got
    let isPipe = unsafe queue.pointee.left_end != 0
    let fits =
      unsafe !isPipe || size == 0
      || queue.pointee.bytes &+ UInt64(truncatingIfNeeded: bytes) <= queue.pointee.byte_limit
    return unsafe (size < queue.pointee.limit && fits) || queue.pointee.closed != 0 || isAbandoned
  }
}

// MARK: What the table says

extension Choice {
  /// The choice as the record of a process has it.
  fileprivate func words(_ runtime: Runtime) -> [UInt64] {
    let choice: Verdict.Member.Choice
    switch event {
    case .get(let queue):
      choice = .init(kind: .get, handle: runtime.handle(ofQueue: queue, isGetting: true))
    case .put(let queue, let bytes):
      let handle = runtime.handle(ofQueue: queue, isGetting: false)
      choice = .init(kind: .put, handle: handle, bytes: bytes)
    case .joinQueue(let queue): choice = .init(kind: .joinQueue, handle: Handle(.queue, queue))
    case .joinProcesses(let processes):
      let first = Handle(.process, processes.first ?? 0)
      choice = .init(kind: .joinProcesses, handle: first, targets: processes)
    }
    return choice.words
  }
}

extension Verdict.Member.Choice {
  /// Three words for a choice, or for each process of a join: the kind, which only the first of these has, the handle, and the
  /// bytes of a put.
  var words: [UInt64] {
    guard kind == .joinProcesses else {
      return [UInt64(kind.rawValue), handle.rawValue, UInt64(bytes)]
    }
    return targets.enumerated().flatMap {
      [$0.offset == 0 ? UInt64(kind.rawValue) : 0, Handle(.process, $0.element).rawValue, 0]
    }
  }

  /// The wait for this one alone.
  var wait: WaitGraph.Wait {
    switch kind {
    case .get: .get(handle)
    case .put: .put(handle)
    case .joinQueue: .joinQueue(handle)
    case .joinProcesses, .ownEnd, .choice: .joinProcesses(targets.map { Handle(.process, $0) })
    }
  }
}

extension Verdict.Member {
  /// Reads what `words` of several choices gave.
  static func choices(of words: [UInt64]) -> [Choice] {
    var choices: [Choice] = []
    for position in stride(from: 0, to: words.count - 2, by: 3) {
      let handle = Handle(rawValue: words[position + 1])
      if let kind = WaitInfo.Kind(rawValue: UInt32(truncatingIfNeeded: words[position])) {
        choices.append(
          Choice(kind: kind, handle: handle, bytes: Int(truncatingIfNeeded: words[position + 2]))
        )
      }
      guard handle.kind == .process, !choices.isEmpty else { continue }
      choices[choices.count - 1].targets.append(handle.number)
    }
    return choices
  }
}
