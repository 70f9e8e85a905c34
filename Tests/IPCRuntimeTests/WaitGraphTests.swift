import Testing

import IPCRuntime

/// The verdict over hand-made graphs: who is doomed, and above all who is not.
struct WaitGraphTests {
  let main = Handle(.process, 0)
  let first = Handle(.process, 1)
  let second = Handle(.process, 2)
  let queue = Handle(.queue, 0)
  let other = Handle(.queue, 1)
  let left = Handle(.pipeEnd, 0)
  let right = Handle(.pipeEnd, 1)

  func verdict(
    _ processes: [WaitGraph.Process],
    carriers: [WaitGraph.Carrier] = []
  ) -> Set<Int> {
    WaitGraph(processes: processes, carriers: carriers).doomed()
  }

  @Test func `a lone getter is doomed though it reaches the queue itself`() {
    #expect(verdict([process(main, .get(queue), reach: [queue])]) == [0])
  }

  @Test func `a getter is safe while somebody who computes reaches its queue`() {
    let processes = [
      process(main, .get(queue), reach: [queue]), process(first, nil, reach: [queue]),
    ]
    #expect(verdict(processes).isEmpty)
  }

  @Test func `somebody who computes without the queue saves nobody`() {
    let processes = [process(main, .get(queue)), process(first, nil, reach: [other])]
    #expect(verdict(processes) == [0])
  }

  @Test func `a wait whose condition holds is no wait`() {
    let processes = [
      process(main, .joinProcesses([first])),
      process(first, .get(queue), reach: [queue], isReady: true),
    ]
    #expect(verdict(processes).isEmpty)
  }

  @Test func `a circle over join and get is doomed whole`() {
    let processes = [
      process(main, .joinProcesses([first]), reach: [queue]),
      process(first, .get(queue), reach: [queue]),
    ]
    #expect(verdict(processes) == [0, 1])
  }

  @Test func `a join of several is safe while one of them can go on`() {
    let processes = [
      process(main, .joinProcesses([first, second])),
      process(first, .get(queue)),
      process(second, nil),
    ]
    #expect(verdict(processes) == [1])
  }

  @Test func `half a program is doomed while the other half runs`() {
    let processes = [
      process(main, nil, reach: [other]),
      process(first, .get(queue), reach: [queue]),
      process(second, .put(queue), reach: [queue], isReady: false),
    ]
    #expect(verdict(processes) == [1, 2])
  }

  @Test func `who waits at its end runs no code and wakes no getter`() {
    let processes = [
      process(main, .ownEnd([first]), reach: [queue]),
      process(first, .get(queue), reach: [queue]),
    ]
    #expect(verdict(processes) == [0, 1])
  }

  @Test func `a reader is doomed while only doomed ones hold the left end`() {
    let processes = [
      process(main, .joinProcesses([first]), reach: [left]),
      process(first, .get(right), reach: [right]),
    ]
    #expect(verdict(processes) == [0, 1])
  }

  @Test func `a queue is reached through an item that lies in another`() {
    let processes = [
      process(main, .get(queue), reach: [queue]),
      process(first, nil, reach: [other]),
    ]
    let carrier = WaitGraph.Carrier(source: other, carried: [queue], version: 1)
    #expect(verdict(processes, carriers: [carrier]).isEmpty)
    #expect(verdict(processes) == [0])
  }

  @Test func `what an ending process gives is reached by who can join it`() {
    let processes = [
      process(main, .joinProcesses([first]), reach: [first]),
      process(first, .ownEnd([second]), reach: [left]),
      process(second, nil),
      process(Handle(.process, 3), .get(right), reach: [right]),
    ]
    let result = WaitGraph.Carrier(source: first, carried: [left], version: 0)
    #expect(verdict(processes, carriers: [result]).isEmpty)
    #expect(verdict(processes) == [3])
  }

  @Test func `a daemon that computes saves those whose queue it reaches`() {
    let processes = [
      process(main, .joinQueue(queue), reach: [queue]),
      process(first, nil, reach: [queue], isDaemon: true),
    ]
    #expect(verdict(processes).isEmpty)
  }
}
