import IPCInterpreter
import IPCRuntime
import IPCSyntax

/// The fields of processes, queues and pipe ends, and how they are shown.
extension ForkWorld {
  private static let processFields = [
    "pid", "name", "alive", "daemon", "status", "exit_code", "signal", "redelivered", "attempts",
  ]
  private static let queueFields = [
    "empty", "full", "size", "limit", "unfinished", "closed", "lost", "dead",
  ]
  private static let pipeFields = ["closed"]

  func getField(_ request: Request) throws(Fault) -> Value {
    let object = unsafe request.arguments[0]
    let name = unsafe heap.swiftString(request.arguments[1])
    try flush()
    switch object.tag {
    case .process: return try processField(object.payload, name)
    case .queue: return try queueField(object.payload, name)
    default:
      guard name == "closed" else { throw unknown(name, of: object, among: Self.pipeFields) }
      if StreamEnd.isNumber(object.payload) { return .bool(stream(object)?.isClosed ?? true) }
      return .bool(!runtime.holds(end: object.payload))
    }
  }

  private func processField(_ number: Int, _ name: String) throws(Fault) -> Value {
    runtime.buryTheDead()
    switch name {
    case "pid": return currentPid(of: number).map { .int($0) } ?? .null
    case "name": return heap.makeString(runtime.name(ofProcess: number))
    case "alive": return .bool(runtime.isLiving(number))
    case "daemon": return .bool(runtime.isDaemon(number))
    case "status": return heap.makeString(runtime.status(ofProcess: number).rawValue)
    case "exit_code": return runtime.exitCode(ofProcess: number).map { .int($0) } ?? .null
    case "signal": return runtime.signal(ofProcess: number).map { .int($0) } ?? .null
    case "redelivered": return .bool(runtime.attempts(ofProcess: number) > 1)
    case "attempts": return .int(runtime.attempts(ofProcess: number))
    default:
      throw unknown(name, of: Value(tag: .process, payload: number), among: Self.processFields)
    }
  }

  private func queueField(_ number: Int, _ name: String) throws(Fault) -> Value {
    runtime.buryTheDead()
    let state = runtime.state(ofQueue: number)
    switch name {
    case "empty": return .bool(state.size == 0)
    case "full": return .bool(state.limit.map { state.size >= $0 } ?? false)
    case "size": return .int(state.size)
    case "limit": return state.limit.map { .int($0) } ?? .null
    case "unfinished": return .int(state.unfinished)
    case "closed": return .bool(state.isClosed)
    case "lost": return .int(state.lost)
    case "dead": return try deadItems(of: number)
    default: throw unknown(name, of: Value(tag: .queue, payload: number), among: Self.queueFields)
    }
  }

  private func unknown(_ name: String, of object: Value, among fields: [String]) -> Fault {
    let near = Suggestion.nearest(to: name, among: fields).map { "; did you mean `\($0)`?" } ?? ""
    return Fault("TypeError", "\(object.typePhrase) has no field `\(name)`\(near)")
  }

  func setField(_ request: Request) throws(Fault) -> Value {
    let (object, value) = unsafe (request.arguments[0], request.arguments[2])
    let name = unsafe heap.swiftString(request.arguments[1])
    guard object.tag == .process, name == "daemon" else {
      throw Fault("TypeError", "`\(name)` of \(object.typePhrase) cannot be set")
    }
    guard value.tag == .bool else {
      throw Fault("TypeError", "`daemon` is true or false, not \(value.typePhrase)")
    }
    let number = object.payload
    guard runtime.status(ofProcess: number) == .new else {
      let shown = runtime.name(ofProcess: number)
      let line = startedLine(number)
      throw alreadyStarted(
        number,
        number == 0
          ? "main runs already"
          : "\(shown) was started on \(line): prepare it with `process`, set `daemon`, then `spawn` it"
      )
    }
    runtime.setDaemon(number, value.isTrue)
    return .null
  }

  /// How a handle is printed.
  func describe(_ value: Value) -> String {
    switch value.tag {
    case .process: "<process \(runtime.name(ofProcess: value.payload))>"
    case .queue:
      "<\(queueName(value.payload).dropFirst(4).replacingMadeOn)>"
    case .pipe where StreamEnd.isNumber(value.payload): "<\(endName(value.payload).dropFirst(4))>"
    default:
      "<\(value.payload & 1 == 0 ? "left" : "right") end of pipe\(place(ofPipeOf: value.payload).map { " " + lineName($0) } ?? "")>"
    }
  }
}

extension Substring {
  /// `queue made on line 3` as `queue line 3`.
  fileprivate var replacingMadeOn: String {
    split(separator: " ").filter { $0 != "made" && $0 != "on" }.joined(separator: " ")
  }
}
