import IPCInterpreter
import IPCSyntax
import IPCWorld

/// What a prompt shows of the processes, queues and names of its session.
extension Session {
  private var slots: [(name: String, slot: Int)] {
    program.names.compactMap { entry in
      program.slot(of: entry.name).map { (entry.name, $0) }
    }
  }

  /// The living processes as a tree, with what each does.
  package var processTable: String { world.processTable(slots) }

  /// The queues, with how full they are and who waits at them.
  package var queueTable: String { world.queueTable(slots) }

  /// Which processes can reach which queues and pipes.
  package var wiring: String { world.wiring(slots) }

  /// What there is to tell of processes that ended or wait for long.
  package func takeNotices() -> [String] { notices.take(from: world, { slots }) }

  /// What became of a question about a process or a queue.
  package enum Answer {
    case text(String)
    case other(Result)
  }

  /// The items of the queue that an expression gives, none of which is taken.
  package func peek(_ text: String) -> Answer {
    switch evaluate(text, name: "<peek>") {
    case .value(let value): .text(world.peek(value, width: width))
    case .other(let result): .other(result)
    }
  }

  /// Why a process does not go on; it is named as in reports, by its number, or by an expression.
  package func why(_ text: String) -> Answer {
    process(text, of: ":why") { world.why($0, slots) }
  }

  /// Ends a process.
  package func kill(_ text: String) -> Answer {
    process(text, of: ":kill") { world.killFromPrompt($0) }
  }

  private func process(_ text: String, of command: String, _ body: (Int) -> String) -> Answer {
    if text == "main" { return .text(body(0)) }
    if let number = world.process(called: text) { return .text(body(number)) }
    switch evaluate(text, name: "<\(command.dropFirst())>") {
    case .value(let value):
      guard value.tag == .process else {
        return .text("`\(command)` wants a process, not \(value.typePhrase)\n")
      }
      return .text(body(value.payload))
    case .other(let result): return .other(result)
    }
  }

  // MARK: Names

  /// The names that texts may use, with what each is.
  package var names: [(name: String, isFunction: Bool)] { program.names }

  /// Whether a name means something.
  package func knows(_ name: String) -> Bool { program.slot(of: name) != nil }

  /// What a name's value is, such as `queue`; nil when it has none.
  package func typeName(of name: String) -> String? {
    guard let slot = program.slot(of: name), case let value = world.value(ofSlot: slot),
      value.isSet
    else { return nil }
    return value.typeName
  }

  /// The string keys of the map that a name means.
  package func keys(of name: String) -> [String] {
    guard let slot = program.slot(of: name) else { return [] }
    return world.keys(of: world.value(ofSlot: slot))
  }

  /// The comment above a function of the session, and its first line; nil for what is none.
  package func documentation(of name: String) -> String? {
    guard let span = program.span(ofFunction: name) else { return nil }
    let files = program.program.sources.files
    guard var place = files.lastIndex(where: { $0.base <= span.start }) else { return nil }
    let line = files[place].line(of: span.start)
    func text(_ line: Int) -> String { String(decoding: files[place].line(line), as: UTF8.self) }
    var head = text(line)
    var comments: [String] = []
    var above = line - 1
    while true {
      // A comment that was entered by itself stands above what was entered next.
      if above == 0, place > 0, files[place - 1].lineCount > 0 {
        place -= 1
        above = files[place].lineCount
      }
      guard above >= 1, case let words = text(above).drop(while: { $0 == " " || $0 == "\t" }),
        words.first == "#"
      else { break }
      comments.insert(String(words.dropFirst().drop { $0 == " " }), at: 0)
      above -= 1
    }
    if let brace = head.lastIndex(of: "{") { head = String(head[..<brace]) }
    while head.last == " " { head.removeLast() }
    return ([head] + comments.map { "  \($0)" }).joined(separator: "\n") + "\n"
  }

  /// Whether what happens with processes, queues and pipes is told from now on, in processes that are started later too.
  package var isTracing: Bool {
    get { world.isTracing }
    set { world.isTracing = newValue }
  }

  /// After how many seconds a wait is told; nil for never.
  package var patience: Int? {
    get { notices.patience.map { $0 / 1_000_000_000 } }
    set { notices.patience = newValue.map { $0 * 1_000_000_000 } }
  }
}
