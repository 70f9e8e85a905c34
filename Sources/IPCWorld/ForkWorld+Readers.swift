import IPCInterpreter
import IPCRuntime

/// The files that a process reads line by line.
///
/// The standard input of main has one reader, which is made once: its lines at hand are the next of the input for everybody.
struct ReaderTable {
  /// The number of the standard input's.
  static let standardInput = 0
  static let standardInputPath = "/dev/stdin"

  /// By number, those that have not come to their end.
  var open: [Int: FileReader] = [:]
  /// Those of an ancestor that this process must not take anything from.
  var foreign: Set<Int> = []
  /// The number of the next one.
  var next = 1
  /// The one of the standard input.
  var standardInput: Value?
}

/// Reading by lines, and the standard input.
extension ForkWorld {
  /// Carries out `read_lines`.
  func openReader(_ request: Request) throws(Fault) -> Value {
    let path = try path(unsafe request.arguments[0], for: "read_lines")
    try flush()
    closeDeadReaders()
    if isStandardInput(path) {
      let number = ReaderTable.standardInput
      let value =
        readers.standardInput ?? heap.makeReader(number: number, path: heap.makeString(path))
      readers.standardInput = value
      readers.open[number] = standardInput
      machine.pins[Self.standardInputPin] = [value]
      return value
    }
    let reader = try withFile(path) { () throws(FileFailure) -> FileReader in
      try FileReader(path, runtime: runtime)
    }
    defer { readers.next += 1 }
    readers.open[readers.next] = reader
    return heap.makeReader(number: readers.next, path: heap.makeString(PathText.shown(path)))
  }

  /// Below all numbers of processes, by which others are pinned.
  private static var standardInputPin: Int { -1 }

  /// Whether a path is the input of main, some of which may have been read already; to others it is a file.
  private func isStandardInput(_ path: String) -> Bool {
    path == ReaderTable.standardInputPath && runtime.me == 0
  }

  /// The whole of a file, or what is left of the standard input.
  func contents(of path: String, until deadline: Int) throws(Fault) -> [UInt8] {
    try withFile(path) { () throws(FileFailure) -> [UInt8] in
      guard isStandardInput(path) else {
        return try FileReader(path, runtime: runtime).rest(until: deadline)
      }
      let rest = try standardInput.rest(until: deadline)
      return (readers.standardInput.flatMap(heap.takeLines) ?? []) + rest
    }
  }

  /// The step of a `for` over a reader that has no more lines at hand.
  func nextLines(_ request: Request) throws(Fault) -> Value {
    if let lines = try nextLinesOfCommand(request) { return lines }
    let value = unsafe request.arguments[0]
    let number = heap.readerNumber(value)
    let isOfStage = streams.values.contains { $0.isInput && $0.reader.payload == value.payload }
    let path = heap.swiftString(heap.readerPath(value))
    if readers.foreign.contains(number) {
      throw Fault(
        "ValueError",
        "\(path) was opened by another process, which alone can read it: what comes through it comes once"
      )
    }
    guard let reader = readers.open[number] else { return .unset }
    try flush()
    let lines = try withFile(path) { () throws(FileFailure) in
      try reader.nextLines(until: request.deadline)
    }
    guard let lines else {
      // More may come through a terminal.
      if number != ReaderTable.standardInput { readers.open[number] = nil }
      return .unset
    }
    if isOfStage { return exactLines(lines, of: reader) }
    guard let place = TextCheck.firstBrokenByte(in: lines) else {
      return unsafe lines.withUnsafeBufferPointer { unsafe heap.makeString(utf8: $0) }
    }
    return try textBefore(place, of: lines, from: reader, value, path)
  }

  /// The lines before the one with a broken byte, or the fault that it is when it is the next.
  private func textBefore(
    _ place: Int,
    of lines: ArraySlice<UInt8>,
    from reader: FileReader,
    _ value: Value,
    _ path: String
  ) throws(Fault) -> Value {
    let newline = UInt8(ascii: "\n")
    let broken = lines.startIndex + place
    guard let end = lines[..<broken].lastIndex(of: newline) else {
      // Whoever catches the fault and goes on gets the line behind it.
      let next = lines[broken...].firstIndex(of: newline).map { $0 + 1 } ?? lines.endIndex
      reader.takeBack(lines.endIndex - next)
      let number = heap.skipLine(of: value)
      throw Fault("ValueError", "\(path): line \(number) is not UTF-8 text")
    }
    reader.takeBack(lines.endIndex - (end + 1))
    return unsafe lines[...end].withUnsafeBufferPointer { unsafe heap.makeString(utf8: $0) }
  }

  /// Carries out `input`.
  func input(_ request: Request) throws(Fault) -> Value {
    // The input is main's: two that read it would take lines from each other.
    if runtime.me != 0 { return .null }
    let prompt = unsafe request.arguments[0]
    if prompt.isSet { try unsafe write(heap.string(heap.makeString(heap.text(of: prompt))), to: 1) }
    try flush()
    if let line = readers.standardInput.flatMap(heap.nextLine) { return line }
    let line = try withFile("the standard input") { () throws(FileFailure) in
      try standardInput.nextLine(until: request.deadline)
    }
    guard var line else { return .null }
    if line.last == UInt8(ascii: "\n") {
      line = line.dropLast()
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    }
    if let place = TextCheck.firstBrokenByte(in: line) {
      throw Fault(
        "ValueError",
        "a line of the standard input is not UTF-8 text: broken at byte \(place)"
      )
    }
    return unsafe line.withUnsafeBufferPointer { unsafe heap.makeString(utf8: $0) }
  }

  /// Lets a command that shares the standard input go on where this process has stopped, as far as the input can be read
  /// once more.
  func giveInputBack() {
    let lines = readers.standardInput.flatMap(heap.bytesAtHand) ?? 0
    if standardInput.giveBack(lines) { _ = readers.standardInput.flatMap(heap.takeLines) }
  }

  /// Gives up, in a process that has just begun, what only its parent may read.
  func leaveReadersToParent() {
    for (number, reader) in readers.open where !reader.hasPlaces {
      readers.open[number] = nil
      readers.foreign.insert(number)
    }
    standardInput = FileReader(standardInputOf: runtime)
    readers.standardInput = nil
    machine.pins[Self.standardInputPin] = nil
  }
}
