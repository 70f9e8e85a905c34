import IPCInterpreter
import IPCRuntime

/// Dates, and what the system says of the machine.
extension ForkWorld {
  /// What the system says of an errno, with its name, such as `No such file or directory (ENOENT)`.
  package static func reason(ofErrno code: Int32) -> String { SystemFault.reason(code) }

  func date(_ request: Request) throws(Fault) -> Value {
    let (time, format, utc) = unsafe (
      request.arguments[0], request.arguments[1], request.arguments[2]
    )
    if time.isSet, time.tag != .duration {
      throw Fault(
        "TypeError",
        "`date` wants a duration since 1970, such as now(), not \(time.typePhrase)"
      )
    }
    if format.isSet, format.tag != .string {
      throw Fault(
        "TypeError",
        "`date` wants a format such as \"%F %T\" as string, not \(format.typePhrase)"
      )
    }
    let text = try DateText.text(
      ofNanoseconds: time.isSet ? time.payload : Clock.realTime(),
      format: format.isSet ? heap.swiftString(format) : "%F %T",
      isUTC: utc.isSet && utc.isTrue
    )
    return heap.makeString(text)
  }

  func hostname() throws(Fault) -> Value {
    do throws(SystemFault) {
      return heap.makeString(try Host.name())
    } catch {
      throw fault(of: error)
    }
  }
}
