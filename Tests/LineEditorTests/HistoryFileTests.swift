import Glibc
import IPCTestSupport
import TerminalTestSupport
import Testing

@testable import LineEditor

/// The history on disk.
@Suite struct HistoryFileTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/state/ipc/history" }

  private func mode(_ path: String) -> UInt32 {
    var information = stat()
    return unsafe stat(path, &information) == 0 ? information.st_mode & 0o7777 : 0
  }

  @Test func textsComeBackAsTheyWere() throws {
    let texts = ["one", "if a {\n  b\n}", "back\\slash\\n", "\\", "tab\there", "日本 👩‍👩‍👧", "zero\0"]
    let file = HistoryFile(path)
    for text in texts { try file.append(text) }
    #expect(try file.load() == texts)
    #expect(try HistoryFile(folder.path + "/none").load() == [])
  }

  @Test func onlyTheOwnerMayLook() throws {
    let old = umask(0)
    defer { umask(old) }
    try HistoryFile(path).append("secret")
    #expect(mode(path) == 0o600)
    #expect(mode(folder.path + "/state/ipc") == 0o700)
  }

  @Test func whatIsNotWorthIsNotStored() throws {
    let file = HistoryFile(path)
    try file.append(" secret")
    try file.append("   ")
    #expect(mode(path) == 0)
    try file.append(String(repeating: "x", count: HistoryFile.longestEntry + 1))
    try file.append("kept")
    #expect(try file.load() == ["kept"])
  }

  @Test func damageCostsTheDamagedLinesOnly() throws {
    let bytes: [UInt8] =
      Array("good\n".utf8) + [0xff, 0xfe, 0x0a] + Array("zero\0\n\n\\x\\q\n".utf8)
      + Array("cut of".utf8)
    let file = HistoryFile(folder.path + "/history")
    Tool.write(bytes, to: folder.path + "/history")
    #expect(try file.load() == ["good", "\\x\\q", "cut of"])
    // What was cut off does not swallow what comes next.
    try file.append("next")
    #expect(try file.load() == ["good", "\\x\\q", "cut of", "next"])
  }

  @Test func theFileIsLimited() throws {
    let file = HistoryFile(path, limit: 1_000)
    for number in 0..<500 { try file.append("entry \(number)") }
    let entries = try file.load()
    #expect(entries.last == "entry 499")
    #expect(entries.count > 30)
    #expect(entries == (500 - entries.count..<500).map { "entry \($0)" })
    #expect(Tool.read(path).utf8.count <= 1_000)
    #expect(mode(path) == 0o600)
    #expect(mode(path + ".new") == 0)
  }

  @Test func strangeFilesAreRefused() throws {
    let target = folder.path + "/target"
    let link = folder.path + "/link"
    Tool.write([], to: target)
    unsafe _ = symlink(target, link)
    #expect(throws: EditorFault("open", code: ELOOP)) { try HistoryFile(link).append("x") }
    #expect(throws: EditorFault("open", code: ELOOP)) { try HistoryFile(link).load() }
    #expect(Tool.read(target).isEmpty)
    #expect(throws: EditorFault.self) { try HistoryFile(folder.path).load() }
    #expect(throws: EditorFault("open", code: ENOTDIR)) {
      try HistoryFile(target + "/x").append("x")
    }
    unsafe _ = mkfifo(folder.path + "/fifo", 0o600)
    #expect(throws: EditorFault.self) { try HistoryFile(folder.path + "/fifo").load() }
  }

  @Test func aHeldLockIsNotWaitedForForEver() throws {
    let file = HistoryFile(path)
    try file.append("first")
    let other = unsafe open(path, O_RDONLY | O_CLOEXEC)
    defer { close(other) }
    flock(other, LOCK_EX)
    #expect(throws: EditorFault("flock", code: EWOULDBLOCK)) { try file.append("second") }
    flock(other, LOCK_UN)
    try file.append("third")
    #expect(try file.load() == ["first", "third"])
  }

  @Test func promptsAtOnceLoseNothing() throws {
    let sessions = try (0..<3).map { _ in try TerminalSession(["--history", path]) }
    let numbers = 0..<10
    for number in numbers {
      for (place, session) in sessions.enumerated() {
        session.type("text \(number) of \(place) {\r}\r")
      }
      for (place, session) in sessions.enumerated() {
        #expect(session.sees(["got: text \(number) of \(place) {/}", ">"]), session.comment)
      }
    }
    for session in sessions {
      session.type("\u{4}")
      #expect(session.end() == 0)
      #expect(session.screen.rows.last == "end after 0")
    }
    let entries = try HistoryFile(path).load()
    for place in 0..<3 {
      let own = entries.filter { $0.contains("of \(place) {") }
      #expect(own == numbers.map { "text \($0) of \(place) {\n}" })
    }
    #expect(entries.count == 30)

    let later = try TerminalSession(["--history", path])
    later.type("\u{10}")
    #expect(later.sees { $0.rows.last == ". }" })
  }

  @Test func aHistoryThatCannotBeWrittenStopsNobody() throws {
    let session = try TerminalSession(["--history", folder.path])
    session.type("a\r\u{4}")
    #expect(session.end() == 0)
    #expect(session.screen.rows.contains { $0.hasPrefix("history: open:") })
  }
}
