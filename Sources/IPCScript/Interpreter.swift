import IPCInterpreter
import IPCWorld

/// Runs scripts on real processes.
public struct Interpreter {
  /// What a script may see and how its errors look.
  public struct Configuration: Sendable {
    /// The script's `args`.
    public var arguments: [String]
    /// The script's `env`.
    public var environment: [(String, String)]
    /// Whether error reports are coloured.
    public var coloursErrors: Bool
    /// Whether memory is collected at every chance: slow, for finding mistakes of the collector.
    public var collectsAlways: Bool
    /// The processes that may be alive at once, main included; nil for 4,096.
    public var maxProcesses: Int?
    /// The bytes that the items in queues and the results of processes may take; nil for half of the machine's memory.
    public var maxQueueBytes: Int?

    /// Makes a configuration.
    public init(
      arguments: [String] = [],
      environment: [(String, String)] = [],
      coloursErrors: Bool = false,
      collectsAlways: Bool = false,
      maxProcesses: Int? = nil,
      maxQueueBytes: Int? = nil
    ) {
      self.arguments = arguments
      self.environment = environment
      self.coloursErrors = coloursErrors
      self.collectsAlways = collectsAlways
      self.maxProcesses = maxProcesses
      self.maxQueueBytes = maxQueueBytes
    }
  }

  /// What scripts may see.
  public let configuration: Configuration

  /// Makes an interpreter.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// Runs a script to its end in this process, which forks; only for a process with a single thread.
  ///
  /// At the first `spawn` the calling process becomes the guardian of the run and does not return from here: it
  /// ends with the run's status. A script without `spawn` returns in the calling process.
  /// - Precondition: `script.isValid`.
  public func run(_ script: Script) -> Outcome {
    guard let program = script.program else {
      preconditionFailure("a script that is not valid was run")
    }
    let world: ForkWorld
    do {
      world = try ForkWorld(program: program, settings: configuration.settings)
    } catch {
      let end = ForkWorld.end(cannotStart: error)
      return Outcome(exitCode: end.exitCode, signal: end.signal)
    }
    let end = world.run()
    return Outcome(exitCode: end.exitCode, signal: end.signal)
  }
}

extension Interpreter.Configuration {
  /// The same for the layer below.
  var settings: ForkWorld.Settings {
    ForkWorld.Settings(
      arguments: arguments,
      environment: environment,
      coloursErrors: coloursErrors,
      collectsAlways: collectsAlways,
      maxProcesses: maxProcesses,
      maxQueueBytes: maxQueueBytes
    )
  }
}
