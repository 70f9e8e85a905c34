import IPCSyntax

/// A script with the files it imports, each parsed once.
struct ModuleGraph {
  /// One file.
  struct Module {
    var program: Program
    /// Its number in the source map.
    var file: Int
    /// By the place of an import's path, the module that it means.
    var imports: [SourceSpan: Int] = [:]
  }

  /// The modules; the script that is run is the first.
  private(set) var modules: [Module] = []
  /// The order in which they can be resolved: each behind those that it imports, so the first module is the last.
  private(set) var order: [Int] = []
  var sources: SourceMap
  private(set) var diagnostics: [Diagnostic] = []
  /// One more than the greatest node number so far: the numbers of all modules are different.
  private(set) var nodeCount = 0

  private let loader: ModuleLoader
  private var known: [String: Int] = [:]
  /// The modules whose imports are being followed, outermost first.
  private var open: [Int] = []

  /// Parses a script and all that it imports.
  ///
  /// - Parameters:
  ///   - file: The script.
  ///   - identity: What the loader would call it, so that a circle back to it is seen.
  ///   - loader: Where imported files come from.
  init(main file: SourceFile, identity: String, loader: ModuleLoader) {
    sources = SourceMap(file)
    self.loader = loader
    add(file, identity: identity)
  }

  /// Parses one more text behind all others, as a prompt does; what it imports is added before it.
  ///
  /// - Returns: Its number; nil when offsets no longer suffice.
  mutating func addEntry(name: String, bytes: [UInt8]) -> Int? {
    diagnostics = []
    guard let file = sources.add(name: name, bytes: bytes) else { return nil }
    let number = modules.count
    add(file, identity: name)
    return number
  }

  /// Leaves out numbers of nodes that others have taken.
  mutating func skipNodes(to count: Int) { nodeCount = max(nodeCount, count) }

  @discardableResult
  private mutating func add(_ file: SourceFile, identity: String) -> Int {
    let (program, mistakes) = Parser.parse(file, firstNode: nodeCount)
    nodeCount = program.nodeCount
    diagnostics += mistakes
    let number = modules.count
    modules.append(Module(program: program, file: sources.files.count - 1))
    known[identity] = number
    open.append(number)
    for statement in program.statements {
      guard case .importNames(_, let path, let span) = statement.kind else { continue }
      if let target = module(at: path, importer: file, span: span) {
        modules[number].imports[span] = target
      }
    }
    open.removeLast()
    order.append(number)
    return number
  }

  /// The module that an import means; nil after a mistake was told.
  private mutating func module(
    at path: String,
    importer: SourceFile,
    span: SourceSpan
  ) -> Int? {
    let loaded: ModuleLoader.File
    do throws(ModuleLoader.Failure) {
      loaded = try loader.load(path, importer.name)
    } catch {
      report(.importUnreadable, "cannot import `\(path)`: \(error.reason)", at: span)
      return nil
    }
    if let number = known[loaded.identity] {
      if let start = open.firstIndex(of: number) {
        reportCircle(from: start, at: span)
        return nil
      }
      return number
    }
    guard let file = sources.add(name: loaded.name, bytes: loaded.bytes) else {
      report(.importUnreadable, "cannot import `\(path)`: the files are too large", at: span)
      return nil
    }
    return add(file, identity: loaded.identity)
  }

  private mutating func reportCircle(from start: Int, at span: SourceSpan) {
    let names = open[start...].map { "`\(sources.files[modules[$0].file].name)`" }
    let way = names.dropFirst().joined(separator: ", ")
    report(
      .importCircle,
      "\(names[0]) imports itself\(way.isEmpty ? "" : " by way of \(way)")",
      at: span,
      hint: "move what both need into a file of its own"
    )
  }

  private mutating func report(
    _ id: DiagnosticID,
    _ title: String,
    at span: SourceSpan,
    hint: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(id, title: title, primary: .init(span: span, text: ""), hint: hint)
    )
  }
}
