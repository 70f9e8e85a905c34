/// The builtins that tell of the machine that a script runs on.
extension Builtins {
  static let system: [Builtin] = [
    Builtin(
      "hostname",
      [],
      "The name of the machine.",
      example: .init("len(hostname()) > 0", "true"),
      .request(.hostname, leading: nil)
    ),
    Builtin(
      "cpus",
      [],
      "How many processes can compute at the same time here.",
      example: .init("cpus() >= 1", "true"),
      .request(.processorCount, leading: nil)
    ),
  ]
}
