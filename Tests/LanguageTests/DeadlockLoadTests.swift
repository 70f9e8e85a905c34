import Glibc
import IPCTestSupport
import Testing

/// Nobody is told of a deadlock that is none, however slow the machine is.
@Suite(.serialized) struct DeadlockLoadTests {
  /// How many of the scripts are tried; all of them with `IPC_DEADLOCK_LOAD=1`.
  private static let isComplete = Tool.environment("IPC_DEADLOCK_LOAD") != nil

  /// Some of them, other ones for each seed.
  private static func scripts(_ seed: UInt64) -> [ScriptCase] {
    DeadlockScripts.untold.enumerated()
      .filter { isComplete || $0.offset % 8 == Int(seed) }
      .map(\.element)
  }

  @Test func nobodyIsToldOnABusyMachine() throws {
    // Alone, next to nothing is left for the scripts; in the suite all of it gives way to the other tests.
    let (nice, loopNice) = Self.isComplete ? ("19", "0") : ("10", "10")
    let loop = ["-n", loopNice, "sh", "-c", "while :; do :; done"]
    let loops = try (0..<8).map { _ in try ChildProcess("/usr/bin/nice", loop) }
    defer {
      for loop in loops {
        loop.killSession()
        _ = loop.finish(seconds: 10)
      }
    }
    let runs = try Self.scripts(0).map { script in
      (script, try start("/usr/bin/nice", ["-n", nice, Tool.path], script))
    }
    for (script, process) in runs { check(script, process.finish(seconds: 300)) }
  }

  @Test(arguments: [1, 2, 3]) func nobodyIsToldWhileProcessesAreStopped(_ seed: UInt64) throws {
    var choices = SeededNumbers(seed: seed)
    let runs = try Self.scripts(seed).map { ($0, try start(Tool.path, [], $0)) }
    // One process of each at some moment, be it just starting or holding a lock.
    for (_, process) in runs {
      usleep(UInt32(choices.next(below: 8_000)))
      let members = ChildProcess.processes(ofSession: process.pid)
      guard !members.isEmpty else { continue }
      kill(choices.one(of: members), SIGSTOP)
    }
    usleep(1_500_000)
    // All of them, as the guardian stops with main.
    for (_, process) in runs {
      for member in ChildProcess.processes(ofSession: process.pid) { kill(member, SIGCONT) }
    }
    for (script, process) in runs { check(script, process.finish(seconds: 100)) }
  }

  private func start(
    _ program: String,
    _ arguments: [String],
    _ script: ScriptCase
  ) throws -> ChildProcess {
    try ChildProcess(program, arguments + [script.title], input: script.input)
  }

  private func check(_ script: ScriptCase, _ result: ChildProcess.Result) {
    #expect(
      !result.error.contains("Deadlock") && !result.isTimedOut && result.leftovers.isEmpty
        && result.status == script.expectedStatus,
      "\(script.title): \(result.status)\n\(result.output)\(result.error)"
    )
  }

  // MARK: What only the outside can end

  @Test func nobodyIsToldWhileMainWaitsForInput() throws {
    let script = """
      let q = queue()
      let p = spawn { return get q }
      put q, input()
      print(join p)
      """
    let command = "(sleep 2; echo typed) | \(Tool.path) run \(file(script))"
    #expect(try outcome(of: command) == "typed\n")
  }

  @Test func nobodyIsToldWhileAFileIsReadThatMayGrow() throws {
    let script = """
      let q = queue()
      func read(path) { for line in read_lines(path) { put q, line } }
      spawn read(args[0])
      print(get q)
      """
    let pipe = file("")
    unsafe remove(pipe)
    let command = "mkfifo \(pipe) && { (sleep 2; echo written > \(pipe)) & } ; "
    #expect(
      try outcome(of: command + "\(Tool.path) run \(file(script)) \(pipe)") == "written\n"
    )
  }

  @Test func nobodyIsToldWhileAClockIsWaitedFor() throws {
    let script = """
      let q = queue()
      spawn {
          let start = clock()
          while clock() - start < 1s { }
          sleep 500ms
          put q, "time"
      }
      print(get q)
      """
    #expect(try outcome(of: "\(Tool.path) run \(file(script))") == "time\n")
  }

  @Test func nobodyIsToldWhileAChildIsSlowToStart() throws {
    // Much to copy, and a start of its own behind it.
    let script = """
      let q = queue()
      var all = []
      for i in 1...300_000 { append(all, "item \\(i)") }
      spawn {
          for i in 1...20 { all[i] = "written" }
          spawn { put q, len(all) }
      }
      print(get q)
      """
    #expect(try outcome(of: "nice -n 19 \(Tool.path) run \(file(script))") == "300000\n")
  }

  /// A new file with this text.
  private func file(_ text: String) -> String {
    let path = "/tmp/ipc-deadlock-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    Tool.write(Array(text.utf8), to: path)
    return path
  }

  /// All that a shell's command writes.
  private func outcome(of command: String) throws -> String {
    let result = try ChildProcess("/bin/sh", ["-c", command]).finish(seconds: 60)
    return result.output + result.error
  }
}
