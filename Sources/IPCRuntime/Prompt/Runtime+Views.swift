import CIPCShims
import Glibc

/// A process as somebody sees it who only looks.
package struct ProcessView: Sendable {
  /// What it waits for.
  package struct Wait: Sendable {
    /// The kind, and whether it ends by itself.
    package var info: WaitInfo
    /// What: one thing, or several of which the first ends the wait.
    package var choices: [Verdict.Member.Choice]
    /// Where in the script.
    package var place: Int
    /// Since when, by the monotonic clock.
    package var since: Int
    /// The number of the wait among those of its process.
    package var number: UInt64
  }

  /// Its number.
  package var number: Int
  /// Its name.
  package var name: String
  /// The system's number; nil before its start.
  package var pid: Int?
  /// The process that waits for it.
  package var parent: Int
  /// The process that started it.
  package var spawner: Int
  /// Whether it ends with its parent.
  package var isDaemon: Bool
  /// How far it is.
  package var status: ProcessStatus
  /// When it was started and when its end was noted, by the monotonic clock; 0 for not yet.
  package var startedAt: Int
  package var endedAt: Int
  /// Where it was started.
  package var startedPlace: Int
  /// What it waits for; nil when it does not wait.
  package var wait: Wait?
  /// Whether somebody has learnt of its end, or the script ordered it.
  package var isSettled: Bool
}

extension Runtime {
  /// A process as it is now; nil when nobody remembers it.
  package func view(ofProcess number: Int) -> ProcessView? {
    guard isKnown(number) else { return nil }
    let record = unsafe processes + number
    return unsafe ProcessView(
      number: number,
      name: name(ofProcess: number),
      pid: pid(ofProcess: number),
      parent: parent(ofProcess: number),
      spawner: spawner(ofProcess: number),
      isDaemon: isDaemon(number),
      status: status(ofProcess: number),
      startedAt: Int(record.pointee.started_at),
      endedAt: hasEnded(number) ? Int(record.pointee.ended_at) : 0,
      startedPlace: startedPlace(ofProcess: number),
      wait: isLiving(number) ? wait(ofProcess: number) : nil,
      isSettled: record.pointee.joined != 0 || record.pointee.kill_ordered != 0
    )
  }

  private func wait(ofProcess number: Int) -> ProcessView.Wait? {
    unsafe locked(&header.pointee.table_lock) {
      let record = unsafe processes + number
      guard let kind = unsafe WaitInfo.Kind(rawValue: ipc_load32(&record.pointee.wait_kind)) else {
        return nil
      }
      let list = unsafe pointer(record.pointee.wait_targets).assumingMemoryBound(to: UInt64.self)
      let count = unsafe Int(record.pointee.wait_target_count)
      let words = (0..<count).map { unsafe list[$0] }
      let handle = unsafe Handle(rawValue: record.pointee.wait_handle)
      return unsafe ProcessView.Wait(
        info: WaitInfo(kind, isTimed: record.pointee.wait_is_timed != 0),
        choices: kind == .choice
          ? Verdict.Member.choices(of: words)
          : [.init(kind: kind, handle: handle, targets: words.map { Int($0) })],
        place: Int(record.pointee.wait_place),
        since: Int(record.pointee.waits_since),
        number: record.pointee.wait_number
      )
    }
  }

  /// The handles that a living process can reach and name.
  package func handles(ofProcess number: Int) -> [Handle] {
    unsafe locked(&header.pointee.table_lock) {
      guard isLiving(number) else { return [] }
      let (list, count) = unsafe givenList(number)
      return (0..<count).map { unsafe list[$0] }
        .filter { $0 != 0 && $0 & Self.unreachable == 0 }
        .map { Handle(rawValue: $0) }
    }
  }

  /// The queues that somebody remembers, those of pipes left out, in the order in which they were made.
  package func rememberedQueues() -> [Int] {
    queueNumbers.filter { unsafe queues[$0].left_end == 0 }.sorted()
  }

  /// Calls a closure with the bytes of the items of a queue, in the order in which they would be taken, and takes none.
  ///
  /// - Parameters:
  ///   - number: The queue, or a direction of a pipe.
  ///   - limit: How many at the most.
  ///   - body: Gets the bytes of each, valid for the time of the call.
  package func peek(_ number: Int, limit: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    for bytes in copies(ofItemsIn: number, limit: limit) {
      unsafe bytes.withUnsafeBytes { unsafe body($0) }
    }
  }

  private func copies(ofItemsIn number: Int, limit: Int) -> [[UInt8]] {
    let queue = unsafe queues + number
    unsafe lock(queue)
    defer { unsafe unlock(queue) }
    var items: [[UInt8]] = []
    func add(_ start: UnsafeMutableRawPointer, _ handles: Int, _ count: Int) {
      let bytes = unsafe UnsafeRawBufferPointer(start: start + handles * 8, count: count)
      unsafe items.append(Array(bytes))
    }
    if unsafe queue.pointee.kind == UInt32(IPC_PRIORITY) {
      for block in unsafe sortedBlocks(queue).prefix(limit) {
        let start = unsafe pointer(block)
        let key = unsafe Int(start.load(fromByteOffset: 8, as: UInt32.self))
        let count = unsafe Int(start.load(fromByteOffset: 12, as: UInt32.self))
        let handles = unsafe Int(start.load(fromByteOffset: 16, as: UInt32.self))
        unsafe add(start + Self.priorityHeader + key, handles, count)
      }
      return items
    }
    let (put, got) = unsafe (queue.pointee.put, queue.pointee.got)
    let isStack = unsafe queue.pointee.kind == UInt32(IPC_STACK)
    let shown = min(put - got, UInt64(limit))
    let (first, end) = isStack ? (put - got - shown, put - got) : (got, got + shown)
    unsafe eachSlot(queue, from: first, to: end) { slot in
      unsafe add(
        slot.block == 0 ? slot.inline : pointer(slot.block),
        slot.handleCount,
        slot.count
      )
    }
    return isStack ? items.reversed() : items
  }
}
