import IPCInterpreter
import IPCSyntax

/// The text of an uncaught error: kind and message, source line, notes, calls, process, hint, and the errors that led to it.
///
/// What a process has shown of itself is not shown again: where its error comes back, at a join or thrown on, one line says
/// which it was.
struct ErrorReport {
  /// The causes shown below one error; deeper ones are left out.
  private static let causeLimit = 8

  let heap: Heap
  let sources: SourceMap
  let colour: Bool

  /// Returns the report, ended by a newline.
  func text(of error: Value, in origin: Origin) -> String {
    if isReported(error) {
      return title(of: error) + line("in \(whose(error)), reported above")
        + line("thrown again in \(origin.lines[0])") + lines(origin.lines.dropFirst())
    }
    var text = ""
    var current = error
    for depth in 0..<Self.causeLimit {
      guard current.tag == .error, !isReported(current) else { break }
      text += section(of: current, isCause: depth > 0, in: origin)
      current = heap.errorField(.cause, of: current)
    }
    return text
  }

  /// Returns the report of a fault that has no place in the script.
  func text(of fault: Fault, in origin: Origin) -> String {
    let message = Message(fault.message)
    return title(fault.kind, message) + lines(message.notes[...])
      + line("in \(origin.lines[0]), at its end") + lines(origin.lines.dropFirst()) + hint(message)
  }

  /// Returns the report of a process that ended badly without an error of its own.
  func text(
    ofEnd sentence: String,
    startedAt place: Int,
    origin: Origin,
    note: String? = nil
  ) -> String {
    painted("error: ", "1;31") + painted(DiagnosticRenderer.escaped(sentence), "1") + "\n"
      + excerpt(of: word(at: place), label: "spawned here") + lines(origin.lines[...])
      + (note.map(line) ?? "")
  }

  /// Returns a line on what goes on after an error that was reported.
  func note(_ sentence: String) -> String {
    painted("note: ", "1;36") + DiagnosticRenderer.escaped(sentence) + "\n"
  }

  /// Returns the report of a process that ended well and left something undone.
  func text(ofUnfinished sentence: String, origin: Origin) -> String {
    painted("warning: ", "1;33") + painted(DiagnosticRenderer.escaped(sentence), "1") + "\n"
      + lines(origin.lines[...])
  }

  /// Returns a line on an interrupt.
  func interruption(_ error: Value) -> String {
    let message = plain(.message, of: error)
    guard let span = span(of: error) else { return "\(message)\n" }
    let file = sources.file(of: span.start)
    return "\(message) at \(file.name):\(file.line(of: span.start))\n"
  }

  /// An error value for a fault outside the machine.
  func value(of fault: Fault, process: String) -> Value {
    if let value = fault.value { return value }
    let error = heap.makeError(
      kind: heap.makeString(fault.kind),
      message: heap.makeString(fault.message)
    )
    heap.setErrorField(.process, of: error, to: heap.makeString(process))
    heap.setErrorField(.trace, of: error, to: heap.makeList(count: 0))
    return error
  }

  // MARK: One error

  private func section(of error: Value, isCause: Bool, in origin: Origin) -> String {
    let message = Message(plain(.message, of: error))
    var text = title(plain(.kind, of: error), message, isCause: isCause)
    if let span = span(of: error) { text += excerpt(of: span, remarks: remarks(of: error)) }
    text += lines(message.notes[...])
    let trace = heap.errorField(.trace, of: error)
    // A single frame says no more than the excerpt.
    if trace.tag == .list, heap.listCount(trace) > 1 {
      text += self.trace(heap.listArray(trace).map(heap.swiftString))
    }
    let name = plain(.process, of: error)
    let cause = heap.errorField(.cause, of: error)
    let hasReportedCause = cause.tag == .error && isReported(cause)
    if name.isEmpty || name == origin.name {
      // A cause in the same process says nothing new of it, and the report of one in another has named all above it.
      if !isCause { text += line("in \(origin.lines[0])") }
      if !isCause, !hasReportedCause { text += lines(origin.lines.dropFirst()) }
    } else {
      text += line("in \(name)")
      if !isCause {
        text += line("thrown again in \(origin.lines[0])") + lines(origin.lines.dropFirst())
      }
    }
    if hasReportedCause {
      text += line("caused by the error of \(whose(cause)), reported above")
    }
    return text + hint(message)
  }

  /// The lines of a trace; of many equal ones the first, and how many follow.
  private func trace(_ frames: [String]) -> String {
    var text = ""
    var position = 0
    while position < frames.count {
      let rest = frames[position...]
      let end = rest.firstIndex { $0 != frames[position] } ?? frames.count
      let repeats = end - position - 1
      let line = "   at \(DiagnosticRenderer.escaped(frames[position]))\n"
      if repeats > 2 {
        text += line + "   at … \(repeats) more calls like this one\n"
      } else {
        for _ in position..<end { text += line }
      }
      position = end
    }
    return text
  }

  private func title(of error: Value) -> String {
    title(plain(.kind, of: error), Message(plain(.message, of: error)))
  }

  private func title(_ kind: String, _ message: Message, isCause: Bool = false) -> String {
    let head = isCause ? painted("caused by: ", "1;31") : painted("error: ", "1;31")
    return head + painted(DiagnosticRenderer.escaped("\(kind): \(message.title)"), "1") + "\n"
  }

  /// Whether the process that an error ended has shown it.
  private func isReported(_ error: Value) -> Bool {
    heap.errorField(.isReported, of: error).isTrue
  }

  /// The process of an error and the line where it was thrown: `cook#1 on line 7`.
  private func whose(_ error: Value) -> String {
    let name = plain(.process, of: error)
    return span(of: error).map { "\(name) on \(sources.lineName(of: $0.start))" } ?? name
  }

  // MARK: Places

  private func excerpt(of span: SourceSpan, label: String = "", remarks: [Remark] = []) -> String {
    DiagnosticRenderer(colour: colour).renderExcerpt(
      Diagnostic.Label(span: span, text: label),
      secondary: remarks.map { Diagnostic.Label(span: word(at: $0.place), text: $0.text) },
      in: sources
    )
  }

  private func remarks(of error: Value) -> [Remark] {
    let list = heap.errorField(.remarks, of: error)
    guard list.tag == .list else { return [] }
    let items = heap.listArray(list)
    return stride(from: 0, to: items.count - 1, by: 2).compactMap { position in
      let (place, text) = (items[position], items[position + 1])
      guard place.tag == .int, text.tag == .string else { return nil }
      return Remark(place: place.payload, text: heap.swiftString(text))
    }
  }

  /// The word that begins at a place, such as `close`.
  private func word(at place: Int) -> SourceSpan {
    let start = UInt32(clamping: place)
    let file = sources.file(of: start)
    let word = file.bytes[file.index(of: start)...].prefix { byte in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    return SourceSpan(start: start, end: start + UInt32(max(1, word.count)))
  }

  private func span(of error: Value) -> SourceSpan? {
    let place = heap.errorField(.place, of: error)
    guard place.tag == .int else { return nil }
    return SourceSpan(
      start: UInt32(truncatingIfNeeded: place.payload >> 32),
      end: UInt32(truncatingIfNeeded: place.payload)
    )
  }

  // MARK: Text

  /// A message as it is shown: its first line, the others but the hint, the hint.
  private struct Message {
    var title = ""
    var notes: [String] = []
    var hint: String?

    init(_ text: String) {
      let mark = "hint: "
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if lines.count > 1, let last = lines.last, last.hasPrefix(mark) {
        hint = String(last.dropFirst(mark.count))
        lines.removeLast()
      }
      title = lines.first ?? ""
      notes = Array(lines.dropFirst())
    }
  }

  private func hint(_ message: Message) -> String {
    guard let hint = message.hint else { return "" }
    return "   = " + painted("hint: ", "1;36") + DiagnosticRenderer.escaped(hint) + "\n"
  }

  private func lines(_ texts: ArraySlice<String>) -> String {
    texts.map(line).joined()
  }

  private func line(_ text: String) -> String { "   = \(DiagnosticRenderer.escaped(text))\n" }

  private func plain(_ field: ErrorField, of error: Value) -> String {
    let value = heap.errorField(field, of: error)
    return value.tag == .string ? heap.swiftString(value) : ""
  }

  private func painted(_ text: String, _ codes: String) -> String {
    colour ? "\u{1b}[\(codes)m\(text)\u{1b}[0m" : text
  }
}
