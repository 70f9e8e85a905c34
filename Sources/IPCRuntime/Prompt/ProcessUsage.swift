import Glibc

/// What a process has taken of the machine, as the system says.
package struct ProcessUsage: Sendable {
  /// The time of the processor in nanoseconds.
  package var processorTime: Int
  /// The bytes of memory that it has at the moment, shared ones included.
  package var memory: Int
  /// The letter of the system for what it does, such as `R` for running and `S` for sleeping.
  package var state: Character

  /// Looks at a process; nil when it is gone.
  package init?(pid: Int) {
    let descriptor = unsafe open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1_024)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    // The name stands in parentheses and may hold any sign, so the last one closes it.
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[end...].dropFirst().split(separator: " ")
    guard fields.count > 21, let user = Int(fields[11]), let system = Int(fields[12]),
      let pages = Int(fields[21])
    else { return nil }
    let ticks = max(1, Int(sysconf(Int32(_SC_CLK_TCK))))
    processorTime = (user + system) * (1_000_000_000 / ticks)
    memory = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    state = fields[0].first ?? "?"
  }
}
