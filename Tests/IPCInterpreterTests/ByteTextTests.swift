import Testing

@testable import IPCInterpreter
import IPCTestSupport

/// Searching bytes finds what a search at every place finds.
@Suite struct ByteTextTests {
  private func first(_ part: [UInt8], in whole: [UInt8], from start: Int) -> Int? {
    unsafe part.withUnsafeBufferPointer { part in
      unsafe whole.withUnsafeBufferPointer { whole in
        unsafe ByteText.first(part, in: whole, from: start)
      }
    }
  }

  @Test func findsTheFirstPlace() {
    var numbers = SeededNumbers(seed: 2)
    for turn in 0..<2_000 {
      let letters: UInt8 = turn % 2 == 0 ? 2 : 4
      let count = turn % 3 == 0 ? 400 : 40
      let whole = (0..<count).map { _ in UInt8.random(in: 0..<letters, using: &numbers) }
      let part = (0..<Int.random(in: 0...9, using: &numbers)).map { _ in
        UInt8.random(in: 0..<letters, using: &numbers)
      }
      let start = Int.random(in: 0...count, using: &numbers)
      let last = count - part.count
      let expected = (start..<max(start, last + 1)).first { whole[$0...].starts(with: part) }
      #expect(first(part, in: whole, from: start) == expected)
    }
  }

  @Test func takesLinearTimeForRepetitiveTexts() {
    // At every place compared anew, this would take a thousand seconds.
    let whole = [UInt8](repeating: 97, count: 2_000_000)
    let part = [UInt8](repeating: 97, count: 999_999) + [98]
    #expect(first(part, in: whole, from: 0) == nil)
    #expect(first([UInt8](repeating: 97, count: 1_000_000), in: whole, from: 7) == 7)
  }

  @Test func knowsWhiteSpace() {
    for value in UInt32(0)...0x3_0000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(scalar).utf8)
      let length = unsafe bytes.withUnsafeBufferPointer { unsafe ByteText.spaceLength($0, at: 0) }
      #expect(length == (scalar.properties.isWhitespace ? bytes.count : 0), "\(value)")
    }
  }
}
