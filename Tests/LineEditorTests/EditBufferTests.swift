import IPCTestSupport
import Testing

@testable import LineEditor

/// What keys do with a text; a bar stands for the cursor.
@Suite struct EditBufferTests {
  struct Keys: CustomTestStringConvertible {
    let keys: String
    let text: String
    var testDescription: String { keys }

    init(_ keys: String, _ text: String) {
      self.keys = keys
      self.text = text
    }
  }

  @Test(arguments: [
    Keys("hello<C-a>x", "x|hello"), Keys("ab<Left>x", "ax|b"), Keys("ab<C-b><C-b><C-f>x", "ax|b"),
    Keys("ab<Home><End>x", "abx|"), Keys("ab<C-a><C-e>x", "abx|"),
    Keys("one two<A-b>", "one |two"), Keys("one two<C-Left><C-Left>", "|one two"),
    Keys("one, two<C-a><A-f>", "one|, two"), Keys("one, two<C-a><C-Right><C-Right>", "one, two|"),
    Keys("ab<A-Enter>cd<Up>x", "abx|\ncd"), Keys("ab<A-Enter>cd<C-Home>x", "x|ab\ncd"),
    Keys("ab<A-Enter>cd<C-Home><C-End>x", "ab\ncdx|"), Keys("ab<A-Enter>cd<C-a>", "ab\n|cd"),
    Keys("ab<A-Enter>cd<Up><C-a><C-n><C-e>", "ab\ncd|"),
    // The column is kept through shorter lines, and wide characters count twice.
    Keys("long line<A-Enter>a<A-Enter>long line<Up><Up>x", "long linex|\na\nlong line"),
    Keys("日本<A-Enter>abcd<Left><Left><Up>", "日|本\nabcd"),
  ]) func moves(_ row: Keys) { #expect(Script(row.keys).text == row.text) }

  @Test(arguments: [
    Keys("abc<Backspace>", "ab|"), Keys("abc<C-h><C-h>", "abc|"), Keys("abc<C-a><C-d>", "|bc"),
    Keys("abc<C-a><Delete>", "|bc"), Keys("abc<C-d>", "abc|"), Keys("<Backspace>", "|"),
    Keys("abc<Left><C-k>", "ab|"), Keys("ab<A-Enter>cd<Up><C-k>", "ab|cd"),
    Keys("ab<Left><C-u>", "|b"), Keys("ab<A-Enter>cd<C-a><C-u>", "ab|cd"),
    Keys("let a = b.c<C-w>", "let a = |"), Keys("let a = b.c<A-Backspace>", "let a = b.|"),
    Keys("one two<C-a><A-d>", "| two"), Keys("one two<C-a><C-Delete>", "| two"),
    Keys("ab<C-t>", "ba|"), Keys("abc<Left><Left><C-t>", "ba|c"), Keys("a<C-t>", "a|"),
    Keys("<C-t>", "|"), Keys("a<A-Enter>b<C-t>", "a\nb|"),
  ]) func deletes(_ row: Keys) { #expect(Script(row.keys).text == row.text) }

  @Test(arguments: [
    Keys("one two<C-w><C-y><C-y>", "one twotwo|"),
    // Cuts in a row are one text, in the order in which they stood.
    Keys("one two<C-w><C-w><C-y>", "one two|"), Keys("one two<C-a><A-d><A-d><C-y>", "one two|"),
    Keys("a b<A-b><C-k><C-u><C-y>", "a b|"),
    Keys("one<C-u>two<C-u><C-y><A-y>", "one|"), Keys("one<C-u>two<C-u><C-y><A-y><A-y>", "two|"),
    Keys("one<C-u>two<C-u><C-y>x<A-y>", "twox|"), Keys("<C-y>", "|"), Keys("<A-y>", "|"),
    Keys("x<C-w><C-y><Left><C-k><C-y>", "x|"),
  ]) func cutsAndYanks(_ row: Keys) { #expect(Script(row.keys).text == row.text) }

  @Test(arguments: [
    Keys("one two<C-_>", "one |"), Keys("one two<C-_><C-_>", "|"), Keys("one<C-_><C-_>", "|"),
    Keys("one two<C-_><A-/>", "one two|"), Keys("one two<C-_>x<A-/>", "one x|"),
    Keys("one two<C-w><C-_>", "one two|"), Keys("one<Left>x<C-_>", "on|e"),
    Keys("one<C-w><C-y><C-_><C-_>", "one|"), Keys("ab<C-t><C-_>", "ab|"),
    Keys("a<Paste b c><C-_>", "a|"), Keys("a b<C-_><C-_><A-/><A-/><A-/>", "a b|"),
  ]) func undoesAndRedoes(_ row: Keys) { #expect(Script(row.keys).text == row.text) }

  @Test(arguments: [
    // A mark that is typed joins its letter, and leaves with it.
    Keys("e\u{301}x<Backspace><Backspace>", "|"), Keys("ae\u{301}<Left>x", "ax|e\u{301}"),
    Keys("👨‍👩‍👧<Backspace>", "|"), Keys("a👍🏽<Left><Left>x", "x|a👍🏽"),
    Keys("🇩🇪🇫🇷<Left><Backspace>", "|🇫🇷"), Keys("한국<Backspace>", "한|"),
    Keys("日本語<C-a><C-d>", "|本語"), Keys("日本語<C-t>", "日語本|"),
  ]) func charactersAreWhole(_ row: Keys) { #expect(Script(row.keys).text == row.text) }

  @Test func partsOfCharactersJoinWhatStandsBesideThem() {
    var buffer = EditBuffer()
    for scalar in "👨\u{200d}👩\u{200d}👧🇩🇪".unicodeScalars {
      buffer.insert(String(scalar), isTyped: true)
    }
    #expect(buffer.characters == ["👨‍👩‍👧", "🇩🇪"])
    buffer.set("xy")
    buffer.move(to: 1)
    buffer.insert("\u{308}")
    #expect(buffer.characters == ["x\u{308}", "y"])
    #expect(buffer.cursor == 1)
    // A letter in front of flags makes other flags.
    buffer.set("🇩🇪🇫🇷🇮🇹")
    buffer.move(to: 0)
    buffer.insert("🇽")
    #expect(buffer.characters == ["🇽🇩", "🇪🇫", "🇷🇮", "🇹"])
    // A deletion can make neighbours one character.
    buffer.set("🇩a🇪")
    buffer.remove(1..<2)
    #expect(buffer.characters == ["🇩🇪"])
    // Something to join before a lone joiner.
    var joined = EditBuffer()
    joined.set("\u{200d}👩")
    joined.replace(0..<0, with: "👩")
    #expect(joined.characters == ["👩‍👩"])
    _ = buffer.undo()
    #expect(buffer.characters == ["🇩", "a", "🇪"])
  }

  @Test func anyEditsCanBeUndoneAndRedone() {
    let pieces = ["a", "bc ", "\n", "日", "\u{301}", "\u{200d}", "👩", "🇩", "🇪", "\u{fe0f}", ""]
    for seed in 0..<300 {
      var random = SeededNumbers(seed: UInt64(seed))
      var buffer = EditBuffer()
      var texts = [""]
      for _ in 0..<20 {
        let count = buffer.characters.count
        let start = random.next(below: count + 1)
        let end = start + random.next(below: count - start + 1)
        buffer.replace(start..<end, with: random.one(of: pieces))
        // The characters are those of the text as it is read from the beginning.
        #expect(buffer.characters == Array(buffer.text))
        #expect(buffer.cursor <= buffer.characters.count)
        if buffer.revision > texts.count - 1 { texts.append(buffer.text) }
      }
      let last = buffer.text
      while buffer.undo() {
        texts.removeLast()
        #expect(Array(buffer.text.utf8) == texts.last.map { Array($0.utf8) })
      }
      #expect(buffer.isEmpty)
      while buffer.redo() {}
      #expect(buffer.text == last)
    }
  }

  @Test func bytesAndCharactersAreCountedTheSame() {
    var buffer = EditBuffer()
    buffer.insert("aé日👍")
    #expect((0...4).map(buffer.byteOffset) == [0, 1, 3, 6, 10])
    #expect([0, 1, 2, 3, 6, 10, 99].map(buffer.place) == [0, 1, 1, 2, 3, 4, 4])
  }
}
