import IPCSyntax

/// Looks for what will surely go wrong in a program that can run.
///
/// A warning never stops a run. So each must hold for certain for the program as it stands; where a value goes to a place
/// that the checks do not follow, they are silent.
enum Checker {
  /// Returns the warnings about a script whose names are resolved without a mistake, and about the files it imports.
  static func check(
    _ program: Program,
    sources: SourceMap,
    resolution: Resolution
  ) -> [Diagnostic] {
    // What a file that only declares names has, others may use.
    let isModule = program.onlyDeclares
    var diagnostics = UnusedNames.check(program, resolution: resolution, isModule: isModule)
    let table = FunctionTable(program, sources: sources, resolution: resolution)
    let exits = ExitFinder(table, resolution: resolution)
    diagnostics += UnreachableCode.check(program, exits)
    for (position, module) in resolution.modules.enumerated() where position != resolution.prelude {
      diagnostics += UnusedNames.check(module.program, resolution: resolution, isModule: true)
      diagnostics += UnreachableCode.check(module.program, exits)
    }
    diagnostics += checkFlow(program, table, exits, resolution, isModule: isModule)
    guard let prelude = resolution.prelude else { return diagnostics }
    // The prelude is right for all programs, whatever this one makes of it; it lies behind all other files.
    let base = resolution.functions[resolution.modules[prelude].function].span.start
    return diagnostics.filter { $0.primary.span.start < base }
  }

  private static func checkFlow(
    _ program: Program,
    _ table: FunctionTable,
    _ exits: ExitFinder,
    _ resolution: Resolution,
    isModule: Bool
  ) -> [Diagnostic] {
    let flow = Flow.trace(table, exits: exits, resolution: resolution, isModule: isModule)
    guard let flow else { return [] }
    var diagnostics = ConditionChecks.check(flow)
    let facts = ProgramFacts(flow)
    diagnostics += ProcessChecks.check(facts)
    diagnostics += LostAssignments.check(facts)
    diagnostics += EndlessLoops.check(facts)
    diagnostics += QueueChecks.check(facts)
    diagnostics += SentinelChecks.check(facts)
    diagnostics += PipeChecks.check(facts)
    return diagnostics
  }
}
