import Glibc
import IPCRuntime

/// What is killed in the middle: an operation, at a queue of some kind, so full, with others waiting or alone.
struct StepForm: CustomStringConvertible {
  var operation: String
  var kind: QueueKind
  /// nil for a queue without `retry`.
  var retry: Int?
  /// How many items lie in the queue, whose limit is 4.
  var filling: Int
  /// Whether others wait for what the operation, or its failure, lets them do.
  var hasWaiters: Bool

  /// Reads an operation, a kind, and the numbers of `retry`, of items, and of others that wait.
  init?(_ words: [String]) {
    let kinds: [String: QueueKind] = ["fifo": .fifo, "stack": .stack, "priority": .priority]
    let numbers = words.dropFirst(2).compactMap { Int($0) }
    guard numbers.count >= 3, let kind = kinds[words[1]] else { return nil }
    operation = words[0]
    self.kind = kind
    retry = numbers[0] < 0 ? nil : numbers[0]
    filling = numbers[1]
    hasWaiters = numbers[2] != 0
  }

  var description: String {
    "\(operation), \(kind), retry \(retry ?? -1), \(filling) items\(hasWaiters ? ", others wait" : "")"
  }
}

/// An operation, what stands ready for it, and what must hold once its process was killed in the middle of it.
class StepScenario {
  let runtime: Runtime
  let form: StepForm
  let board = Board()
  /// What failures are told with.
  var name: String
  /// The others, which wait.
  var waiters: [Int] = []

  /// How long others may take to go on.
  static let patience = 8_000_000_000

  required init(_ runtime: Runtime, _ form: StepForm) {
    self.runtime = runtime
    self.form = form
    name = form.description
  }

  /// Makes all ready, in main.
  func setUp() throws(SystemFault) {}
  /// What the process that is killed can reach.
  var handles: [Handle] { [] }
  /// What that process does before it is looked at.
  func prepare() throws(SystemFault) {}
  /// The operation.
  func act() throws(SystemFault) {}
  /// Looks at everything, in main, and fails when something is wrong.
  func check() throws(SystemFault) {}
  /// Whether main can do the operation by itself; what Swift looks up once is known to its children then.
  var isForMain: Bool { true }

  // MARK: Others

  /// Starts a process that waits, and notes on the board what it was answered; returns when it waits.
  func addWaiter(
    _ handles: [Handle],
    at place: Int,
    _ body: () throws(SystemFault) -> Int
  ) throws(SystemFault) {
    let board = board
    let waiter = try start(runtime, giving: handles) { () throws(SystemFault) in
      board[place] = try body()
    }
    waiters.append(waiter)
    for _ in 0..<10_000 where !runtime.isWaiting(waiter) { usleep(100) }
    if !runtime.isWaiting(waiter) { wrong("nobody waits") }
  }

  /// What a waiter was answered; it is within a second on a machine that has nothing else to do.
  func answer(at place: Int) -> Int {
    let end = Clock.deadline(after: StepScenario.patience)
    while board[place] == 0, Clock.now() < end { usleep(200) }
    if board[place] == 0 { wrong("the other one (\(place)) still waits") }
    return board[place]
  }

  func wrong(_ text: String) -> Never { fail("\(name): \(text)") }

  /// Waits for the end of the others.
  func joinWaiters() {
    join(runtime, waiters)
    waiters = []
  }
}

/// Operations that are killed behind their nth machine instruction: whatever n is, all others go on and all is whole.
struct StepKills {
  static let scenarios: [String: StepScenario.Type] = [
    "put": QueueKill.self, "take": QueueKill.self, "finish": QueueKill.self,
    "giveBack": QueueKill.self, "close": QueueKill.self, "joinQueue": QueueKill.self,
    "putAtOnce": QueueKill.self, "takeAtOnce": QueueKill.self,
    "pipePut": PipeKill.self, "pipeGet": PipeKill.self, "pipeClose": PipeKill.self,
    "spawn": SpawnKill.self, "end": EndKill.self, "bury": BuryKill.self, "join": JoinKill.self,
    "reuse": ReuseKill.self,
  ]

  let runtime: Runtime
  let form: StepForm
  /// Whether instants are counted by changes of shared memory, and not by instructions.
  let countsStores: Bool
  let type: StepScenario.Type

  init(_ runtime: Runtime, _ form: StepForm, countsStores: Bool) {
    self.runtime = runtime
    self.form = form
    self.countsStores = countsStores
    guard let type = Self.scenarios[form.operation] else { fail("no operation \(form.operation)") }
    self.type = type
  }

  /// Kills behind the first so many instructions and at each so many more, up to `count` times; ends this process with what was wrong.
  func run(first: Int, stride: Int, count: Int) throws(SystemFault) {
    try warmUp()
    for turn in 0..<count {
      // Whoever starts this counts the kills that came before the end of the operation.
      guard try killBehind(first + turn * stride) else { return }
      print("killed")
    }
    print("more")
  }

  /// Does the operation once in this process.
  private func warmUp() throws(SystemFault) {
    var alone = form
    alone.hasWaiters = false
    let scenario = type.init(runtime, alone)
    guard scenario.isForMain else { return }
    try scenario.setUp()
    try scenario.prepare()
    try scenario.act()
  }

  /// Returns false when the operation had ended by then.
  private func killBehind(_ steps: Int) throws(SystemFault) -> Bool {
    let scenario = type.init(runtime, form)
    scenario.name += ", killed behind \(steps) \(countsStores ? "instants" : "instructions")"
    try scenario.setUp()
    let isUnderway = try countsStores ? killAtStore(steps, scenario) : killBehind(steps, scenario)
    try scenario.check()
    if let rule = runtime.brokenInvariant() { scenario.wrong(rule) }
    return isUnderway
  }

  private func killAtStore(_ instants: Int, _ scenario: StepScenario) throws(SystemFault) -> Bool {
    let runtime = runtime
    let over = 100
    scenario.board[over] = 0
    let victim = try start(runtime, giving: scenario.handles) { () throws(SystemFault) in
      try scenario.prepare()
      unsafe StoreTrap.set(runtime.memory, behind: instants)
      try scenario.act()
      StoreTrap.end()
      scenario.board[over] = 1
      kill(getpid(), SIGKILL)
    }
    // Not by a wait of the runtime: that would bury whom the other one is to bury.
    while !runtime.hasEnded(victim) { usleep(50) }
    join(runtime, [victim])
    switch runtime.signal(ofProcess: victim) {
    case nil where runtime.status(ofProcess: victim) == .done: return false
    case Int(SIGKILL): return scenario.board[over] == 0
    default: scenario.wrong("it crashed")
    }
  }

  private func killBehind(_ steps: Int, _ scenario: StepScenario) throws(SystemFault) -> Bool {
    // The handler that notes the end of children would take a stop for one.
    let mask = Self.changeChildSignals(SIG_BLOCK)
    let victim = try start(runtime, giving: scenario.handles) { () throws(SystemFault) in
      _ = Self.changeChildSignals(SIG_UNBLOCK)
      try scenario.prepare()
      Tracer.beTraced()
      try scenario.act()
      Tracer.endTrace()
    }
    guard let pid = runtime.pid(ofProcess: victim) else { fail("no pid") }
    let isUnderway = Tracer(pid: Int32(pid)).step(steps)
    kill(Int32(pid), SIGKILL)
    Self.restore(mask)
    join(runtime, [victim])
    return isUnderway
  }

  static func changeChildSignals(_ how: Int32) -> sigset_t {
    var (old, new) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&new)
    unsafe sigaddset(&new, SIGCHLD)
    unsafe sigprocmask(how, &new, &old)
    return old
  }

  static func restore(_ mask: sigset_t) {
    var mask = mask
    unsafe sigprocmask(SIG_SETMASK, &mask, nil)
  }
}
