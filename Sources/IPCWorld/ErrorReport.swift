import IPCInterpreter
import IPCSyntax

/// The text of an uncaught error: kind, message, source line, trace, process, and the errors that led to it.
struct ErrorReport {
  /// The causes shown below one error; deeper ones are left out.
  private static let causeLimit = 8

  let heap: Heap
  let sources: SourceMap
  let colour: Bool

  /// Returns the report, ended by a newline.
  func text(of error: Value, process: String) -> String {
    var text = ""
    var current = error
    for depth in 0..<Self.causeLimit {
      guard current.tag == .error else { break }
      text += section(of: current, isCause: depth > 0, process: process)
      current = heap.errorField(.cause, of: current)
    }
    return text
  }

  /// Returns the report of a fault that has no place in the script.
  func text(of fault: Fault, process: String) -> String {
    "\(title(fault.kind, fault.message, isCause: false))   = in \(process), at its end\n"
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

  private func title(_ kind: String, _ message: String, isCause: Bool) -> String {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    var text = isCause ? painted("caused by: ", "1;31") : painted("error: ", "1;31")
    text += painted("\(kind): \(escaped(lines.first ?? ""))", "1") + "\n"
    for line in lines.dropFirst() { text += "   = \(escaped(line))\n" }
    return text
  }

  private func section(of error: Value, isCause: Bool, process: String) -> String {
    var text = title(plain(.kind, of: error), plain(.message, of: error), isCause: isCause)
    if let span = span(of: error) {
      text += DiagnosticRenderer(colour: colour).renderSourceExcerpt(
        span: span,
        label: "",
        in: sources.file(of: span.start)
      )
    }
    let name = plain(.process, of: error)
    let isOwn = process == name || process.hasPrefix("\(name),")
    text += "   = in \(isOwn || name.isEmpty ? process : name)\n"
    let trace = heap.errorField(.trace, of: error)
    // A single frame says no more than the excerpt.
    if trace.tag == .list, heap.listCount(trace) > 1 {
      for line in heap.listArray(trace) where line.tag == .string {
        text += "   at \(escaped(Substring(heap.swiftString(line))))\n"
      }
    }
    return text
  }

  private func span(of error: Value) -> SourceSpan? {
    let place = heap.errorField(.place, of: error)
    guard place.tag == .int else { return nil }
    return SourceSpan(
      start: UInt32(truncatingIfNeeded: place.payload >> 32),
      end: UInt32(truncatingIfNeeded: place.payload)
    )
  }

  private func plain(_ field: ErrorField, of error: Value) -> String {
    let value = heap.errorField(field, of: error)
    return value.tag == .string ? heap.swiftString(value) : ""
  }

  private func escaped(_ text: Substring) -> String {
    DiagnosticRenderer.escaped(String(text))
  }

  private func painted(_ text: String, _ codes: String) -> String {
    colour ? "\u{1b}[\(codes)m\(text)\u{1b}[0m" : text
  }
}
