import Glibc
import IPCScript

/// The tool `ipc` as a function from arguments to an exit status.
package struct CommandLineTool {
  /// The descriptors that the tool itself reads and writes.
  package struct Descriptors {
    /// Where `ipc -` reads a script.
    package var input: Int32
    /// Where asked-for text goes.
    package var output: Int32
    /// Where complaints go.
    package var error: Int32

    /// Makes a set of descriptors; the standard ones unless given.
    package init(
      input: Int32 = STDIN_FILENO,
      output: Int32 = STDOUT_FILENO,
      error: Int32 = STDERR_FILENO
    ) {
      self.input = input
      self.output = output
      self.error = error
    }
  }

  private let environment: [(String, String)]
  let descriptors: Descriptors

  /// Makes a tool that sees this environment and these descriptors.
  package init(environment: [(String, String)], descriptors: Descriptors = Descriptors()) {
    self.environment = environment
    self.descriptors = descriptors
  }

  /// Does what the arguments, without the program's own name, ask for and returns the exit status.
  ///
  /// Running a script that spawns does not return: the process ends with the status of the run.
  package func run(arguments: [String]) -> Int32 {
    ToolProcess.begin()
    StandardFiles.openWhereClosed()
    if let limit = StackLimit.raise() {
      write(
        "ipc: the stack may not grow beyond \(limit >> 10) KiB, and 8192 are needed (`ulimit -Hs`)\n",
        to: descriptors.error
      )
      return ExitStatus.failure
    }
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try Invocation(arguments: arguments)
    } catch {
      return report(usage: error)
    }
    switch invocation.action {
    case .help(let command):
      return print(HelpText.page(for: command))
    case .version:
      return print("ipc \(Version.current)\n")
    case .prompt(let arguments):
      return prompt(configuration(arguments, invocation), invocation: invocation)
    case .helpForWantOfArguments where isAtTerminal:
      return prompt(configuration([], invocation), invocation: invocation)
    case .helpForWantOfArguments:
      write(HelpText.page(for: nil), to: descriptors.error)
      return ExitStatus.usage
    case .run(let source, let arguments):
      return run(source, arguments: arguments, invocation: invocation)
    case .check(let sources):
      return check(sources, invocation: invocation)
    case .format(let sources, let checksOnly):
      return format(sources, checksOnly: checksOnly, invocation: invocation)
    case .disassemble(let source):
      return disassemble(source, invocation: invocation)
    case .explain(let slug):
      return explain(slug)
    }
  }

  private func run(
    _ source: ScriptSource,
    arguments: [String],
    invocation: Invocation
  ) -> Int32 {
    guard let script = load(source, invocation: invocation) else { return ExitStatus.usage }
    let colour = colours(invocation)
    report(script.diagnostics, colour: colour)
    guard script.isValid else { return ExitStatus.invalidScript }
    let outcome = Interpreter(configuration(arguments, invocation)).run(script)
    if let signal = outcome.signal { SelfSignal.end(by: signal) }
    return outcome.exitCode
  }

  private func configuration(
    _ arguments: [String],
    _ invocation: Invocation
  ) -> Interpreter.Configuration {
    Interpreter.Configuration(
      arguments: arguments,
      environment: environment,
      coloursErrors: colours(invocation),
      collectsAlways: value(of: "IPC_GC_STRESS") == "1",
      maxProcesses: invocation.maxProcesses,
      maxQueueBytes: invocation.maxQueueBytes
    )
  }

  private func check(_ sources: [ScriptSource], invocation: Invocation) -> Int32 {
    var status = ExitStatus.success
    for source in sources {
      guard let script = load(source, invocation: invocation) else {
        status = ExitStatus.usage
        continue
      }
      switch invocation.format {
      case .text: report(script.diagnostics, colour: colours(invocation))
      case .json:
        let lines = script.diagnostics.map { MessageJSON.line(for: $0) + "\n" }.joined()
        if print(lines) != ExitStatus.success { return ExitStatus.failure }
      }
      if !script.isValid, status == ExitStatus.success { status = ExitStatus.invalidScript }
    }
    return status
  }

  private func disassemble(_ source: ScriptSource, invocation: Invocation) -> Int32 {
    guard let script = load(source, invocation: invocation) else { return ExitStatus.usage }
    report(script.diagnostics, colour: colours(invocation))
    guard script.isValid else { return ExitStatus.invalidScript }
    return print(script.disassembly())
  }

  private func explain(_ slug: String?) -> Int32 {
    guard let slug else {
      let summaries = Explanations.summaries
      let width = summaries.map(\.slug.count).max() ?? 0
      let lines = summaries.map { entry in
        entry.slug + String(repeating: " ", count: width + 2 - entry.slug.count) + entry.summary
      }
      return print(lines.map { $0 + "\n" }.joined())
    }
    if let page = Explanations.page(of: slug) { return print(page) }
    return report(
      usage: UsageError(
        message: "there is no message `\(slug)`",
        suggestion: Explanations.nearest(to: slug).map { "ipc explain \($0)" },
        command: .explain
      )
    )
  }

  private func load(_ source: ScriptSource, invocation: Invocation) -> Script? {
    bytes(of: source, invocation: invocation).map { Script(source: $0, name: source.name) }
  }

  /// Reads a script; nil when it cannot be read, which is then told.
  func bytes(of source: ScriptSource, invocation: Invocation) -> [UInt8]? {
    do throws(SourceFailure) {
      return try source.bytes(input: descriptors.input)
    } catch {
      var text = "ipc: \(error.description)\n"
      if error.isMissingFile, let word = invocation.nearestCommand {
        text += "Did you mean `ipc \(word)`?\n"
      }
      write(text, to: descriptors.error)
      return nil
    }
  }

  func report(_ messages: [Script.Message], colour: Bool) {
    for (position, message) in messages.enumerated() {
      if position > 0 { write("\n", to: descriptors.error) }
      write(message.rendered(colour: colour), to: descriptors.error)
    }
  }

  func report(usage error: UsageError) -> Int32 {
    write("ipc: \(error.message)\n", to: descriptors.error)
    if let suggestion = error.suggestion {
      write("Did you mean `\(suggestion)`?\n", to: descriptors.error)
    }
    let command = error.command.map { " \($0.rawValue)" } ?? ""
    write("See `ipc\(command) --help`.\n", to: descriptors.error)
    return ExitStatus.usage
  }

  func print(_ text: String) -> Int32 {
    if write(text, to: descriptors.output) { return ExitStatus.success }
    let code = errno
    // A closed output takes everything, as that of scripts does.
    if code == EBADF { return ExitStatus.success }
    let failure = RewriteFailure(path: "the output", error: code)
    write("ipc: \(failure.description)\n", to: descriptors.error)
    return ExitStatus.failure
  }

  @discardableResult
  func write(_ text: String, to descriptor: Int32) -> Bool {
    TextWriter.write(text, to: descriptor)
  }

  func colours(_ invocation: Invocation) -> Bool {
    invocation.colour.applies(to: descriptors.error, environment: environment)
  }

  func value(of name: String) -> String? {
    environment.first { $0.0 == name }?.1
  }
}

/// The statuses that the tool itself gives; those of scripts come from the interpreter.
enum ExitStatus {
  static let success: Int32 = 0
  static let failure: Int32 = 1
  static let usage: Int32 = 2
  static let invalidScript: Int32 = 3
}

/// The version of the tool.
enum Version {
  static let current = "0.1.0"
}
