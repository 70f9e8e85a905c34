/// What a machine asks of its world: an operation over values that lie in the machine's registers.
///
/// The machine stands still until the world resumes it with a value or a fault. An absent optional argument is nil or `unset`.
/// A timeout is a duration, 0 for `nowait`. A path is a string that names a file of the world; what the world cannot do with it
/// is an `IOError` with the path, the call and the reason.
///
/// Whatever is not determined by the script's text passes here, so that a world of a test can answer it. What a world gives
/// without being asked: the script's `args` and `env`, when the machine is made, and 64 random bits by `Machine.seed`, at the
/// beginning of every process.
@safe package struct Request {
  /// What is asked.
  package var operation: Operation
  /// The arguments, valid until the machine is resumed.
  package var arguments: UnsafeBufferPointer<Value>
  /// The earliest deadline of the `within` blocks around, in monotonic nanoseconds; `Int.max` for none.
  package var deadline: Int

  /// The arguments of a spawn before those of the function.
  package static let spawnClauses = 4

  /// The places of the clauses of a command among those of a `run`, a `capture`, a `start` or a `startDaemon`, in this order
  /// behind the others; those that were not given are unset.
  package enum CommandClause: Int, CaseIterable, Sendable {
    case stdin, stdout, stderr, env, cwd, timeout, by
  }

  /// Makes a request.
  package init(operation: Operation, arguments: UnsafeBufferPointer<Value>, deadline: Int) {
    unsafe self.arguments = unsafe arguments
    self.operation = operation
    self.deadline = deadline
  }

  /// What a case of a `select` does; the number of each stands in the arguments.
  package enum Choice: Int {
    /// (queue or pipe, or nil)
    case get
    /// (list of them)
    case getAny
    /// (queue or pipe, or nil; item)
    case put
    /// (process, list of processes, queue, or nil)
    case join
    /// (list of processes)
    case joinAny
  }

  /// The operations, with their arguments and the value they give.
  package enum Operation: UInt8, CaseIterable {
    /// (queue or pipe, value, timeout) -> nil
    case put
    /// (queue or pipe, timeout) -> value
    case get
    /// (queue or pipe) -> value, or `unset` when it is closed and drained: the step of a `for`
    ///
    /// (reader) -> string of one or more lines with their ends, of which the last of the file may have none; `unset` at the end.
    /// Asked when the reader has no lines at hand; bytes stand for one line that is no text.
    ///
    /// (command, or end of a pipeline's pipe) -> reader, which the loop walks instead
    case getNext
    /// (queue) -> nil
    case taskDone
    /// (process, list of processes, or queue; timeout) -> value
    case join
    /// (timeout, then for each case: kind, operand, item) -> list of the number of a case, from 0 on, and its value; -1 and nil when
    /// the time is over
    ///
    /// The kinds are those of `Choice`. A timeout of nil waits for ever. Where several are named, the value is a list of the one
    /// and what it gave.
    case select
    /// (list of queues and pipes, timeout) -> list of one of them and its item
    case getAny
    /// (list of processes, timeout) -> list of one of them and its result
    case joinAny
    /// (queue or pipe) -> nil
    case close
    /// (process, signal name) -> nil
    case kill
    /// (duration) -> nil
    case sleep
    /// (function, name, times, restarts, argument …) -> process, or list of them when times is given
    case spawn
    /// as `spawn`
    case daemon
    /// (function, name, times, restarts, argument …) -> process that is not started
    case prepare
    /// (prepared process, name, restarts, times, clauses of a command) -> it
    ///
    /// (command, name, restarts, times, clauses of a command) -> process, or list of them when times is given
    case start
    /// as `start`
    case startDaemon
    /// (command, clauses of a command) -> map: how it ended
    case run
    /// (command, clauses of a command) -> string: its output
    case capture
    /// (reader of a command's output) -> nil: nobody reads it any more
    case leaveCommand
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
    /// (path, whether bytes are wanted) -> string or bytes
    case read
    /// (path) -> list of strings
    case listDirectory
    /// (path) -> reader, made by `Heap.makeReader` with a number of the world's own
    ///
    /// A reader that nothing refers to any more is told by `Heap.takeDeadReaders` after a collection.
    case openReader
    /// (path, string or bytes) -> nil
    case writeFile
    /// (path, string or bytes) -> nil
    case appendFile
    /// (path) -> bool
    case exists
    /// (pattern) -> list of strings
    case glob
    /// (path) -> nil
    case removeFile
    /// (path, whether those above it are made too) -> nil
    case makeDirectory
    /// (prompt) -> string, or nil at the end of the input
    case input
    /// (duration since 1970, format, whether UTC is wanted) -> string
    case date
    /// () -> string
    case hostname
    /// () -> int
    case processorCount
    /// (workers, retries, timeout, number of items) -> the number of processes for `parallel`
    case poolSize
    /// (done, total, duration since the beginning) -> nil
    case showProgress
  }
}
