import IPCTestSupport

/// The scripts about deadlocks: those with one, and those that only look like it.
enum DeadlockScripts {
  private static let all = Tool.list("\(Tool.root)/Tests/LanguageTests/Scripts")
    .filter { $0.hasPrefix("deadlock") }
    .flatMap { Tool.files(under: "\(Tool.root)/Tests/LanguageTests/Scripts/\($0)", suffix: ".ipc") }
    .map(ScriptCase.init(path:))

  /// Those in which somebody is told of a deadlock.
  static let told = all.filter(isTold)
  /// Those in which nobody is, often the repaired form of another.
  static let untold = all.filter { !isTold($0) }

  private static func isTold(_ script: ScriptCase) -> Bool {
    script.expectedStatus == 4
      || script.stderr.contains { $0.contains("Deadlock") || $0.contains(" waits ") }
      || Tool.read(script.path).contains("catch Deadlock")
  }

  /// How long a script sleeps itself, as the comment `# pauses: SECONDS` says.
  static func pauses(of script: ScriptCase) -> Double {
    let text = Tool.read(script.path)
    guard let mark = text.firstRange(of: "# pauses: ") else { return 0 }
    return Double(text[mark.upperBound...].prefix { $0 != "\n" }) ?? 0
  }
}
