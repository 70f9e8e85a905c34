import IPCSyntax
import Testing

@testable import IPCInterpreter

/// The instructions that scripts are compiled to.
@Suite struct DisassemblyTests {
  private func text(_ source: String) throws -> String {
    let file = SourceFile(name: "test.ipc", bytes: Array(source.utf8))
    let result = Frontend.prepare(file: file)
    #expect(!result.diagnostics.contains { $0.severity == .error })
    let text = Disassembler.text(of: try #require(result.program))
    // Without the blanks at the ends of lines, which no editor shows.
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n").trimmed
  }

  @Test func additionOfGlobals() throws {
    let source = #"""
      let a = 1
      print(a + 2)
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 5 registers
          1    0  loadInt                     r0 1
               1  setGlobal                   r0 a
          2    2  loadInt                     r0 1
               3  getGlobal                   r4 a
               4  addInt                      r3 r4 2
               5  loadUnset                   r1
               6  loadUnset                   r2
               7  formatLine                  r1 3
               8  request                     r0 2 write
               9  returnNull
      """#
    #expect(try text(source) == expected)
  }

  @Test func aLoop() throws {
    let source = #"""
      var i = 0
      while i < 3 { i += 1 }
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 1 registers
          1    0  loadInt                     r0 0
               1  setGlobal                   r0 i
          2    2  getGlobal                   r0 i
               3  jumpUnlessLessInt           r0 3 -> 8
               4  getGlobal                   r0 i
               5  addInt                      r0 r0 1
               6  setGlobal                   r0 i
               7  loop                        -> 2
               8  returnNull
      """#
    #expect(try text(source) == expected)
  }

  @Test func queues() throws {
    let source = #"""
      let q = queue(3)
      put q, 1 timeout 2s
      get q
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 3 registers
          1    0  loadInt                     r0 0
               1  loadInt                     r1 3
               2  loadUnset                   r2
               3  request                     r0 3 makeQueue
               4  setGlobal                   r0 q
          2    5  getGlobal                   r0 q
               6  loadInt                     r1 1
               7  loadConstant                r2 2s
               8  request                     r0 3 put
          3    9  getGlobal                   r0 q
              10  loadNull                    r1
              11  request                     r0 2 get
              12  returnNull
      """#
    #expect(try text(source) == expected)
  }

  @Test func aSpawn() throws {
    let source = #"""
      func f(a) { return a }
      spawn f(1) times 2
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 5 registers
          1    0  makeClosure                 r0 function 1 f
               1  setGlobal                   r0 f
          2    2  getGlobal                   r0 f
               3  loadInt                     r4 1
               4  loadNull                    r1
               5  loadInt                     r2 2
               6  loadNull                    r3
               7  request                     r0 5 spawn
               8  returnNull

      function 1 f, line 1, 1 parameters, 1 registers
          1    0  returnValue                 r0
               1  returnNull
      """#
    #expect(try text(source) == expected)
  }

  @Test func aClosure() throws {
    let source = #"""
      func f(n) {
          var k = n
          return () => k + 1
      }
      print(f(1)())
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 7 registers
          1    0  makeClosure                 r0 function 1 f
               1  setGlobal                   r0 f
          5    2  loadInt                     r0 1
               3  loadUnset                   r1
               4  loadUnset                   r2
               5  loadUnset                   r3
               6  loadInt                     r6 1
               7  callFunction                r6 function 1 f
               8  move                        r4 r6
               9  call                        r4 0 arguments
              10  move                        r3 r5
              11  formatLine                  r1 3
              12  request                     r0 2 write
              13  returnNull

      function 1 f, line 1, 1 parameters, 3 registers
          2    0  newCell                     r1
               1  setCell                     r1 r0
          3    2  makeClosure                 r2 function 2 lambda
               3  returnValue                 r2
               4  returnNull

      function 2 lambda, line 3, 0 parameters, 2 registers
          3    0  getCapture                  r1 capture 0
               1  addInt                      r0 r1 1
               2  returnValue                 r0
      """#
    #expect(try text(source) == expected)
  }

  @Test func tryAndDefer() throws {
    let source = #"""
      func f() {
          defer { print("left") }
          try { throw "a" } catch e { return e }
      }
      f()
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 1 registers
          1    0  makeClosure                 r0 function 1 f
               1  setGlobal                   r0 f
          5    2  callFunction                r0 function 1 f
               3  returnNull

      function 1 f, line 1, 0 parameters, 4 registers
          2    0  makeClosure                 r0 function 2 f
               1  pushDefer                   r0
          3    2  pushCatch                   r1 -> 7
               3  loadConstant                r2 "a"
               4  throwValue                  r2
               5  popHandler
               6  jump                        -> 15
               7  isCatchable                 r2 r1
               8  jumpIfFalse                 r2 -> 14
               9  move                        r2 r1
              10  move                        r3 r2
              11  callDefer                   r0 r4
              12  returnValue                 r3
              13  jump                        -> 15
              14  rethrow                     r1
              15  callDefer                   r0 r1
              16  returnNull

      function 2 f, line 2, 0 parameters, 4 registers
          2    0  loadInt                     r0 1
               1  loadConstant                r3 "left"
               2  loadUnset                   r1
               3  loadUnset                   r2
               4  formatLine                  r1 3
               5  request                     r0 2 write
               6  returnNull
      """#
    #expect(try text(source) == expected)
  }

  @Test func aForOverAQueue() throws {
    let source = #"""
      let q = queue()
      for x in q { print(x) }
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 8 registers
          1    0  loadInt                     r0 0
               1  loadUnset                   r1
               2  loadUnset                   r2
               3  request                     r0 3 makeQueue
               4  setGlobal                   r0 q
          2    5  getGlobal                   r0 q
               6  forPrepare                  r0 1
               7  forNext                     r0 1 -> 15
               8  loadInt                     r4 1
               9  move                        r7 r3
              10  loadUnset                   r5
              11  loadUnset                   r6
              12  formatLine                  r5 3
              13  request                     r4 2 write
              14  loop                        -> 7
              15  returnNull
      """#
    #expect(try text(source) == expected)
  }

  @Test func conditions() throws {
    let source = #"""
      let a = 1
      if a > 1 and a < 3 or not (a == 2) { print("yes") } else { print("no") }
      """#
    let expected = #"""
      function 0 main, line 1, 0 parameters, 5 registers
          1    0  loadInt                     r0 1
               1  setGlobal                   r0 a
          2    2  getGlobal                   r3 a
               3  loadInt                     r4 1
               4  greater                     r2 r3 r4
               5  jumpIfFalse                 r2 -> 9
               6  getGlobal                   r3 a
               7  loadInt                     r4 3
               8  less                        r2 r3 r4
               9  move                        r1 r2
              10  jumpIfTrue                  r1 -> 15
              11  getGlobal                   r3 a
              12  loadInt                     r4 2
              13  equal                       r2 r3 r4
              14  not                         r1 r2
              15  move                        r0 r1
              16  jumpIfFalse                 r0 -> 24
              17  loadInt                     r0 1
              18  loadConstant                r3 "yes"
              19  loadUnset                   r1
              20  loadUnset                   r2
              21  formatLine                  r1 3
              22  request                     r0 2 write
              23  jump                        -> 30
              24  loadInt                     r0 1
              25  loadConstant                r3 "no"
              26  loadUnset                   r1
              27  loadUnset                   r2
              28  formatLine                  r1 3
              29  request                     r0 2 write
              30  returnNull
      """#
    #expect(try text(source) == expected)
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0 == "\n" }.reversed()) }
}
