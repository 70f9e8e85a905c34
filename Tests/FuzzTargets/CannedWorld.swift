import CIPCShims
import IPCInterpreter

/// A world that answers a machine from a few rules, always the same for the same program, and acts on nothing.
final class CannedWorld {
  /// How a run came to its end.
  enum Outcome {
    /// By itself, having printed this, with the error at the end if there was one.
    case ended(output: [UInt8])
    /// Its time was over.
    case outOfTime
  }

  /// The time of one run, in nanoseconds.
  private static let budget = 50_000_000

  private let machine: Machine
  private var output: [UInt8] = []
  /// Each handle has a small list of its own, whether it is a queue, a pipe or a process.
  private var items: [Int: [Value]] = [:]
  private var handles = 0
  /// The readers that have lines left.
  private var unread: Set<Int> = []
  private var time = 0
  private var requests = 0

  init(program: CompiledProgram, collectsAlways: Bool) throws(NoAddressSpace) {
    machine = try Machine(program: program, arguments: ["a", "b"], environment: [("HOME", "/")])
    machine.heap.stress = collectsAlways
    machine.heap.byteLimit = 64 << 20
    unsafe machine.interrupt = ipc_interrupt_word()
    machine.heap.mustStop = { true }
    machine.heap.describeHandle = { "<\($0.typeName) \($0.payload)>" }
  }

  func run() -> Outcome {
    unsafe ipc_store32(ipc_interrupt_word(), 0)
    _ = ipc_install_deadline_handler()
    _ = ipc_set_deadline(CannedClock.now() + Int64(Self.budget))
    machine.beginMain()
    while true {
      switch machine.run() {
      case .finished, .exited: return .ended(output: output)
      case .failed(let error): return .ended(output: output + machine.heap.text(of: error))
      case .interrupted: return .outOfTime
      case .request(let request):
        requests += 1
        if requests > 100_000 { return .outOfTime }
        do throws(Fault) {
          let answer = try answer(request)
          machine.resume(returning: answer)
        } catch {
          machine.resume(throwing: error)
        }
      }
    }
  }

  private func answer(_ request: Request) throws(Fault) -> Value {
    let first = unsafe request.arguments.count > 0 ? request.arguments[0] : .null
    let heap = machine.heap
    switch request.operation {
    case .put:
      items[first.payload, default: []].append(unsafe request.arguments[1])
      keep(first.payload)
      return .null
    case .get:
      guard let item = take(first) else { throw Fault("Empty", "nothing is there") }
      return item
    case .select:
      // Any of the cases, or none of them.
      let number = unsafe requests % ((request.arguments.count - 1) / 3 + 1) - 1
      guard number >= 0 else { return heap.makeList([.int(-1), .null]) }
      let source = unsafe request.arguments[2 + 3 * number]
      return heap.makeList([.int(number), heap.makeList([source, take(source) ?? .null])])
    case .getAny, .joinAny: return heap.makeList([first, take(first) ?? .int(requests)])
    case .getNext where first.tag == .reader:
      // Every file has the same lines, given at once.
      let isNew = unread.remove(heap.readerNumber(first)) != nil
      return isNew ? heap.makeString("one\ntwo\r\n\nthree") : .unset
    case .getNext where first.tag == .command:
      handles += 1
      unread.insert(handles)
      return heap.makeReader(number: handles, path: first, isExact: true)
    case .getNext: return take(first) ?? .unset
    case .run, .capture:
      guard first.tag == .command else { throw Fault("TypeError", "no command") }
      return request.operation == .capture ? heap.makeString("output") : heap.makeMap()
    case .join: return first.tag == .list ? heap.makeList(count: heap.listCount(first)) : .null
    case .spawn, .daemon, .prepare:
      handles += 1
      return Value(tag: .process, payload: handles)
    case .makeQueue:
      handles += 1
      return Value(tag: .queue, payload: handles)
    case .makePipe:
      handles += 2
      return heap.makeList([
        Value(tag: .pipe, payload: handles), Value(tag: .pipe, payload: handles + 1),
      ])
    case .getField: return .int(first.payload)
    case .write:
      unsafe output += heap.text(of: request.arguments[1])
      if output.count > 1 << 20 { throw Fault("IOError", "too much output") }
      return .null
    case .now, .clock:
      time += 1_000_000
      return .duration(time)
    case .beginWithin:
      guard first.tag == .duration else { throw Fault("TypeError", "no duration") }
      // Now and then the time is over at once.
      time += 1_000_000
      if first.payload < 1_000_000 { return .int(time - 1) }
      return .int(.max)
    case .sleep, .leaveCommand, .taskDone, .close, .kill, .setField, .leaveWithin, .killWithin:
      return .null
    case .me: return Value(tag: .process, payload: 0)
    case .processes: return heap.makeList([Value(tag: .process, payload: 0)])
    case .start, .startDaemon: return first
    case .openReader:
      guard first.tag == .string else { throw Fault("TypeError", "no path") }
      handles += 1
      unread.insert(handles)
      return heap.makeReader(number: handles, path: first)
    case .glob: return heap.makeList(count: 0)
    case .exists: return .bool(false)
    case .input: return .null
    case .date, .hostname: return heap.makeString("2000-01-01")
    case .processorCount, .poolSize: return .int(2)
    case .showProgress: return .null
    case .read, .listDirectory, .writeFile, .appendFile, .removeFile, .makeDirectory:
      throw Fault("IOError", "there are no files here")
    }
  }

  private func take(_ handle: Value) -> Value? {
    guard let list = items[handle.payload], !list.isEmpty else { return nil }
    let item = items[handle.payload]?.removeFirst()
    keep(handle.payload)
    return item
  }

  /// Keeps the items of a handle from the collector.
  private func keep(_ handle: Int) {
    machine.pins[handle] = items[handle]
  }
}
