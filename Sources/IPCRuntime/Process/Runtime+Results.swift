import CIPCShims
import Glibc

/// What processes end with: a block of their handles, then bytes.
///
/// A result is stored before its process ends and stays as long as anybody can reach the process, as any may join again. Pipe
/// ends in it are held by it until somebody has joined the process.
extension Runtime {
  /// Stores the result of this process; without memory for it there is none.
  func store(_ result: [UInt8], _ handles: [Handle]) {
    let count = handles.count * 8 + result.count
    guard count > 0, let place = try? allocate(count) else { return }
    let start = unsafe pointer(place)
    for (position, handle) in handles.enumerated() {
      unsafe start.storeBytes(of: handle.rawValue, toByteOffset: position * 8, as: UInt64.self)
    }
    unsafe result.withUnsafeBytes { bytes in
      if let first = bytes.baseAddress {
        unsafe memcpy(start + handles.count * 8, first, bytes.count)
      }
    }
    unsafe own.pointee.result_count = UInt64(result.count)
    unsafe own.pointee.result_handles = UInt32(handles.count)
    unsafe ipc_store64(&own.pointee.result, place)
  }

  /// Whether a process ended with a value or an error as its result; which one says its status.
  ///
  /// One that was killed between storing its result and its end has none.
  package func hasResult(_ number: Int) -> Bool {
    let record = unsafe processes[number]
    guard record.result_count > 0, isSane(record) else { return false }
    return record.outcome == UInt32(IPC_FAILED) || isDone(number)
  }

  /// Whether the result of a process lies in the region.
  private func isSane(_ record: ipc_process) -> Bool {
    guard record.result_count < 1 << 60 else { return false }
    return contains(record.result, UInt64(record.result_handles) * 8 + record.result_count)
  }

  /// Calls a closure with the bytes of a process's result, which stay; with none when there is none.
  package func withResult(of number: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    let record = unsafe processes[number]
    guard isSane(record) else {
      unsafe body(UnsafeRawBufferPointer(start: nil, count: 0))
      return
    }
    let start = unsafe pointer(record.result) + Int(record.result_handles) * 8
    unsafe body(UnsafeRawBufferPointer(start: start, count: Int(record.result_count)))
  }

  /// The handles in the result of a process that has ended.
  func resultHandles(of number: Int) -> [Handle] {
    let record = unsafe processes[number]
    guard record.result_handles > 0, isSane(record) else { return [] }
    let list = unsafe pointer(record.result).assumingMemoryBound(to: UInt64.self)
    return (0..<Int(record.result_handles)).map { unsafe Handle(rawValue: list[$0]) }
  }

  /// Makes this process a holder of the handles in a result that it is about to read.
  package func takeResultHandles(of number: Int) {
    give(resultHandles(of: number), to: me)
  }

  // MARK: Counters

  /// Makes numbers that all processes count on, each 0 at first; returns the first one's place.
  package func makeCounters(_ count: Int) throws(SystemFault) -> Int {
    let block = try allocate(count * 4)
    unsafe memset(pointer(block), 0, count * 4)
    return Int(block) / 4
  }

  /// Counts one on and returns the new number.
  package func nextCount(_ counter: Int) -> Int {
    let words = unsafe base.assumingMemoryBound(to: UInt32.self)
    return unsafe Int(ipc_add32(words + counter, 1)) + 1
  }
}
