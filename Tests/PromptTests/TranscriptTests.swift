import IPCTestSupport
import TerminalTestSupport
import Testing

/// Dialogues at the prompt without a terminal, each a file.
///
/// A line that begins with `> ` is entered, one with `. ` goes on with it; the others are what comes, in their order, of standard
/// output and standard error. `{…}` stands for anything within a line, `{folder}` for a folder that is empty at first.
@Suite struct TranscriptTests {
  struct Transcript: CustomTestStringConvertible {
    var path: String
    var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  static let transcripts = Tool.files(
    under: "\(Tool.root)/Tests/PromptTests/Transcripts",
    suffix: ".txt"
  ).map(Transcript.init)

  @Test(arguments: transcripts) func promptAnswersSo(_ transcript: Transcript) throws {
    let folder = TemporaryFolder()
    let lines = Tool.read(transcript.path).split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).replacing("{folder}", with: folder.path) }
    let input = lines.filter(isInput).map { String($0.dropFirst(2)) + "\n" }.joined()
    let expected = Array(lines.filter { !isInput($0) }.dropLast())
    let command = "exec '\(Tool.path)' repl 2>&1"
    let result = try ChildProcess("/bin/sh", ["-c", command], input: input).finish(seconds: 60)
    let seen = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
    let difference = zip(seen, expected).first { !Self.matches($0, $1) }
    #expect(
      difference == nil && seen.count == expected.count,
      "\(difference.map { "`\($0.0)` is not `\($0.1)`" } ?? "")\n\(result.output)"
    )
    #expect(!result.output.contains("\u{1b}"))
    #expect(result.leftovers.isEmpty)
  }

  private func isInput(_ line: String) -> Bool { line.hasPrefix("> ") || line.hasPrefix(". ") }

  /// Whether a line is as a pattern says, in which `{…}` stands for anything.
  private static func matches(_ line: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "{…}", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return line == pattern }
    guard line.hasPrefix(parts[0]), line.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = line.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() {
      guard let place = rest.firstRange(of: part) else { return false }
      rest = rest[place.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }

  @Test func thereAreTranscripts() { #expect(Self.transcripts.count >= 15) }
}
