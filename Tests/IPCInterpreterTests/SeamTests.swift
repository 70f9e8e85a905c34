import IPCSyntax
import Testing

@testable import IPCInterpreter

/// What a world has to answer, with one that answers from a table: nothing but its answers decides what a script does.
@Suite struct SeamTests {
  /// Runs a script; what it prints goes to the output, everything else is asked of the closure.
  private func run(
    _ source: String,
    seed: UInt64 = 0,
    _ answer: (Machine, Request) -> Value = { _, _ in .null }
  ) throws -> String {
    let file = SourceFile(name: "test.ipc", bytes: Array(source.utf8))
    let result = Frontend.prepare(file: file)
    #expect(!result.diagnostics.contains { $0.severity == .error })
    let machine = try Machine(program: try #require(result.program))
    machine.heap.stress = true
    machine.seed(seed)
    machine.beginMain()
    var output = ""
    while true {
      switch machine.run() {
      case .request(let request) where request.operation == .write:
        output += unsafe machine.heap.swiftString(request.arguments[1])
        machine.resume(returning: .null)
      case .request(let request): machine.resume(returning: answer(machine, request))
      case .failed(let error):
        return output + machine.heap.swiftString(machine.heap.errorField(.message, of: error))
      case .finished, .exited, .interrupted: return output
      }
    }
  }

  @Test func theSeedDecidesWhatIsRandom() throws {
    let source = """
      let xs = [1, 2, 3, 4, 5, 6, 7, 8]
      shuffle(xs)
      print(random(), random(1_000_000), choice(xs), xs)
      """
    let first = try run(source, seed: 1)
    #expect(try run(source, seed: 1) == first)
    #expect(try run(source, seed: 2) != first)
  }

  @Test func theGeneratorIsXoshiro() {
    // The first numbers of the reference implementation for the state that SplitMix64 makes of 0.
    var generator = Generator(seed: 0)
    let numbers: [UInt64] = [0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0]
    for number in numbers { #expect(generator.next() == number) }
  }

  @Test func linesAreTakenApartAsTheyAreGiven() throws {
    var parts = ["one\ntwo\r\n", "three\n\n", "last"]
    var asked = 0
    let output = try run("for line in read_lines(\"p\") { print([line]) }") { machine, request in
      if request.operation == .openReader {
        let path = unsafe request.arguments[0]
        return machine.heap.makeReader(number: 7, path: path)
      }
      asked += 1
      #expect(request.operation == .getNext)
      #expect(unsafe machine.heap.readerNumber(request.arguments[0]) == 7)
      return parts.isEmpty ? .unset : machine.heap.makeString(parts.removeFirst())
    }
    #expect(output == "[\"one\"]\n[\"two\"]\n[\"three\"]\n[\"\"]\n[\"last\"]\n")
    #expect(asked == 4)
  }

  @Test func readersThatNothingRefersToAreTold() throws {
    var number = 0
    var dead: Set<Int> = []
    let source = "let kept = read_lines(\"p\"); for i in 1...4 { read_lines(\"p\") }; exists(\"p\")"
    _ = try run(source) { machine, request in
      dead.formUnion(machine.heap.takeDeadReaders())
      if request.operation == .openReader {
        number += 1
        return machine.heap.makeReader(number: number, path: machine.heap.makeString("p"))
      }
      return .bool(true)
    }
    // The last one may still lie in a register.
    #expect(dead.isSuperset(of: [2, 3, 4]) && !dead.contains(1))
  }

  @Test func datesAndInputAreAsked() throws {
    var operations: [Request.Operation] = []
    let output = try run("print(date(), input(), cpus(), hostname(), glob(\"*\"))") {
      machine,
      request in
      operations.append(request.operation)
      return machine.heap.makeString("answer")
    }
    #expect(output == "answer answer answer answer answer\n")
    #expect(operations == [.date, .input, .processorCount, .hostname, .glob])
  }
}
