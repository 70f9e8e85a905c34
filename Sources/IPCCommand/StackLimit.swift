import Glibc

/// How far the stack may grow, which deep nesting in a text takes.
enum StackLimit {
  /// The bytes that the deepest text needs which the parser takes, with something to spare.
  private static let needed = 8 << 20

  /// Lets the stack grow as far as is needed; the bytes that it may grow to when the system refuses that, else nil.
  static func raise() -> Int? {
    let resource = __rlimit_resource_t(RLIMIT_STACK.rawValue)
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(needed) else {
      return nil
    }
    let highest = Int(clamping: limit.rlim_max)
    limit.rlim_cur = rlim_t(needed)
    limit.rlim_max = max(limit.rlim_max, limit.rlim_cur)
    // The kernel looks at the limit whenever the stack grows, so it holds at once.
    return unsafe setrlimit(resource, &limit) == 0 ? nil : highest
  }
}
