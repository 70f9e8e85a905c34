import Testing

@testable import IPCInterpreter
import IPCTestSupport

/// Whatever the elements look like, they come out in order, and equal ones in the order in which they came.
@Suite struct StableSortTests {
  private struct Element: Equatable {
    var key: Int
    var position: Int
  }

  private static let shapes: [(String, @Sendable (Int, inout SeededNumbers) -> Int)] = [
    ("random", { _, numbers in .random(in: 0..<1_000, using: &numbers) }),
    ("few keys", { _, numbers in .random(in: 0..<3, using: &numbers) }),
    ("ascending", { position, _ in position }),
    ("descending", { position, _ in -position }),
    ("equal", { _, _ in 7 }),
    ("descending with equals", { position, _ in -position / 3 }),
    ("saw teeth", { position, _ in position % 50 }),
    ("nearly sorted", { position, numbers in position + .random(in: 0...5, using: &numbers) }),
    ("organ pipe", { position, _ in position < 300 ? position : 600 - position }),
  ]

  @Test(arguments: [0, 1, 2, 3, 23, 24, 25, 48, 100, 777, 2_000])
  func sortsStably(_ count: Int) {
    var numbers = SeededNumbers(seed: UInt64(count))
    for (name, key) in Self.shapes {
      let elements = (0..<count).map { Element(key: key($0, &numbers), position: $0) }
      let expected = elements.sorted { ($0.key, $0.position) < ($1.key, $1.position) }
      var sorted = elements
      StableSort.sort(&sorted, {}) { $0.key < $1.key }
      #expect(sorted == expected, "\(name)")
    }
  }

  @Test func comparesLittleWhereThereIsOrder() {
    var comparisons = 0
    var elements = Array(0..<1_000) + Array(500..<1_500)
    StableSort.sort(&elements, {}) { first, second in
      comparisons += 1
      return first < second
    }
    #expect(elements == elements.sorted())
    #expect(comparisons < 4_100)
  }

  @Test func throwsOn() {
    var elements = Array((0..<100).reversed())
    #expect(throws: Fault.self) {
      try StableSort.sort(&elements, { () throws(Fault) in }) { (first, _) throws(Fault) in
        if first == 50 { throw Fault("TypeError", "no order") }
        return false
      }
    }
  }
}
