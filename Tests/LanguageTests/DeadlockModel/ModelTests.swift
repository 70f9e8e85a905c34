import Testing

/// The model by itself: programs whose ends are known.
@Suite struct ModelTests {
  func outcomes(
    _ bodies: [[ModelProgram.Operation]],
    queues: [ModelProgram.Queue] = [.init(), .init()],
    pipes: Int = 0
  ) -> [String] {
    let program = ModelProgram(queues: queues, pipes: pipes, bodies: bodies)
    return ModelSearch(program).outcomes.map { "\($0)" }.sorted()
  }

  let a = ModelProgram.Place.queue(0)
  let b = ModelProgram.Place.queue(1)

  @Test func `a put and a get end well`() {
    #expect(outcomes([[.put(a), .get(a)]]) == ["exit 0"])
  }

  @Test func `a get alone is a deadlock of main`() {
    #expect(outcomes([[.get(a)]]) == ["exit 4; main Deadlock (main)"])
  }

  @Test func `a get of a closed queue is an error of main`() {
    #expect(outcomes([[.close(a), .get(a)]]) == ["exit 1; main Closed"])
  }

  @Test func `a full queue makes its putter wait`() {
    let one = [ModelProgram.Queue(limit: 1)]
    #expect(
      outcomes([[.put(a), .put(a)]], queues: one) == ["exit 4; main Deadlock (main)"]
    )
    #expect(
      outcomes([[.spawn(1, isDaemon: false), .put(a), .put(a)], [.get(a)]], queues: one)
        == ["exit 0"]
    )
  }

  @Test func `who sleeps late is told early or late`() {
    // Main may be doomed before the daemon waits, which cannot reach its queue.
    #expect(
      outcomes([[.spawn(1, isDaemon: true), .get(a)], [.get(b)]]) == [
        "exit 4; main Deadlock (main p1#1)", "exit 4; main Deadlock (main)",
      ]
    )
  }

  @Test func `one item for two getters`() {
    let bodies: [[ModelProgram.Operation]] = [
      [.put(a), .spawn(1, isDaemon: false), .spawn(2, isDaemon: false)], [.get(a)], [.get(a)],
    ]
    // Main may just have come to its end, and not be waiting there yet.
    #expect(
      outcomes(bodies) == [
        "exit 1; p1#1 Deadlock (p1#1)", "exit 1; p2#1 Deadlock (p2#1)",
        "exit 4; main Deadlock (main p1#1)", "exit 4; main Deadlock (main p2#1)",
      ]
    )
  }

  @Test func `a failure that is joined fails its joiner too`() {
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .join([1])], [.taskDone(a)],
    ]
    #expect(outcomes(bodies) == ["exit 1; main ProcessFailed; p1#1 ValueError"])
    #expect(outcomes([Array(bodies[0].prefix(1)), bodies[1]]) == ["exit 1; p1#1 ValueError"])
  }

  @Test func `half a program is told while main can go on`() {
    let queues: [ModelProgram.Queue] = [.init(owner: 1), .init(owner: 1)]
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .sleep], [.get(a)],
    ]
    #expect(
      outcomes(bodies, queues: queues) == [
        "exit 1; p1#1 Deadlock (p1#1)", "exit 4; main Deadlock (main p1#1)",
        "exit 4; main Deadlock (main p1#1); p1#1 Deadlock (p1#1)",
      ]
    )
  }

  @Test func `a loop over a queue ends with its close`() {
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .put(a), .close(a), .joinQueue(a)],
      [.drain(a, marksDone: true)],
    ]
    #expect(outcomes(bodies) == ["exit 0"])
    #expect(
      outcomes([bodies[0], [.drain(a, marksDone: false)]])
        == ["exit 4; main Deadlock (main)"]
    )
  }

  @Test func `a queue in a queue can be used by who takes it out`() {
    let queues: [ModelProgram.Queue] = [.init(), .init(owner: 1)]
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .receive(0), .put(.taken)],
      [.send(1, through: 0), .get(b)],
    ]
    #expect(outcomes(bodies, queues: queues) == ["exit 0"])
  }

  @Test func `a pipe ends with the last holder of its left end`() {
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .closeLeft(0), .drainRight(0)], [.putLeft(0)],
    ]
    #expect(outcomes(bodies, pipes: 1) == ["exit 0"])
    let open = [bodies[0].filter { $0 != .closeLeft(0) }, bodies[1]]
    #expect(outcomes(open, pipes: 1) == ["exit 4; main Deadlock (main)"])
  }

  @Test func `a pipe that nobody reads is closed to who puts`() {
    #expect(outcomes([[.closeRight(0), .putLeft(0)]], pipes: 1) == ["exit 1; main Closed"])
  }

  @Test func `a holder that waits for the reader at its end closes nothing`() {
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .closeLeft(0), .join([1])],
      [.spawn(2, isDaemon: false), .putLeft(0)],
      [.drainRight(0)],
    ]
    let found = outcomes(bodies, pipes: 1)
    #expect(found.contains("exit 4; main Deadlock (main p1#1 p2#1)"))
    #expect(found.allSatisfy { $0.contains("Deadlock") })
    // Without the child, its end is the end of the pipe for main.
    let beside: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .closeLeft(0), .drainRight(0)], [.putLeft(0)],
    ]
    #expect(outcomes(beside, pipes: 1) == ["exit 0"])
  }

  @Test func `main holds an end that it never names to its own end`() {
    let bodies: [[ModelProgram.Operation]] = [
      [.spawn(1, isDaemon: false), .spawn(2, isDaemon: false), .get(a)], [.getRight(0)],
      [.sleep, .put(a)],
    ]
    let found = outcomes(bodies, pipes: 1)
    #expect(found.contains("exit 1; p1#1 Deadlock (p1#1)"))
    #expect(found.allSatisfy { $0.contains("p1#1 Deadlock") || $0.contains("main p1#1") })
  }

  @Test func `the script has what the model has`() {
    let program = ModelProgram(
      queues: [.init(word: "stack", limit: 2), .init(owner: 1)],
      pipes: 1,
      bodies: [
        [.spawn(1, isDaemon: false), .receive(0), .put(.taken), .join([1])],
        [.send(1, through: 0), .drain(b, marksDone: true), .closeLeft(0)],
      ]
    )
    #expect(
      program.text == """
        let l0, r0 = pipe()
        let q0 = stack(2)
        func p1() {
            let q1 = queue()
            put q0, q1
            for _x in q1 { task_done q1 }
            close l0
        }
        let h1 = spawn p1()
        let taken = get q0
        put taken, 1
        join h1

        """
    )
  }

  @Test func `half of the seeds give programs with an end that is certain`() {
    let searches = (1...60).map { ProgramMaker.make(seed: $0).search }
    #expect(searches.count { $0.outcomes.count == 1 } > 30)
    #expect(searches.allSatisfy { !$0.outcomes.isEmpty })
  }
}
