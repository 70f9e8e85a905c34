import CIPCShims

/// Telling the doomed, all at once.
///
/// Whoever comes to a verdict writes it down for every process that it dooms, before anyone of them acts on it: the first one
/// that goes on may put what another one waits for, and yet both were doomed. So who is told does not hang on who asks first.
///
/// Invariants, under the table lock: `verdict` of a record is a block, 0 for none, in which the first word counts the records
/// that name it. It dooms the wait whose number is `doomed_wait`, and no other.
extension Runtime {
  /// Whether this process was told that nobody can end the wait it is in.
  var isTold: Bool { isTold(me) }

  /// Whether a process was told that nobody can end the wait it is in.
  func isTold(_ number: Int) -> Bool {
    let record = unsafe processes + number
    let wait = unsafe ipc_load64(&record.pointee.doomed_wait)
    return unsafe wait != 0 && wait == record.pointee.wait_number
  }

  /// Writes a verdict down for those of its members that are to be told.
  ///
  /// - Parameters:
  ///   - verdict: Who is doomed.
  ///   - waits: By process, the numbers of the waits that are doomed.
  /// - Returns: false, and nothing has happened, when one of them was told meanwhile, as it can wake others then.
  func tell(_ verdict: Verdict, waits: [Int: UInt64]) -> Bool {
    let words = verdict.words
    // Without memory for it everyone finds out for itself.
    guard let block = try? allocate(8 * (words.count + 2)) else { return true }
    let start = unsafe pointer(block).assumingMemoryBound(to: UInt64.self)
    for (position, word) in words.enumerated() { unsafe start[position + 2] = word }
    let isNew = unsafe locked(&header.pointee.table_lock) { () -> Bool in
      for (number, wait) in waits {
        if unsafe processes[number].wait_number != wait || isTold(number) { return false }
      }
      unsafe start[0] = UInt64(waits.count)
      unsafe start[1] = UInt64(words.count)
      for (number, wait) in waits {
        forgetVerdict(of: number)
        unsafe processes[number].verdict = block
        unsafe ipc_store64(&processes[number].doomed_wait, wait)
      }
      return true
    }
    guard isNew else {
      release(block, 8 * (words.count + 2))
      return false
    }
    for member in verdict.members where waits[member.process] != nil { wake(member) }
    return true
  }

  /// Lets a process look at what it was told.
  private func wake(_ member: Verdict.Member) {
    if member.wait.kind == .choice {
      unsafe ipc_wake_selecting(header, 1 << UInt32(selectWord(of: member.process)))
      return
    }
    switch member.handle.kind {
    case .queue: unsafe wakeAll(queues + member.handle.number)
    case .pipeEnd: noteEndsGivenUp([member.handle])
    case .process, nil:
      for target in member.targets {
        unsafe ipc_futex_wake(&processes[target].end_word, Int32.max)
      }
    }
  }

  /// What this process was told, once; nil when it was told nothing of the wait it is in.
  func takeVerdict() -> Verdict? {
    guard isTold else { return nil }
    return unsafe locked(&header.pointee.table_lock) {
      defer { forgetVerdict(of: me) }
      let block = unsafe own.pointee.verdict
      guard contains(block, 16) else { return nil }
      let start = unsafe pointer(block).assumingMemoryBound(to: UInt64.self)
      let count = unsafe start[1]
      guard count < 1 << 40, contains(block, 16 + 8 * count) else { return nil }
      return Verdict(words: (0..<Int(count)).map { unsafe start[$0 + 2] })
    }
  }

  /// Lets go of what a process was told, if it was; under the table lock.
  func forgetVerdict(of number: Int) {
    let record = unsafe processes + number
    let block = unsafe record.pointee.verdict
    guard block != 0 else { return }
    unsafe ipc_store64(&record.pointee.doomed_wait, 0)
    unsafe record.pointee.verdict = 0
    guard contains(block, 16) else { return }
    let start = unsafe pointer(block).assumingMemoryBound(to: UInt64.self)
    unsafe start[0] &-= 1
    if unsafe start[0] == 0 { release(block, 16) }
  }
}

/// A verdict as numbers, for all processes to read.
extension Verdict {
  var words: [UInt64] {
    var words: [UInt64] = [UInt64(members.count)]
    for member in members {
      words += [
        UInt64(member.process), UInt64(member.wait.kind.rawValue), UInt64(member.place),
        member.handle.rawValue,
      ]
      let choices = member.choices.flatMap(\.words)
      words += [UInt64(member.targets.count)] + member.targets.map(UInt64.init)
      words += [UInt64(choices.count)] + choices
    }
    words.append(UInt64(others.count))
    words += others.map(UInt64.init)
    for (process, handles) in reach {
      words += [UInt64(process), UInt64(handles.count)] + handles.map(\.rawValue)
    }
    return words
  }

  /// Reads what `words` gave; nil for anything else.
  init?(words: [UInt64]) {
    var rest = words[...]
    func list() -> [UInt64]? {
      guard let count = rest.popFirst(), count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(Int(count)) }
      return Array(rest.prefix(Int(count)))
    }
    func numbers() -> [Int]? { list()?.map { Int($0 & 0x00ff_ffff_ffff_ffff) } }
    members = []
    guard let count = rest.popFirst() else { return nil }
    for _ in 0..<count {
      guard rest.count >= 5 else { return nil }
      let fields = Array(rest.prefix(4))
      rest = rest.dropFirst(4)
      guard let kind = WaitInfo.Kind(rawValue: UInt32(truncatingIfNeeded: fields[1])),
        let targets = numbers(),
        let choices = list()
      else { return nil }
      members.append(
        Member(
          process: Int(fields[0] & 0x00ff_ffff_ffff_ffff),
          wait: WaitInfo(kind, isTimed: false),
          place: Int(truncatingIfNeeded: fields[2]),
          handle: Handle(rawValue: fields[3]),
          targets: targets,
          choices: Member.choices(of: choices)
        )
      )
    }
    guard let others = numbers() else { return nil }
    self.others = others
    reach = [:]
    while let process = rest.popFirst() {
      guard let handles = list() else { return nil }
      reach[Int(truncatingIfNeeded: process)] = handles.map(Handle.init(rawValue:))
    }
  }
}
