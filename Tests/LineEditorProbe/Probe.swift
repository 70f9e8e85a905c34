import Glibc
import LineEditor

/// Reads texts at a prompt, and shows lines above it.
struct Probe {
  private let editor: TerminalEditor
  private let source: Int32?
  private let flood: Int?
  private let start = Probe.milliseconds()
  private var flooded = 0

  init(_ arguments: [String]) {
    func option(_ name: String) -> String? {
      guard let place = arguments.firstIndex(of: name) else { return nil }
      return place + 1 < arguments.count ? arguments[place + 1] : nil
    }
    var configuration = TerminalEditor.Configuration()
    configuration.handlesSignals = arguments.contains("--signals")
    configuration.historyFile = option("--history").map { HistoryFile($0) }
    editor = TerminalEditor(configuration, delegates: Self.delegates)
    source = option("--lines").map { unsafe open($0, O_RDWR | O_NONBLOCK | O_CLOEXEC) }
    flood = option("--flood").flatMap(Int.init)
  }

  private static var delegates: EditorDelegates {
    EditorDelegates(
      validate: { text in
        if text.contains("?") { return .message(StyledText("no `?` here", Style(.red))) }
        let opened = text.filter { $0 == "{" }.count
        return opened > text.filter { $0 == "}" }.count ? .incomplete : .complete
      },
      highlight: { text in text.hasPrefix("let") ? [StyledRange(0..<3, Style(.magenta))] : [] },
      complete: { text, cursor in
        let before = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
        let word = String(before.reversed().prefix(while: \.isLetter).reversed())
        let range = (cursor - word.utf8.count)..<cursor
        return ["crash", "create", "cut"].filter { $0.hasPrefix(word) }
          .map { Candidate($0, range: range, description: "does \($0)") }
      }
    )
  }

  mutating func run() -> Never {
    while true {
      switch next() {
      case .line(let text):
        say("got: \(Self.describe(text))\n")
        obey(text)
      case .interrupted: say("interrupted\n")
      case .endOfInput:
        if let fault = editor.historyFault { say("history: \(fault.message)\n") }
        say("end after \(flooded)\n")
        exit(0)
      case .failed(let fault):
        say("failed: \(fault.message)\n")
        exit(1)
      case .none: break
      }
    }
  }

  /// Waits for a text together with the lines that are to be shown above it.
  private mutating func next() -> TerminalEditor.Event {
    var event = editor.begin(prompt: StyledText("> ", Style(.blue)), continuation: ". ")
    while event == .none {
      var polled = editor.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if let source { polled.append(pollfd(fd: source, events: Int16(POLLIN), revents: 0)) }
      unsafe poll(&polled, nfds_t(polled.count), flood == nil ? editor.timeout : 1)
      if let flood {
        let due = (Self.milliseconds() - start) * flood / 1_000
        if due > flooded { editor.printAbove((flooded..<due).map { "line \($0)" }) }
        flooded = max(due, flooded)
      }
      if let source, polled.last?.revents != 0 {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(source, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        editor.printAbove(text.split(separator: "\n").map(String.init))
      }
      event = editor.step()
    }
    return event
  }

  private func obey(_ text: String) {
    switch text {
    case "crash":
      _ = editor.begin(prompt: "> ")
      fatalError("asked to")
    case "exit":
      _ = editor.begin(prompt: "> ")
      exit(3)
    case "abort":
      _ = editor.begin(prompt: "> ")
      abort()
    case "text": say("no line end")
    default: break
    }
  }

  private static func describe(_ text: String) -> String {
    if text.utf8.count > 200 { return "\(text.utf8.count) bytes" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return VisibleText.line(lines.joined(separator: "/"))
  }

  private func say(_ text: String) {
    let bytes = Array(text.utf8)
    if unsafe write(1, bytes, bytes.count) != bytes.count { exit(4) }
  }

  private static func milliseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
