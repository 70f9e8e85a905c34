import IPCRuntime
import Testing

/// Very many processes: the search for the doomed takes as long as there are, not the square of it.
@Suite struct WaitGraphSizeTests {
  private static let count = 30_000

  /// Each waits for the end of the next; the last one, if it waits too, for an item that nobody can put.
  private func chain(endsWith wait: WaitGraph.Wait?) -> WaitGraph {
    let processes = (0..<Self.count).map { number in
      let next = WaitGraph.Wait.joinProcesses([Handle(.process, number + 1)])
      return WaitGraph.Process(
        handle: Handle(.process, number),
        wait: number == Self.count - 1 ? wait : next,
        waitNumber: 1,
        isReady: false,
        isDaemon: false,
        reach: [Handle(.queue, 0)]
      )
    }
    return WaitGraph(processes: processes, carriers: [])
  }

  @Test func aLongChainIsAliveWhenItsEndIs() {
    #expect(chain(endsWith: nil).doomed().isEmpty)
  }

  @Test func aLongChainIsDoomedWhenItsEndIs() {
    #expect(chain(endsWith: .get(Handle(.queue, 0))).doomed().count == Self.count)
  }

  /// Each waits at a queue that the one before can only reach by an item in its own.
  @Test func queuesInQueuesAreFollowed() {
    let processes = (0..<Self.count).map { number in
      WaitGraph.Process(
        handle: Handle(.process, number),
        wait: number == 0 ? nil : .get(Handle(.queue, number)),
        waitNumber: 1,
        isReady: false,
        isDaemon: false,
        reach: [Handle(.queue, 0)]
      )
    }
    let carriers = (0..<Self.count).map { number in
      let next = Handle(.queue, number + 1)
      return WaitGraph.Carrier(source: Handle(.queue, number), carried: [next], version: 0)
    }
    #expect(WaitGraph(processes: processes, carriers: carriers).doomed().isEmpty)
  }
}
