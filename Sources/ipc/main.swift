import Glibc
import IPCCommand

let tool = CommandLineTool(environment: HostEnvironment.variables())
exit(tool.run(arguments: Array(CommandLine.arguments.dropFirst())))
