import IPCSyntax

/// Warns of what a child process assigns to a variable of its parent's, uses nowhere itself, and so loses.
struct LostAssignments {
  let facts: ProgramFacts
  var warnings = Warnings()
  /// By function, the contexts that run it and all that are made in them.
  private var heirs: [Int: Set<Int>] = [:]

  private init(facts: ProgramFacts) {
    self.facts = facts
  }

  /// What is to be said about a program's assignments in child processes.
  static func check(_ facts: ProgramFacts) -> [Diagnostic] {
    var checks = LostAssignments(facts: facts)
    var mentions: [Int: [Mention]] = [:]
    for mention in facts.flow.mentions { mentions[mention.variable, default: []].append(mention) }
    for (variable, mentions) in mentions { checks.check(variable, mentions) }
    return checks.warnings.diagnostics
  }

  private mutating func check(_ variable: Int, _ mentions: [Mention]) {
    let info = facts.flow.resolution.variables[variable]
    let owners = facts.runners[info.owner]
    guard !owners.isOpen, info.span.end > 0 else { return }
    let reads = mentions.filter { $0.role == .read }
    for mention in mentions where mention.role != .read {
      let function = mention.place.function
      let isAway = facts.isRun(function) { !owners.contexts.contains($0) }
      guard isAway, holdsCopy(mention), isNeeded(reads, by: owners.contexts) else { continue }
      let heirs = self.heirs[function] ?? descendants(of: facts.runners[function].contexts)
      self.heirs[function] = heirs
      let isUsed = reads.contains { read in
        let readers = facts.runners[read.place.function]
        return readers.isOpen || !readers.contexts.isDisjoint(with: heirs)
      }
      if !isUsed { report(mention, info) }
    }
  }

  /// Whether what is changed is a list or map, which a child has a copy of, and no queue or process.
  private func holdsCopy(_ mention: Mention) -> Bool {
    guard mention.role == .change else { return true }
    let value = facts.flow.variables[mention.variable]
    return !value.kinds.isEmpty && value.kinds.isSubset(of: [.list, .map, .null])
  }

  /// Whether somebody who will not see the assignment wants the variable.
  private func isNeeded(_ reads: [Mention], by owners: Set<Int>) -> Bool {
    reads.contains { !facts.runners[$0.place.function].contexts.isDisjoint(with: owners) }
  }

  /// The contexts and all that are made in them, which begin with a copy.
  private func descendants(of contexts: Set<Int>) -> Set<Int> {
    var all = contexts
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (index, context) in facts.contexts.enumerated() where !all.contains(index) {
        let makers = facts.runners[context.place.function]
        guard index > 0, makers.isOpen || !makers.contexts.isDisjoint(with: all) else { continue }
        all.insert(index)
        hasChanged = true
      }
    }
    return all
  }

  private mutating func report(_ mention: Mention, _ variable: Resolution.Variable) {
    let isChange = mention.role == .change
    warnings.add(
      .lostAssignment,
      "`\(variable.name)` is \(isChange ? "changed" : "assigned") in a child process, which has a copy of its own",
      at: mention.span,
      "no other process sees this",
      because: [.init(span: variable.span, text: "declared here")],
      hint: "`return` the value and take it from the `join`, or `put` it into a queue"
    )
  }
}
