import Glibc
import IPCInterpreter

/// Dates and times as text, by the C library's `strftime`.
enum DateText {
  /// Longer texts come only of mistakes, such as a width of a million.
  private static let limit = 1 << 20

  /// The text of a moment, given in nanoseconds since 1970 began.
  ///
  /// - Throws: `ValueError` when the format has a conversion that there is not.
  static func text(
    ofNanoseconds nanoseconds: Int,
    format: String,
    isUTC: Bool
  ) throws(Fault) -> String {
    let second = 1_000_000_000
    let fraction = ((nanoseconds % second) + second) % second
    var seconds: time_t = (nanoseconds - fraction) / second
    var parts = unsafe tm()
    if isUTC {
      unsafe gmtime_r(&seconds, &parts)
    } else {
      // The environment says which zone is meant, and may have changed.
      tzset()
      unsafe localtime_r(&seconds, &parts)
    }
    let plain = try plainFormat(format, seconds: seconds, fraction: fraction)
    // An empty result would look like one that does not fit.
    var size = 256
    while size <= limit {
      var bytes = [CChar](repeating: 0, count: size)
      let count = unsafe strftime(&bytes, size, plain + ".", &parts)
      if count > 0 {
        return String(decoding: bytes[..<(count - 1)].map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      size *= 4
    }
    throw Fault("ValueError", "a date in the format \"\(format.prefix(60))\" would be too long")
  }

  /// A format with conversions of `strftime` only.
  ///
  /// `%f`, the microseconds, is added as Python has it; `%s` is replaced, as the C library takes UTC for local time there.
  private static func plainFormat(
    _ format: String,
    seconds: Int,
    fraction: Int
  ) throws(Fault) -> String {
    var result = ""
    var rest = Substring(format)
    if rest.utf8.contains(0) { throw Fault("ValueError", "a format cannot contain a zero byte") }
    while let sign = rest.popFirst() {
      guard sign == "%" else {
        result.append(sign)
        continue
      }
      let end = rest.firstIndex { !"_-0^#123456789EO".contains($0) } ?? rest.endIndex
      guard end < rest.endIndex else {
        throw Fault("ValueError", "the format ends within a conversion; `%%` gives a percent sign")
      }
      switch rest[end] {
      case "f":
        let digits = String(fraction / 1_000)
        result += String(repeating: "0", count: 6 - digits.count) + digits
      case "s": result += String(seconds)
      case let letter where "aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYzZ%".contains(letter):
        result += "%" + rest[...end]
      case let letter:
        throw Fault(
          "ValueError",
          "`date` knows no conversion `%\(letter)`; `%%` gives a percent sign"
        )
      }
      rest = rest[rest.index(after: end)...]
    }
    return result
  }
}
