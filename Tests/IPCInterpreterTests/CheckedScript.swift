import IPCInterpreter
import IPCSyntax

/// What the parser and the checker say of a text.
struct CheckedScript {
  let result: Frontend.Result

  init(_ text: String, files: [String: String] = [:]) {
    self.init(bytes: Array(text.utf8), files: files)
  }

  init(bytes: [UInt8], files: [String: String] = [:]) {
    result = Frontend.prepare(
      file: SourceFile(name: "test.ipc", bytes: bytes),
      identity: "test.ipc",
      loader: ModuleLoader { (path, _) throws(ModuleLoader.Failure) in
        guard let text = files[path] else { throw ModuleLoader.Failure(reason: "no such file") }
        return ModuleLoader.File(name: path, identity: path, bytes: Array(text.utf8))
      }
    )
  }

  /// The messages in order.
  var slugs: [String] { result.diagnostics.map(\.id.slug) }

  /// The messages as people read them.
  var rendered: String {
    let renderer = DiagnosticRenderer(colour: false)
    return result.diagnostics.map { renderer.render($0, in: result.sources) }.joined()
  }
}
