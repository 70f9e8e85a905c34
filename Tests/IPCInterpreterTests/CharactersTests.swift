import Testing

@testable import IPCInterpreter
import IPCTestSupport

/// Characters found in bytes are those that the standard library finds in the whole text.
@Suite struct CharactersTests {
  private static let pieces = [
    "a", "b", " ", "\r", "\n", "\r\n", "é", "e\u{301}", "\u{301}", "漢", "👍🏽", "👩‍👩‍👧", "🇩🇪", "🇫",
    "\u{200d}",
    "\u{600}", "한", "\u{1100}", "\u{1161}", "क्षि", String(repeating: "\u{301}", count: 40),
  ]

  private static let texts: [String] = {
    var numbers = SeededNumbers(seed: 1)
    return (0..<600).map { _ in
      (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
        pieces.randomElement(using: &numbers) ?? ""
      }.joined()
    }
  }()

  @Test func countsAndLengths() {
    for text in Self.texts {
      let (count, lengths) = unsafe Array(text.utf8).withUnsafeBufferPointer { bytes in
        var lengths: [Int] = []
        var offset = 0
        while offset < bytes.count {
          unsafe lengths.append(Characters.length(bytes, at: offset))
          offset += lengths.last ?? 1
        }
        return unsafe (Characters.count(bytes), lengths)
      }
      #expect(count == text.count, "\(text.debugDescription)")
      #expect(lengths == text.map(\.utf8.count), "\(text.debugDescription)")
    }
  }

  @Test func positionsAndOffsets() throws {
    let heap = try Heap()
    for text in Self.texts {
      let string = heap.makeString(text)
      var offset = 0
      for (position, character) in text.enumerated() {
        #expect(heap.byteOffset(string, ofCharacter: position) == offset)
        for byte in offset..<offset + character.utf8.count {
          #expect(heap.characterPosition(string, ofByte: byte) == position)
        }
        offset += character.utf8.count
      }
      #expect(heap.characterPosition(string, ofByte: offset) == text.count)
    }
  }
}
