import IPCSyntax
import IPCTestSupport
import Testing

/// What newcomers write is answered by one message that names the mistake and what to write.
@Suite struct TypicalMistakeTests {
  static let all = TypicalMistake.sections.flatMap(\.mistakes)

  @Test(arguments: all) func isTold(_ mistake: TypicalMistake) {
    #expect(TypicalMistake.shown(mistake.wrong) == mistake.shown + "\n")
  }

  @Test(arguments: all) func rightScriptIsAccepted(_ mistake: TypicalMistake) {
    #expect(TypicalMistake.shown(mistake.right) == "")
  }

  @Test(arguments: all) func isToldOnce(_ mistake: TypicalMistake) {
    let messages = mistake.shown.split(separator: "\n").filter { line in
      line.hasPrefix("error: ") || line.hasPrefix("warning: ")
    }
    #expect(messages.count == 1)
    #expect(mistake.shown.contains("= hint: ") || mistake.shown.contains("expected `"))
  }

  @Test func eachHasItsName() {
    #expect(Set(Self.all.map(\.name)).count == Self.all.count)
    #expect(Self.all.count >= 90)
  }

  /// No script is refused because it uses a word of another language as a name of its own.
  @Test(arguments: ForeignWord.spellings) func foreignWordMayBeAName(_ word: String) {
    let script = """
      var \(word) = 1
      \(word) = \(word) + \(word)
      \(word) += 1
      \(word)
      if \(word) == 1 { print(\(word)) } else if \(word) > 1 { print(-\(word)) }
      while \(word) < 1 { break }
      for \(word) in [\(word), ({\(word): \(word)}).\(word)] { print(\(word)) }
      let f = \(word) => \(word)
      func g(\(word), x = \(word)) { return \(word) }
      func \(word)2() { return 1 }
      print(\(word) > 1 ? \(word) : \(word), g(\(word): 1), f(1))
      """
    #expect(TypicalMistake.shown(script) == "")
  }

  // MARK: The page

  private static let path = "\(Tool.root)/Sources/IPCScript/IPCScript.docc/TypicalMistakes.md"

  /// The page of the documentation, which is made of the table.
  static var page: String {
    var page = """
      # Typical mistakes

      What newcomers write, what they are told, and what they meant.

      ## Overview

      Every mistake below is told before the script runs, by the message that stands beneath it. `ipc check` shows the same
      without running anything.


      """
    for (title, mistakes) in TypicalMistake.sections {
      page += "## \(title)\n\n"
      for mistake in mistakes {
        page += "### \(mistake.name)\n\n"
        page += "```wrong\n\(mistake.wrong)\n```\n\n"
        page += "```message\n\(mistake.shown)\n```\n\n"
        page += "```right\n\(mistake.right)\n```\n\n"
      }
    }
    return String(page.dropLast())
  }

  @Test func pageShowsTheTable() {
    if Snapshot.isUpdating { Tool.write(Array(Self.page.utf8), to: Self.path) }
    #expect(Tool.read(Self.path) == Self.page)
  }
}
