// libFuzzer's driver: `Fuzz TARGET [libFuzzer options] CORPUS…`. See README.md.

import FuzzTargets
import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

let testSyntax: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { (data, count) in
  unsafe FuzzTarget.syntax.run(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}
let testMachine: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { (data, count) in
  unsafe FuzzTarget.machine.run(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

guard CommandLine.arguments.count >= 2,
  let target = FuzzTarget(rawValue: CommandLine.arguments[1])
else {
  let text = "usage: Fuzz syntax|machine [libFuzzer options] CORPUS…\n"
  unsafe _ = write(STDERR_FILENO, text, text.utf8.count)
  exit(2)
}
var count = CommandLine.argc - 1
var arguments = unsafe CommandLine.unsafeArgv + 1
exit(
  unsafe withUnsafeMutablePointer(to: &arguments) { pointer in
    unsafe runDriver(&count, pointer, target == .syntax ? testSyntax : testMachine)
  }
)
