import Glibc
import IPCRuntime

/// One operation, killed behind its nth machine instruction: whatever n is, the queue is whole afterwards.
struct StepKills {
  /// What is done by the process that is killed.
  enum Operation: String, CaseIterable {
    case put, take, finish, giveBack
    /// The short ways.
    case putAtOnce, takeAtOnce

    var isAtOnce: Bool { self == .putAtOnce || self == .takeAtOnce }
  }

  let runtime: Runtime
  let operation: Operation
  let kind: QueueKind
  /// nil for a queue without `retry`.
  let retry: Int?

  /// Kills behind the first so many instructions and at each so many more, up to `count` times; ends this process with what was wrong.
  func run(first: Int, stride: Int, count: Int) throws(SystemFault) {
    for turn in 0..<count {
      // Whoever starts this counts the kills that came before the end of the operation.
      guard try killBehind(first + turn * stride) else { return }
      print("killed")
    }
    print("more")
  }

  /// Returns false when the operation had ended by then.
  private func killBehind(_ steps: Int) throws(SystemFault) -> Bool {
    let queue = try runtime.makeQueue(kind, limit: 4, retry: retry, place: 1)
    for number in 1...3 { try put(queue, number) }
    if operation == .giveBack { try abandonTwo(of: queue) }
    let (runtime, operation) = (runtime, operation)
    // The handler that notes the end of children would take a stop for one.
    let mask = Self.blockChildSignals()
    let victim = try start(runtime) { () throws(SystemFault) in
      if operation == .finish { _ = try take(queue) }
      Tracer.beTraced()
      switch operation {
      case .put: try put(queue, 4)
      case .take: _ = try take(queue)
      case .putAtOnce, .takeAtOnce: try actAtOnce(queue)
      case .finish: _ = runtime.taskDone(queue)
      case .giveBack: runtime.buryTheDead()
      }
      Tracer.endTrace()
    }
    guard let pid = runtime.pid(ofProcess: victim) else { fail("no pid") }
    let isUnderway = Tracer(pid: Int32(pid)).step(steps)
    kill(Int32(pid), SIGKILL)
    Self.restore(mask)
    join(runtime, [victim])
    check(
      queue,
      "\(operation) of a \(kind), retry \(retry ?? -1), killed behind \(steps) instructions"
    )
    return isUnderway
  }

  private static func blockChildSignals() -> sigset_t {
    var (old, new) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&new)
    unsafe sigaddset(&new, SIGCHLD)
    unsafe sigprocmask(SIG_BLOCK, &new, &old)
    return old
  }

  private static func restore(_ mask: sigset_t) {
    var mask = mask
    unsafe sigprocmask(SIG_SETMASK, &mask, nil)
  }

  /// Has two items taken by a process that is killed; it is not buried yet.
  private func abandonTwo(of queue: Int) throws(SystemFault) {
    let holder = try start(runtime) { () throws(SystemFault) in
      _ = try take(queue)
      _ = try take(queue)
      kill(getpid(), SIGKILL)
    }
    while !runtime.hasEnded(holder) { usleep(100) }
  }

  /// Puts 4, or takes, on the short way.
  private func actAtOnce(_ queue: Int) throws(SystemFault) {
    var words = (4, 0, 0, 0, 0, 0)
    let isDone = unsafe withUnsafeMutableBytes(of: &words) { memory in
      guard let start = memory.baseAddress else { return false }
      return operation == .putAtOnce
        ? unsafe runtime.putAtOnce(queue, start, count: 8)
        : unsafe runtime.getAtOnce(queue, into: start) == 8
    }
    guard isDone else { fail("there was no short way") }
  }

  /// Items of both sizes: in a slot, and in a block of its own; small ones for the short ways.
  private func put(_ queue: Int, _ number: Int) throws(SystemFault) {
    let words = [Int](repeating: number, count: number % 2 == 0 || operation.isAtOnce ? 1 : 20)
    let key: [UInt8] = kind == .priority ? [1, UInt8(number)] : []
    var result = WaitResult.timedOut
    var fault: SystemFault?
    unsafe words.withUnsafeBytes { bytes in
      let item = unsafe Item(bytes: bytes, handles: [], key: key)
      do throws(SystemFault) {
        result = try runtime.put(queue, item, until: 0, WaitInfo(.put, isTimed: true))
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    guard case .done = result else { fail("put: \(result)") }
  }

  private func take(_ queue: Int) throws(SystemFault) -> Int? {
    var number: Int?
    _ = unsafe try runtime.get(queue, until: 0, WaitInfo(.get, isTimed: true)) { bytes in
      number = unsafe bytes.loadUnaligned(as: Int.self)
    }
    return number
  }

  /// What the queue may hold now, by whether the operation took place.
  private func check(_ queue: Int, _ name: String) {
    let state = runtime.state(ofQueue: queue)
    var numbers: [Int] = []
    do throws(SystemFault) {
      while let number = try take(queue) {
        numbers.append(number)
        guard runtime.taskDone(queue) else { fail("\(name): task_done") }
      }
    } catch {
      fail("\(name): \(error.message)")
    }
    let dead = runtime.deadItems(ofQueue: queue).map { item in
      unsafe item.bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Int.self) }
    }
    // In the order in which they are taken.
    let all = kind == .stack ? [3, 2, 1] : [1, 2, 3]
    let rest = Array(all.dropFirst())
    let isRight: Bool
    switch operation {
    case .put, .putAtOnce:
      let more = kind == .stack ? [4] + all : all + [4]
      isRight = numbers == all || numbers == more
    case .takeAtOnce where retry == nil, .take where retry == nil:
      isRight = numbers == all && state.lost == 0 || numbers == rest && state.lost == 1
    case .take, .takeAtOnce: isRight = back(numbers, dead, all, taken: 1)
    case .finish where retry == nil: isRight = numbers == rest && state.lost + state.unfinished >= 2
    case .finish: isRight = numbers == rest && dead.isEmpty || back(numbers, dead, all, taken: 1)
    case .giveBack where retry == nil: isRight = numbers == [all[2]] && state.lost == 2
    case .giveBack: isRight = back(numbers, dead, all, taken: 2)
    }
    let after = runtime.state(ofQueue: queue)
    guard isRight, after.size == 0, after.unfinished == state.lost else {
      fail("\(name): \(numbers), dead \(dead), before \(state), after \(after)")
    }
  }

  /// Whether the items are there that were taken and not finished, or among the dead; also if none was taken yet.
  private func back(_ numbers: [Int], _ dead: [Int], _ all: [Int], taken: Int) -> Bool {
    if retry != 0 { return numbers == all && dead.isEmpty }
    let isDead =
      numbers == Array(all.dropFirst(taken)) && dead.sorted() == all.prefix(taken).sorted()
    return isDead || (operation == .take && numbers == all && dead.isEmpty)
  }
}

/// Runs another process instruction by instruction.
struct Tracer {
  let pid: Int32

  private typealias Function = @convention(c) (Int32, Int32, UInt, UInt) -> Int
  private static let (traceMe, singleStep): (Int32, Int32) = (0, 9)

  /// `ptrace`, which Swift does not import as it takes any number of arguments.
  private static func trace(_ request: Int32, _ pid: Int32) {
    guard let symbol = unsafe dlsym(nil, "ptrace") else { fail("no ptrace") }
    let function = unsafe unsafeBitCast(symbol, to: Function.self)
    if function(request, pid, 0, 0) == -1, errno != ESRCH { fail("ptrace: errno \(errno)") }
  }

  /// Stops this process until its parent lets it go on.
  static func beTraced() {
    trace(traceMe, 0)
    raise(SIGSTOP)
  }

  /// Stops this process again, so that its tracer sees where the operation ends.
  static func endTrace() { raise(SIGSTOP) }

  /// Waits until the process has stopped; the signal that it stopped for, nil when it has ended.
  private func stop() -> Int32? {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 2) != pid {
      if errno != EINTR { return nil }
    }
    return status & 0xff == 0x7f ? status >> 8 & 0xff : nil
  }

  /// Lets it do so many instructions; false when it came to the end of its operation before.
  func step(_ count: Int) -> Bool {
    guard stop() == SIGSTOP else { fail("it does not stop") }
    for _ in 0..<count {
      Self.trace(Self.singleStep, pid)
      guard stop() == SIGTRAP else { return false }
    }
    return true
  }
}
