extension ForkWorld {
  /// What a run may see and use.
  package struct Settings: Sendable {
    /// The script's `args`.
    package var arguments: [String]
    /// The script's `env`.
    package var environment: [(String, String)]
    /// Whether error reports are coloured.
    package var coloursErrors: Bool
    /// Whether memory is collected at every chance.
    package var collectsAlways: Bool
    /// The processes that may be alive at once, main included; nil for the usual number.
    package var maxProcesses: Int?
    /// The bytes that items and results may take; nil for half of the machine's memory.
    package var maxQueueBytes: Int?

    /// Puts settings together.
    package init(
      arguments: [String],
      environment: [(String, String)],
      coloursErrors: Bool,
      collectsAlways: Bool,
      maxProcesses: Int?,
      maxQueueBytes: Int?
    ) {
      self.arguments = arguments
      self.environment = environment
      self.coloursErrors = coloursErrors
      self.collectsAlways = collectsAlways
      self.maxProcesses = maxProcesses
      self.maxQueueBytes = maxQueueBytes
    }
  }
}
