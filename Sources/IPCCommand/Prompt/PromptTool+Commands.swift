import Glibc
import IPCScript
import IPCSyntax

/// What the commands of the prompt do.
extension PromptTool {
  /// Carries out a line that begins with a colon.
  func obey(_ text: String) -> Next {
    let line = text.drop { $0 == " " || $0 == "\t" }.dropFirst()
    let word = String(line.prefix { !$0.isWhitespace })
    let rest = Self.trimmed(line.dropFirst(word.count))
    guard let command = PromptCommand(rawValue: word) else {
      let words = PromptCommand.allCases.map(\.rawValue)
      let near = Suggestion.nearest(to: word, among: words).map { "; did you mean `:\($0)`?" }
      return refuse("there is no command `:\(word)`\(near ?? "; `:help` lists all")")
    }
    switch command {
    case .help: return help(rest)
    case .ps: write(session.processTable)
    case .queues: write(session.queueTable)
    case .graph: write(session.wiring)
    case .peek: return rest.isEmpty ? misuse(command) : answer(session.peek(rest))
    case .why: return rest.isEmpty ? misuse(command) : answer(session.why(rest))
    case .kill: return rest.isEmpty ? misuse(command) : answer(session.kill(rest))
    case .trace:
      guard rest == "on" || rest == "off" else { return misuse(command) }
      session.isTracing = rest == "on"
    case .doc:
      if rest.isEmpty { return misuse(command) }
      guard let page = session.documentation(of: rest) ?? Reference.page(of: rest) else {
        return refuse("there is no function `\(rest)`")
      }
      write(page)
    case .load: return rest.isEmpty ? misuse(command) : load(rest)
    case .save: return save(rest)
    case .time: return rest.isEmpty ? misuse(command) : time(rest)
    case .reset: session.reset()
    case .set: return set(rest)
    case .tour:
      tourStep = 0
      if !isInteractive { return runTour() }
    case .quit: return quit()
    }
    return .goOn
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private func refuse(_ sentence: String) -> Next {
    complain("error: \(sentence)\n")
    status = ExitStatus.failure
    return .goOn
  }

  private func misuse(_ command: PromptCommand) -> Next { refuse("write `\(command.usage)`") }

  private func answer(_ answer: Session.Answer) -> Next {
    switch answer {
    case .text(let text): write(text)
    case .other(let result): return show(result)
    }
    return .goOn
  }

  // MARK: Help

  private func help(_ topic: String) -> Next {
    let name = topic.hasPrefix(":") ? String(topic.dropFirst()) : topic
    if topic.isEmpty {
      write(PromptCommand.overview)
    } else if topic == "topics" {
      write(Reference.overview)
    } else if topic.hasPrefix(":"), let command = PromptCommand(rawValue: name) {
      write("\(command.usage)\n  \(command.summary)\n")
    } else if let page = Reference.page(of: name) ?? Explanations.page(of: name) {
      write(page)
    } else if let command = PromptCommand(rawValue: name) {
      write("\(command.usage)\n  \(command.summary)\n")
    } else if let page = session.documentation(of: name) {
      write(page)
    } else {
      let near = Reference.nearest(to: name).map { "; did you mean `\($0)`?" } ?? ""
      return refuse("there is no help about `\(topic)`\(near)")
    }
    return .goOn
  }

  // MARK: Files

  private func load(_ path: String) -> Next {
    do throws(SourceFailure) {
      let bytes = try ScriptSource.file(path).bytes(input: descriptors.input)
      return show(evaluate(String(decoding: bytes, as: UTF8.self), name: path))
    } catch {
      return refuse(error.description)
    }
  }

  private func save(_ words: String) -> Next {
    let overwrites = words.hasPrefix("-f ")
    let path = Self.trimmed(overwrites ? words.dropFirst(3) : words[...])
    if path.isEmpty { return misuse(.save) }
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (overwrites ? O_TRUNC : O_EXCL)
    let descriptor = unsafe open(path, flags, 0o666)
    if descriptor < 0, errno == EEXIST {
      return refuse("\(path) is there already; `:save -f \(path)` overwrites it")
    }
    if descriptor < 0 { return refuse(SourceFailure(name: path, error: errno).description) }
    defer { close(descriptor) }
    let text = session.accepted.map { $0 + "\n" }.joined()
    guard TextWriter.write(text, to: descriptor) else {
      return refuse(SourceFailure(name: path, error: errno).description)
    }
    let count = session.accepted.count
    write("\(count) \(count == 1 ? "entry" : "entries") in \(path)\n")
    if !Script(source: Array(text.utf8), name: path).isValid {
      write(
        "As a script it has mistakes, such as a name that is declared twice: `ipc check \(path)`\n"
      )
    }
    return .goOn
  }

  // MARK: Others

  private func time(_ code: String) -> Next {
    let start = Self.microseconds()
    let next = show(evaluate(code))
    let micros = Self.microseconds() - start
    write("\(Double(micros) / 1_000) ms\n")
    return next
  }

  /// The monotonic clock.
  private static func microseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
  }

  private func set(_ words: String) -> Next {
    let parts = words.split(separator: " ").map(String.init)
    if parts.isEmpty {
      let waits = session.patience.map { "\($0) s" } ?? "off"
      write("notices \(settings.tellsEnds ? "on" : "off")    tell when processes end\n")
      write("waits \(waits)    tell when one waits so long; off for never\n")
      write(
        "width \(settings.width.map(String.init) ?? "auto")    the columns that values may take\n"
      )
      return .goOn
    }
    switch (parts[0], parts.count == 2 ? parts[1] : "") {
    case ("notices", "on"): settings.tellsEnds = true
    case ("notices", "off"): settings.tellsEnds = false
    case ("waits", "off"): session.patience = nil
    case ("waits", let value):
      guard let seconds = Int(value.last == "s" ? String(value.dropLast()) : value), seconds > 0
      else { return refuse("write `:set waits 10s` or `:set waits off`") }
      session.patience = seconds
    case ("width", "auto"): settings.width = nil
    case ("width", let value):
      guard let width = Int(value), width >= 20 else {
        return refuse("write `:set width 100`, at least 20, or `:set width auto`")
      }
      settings.width = width
    case ("notices", _): return refuse("write `:set notices on` or `:set notices off`")
    default:
      let near = Suggestion.nearest(to: parts[0], among: PromptSettings.names)
      return refuse(
        "there is no setting `\(parts[0])`\(near.map { "; did you mean `\($0)`?" } ?? "")"
      )
    }
    return .goOn
  }
}
