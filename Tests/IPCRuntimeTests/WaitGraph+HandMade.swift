import IPCRuntime

/// A process of a hand-made graph; all but main are main's unless told otherwise.
func process(
  _ handle: Handle,
  _ wait: WaitGraph.Wait?,
  reach: [Handle] = [],
  holds: [Handle] = [],
  under parent: Handle? = Handle(.process, 0),
  isReady: Bool = false,
  isDaemon: Bool = false
) -> WaitGraph.Process {
  WaitGraph.Process(
    handle: handle,
    wait: wait,
    waitNumber: 1,
    isReady: isReady,
    isDaemon: isDaemon,
    reach: reach,
    holds: holds,
    parent: handle == Handle(.process, 0) ? nil : parent
  )
}
