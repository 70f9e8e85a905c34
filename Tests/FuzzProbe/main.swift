// The short, seeded form of the fuzzers: `FuzzProbe TARGET SEED COUNT` feeds so many mutated scripts to a target, and
// prints `ok`; `FuzzProbe TARGET FILE` feeds the bytes of a file, such as one that a fuzzer has found.

import FuzzTargets
import Glibc
import IPCTestSupport

func fail(_ message: String) -> Never {
  let text = "FuzzProbe: \(message)\n"
  unsafe _ = write(STDERR_FILENO, text, text.utf8.count)
  exit(2)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let target = FuzzTarget(rawValue: arguments[1]) else {
  fail("usage: FuzzProbe TARGET SEED COUNT, or FuzzProbe TARGET FILE")
}
if arguments.count == 3 {
  target.run(Array(Tool.read(arguments[2]).utf8))
  print("ok")
  exit(0)
}
guard let seed = UInt64(arguments[2]), let count = Int(arguments[3]) else {
  fail("the seed and the count are numbers")
}
let scripts = ["Tests/LanguageTests/Scripts", "examples"].flatMap { folder in
  Tool.files(under: "\(Tool.root)/\(folder)", suffix: ".ipc")
}
var mutator = ScriptMutator(corpus: scripts.map { Array(Tool.read($0).utf8) }, seed: seed)
let trace = CommandLine.arguments.count > 4 ? CommandLine.arguments[4] : nil
for _ in 0..<count {
  let script = mutator.next()
  // With one more argument the script at hand is kept, for when it ends the process.
  if let trace { Tool.write(script, to: trace) }
  target.run(script)
}
print("ok")
