import Glibc
import IPCScript

/// `ipc fmt`.
extension CommandLineTool {
  /// Formats scripts: files in their place, all else to the output.
  func format(_ sources: [ScriptSource], checksOnly: Bool, invocation: Invocation) -> Int32 {
    if sources.isEmpty, isatty(descriptors.input) == 1 {
      return report(usage: UsageError(message: "`fmt` wants a script", command: .format))
    }
    var worst = ExitStatus.success
    for source in sources.isEmpty ? [.standardInput] : sources {
      let status = format(source, checksOnly: checksOnly, invocation: invocation)
      if Self.gravity(of: status) > Self.gravity(of: worst) { worst = status }
    }
    return worst
  }

  /// The order of statuses when there are several: what could not be looked at first.
  private static func gravity(of status: Int32) -> Int {
    let order = [
      ExitStatus.success, ExitStatus.failure, ExitStatus.invalidScript, ExitStatus.usage,
    ]
    return order.firstIndex(of: status) ?? 0
  }

  private func format(
    _ source: ScriptSource,
    checksOnly: Bool,
    invocation: Invocation
  ) -> Int32 {
    guard let bytes = bytes(of: source, invocation: invocation) else { return ExitStatus.usage }
    let result = Script.formatted(source: bytes, name: source.name)
    guard let text = result.text else {
      report(result.diagnostics, colour: colours(invocation))
      return ExitStatus.invalidScript
    }
    if checksOnly {
      guard text != bytes else { return ExitStatus.success }
      _ = print("\(source.name)\n")
      return ExitStatus.failure
    }
    guard case .file(let path) = source else {
      return print(String(decoding: text, as: UTF8.self))
    }
    guard text != bytes else { return ExitStatus.success }
    do throws(RewriteFailure) {
      try FileRewriter.replace(path, by: text)
    } catch {
      write("ipc: \(error.description)\n", to: descriptors.error)
      return ExitStatus.usage
    }
    return print("\(path)\n")
  }
}
