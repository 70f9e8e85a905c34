import IPCRuntime

/// A numbered item of any of several sizes with a checksum.
struct Parcel {
  var producer: Int
  var number: Int

  /// What a parcel is read as whose bytes are not what was put.
  private static let torn = Parcel(producer: Receipt.torn.producer, number: 0)

  /// The words of the item: small enough for a slot, or with a block of their own.
  private var words: [Int] {
    let count = [0, 1, 3, 20, 200][number % 5]
    let filling = (0..<count).map { number &* 31 &+ $0 }
    return [producer, number, Self.checksum(producer, number, filling)] + filling
  }

  private static func checksum(_ producer: Int, _ number: Int, _ filling: [Int]) -> Int {
    filling.reduce(producer &* 0x9e37_79b9 ^ number) { $0 &* 33 ^ $1 }
  }

  /// Puts it, on the short way where there is one.
  func put(_ runtime: Runtime, _ queue: Int) throws(SystemFault) {
    let words = words
    var result = WaitResult.timedOut
    var fault: SystemFault?
    unsafe words.withUnsafeBytes { bytes in
      if bytes.count <= Runtime.inlineBytes, number % 2 == 0 {
        // Those behind the item are read too.
        let isPut = unsafe withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { memory in
          unsafe memory.copyMemory(from: bytes)
          guard let start = memory.baseAddress else { return false }
          return unsafe runtime.putAtOnce(queue, start, count: bytes.count)
        }
        if isPut {
          result = .done
          return
        }
      }
      let item = unsafe Item(bytes: bytes, handles: [])
      do throws(SystemFault) {
        result = try runtime.put(queue, item, until: .max, WaitInfo(.put, isTimed: false))
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    guard case .done = result else { fail("put: \(result)") }
  }

  /// Takes one; nil when none is there and nobody waits, or when the queue is closed and drained.
  static func take(_ runtime: Runtime, _ queue: Int, waits: Bool) throws(SystemFault) -> Parcel? {
    let short = unsafe withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) {
      memory -> Parcel? in
      guard let start = memory.baseAddress,
        let count = unsafe runtime.getAtOnce(queue, into: start)
      else { return nil }
      return unsafe read(UnsafeRawBufferPointer(start: start, count: count))
    }
    if let short { return short }
    var parcel: Parcel?
    let wait = WaitInfo(.get, isTimed: !waits)
    _ = unsafe try runtime.get(queue, until: waits ? .max : 0, wait) { bytes in
      parcel = unsafe read(bytes)
    }
    return parcel
  }

  /// Reads the bytes of an item.
  static func read(_ bytes: UnsafeRawBufferPointer) -> Parcel {
    guard bytes.count >= 24, bytes.count % 8 == 0 else { return torn }
    let words = (0..<bytes.count / 8).map {
      unsafe bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int.self)
    }
    let parcel = Parcel(producer: words[0], number: words[1])
    return parcel.words == words ? parcel : torn
  }
}
