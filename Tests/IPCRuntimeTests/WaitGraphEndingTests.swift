import Testing

import IPCRuntime

/// The verdict over waits at pipes whose other end is only held, and would be closed by the ends of its holders.
struct WaitGraphEndingTests {
  let main = Handle(.process, 0)
  let reader = Handle(.process, 1)
  let holder = Handle(.process, 2)
  let third = Handle(.process, 3)
  let queue = Handle(.queue, 0)
  let left = Handle(.pipeEnd, 0)
  let right = Handle(.pipeEnd, 1)

  /// Whether the reader is doomed beside these others; main computes.
  func isDoomed(
    under parent: Handle? = Handle(.process, 0),
    beside others: [WaitGraph.Process],
    carriers: [WaitGraph.Carrier] = []
  ) -> Bool {
    let waiting = process(reader, .get(right), reach: [right], holds: [right], under: parent)
    let graph = WaitGraph(
      processes: [process(main, nil), waiting] + others,
      carriers: carriers
    )
    return graph.doomed().contains(1)
  }

  @Test func `a reader is safe while the only holder of the left end goes on`() {
    #expect(!isDoomed(beside: [process(holder, nil, holds: [left])]))
  }

  @Test func `a reader is safe while the holder waits at its end for one that goes on`() {
    let others = [
      process(holder, .ownEnd([third]), holds: [left]), process(third, nil, under: holder),
    ]
    #expect(!isDoomed(beside: others))
  }

  @Test func `a reader is doomed when its own parent is the holder`() {
    #expect(isDoomed(under: holder, beside: [process(holder, nil, holds: [left])]))
  }

  @Test func `a reader is doomed when main is the holder`() {
    let waiting = process(reader, .get(right), reach: [right], holds: [right])
    let graph = WaitGraph(processes: [process(main, nil, holds: [left]), waiting], carriers: [])
    #expect(graph.doomed() == [1])
  }

  @Test func `a reader is doomed when one of two holders is`() {
    let others = [
      process(holder, nil, holds: [left]), process(third, .get(queue), holds: [left]),
    ]
    #expect(isDoomed(beside: others))
  }

  @Test func `a reader is doomed when a child of the holder is`() {
    let others = [
      process(holder, nil, holds: [left]), process(third, .get(queue), under: holder),
    ]
    #expect(isDoomed(beside: others))
    #expect(!isDoomed(beside: [others[0], process(third, nil, under: holder)]))
  }

  @Test func `a reader is safe while the holder is a daemon of one that goes on`() {
    let daemon = process(third, .get(queue), holds: [left], under: holder, isDaemon: true)
    #expect(!isDoomed(beside: [process(holder, nil), daemon]))
    #expect(isDoomed(beside: [process(holder, .get(queue)), daemon]))
  }

  @Test func `a reader is doomed when the left end lies in an item that nobody reaches`() {
    let others = [process(holder, nil, holds: [left])]
    let carrier = WaitGraph.Carrier(source: queue, carried: [left], version: 1)
    #expect(isDoomed(beside: others, carriers: [carrier]))
    let taken = WaitGraph.Carrier(source: third, carried: [left], version: 0, holdsEnds: false)
    #expect(!isDoomed(beside: others, carriers: [taken]))
  }

  @Test func `a reader is doomed when the left end will lie in a result that nobody takes`() {
    let others = [
      process(holder, .ownEnd([third]), reach: [left], holds: [left]),
      process(third, nil, under: holder),
    ]
    #expect(isDoomed(beside: others))
  }

  @Test func `who puts is safe while the holder of the right end goes on`() {
    let putter = process(reader, .put(left), reach: [left], holds: [left])
    func doomed(_ wait: WaitGraph.Wait?) -> Set<Int> {
      let processes = [process(main, nil), putter, process(holder, wait, holds: [right])]
      return WaitGraph(processes: processes, carriers: []).doomed()
    }
    #expect(doomed(nil).isEmpty)
    #expect(doomed(.get(queue)) == [1, 2])
  }
}
