import CIPCShims
import Glibc

/// What the system says of the machine that this process runs on.
package enum Host {
  /// The machine's name.
  ///
  /// - Throws: `gethostname` as the system says.
  package static func name() throws(SystemFault) -> String {
    var bytes = [CChar](repeating: 0, count: 257)
    let result = unsafe gethostname(&bytes, bytes.count - 1)
    if result != 0 { throw SystemFault("gethostname", code: errno) }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The bytes of a variable of the environment that this process was started with; nil when there is none.
  package static func environmentValue(_ name: [UInt8]) -> [UInt8]? {
    let text = name.map(CChar.init(bitPattern:)) + [0]
    guard let value = unsafe getenv(text) else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
  }

  /// 64 bits that nobody can guess.
  package static func entropy() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }

  /// How many processes can compute at the same time here: processors that this process may use, at least 1.
  package static func processorCount(runtime: Runtime) -> Int {
    var count = Int(ipc_allowed_processors())
    if count <= 0 { count = sysconf(Int32(_SC_NPROCESSORS_ONLN)) }
    if let quota = processorQuota(runtime) { count = min(count, quota) }
    return max(1, count)
  }

  /// The processors' worth of time that the control groups of this process allow, rounded up; nil for all.
  private static func processorQuota(_ runtime: Runtime) -> Int? {
    let prefix = "0::/"
    guard
      let groups = text(of: "/proc/self/cgroup", runtime),
      let line = groups.split(separator: "\n").first(where: { $0.hasPrefix(prefix) })
    else { return nil }
    // Each group above may allow less.
    var names = line.dropFirst(prefix.count).split(separator: "/")
    var least: Int?
    while true {
      let path = (["/sys/fs/cgroup"] + names + ["cpu.max"]).joined(separator: "/")
      let numbers = text(of: path, runtime)?.split { $0 == " " || $0 == "\n" }.map { Int($0) } ?? []
      if numbers.count == 2, let time = numbers[0], let period = numbers[1], period > 0 {
        least = min(least ?? .max, (time + period - 1) / period)
      }
      if names.popLast() == nil { return least }
    }
  }

  private static func text(of path: String, _ runtime: Runtime) -> String? {
    guard
      let reader = try? FileReader(path, runtime: runtime),
      let bytes = try? reader.rest(until: .max)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
