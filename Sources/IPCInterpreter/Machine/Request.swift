/// What a machine asks of its world: an operation over values that lie in the machine's registers.
///
/// The machine stands still until the world resumes it with a value or a fault. An absent optional argument is nil.
/// A timeout is a duration, 0 for `nowait`.
@safe package struct Request {
  /// What is asked.
  package var operation: Operation
  /// The arguments, valid until the machine is resumed.
  package var arguments: UnsafeBufferPointer<Value>
  /// The earliest deadline of the `within` blocks around, in monotonic nanoseconds; `Int.max` for none.
  package var deadline: Int

  /// Makes a request.
  package init(operation: Operation, arguments: UnsafeBufferPointer<Value>, deadline: Int) {
    unsafe self.arguments = unsafe arguments
    self.operation = operation
    self.deadline = deadline
  }

  /// The operations, with their arguments and the value they give.
  package enum Operation: UInt8, CaseIterable {
    /// (queue or pipe, value, timeout) -> nil
    case put
    /// (queue or pipe, timeout) -> value
    case get
    /// (queue or pipe) -> value, or `unset` when it is closed and drained: the step of a `for`
    case getNext
    /// (queue) -> nil
    case taskDone
    /// (process, list of processes, or queue; timeout) -> value
    case join
    /// (queue or pipe) -> nil
    case close
    /// (process, signal name) -> nil
    case kill
    /// (duration) -> nil
    case sleep
    /// (function, name, times, argument …) -> process, or list of them when times is given
    case spawn
    /// as `spawn`
    case daemon
    /// (function, name, times, argument …) -> process that is not started
    case prepare
    /// (prepared process, name) -> it
    case start
    /// (prepared process, name) -> it
    case startDaemon
    /// (kind: 0 queue, 1 stack, 2 priority queue; limit; retry) -> queue
    case makeQueue
    /// (duplex, lines) -> list of the two ends
    case makePipe
    /// (handle, field name) -> value
    case getField
    /// (handle, field name, value) -> nil
    case setField
    /// (stream: 1 or 2; string) -> nil
    case write
    /// (duration) -> the monotonic nanosecond at which a `within` that begins now is over
    case beginWithin
    /// () -> nil: a `within` was left
    case leaveWithin
    /// (duration, the answer of `beginWithin`) -> nil: its time is over, and what was spawned since is to be killed
    case killWithin
    /// () -> duration since 1970
    case now
    /// () -> monotonic duration
    case clock
    /// () -> process
    case me
    /// () -> list of processes
    case processes
    /// (path) -> string
    case read
    /// (path) -> list of strings
    case listDirectory
  }
}
