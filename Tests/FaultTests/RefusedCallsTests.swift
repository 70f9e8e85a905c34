import Glibc
import IPCTestSupport
import Testing

/// The system refuses calls, one in each run: that does no harm, or ends the run with an error that names call and errno.
///
/// The suite has a sample; with `IPC_ALL_FAULTS=1` every call of every kind is refused with every errno of the table.
@Suite(.serialized) struct RefusedCallsTests {
  /// What the tool does while calls are refused.
  struct Scenario: CustomStringConvertible {
    var description: String
    var arguments: [String]
    var files: [String: String] = [:]

    func run(_ refusal: FaultyRun.Refusal? = nil) throws -> FaultyRun {
      try FaultyRun(arguments, files: files, refusing: refusal)
    }
  }

  static let script = "\(Tool.root)/Tests/FaultTests/Scripts/everything.ipc"

  static let scenarios = [
    Scenario(description: "a run", arguments: [script]),
    Scenario(
      description: "a run with an import",
      arguments: ["main.ipc"],
      files: [
        "main.ipc": "import double from \"other.ipc\"\nprint(double(4))",
        "other.ipc": "func double(n) { return 2 * n }",
      ]
    ),
    Scenario(
      description: "fmt",
      arguments: ["fmt", "main.ipc"],
      files: ["main.ipc": "print( 1 )\n"]
    ),
    Scenario(description: "help", arguments: ["--help"]),
  ]

  private static let wantsAll = Tool.environment("IPC_ALL_FAULTS") == "1"

  /// What refusals are called in errors where that is another name.
  private static let names = ["pread": "read", "pidfd_open": "pidfd_send_signal"]

  /// What is wrong with a run in which a call was refused; nil when nothing is.
  private func complaint(_ run: FaultyRun, _ refusal: FaultyRun.Refusal, plain: FaultyRun)
    -> String?
  {
    let result = run.result
    if result.isTimedOut { return "it hangs" }
    if !result.leftovers.isEmpty { return "it leaves \(result.leftovers)" }
    if !run.drafts.isEmpty { return "it leaves \(run.drafts)" }
    if result.seconds > 5 { return "it takes \(result.seconds) s" }
    let good = plain.result
    if [result.output, result.error] == [good.output, good.error], result.status == good.status {
      return nil
    }
    // 3 where an import cannot be read.
    guard 1...3 ~= result.status else {
      return "its status is \(result.status): \(result.output)\(result.error)"
    }
    let code = ErrorName.of(refusal.code)
    let name = Self.names[refusal.call] ?? refusal.call
    // What the tool itself reads and writes is named instead of the call.
    let isNamed =
      result.error.contains("\(name): ") || result.error.hasPrefix("ipc: ")
      || result.error.hasPrefix("error: cannot import")
    return isNamed && result.error.contains("(\(code))") ? nil : "it says \(result.error)"
  }

  @Test(arguments: scenarios) func aRefusedCallIsAnErrorOrDoesNoHarm(_ scenario: Scenario) throws {
    let plain = try scenario.run()
    #expect(plain.result.status == 0, "\(plain.result.error)")
    var generator = SeededNumbers(seed: 2)
    for call in plain.calls {
      if Self.wantsAll {
        for code in call.codes { try refuseAll(call.name, code, scenario, plain) }
      } else if call.count > 0, let code = call.codes.randomElement(using: &generator) {
        let at = Int.random(in: 1...call.count, using: &generator)
        _ = try refuse(.init(call: call.name, at: at, code: code), scenario, plain)
      }
    }
  }

  private func refuseAll(
    _ call: String,
    _ code: Int32,
    _ scenario: Scenario,
    _ plain: FaultyRun
  ) throws {
    var at = 1
    while try refuse(.init(call: call, at: at, code: code), scenario, plain) { at += 1 }
  }

  /// Refuses one call; false when it was not made.
  private func refuse(
    _ refusal: FaultyRun.Refusal,
    _ scenario: Scenario,
    _ plain: FaultyRun
  ) throws -> Bool {
    let run = try scenario.run(refusal)
    guard run.hasRefused else { return false }
    let complaint = complaint(run, refusal, plain: plain)
    #expect(complaint == nil, "\(scenario), \(refusal)")
    return true
  }

  /// Every function of the C library that the tool uses is in the table, or is known to be refused nothing.
  @Test func theTableHasEveryCall() throws {
    let path = Tool.environment("PATH") ?? "/usr/bin:/bin"
    let words = ["llvm-nm", "-D", "--undefined-only", Tool.path]
    let list = try ChildProcess("/usr/bin/env", words, environment: ["PATH": path])
      .finish(seconds: 20)
    let imports = list.output.split(separator: "\n").compactMap { line -> String? in
      guard let name = line.split(separator: " ").last, name.contains("@GLIBC") else { return nil }
      return String(name.prefix { $0 != "@" })
    }
    #expect(imports.contains("fork"))
    let table = try Set(Self.scenarios[3].run().calls.map(\.name))
    let unknown = Set(imports).subtracting(table).subtracting(Self.certain)
      .subtracting(Self.ofPrompts)
    #expect(unknown.isEmpty, "put into Helpers/calls.h, or say here that they cannot be refused")
  }

  /// What is asked for at a prompt only, which none of the scenarios opens.
  private static let ofPrompts: Set<String> = ["flock", "pipe"]

  /// What asks nothing of the system, or nothing that it could refuse.
  private static let certain: Set<String> = [
    "__cxa_atexit", "memrchr", "pthread_sigmask",
    "__cxa_finalize", "__errno_location", "__libc_current_sigrtmin", "__libc_start_main",
    "__sched_cpucount", "__stack_chk_fail", "_exit", "ceil", "clock_gettime", "exit", "floor",
    "fmod", "free", "getegid", "getenv", "getpgrp", "strchr", "strchrnul", "strlen",
    "__libc_current_sigrtmax", "geteuid", "getpid", "getppid", "gmtime_r", "localtime_r",
    "malloc_usable_size", "memchr", "memcmp", "memcpy", "memmove", "memset", "pow", "rint", "round",
    "scalbn", "sigaddset", "sigdelset", "sigemptyset", "sigfillset", "sigismember", "signal",
    "sigpending", "sqrt", "strerror",
    "strerrorname_np", "strftime", "strtod", "trunc", "tzset", "vsnprintf", "log", "exp",
    // Has each of its calls in the table.
    "syscall",
  ]
}
