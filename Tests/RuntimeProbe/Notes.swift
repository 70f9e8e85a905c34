import Glibc

/// That a consumer had an item: whose, which, and how often it had been handed out then.
struct Receipt: Hashable {
  var producer: Int
  var number: Int
  var attempts: Int

  /// One for an item whose bytes are not what was put.
  static let torn = Receipt(producer: 0xffff, number: 0, attempts: 0)

  init(producer: Int, number: Int, attempts: Int) {
    self.producer = producer
    self.number = number
    self.attempts = attempts
  }

  /// Never 0.
  var word: UInt64 {
    UInt64(producer + 1) << 40 | UInt64(number) << 8 | UInt64(min(attempts, 255))
  }

  init(word: UInt64) {
    producer = Int(word >> 40) - 1
    number = Int(word >> 8 & 0xffff_ffff)
    attempts = Int(word & 0xff)
  }
}

/// What the processes of a test note, in memory that all share and that none of them can damage by its death: each note is one
/// store.
@safe struct Notes: Sendable {
  /// The most receipts of one consumer.
  static let receiptCount = 1 << 14

  private nonisolated(unsafe) let words: UnsafeMutablePointer<UInt64>
  private let count: Int

  /// Makes room for so many producers and consumers.
  init(count: Int) {
    self.count = count
    let size = (1 + 2 * count + count * Self.receiptCount) * 8
    let flags = Int32(MAP_SHARED) | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE)
    let start = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { fail("mmap") }
    unsafe words = unsafe start.assumingMemoryBound(to: UInt64.self)
  }

  /// Whether producers are to end.
  var isStopped: Bool { unsafe words[0] != 0 }
  func stop() { unsafe words[0] = 1 }

  /// Notes that a number is about to be put.
  func begin(_ number: Int, producer: Int) { unsafe words[1 + producer] = UInt64(number + 1) }
  /// Notes that a number was put.
  func end(_ number: Int, producer: Int) { unsafe words[1 + count + producer] = UInt64(number) }

  /// How many numbers a producer began to put, and how many of these it surely has put.
  func counts(ofProducer producer: Int) -> (begun: Int, ended: Int) {
    unsafe (Int(words[1 + producer]), Int(words[1 + count + producer]))
  }

  /// Notes a receipt of a consumer.
  func add(_ receipt: Receipt, consumer: Int, at position: Int) {
    unsafe words[1 + 2 * count + consumer * Self.receiptCount + position] = receipt.word
  }

  /// The receipts of a consumer, in order.
  func receipts(ofConsumer consumer: Int) -> [Receipt] {
    let first = unsafe words + 1 + 2 * count + consumer * Self.receiptCount
    return (0..<Self.receiptCount).lazy.map { unsafe first[$0] }.prefix { $0 != 0 }
      .map(Receipt.init(word:))
  }
}
