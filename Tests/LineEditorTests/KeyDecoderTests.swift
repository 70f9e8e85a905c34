import IPCTestSupport
import Testing

@testable import LineEditor

/// Bytes as terminals send them.
@Suite struct KeyDecoderTests {
  private static func decode(_ bytes: String) -> [Input] {
    var decoder = KeyDecoder()
    return decoder.feed(Array(bytes.utf8)) + decoder.flush()
  }

  struct Sequence: CustomTestStringConvertible {
    let bytes: String
    let key: Key
    var testDescription: String { bytes.dropFirst().description }

    init(_ bytes: String, _ code: Key.Code, _ modifiers: Key.Modifiers = []) {
      self.bytes = bytes
      key = Key(code, modifiers)
    }
  }

  @Test(arguments: [
    Sequence("\u{1b}[A", .up), Sequence("\u{1b}OB", .down),
    Sequence("\u{1b}[1;5C", .right, .control),
    Sequence("\u{1b}[1;3D", .left, .alt), Sequence("\u{1b}\u{1b}[C", .right, .alt),
    Sequence("\u{1b}[H", .home), Sequence("\u{1b}[1~", .home), Sequence("\u{1b}[7~", .home),
    Sequence("\u{1b}OF", .end), Sequence("\u{1b}[4~", .end), Sequence("\u{1b}[3~", .delete),
    Sequence("\u{1b}[3;5~", .delete, .control), Sequence("\u{1b}[3^", .delete, .control),
    Sequence("\u{1b}[5~", .pageUp), Sequence("\u{1b}[Z", .tab, .shift),
    Sequence("\u{1b}OP", .function(1)), Sequence("\u{1b}[[A", .function(1)),
    Sequence("\u{1b}[24~", .function(12)), Sequence("\u{1b}Oc", .right, .control),
    Sequence("\u{1b}b", .character("b"), .alt), Sequence("\u{1b}ü", .character("ü"), .alt),
    Sequence("\u{1b}\u{7f}", .backspace, .alt), Sequence("\u{1b}\r", .enter, .alt),
    Sequence("\u{1b}[13;2u", .enter, .shift),
    Sequence("\u{1b}[27;5;114~", .character("r"), .control),
    Sequence("\u{1b}[97;5u", .character("a"), .control), Sequence("\u{1b}[27u", .escape),
    Sequence("\u{1}", .character("a"), .control), Sequence("\u{1f}", .character("_"), .control),
    Sequence("\u{7f}", .backspace), Sequence("\u{8}", .backspace), Sequence("\t", .tab),
    Sequence("\n", .enter), Sequence("\r", .enter),
  ]) func sequencesAreKeys(_ sequence: Sequence) {
    #expect(Self.decode(sequence.bytes) == [.key(sequence.key)])
    // The same byte by byte.
    var decoder = KeyDecoder()
    let inputs = sequence.bytes.utf8.flatMap { decoder.feed([$0]) }
    #expect(inputs == [.key(sequence.key)])
    #expect(decoder.pending == .nothing)
  }

  @Test func textComesInRuns() {
    #expect(Self.decode("grün\rblau") == [.text("grün"), .key(Key(.enter)), .text("blau")])
  }

  @Test func charactersMayComeInParts() {
    var decoder = KeyDecoder()
    let bytes = Array("a🎉".utf8)
    #expect(decoder.feed(Array(bytes[..<3])) == [.text("a")])
    #expect(decoder.pending == .key)
    #expect(decoder.feed(Array(bytes[3...])) == [.text("🎉")])
  }

  @Test func brokenCharactersAreReplaced() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x61, 0xff, 0xc3, 0x28]) == [.text("a\u{fffd}\u{fffd}(")])
    #expect(decoder.feed([0xe2, 0x82]) == [])
    #expect(decoder.flush() == [.text("\u{fffd}")])
  }

  @Test func anEscapeAloneIsKnownWhenTheTimeIsOver() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1b]) == [])
    #expect(decoder.pending == .key)
    #expect(decoder.flush() == [.key(Key(.escape))])
    #expect(decoder.feed(Array("\u{1b}[".utf8)) == [])
    #expect(decoder.flush() == [.key(.alt("["))])
  }

  @Test(arguments: [
    "\u{1b}[?1;2c", "\u{1b}[I", "\u{1b}[<0;10;10M", "\u{1b}[99~", "\u{1b}[57441u", "\u{1b}[201~",
    "\u{1b}[1;1R" + "\u{1b}[>1;2;3c",
  ]) func unknownSequencesLeaveNoText(_ bytes: String) {
    #expect(Self.decode(bytes + "x") == [.text("x")])
  }

  @Test func aSequenceThatBreaksOffSpoilsNothingBehindIt() {
    #expect(Self.decode("\u{1b}[1;\u{1b}[A") == [.key(Key(.up))])
    #expect(Self.decode("\u{1b}[1\rx") == [.key(Key(.enter)), .text("x")])
    let long = "\u{1b}[" + String(repeating: "1;", count: 5_000) + "A"
    #expect(Self.decode(long).count < 5)
  }

  @Test func aPasteIsOnePiece() {
    let bytes = "a\u{1b}[200~x\r\ny\rz\n\u{1b}[A\t\u{1b}[201~b"
    #expect(Self.decode(bytes) == [.text("a"), .paste("x\ny\nz\n\u{1b}[A\t"), .text("b")])
  }

  @Test func theEndOfAPasteMayComeInParts() {
    var decoder = KeyDecoder()
    var inputs: [Input] = []
    for byte in "\u{1b}[200~one\u{1b}[20two\u{1b}[201~".utf8 { inputs += decoder.feed([byte]) }
    #expect(inputs == [.paste("one\u{1b}[20two")])
    _ = decoder.feed(Array("\u{1b}[200~lost".utf8))
    #expect(decoder.pending == .paste)
    #expect(decoder.flush() == [.paste("lost")])
  }

  @Test func noBytesAtAllCrash() {
    var random = SeededNumbers(seed: 1)
    let interesting: [UInt8] = [
      0x1b, 0x5b, 0x4f, 0x3b, 0x32, 0x30, 0x7e, 0x75, 0x0d, 0xc3, 0xf0, 0xff,
    ]
    for _ in 0..<3_000 {
      var decoder = KeyDecoder()
      for _ in 0..<random.next(below: 20) {
        let bytes = (0..<random.next(below: 8)).map { _ in
          random.next(below: 3) == 0
            ? UInt8(random.next(below: 256)) : interesting[random.next(below: interesting.count)]
        }
        _ = decoder.feed(bytes)
      }
      _ = decoder.flush()
      #expect(decoder.pending == .nothing)
    }
  }
}
