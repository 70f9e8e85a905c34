import IPCSyntax
import Testing

@testable import IPCInterpreter

/// What would be too large is refused before it is made.
@Suite struct MemoryLimitTests {
  /// Calls a builtin on arguments that are made in a heap of so many bytes.
  private func fault(
    _ name: String,
    limit: Int,
    _ arguments: (Heap) -> [Value]
  ) throws -> Fault? {
    let heap = try Heap(byteLimit: limit)
    let index = try #require(Builtins.index(of: name))
    guard case .native(let native) = Builtins.all[index].kind else {
      Issue.record("`\(name)` is no native")
      return nil
    }
    let values = arguments(heap)
    let used = heap.usedBytes
    return unsafe values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return nil }
      do throws(Fault) {
        _ = try native(unsafe NativeCall(heap: heap, arguments: start, count: values.count))
        return nil
      } catch {
        // Little more than the limit was taken meanwhile.
        #expect(heap.usedBytes - used <= limit + (1 << 20))
        return error
      }
    }
  }

  private static let large = String(repeating: "a ", count: 3_000_000)

  @Test(arguments: [
    ("split", 14_000_000), ("chars", 14_000_000), ("upper", 10_000_000), ("json", 10_000_000),
    ("bytes", 10_000_000), ("lines", 7_000_000),
  ]) func ofAText(_ name: String, limit: Int) throws {
    let text = name == "lines" ? Self.large + "\n" : Self.large
    let result = try fault(name, limit: limit) { [$0.makeString(text)] }
    #expect(result?.kind == "OutOfMemory")
  }

  @Test(arguments: ["list", "reversed", "enumerate", "joined", "bytes"])
  func ofALongRange(_ name: String) throws {
    let result = try fault(name, limit: 1 << 20) { [$0.makeRange(0, .max, isClosed: true)] }
    #expect(result?.kind == "OutOfMemory")
  }

  @Test func ofRepetition() throws {
    let heap = try Heap(byteLimit: 1 << 20)
    for times in [1 << 21, 1 << 40, 1 << 62] {
      #expect(throws: Fault.self) { try heap.apply(.multiply, heap.makeString("ab"), .int(times)) }
      #expect(throws: Fault.self) {
        try heap.apply(.multiply, heap.makeList(count: 1), .int(times))
      }
    }
    #expect(heap.usedBytes < 1 << 20)
  }

  @Test func ofSharedParts() throws {
    // Twice the text at each level: a billion bytes, of lists that take two thousand.
    let result = try fault("json", limit: 1 << 20) { heap in
      [(0..<30).reduce(heap.makeString("x")) { value, _ in heap.makeList([value, value]) }]
    }
    #expect(result?.kind == "OutOfMemory")
    let text = try fault("str", limit: 1 << 20) { heap in
      [(0..<30).reduce(heap.makeString("x")) { value, _ in heap.makeList([value, value]) }]
    }
    #expect(text?.kind == "OutOfMemory")
  }
}
