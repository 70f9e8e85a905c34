import IPCInterpreter
import IPCRuntime

/// The input and the output of a function that is a stage of a pipeline.
extension ForkWorld {
  /// The most bytes of output that wait to be written.
  private static let bufferLimit = 1 << 16

  /// Makes, in a process that was just forked for a stage, its two pipes; returns what the function gets.
  func makeStreams(_ name: String, input: Int32, output: Int32) -> [Value] {
    let stage = runtime.me
    return [true, false].map { isInput in
      let value = StreamEnd.value(ofStage: stage, isInput: isInput)
      var reader = Value.null
      if isInput {
        let number = readers.next
        readers.next += 1
        reader = heap.makeReader(
          number: number,
          path: heap.makeString("the input of \(name)"),
          isExact: true
        )
        readers.open[number] = FileReader(descriptor: input, runtime: runtime)
        machine.pins[Self.inputPin] = [reader]
      }
      streams[value.payload] = StreamEnd(
        isInput: isInput,
        descriptor: isInput ? input : output,
        name: name,
        reader: reader
      )
      return value
    }
  }

  /// Below all numbers of processes, by which others are pinned.
  private static var inputPin: Int { -2 }

  /// The stream that a value stands for; nil for another value.
  func stream(_ value: Value) -> StreamEnd? {
    value.tag == .pipe && StreamEnd.isNumber(value.payload) ? streams[value.payload] : nil
  }

  /// The stream that a value stands for, open for reading or for writing; nil for another value.
  private func stream(_ value: Value, isInput: Bool) throws(Fault) -> StreamEnd? {
    guard value.tag == .pipe, StreamEnd.isNumber(value.payload) else { return nil }
    guard let stream = streams[value.payload] else {
      throw Fault("ValueError", "\(endName(value.payload)) belongs to another process")
    }
    guard stream.isInput == isInput else {
      let advice = isInput ? "`get` wants the input" : "`put` wants the output"
      throw Fault("ValueError", "this is \(endName(value.payload)): \(advice)")
    }
    if stream.isClosed {
      throw Fault("Closed", "\(endName(value.payload)) was closed in \(machine.processName)")
    }
    return stream
  }

  // MARK: Output

  /// Carries a `put` to the output of a stage out; false for another target.
  func putLine(_ request: Request) throws(Fault) -> Bool {
    let (target, value) = unsafe (request.arguments[0], request.arguments[1])
    guard let stream = try stream(target, isInput: false) else { return false }
    guard value.tag == .string || value.tag == .bytes else {
      throw Fault("TypeError", "a pipe of lines carries strings, not \(value.typePhrase)")
    }
    let line = unsafe heap.string(value)
    if unsafe line.contains(UInt8(ascii: "\n")) {
      throw Fault("ValueError", "an item of a pipe of lines is one line, without a line end in it")
    }
    if stream.buffer.isEmpty { output.lookSoon() }
    unsafe stream.buffer.append(contentsOf: line)
    stream.buffer.append(UInt8(ascii: "\n"))
    if stream.buffer.count >= Self.bufferLimit { try write(stream, until: request.deadline) }
    return true
  }

  /// Writes what stages have put, before anything that others could see.
  func flushStreams() throws(Fault) {
    guard !streams.isEmpty else { return }
    for stream in streams.values where !stream.buffer.isEmpty {
      try write(stream, until: machine.deadline)
    }
  }

  private func write(_ stream: StreamEnd, until deadline: Int) throws(Fault) {
    let bytes = stream.buffer
    stream.buffer.removeAll(keepingCapacity: true)
    if stream.descriptor == 1 {
      // The script's own output, in order with what it prints.
      return try unsafe bytes.withFaultingBuffer { bytes throws(Fault) in
        try unsafe write(bytes, to: 1)
      }
    }
    do throws(FileFailure) {
      try runtime.writeAll(bytes, to: stream.descriptor, until: deadline)
    } catch .refused(let fault) where fault.isBrokenPipe {
      isOutputBroken = true
      throw Fault("Closed", "nobody reads the output of \(stream.name) any more")
    } catch {
      throw fault(of: error, "the output of \(stream.name)")
    }
  }

  // MARK: Input

  /// Carries a `get` from the input of a stage out; nil for another source.
  func getLine(_ request: Request) throws(Fault) -> Value? {
    let (source, timeout) = unsafe (request.arguments[0], request.arguments[1])
    guard let stream = try stream(source, isInput: true) else { return nil }
    if let line = heap.nextLine(of: stream.reader) { return line }
    var deadline = try deadline(timeout, request)
    // What has come already is there at once.
    if deadline == 0 { deadline = Clock.deadline(after: 1_000_000) }
    try flush()
    let number = heap.readerNumber(stream.reader)
    guard let reader = readers.open[number] else {
      throw Fault("Closed", "\(endName(source.payload)) is closed and drained")
    }
    var lines: ArraySlice<UInt8>?
    do throws(FileFailure) {
      lines = try reader.nextLines(until: deadline)
    } catch {
      if case .timedOut = error {
        try checkDeadline(request)
        throw Fault("Empty", "\(endName(source.payload)) is empty\(after(timeout))")
      }
      throw fault(of: error, "the input of \(stream.name)")
    }
    guard let lines else {
      readers.open[number] = nil
      throw Fault("Closed", "\(endName(source.payload)) is closed and drained")
    }
    let value = exactLines(lines, of: reader)
    if value.tag == .bytes { return value }
    heap.setLines(of: stream.reader, value)
    return heap.nextLine(of: stream.reader) ?? .null
  }

  /// The reader that a loop over the input of a stage walks; nil for another source.
  func readerOfInput(_ source: Value) throws(Fault) -> Value? {
    try stream(source, isInput: true)?.reader
  }

  /// As many of these lines as are text, as one text; the first one as bytes when it is none.
  func exactLines(_ lines: ArraySlice<UInt8>, of reader: FileReader) -> Value {
    guard let place = TextCheck.firstBrokenByte(in: lines) else {
      return unsafe lines.withUnsafeBufferPointer { unsafe heap.makeString(utf8: $0) }
    }
    let newline = UInt8(ascii: "\n")
    let broken = lines.startIndex + place
    if let end = lines[..<broken].lastIndex(of: newline) {
      reader.takeBack(lines.endIndex - (end + 1))
      return unsafe lines[...end].withUnsafeBufferPointer { unsafe heap.makeString(utf8: $0) }
    }
    let end = lines[broken...].firstIndex(of: newline) ?? lines.endIndex
    reader.takeBack(lines.endIndex - min(end + 1, lines.endIndex))
    return unsafe lines[..<end].withUnsafeBufferPointer { unsafe heap.makeBytes($0) }
  }

  // MARK: Closing

  /// Closes an end of a stage; false for another value.
  func closeStream(_ value: Value) throws(Fault) -> Bool {
    guard value.tag == .pipe, StreamEnd.isNumber(value.payload) else { return false }
    guard let stream = streams[value.payload], !stream.isClosed else { return true }
    try close(stream)
    return true
  }

  private func close(_ stream: StreamEnd) throws(Fault) {
    stream.isClosed = true
    defer { runtime.close(descriptor: stream.descriptor) }
    if stream.isInput { readers.open[heap.readerNumber(stream.reader)] = nil }
    if !stream.buffer.isEmpty { try write(stream, until: machine.deadline) }
  }

  /// Closes what a function had as a stage, now that it is over; the fault of writing the last of its output.
  ///
  /// One that has ended because the next stage reads no more ends as a program would, by SIGPIPE, and that is no error of
  /// its own.
  func endStage(_ end: CodeEnd) -> Fault? {
    var fault: Fault?
    for stream in streams.values where !stream.isClosed {
      do throws(Fault) { try close(stream) } catch { fault = error }
    }
    guard isOutputBroken else { return fault }
    var isBecauseOfIt = fault?.kind == "Closed"
    if case .failed(let error) = end, error.tag == .error {
      isBecauseOfIt = heap.swiftString(heap.errorField(.kind, of: error)) == "Closed"
    }
    guard isBecauseOfIt else { return fault }
    try? output.flush()
    runtime.endBySignal(13)
  }

  /// Leaves, in a process that was just forked, to its parent what these values do not reach.
  func keepStreams(reachedBy values: [Value]) {
    guard !streams.isEmpty else { return runtime.closeDescriptors(except: []) }
    let reached = Set(machine.reachableHandles(from: values).map(\.payload))
    // Lines that its parent has read already cannot be shared.
    streams = streams.filter { !$0.value.isInput && !$0.value.isClosed && reached.contains($0.key) }
    runtime.closeDescriptors(except: Set(streams.values.map(\.descriptor)))
  }

  /// Leaves all pipes to the parent of this process, which was just forked, but some descriptors.
  func leaveStreams(except kept: Set<Int32>) {
    streams = [:]
    runtime.closeDescriptors(except: kept)
  }
}

extension [UInt8] {
  /// Calls a closure with the bytes, whose fault is thrown on.
  fileprivate func withFaultingBuffer(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Fault) -> Void
  ) throws(Fault) {
    var fault: Fault?
    unsafe withUnsafeBufferPointer { bytes in
      do throws(Fault) { try unsafe body(bytes) } catch { fault = error }
    }
    if let fault { throw fault }
  }
}
