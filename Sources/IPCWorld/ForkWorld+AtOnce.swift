import IPCInterpreter
import IPCRuntime

/// The short ways of `put` and `get`: a small value, a queue that is ready for it, no output to be written first.
///
/// What they cannot do they leave to the long ways, having done nothing.
extension ForkWorld {
  /// Carries a `put` out if there is a short way.
  func putAtOnce(_ request: Request) -> Bool {
    let queue = unsafe request.arguments[0]
    guard case .queue = queue.tag, unsafe waitsPlainly(request.arguments[2]), output.isEmpty
    else { return false }
    let count = unsafe ValueEncoder.encodeSimple(request.arguments[1], from: heap, into: smallItem)
    guard let count, let item = unsafe smallItem.baseAddress else { return false }
    return unsafe runtime.putAtOnce(queue.payload, item, count: count)
  }

  /// Carries a `get` out if there is a short way; else nil.
  func getAtOnce(_ request: Request) throws(Fault) -> Value? {
    let queue = unsafe request.arguments[0]
    guard case .queue = queue.tag, unsafe waitsPlainly(request.arguments[1]), output.isEmpty
    else { return nil }
    guard let item = unsafe smallItem.baseAddress,
      let count = unsafe runtime.getAtOnce(queue.payload, into: item)
    else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(start: item, count: count)
    if let number = unsafe ValueDecoder.decodeNumber(bytes) { return number }
    var functions: [Value] = []
    let value = try unsafe ValueDecoder.decode(bytes, into: heap, functions: &functions)
    try noteReach(of: functions)
    return value
  }

  /// Whether a timeout neither is wrong nor forbids every wait.
  private func waitsPlainly(_ timeout: Value) -> Bool {
    switch timeout.tag {
    case .null, .unset: true
    case .duration: timeout.payload > 0
    default: false
    }
  }
}
