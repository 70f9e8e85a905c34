import Glibc
import IPCTestSupport

/// The C programs under `Helpers`, which are built beside the tool when a test first wants them.
enum HelperProgram {
  /// The library to preload that counts calls of the system and refuses some.
  static let refuser = build("refuse", ["-shared", "-fPIC", "-ldl"])
  /// Runs a program within limits.
  static let confiner = build("confine", [])
  /// The library to preload that interrupts each process 10,000 times a second.
  static let ticker = build("tick", ["-shared", "-fPIC", "-ldl", "-lpthread"])
  /// The library to preload that sends a signal at the instant of a fork.
  static let moments = build("moments", ["-shared", "-fPIC", "-ldl"])
  /// Sends signals all the time to a program and what it starts.
  static let storm = build("storm", [])

  /// Builds one; nil when there is no compiler or it finds fault with the text.
  private static func build(_ name: String, _ options: [String]) -> String? {
    let product = "\(Tool.path.dropLast("/ipc".count))/faults-\(name)"
    let source = "\(Tool.root)/Tests/FaultTests/Helpers/\(name).c"
    let path = Tool.environment("PATH") ?? "/usr/bin:/bin"
    let own = "\(product)-\(getpid())"
    // The package has C in it, so whoever builds it has a compiler.
    for compiler in ["clang", "cc", "gcc"] {
      let words = [compiler, "-O1", "-fno-builtin", "-o", own, source] + options
      let build = try? ChildProcess("/usr/bin/env", words, environment: ["PATH": path])
      guard let result = build?.finish(seconds: 60), result.status == 0 else { continue }
      // Another test run may be building the same.
      return unsafe rename(own, product) == 0 ? product : nil
    }
    return nil
  }
}
