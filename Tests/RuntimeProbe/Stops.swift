import Glibc
import IPCRuntime

/// An operation whose process is stopped in the middle of it for five seconds: the others wait, nobody is taken for dead or
/// doomed, and when it goes on all is right.
struct Stops {
  let runtime: Runtime
  let form: StepForm

  private static let (over, noted, pid) = (100, 101, 102)

  func run(behind instants: Int) throws(SystemFault) {
    guard let type = StepKills.scenarios[form.operation] else { fail("no such operation") }
    let runtime = runtime
    // Whoever waits looks whether it is doomed.
    runtime.onIdle = { runtime.verdict() != nil }
    let scenario = type.init(runtime, form)
    scenario.name += ", stopped behind \(instants) instants"
    try scenario.setUp()
    let board = scenario.board
    // It can reach nothing, so it saves nobody; it is there before, as the other one may have the lock of the memory.
    let waker = try start(runtime, giving: []) {
      while board[Self.pid] == 0 { usleep(1_000) }
      sleep(5)
      board[Self.noted] = board[Self.over] == 0 ? 1 : 2
      kill(Int32(board[Self.pid]), SIGCONT)
    }
    let victim = try start(runtime, giving: scenario.handles) { () throws(SystemFault) in
      try scenario.prepare()
      board[Self.pid] = Int(getpid())
      unsafe StoreTrap.set(runtime.memory, behind: instants, signal: SIGSTOP)
      try scenario.act()
      StoreTrap.end()
      board[Self.over] = 1
      kill(getpid(), SIGKILL)
    }
    let wait = WaitInfo(.joinProcesses, isTimed: false)
    let result = runtime.waitForEnd(of: [victim], until: .max, wait)
    guard case .done = result else { scenario.wrong("main's wait: \(result)") }
    guard board[Self.noted] == 1 else { scenario.wrong("it was not stopped") }
    guard board[Self.over] == 1 else { scenario.wrong("it did not go on") }
    join(runtime, [waker])
    try scenario.check()
    if let rule = runtime.brokenInvariant() { scenario.wrong(rule) }
  }
}
