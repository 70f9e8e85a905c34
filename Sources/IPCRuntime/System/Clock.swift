import Glibc

/// The system's clocks, in nanoseconds.
package enum Clock {
  /// The monotonic clock, never set back.
  package static func now() -> Int { read(CLOCK_MONOTONIC) }

  /// The time since 1970 began.
  package static func realTime() -> Int { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// The moment so long after now; the end of time when it would lie beyond it.
  package static func deadline(after nanoseconds: Int) -> Int {
    let (deadline, overflows) = now().addingReportingOverflow(nanoseconds)
    return overflows ? .max : deadline
  }
}
