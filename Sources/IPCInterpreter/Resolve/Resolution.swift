import IPCSyntax

/// What every name of a program means, found before anything runs.
struct Resolution {
  /// What a mention or declaration of a name means.
  enum Binding {
    /// A mistake that a diagnostic has told.
    case unknown
    /// A variable or function of the script.
    case variable(Int)
    /// An entry of the builtin table.
    case builtin(Int)
  }

  /// How a variable was declared.
  enum VariableKind {
    case constant
    case variable
    /// Parameters, loop variables and errors of a `catch`.
    case parameter
    /// A declared function, by its index.
    case function(Int)
  }

  /// A variable of the script.
  struct Variable {
    var name: String
    var span: SourceSpan
    var kind: VariableKind
    /// The index of the function it belongs to.
    var owner: Int
    /// The slot of a top-level variable; nil for one that lives in a register.
    var global: Int?
    /// Whether an inner function uses it, so that it lives in a cell.
    var isCaptured = false
  }

  /// What is known of a function besides its tree.
  struct FunctionInfo {
    /// The name in reports.
    var name: String
    /// The function it is written in; nil for main.
    var parent: Int?
    /// The parameters as callers see them.
    var signature: Signature
    /// The variables of outer functions that it, or a function in it, uses, in order of first use.
    var captures: [Int] = []
    /// The slots of the top-level variables that it names.
    var globals: Set<Int> = []
    /// The functions that it declares or names.
    var functions: Set<Int> = []
    /// Where it stands.
    var span: SourceSpan
    /// Whether it belongs to the prelude, so that reports leave it out.
    var isHidden = false
  }

  /// A file of the program as a function that is called once.
  struct ModuleInfo {
    var function: Int
    /// The slot of the hidden variable that tells whether it has begun.
    var begun: Int
    var program: Program
  }

  /// By `NodeID`, what a name means.
  var bindings: [Binding]
  /// The files behind the script that is run.
  var modules: [ModuleInfo] = []
  /// By the place of an import's path, the position in `modules`.
  var imports: [SourceSpan: Int] = [:]
  /// The position in `modules` of the prelude, when the program uses it.
  var prelude: Int?
  /// The variables that a string names by `$name`, which was meant to put their values into it.
  var namedInText: Set<Int> = []
  /// By the place of a `defer` statement, the index of its function.
  var deferIndices: [SourceSpan: Int] = [:]
  /// By `NodeID` of a function, its index.
  var functionIndices: [Int: Int] = [:]
  var variables: [Variable] = []
  /// Main is the first.
  var functions: [FunctionInfo] = []
  /// The names of the top-level variables by slot.
  var globalNames: [String] = []
}

/// The parameters of a function or builtin as a call sees them.
struct Signature {
  struct Parameter {
    var name: String
    var isOptional: Bool
    var isLabelOnly: Bool
  }

  /// All but a rest parameter.
  var parameters: [Parameter]
  /// Whether more arguments may follow.
  var takesRest: Bool

  /// Why a call does not fit.
  struct Mismatch: Error {
    var title: String
    /// The position of the argument at fault, labelled ones behind the others; nil for the call as a whole.
    var argument: Int?
    var hint: String?
  }

  /// Where the arguments of a call go.
  struct Placement {
    /// By parameter, the position of its argument; nil where none was given.
    var parameters: [Int?]
    /// The positions of the arguments beyond the parameters.
    var rest: [Int]
  }

  /// The signature of a builtin.
  init(_ builtin: Builtin) {
    parameters = builtin.parameters.map {
      Parameter(name: $0.name, isOptional: $0.isOptional, isLabelOnly: $0.isLabelOnly)
    }
    takesRest = builtin.takesRest
  }

  /// The signature of a function of the script.
  init(_ function: Function) {
    parameters = function.parameters.filter { !$0.isRest }.map {
      Parameter(
        name: $0.name.text,
        isOptional: $0.defaultValue != nil,
        isLabelOnly: false
      )
    }
    takesRest = function.parameters.contains(where: \.isRest)
  }

  /// Finds the place of each argument: first so many without a label, then those with these labels.
  ///
  /// - Throws: `Mismatch` when an argument is missing, unknown, given twice, or one too many.
  func place(
    positional: Int,
    labels: [String],
    calling name: String
  ) throws(Mismatch) -> Placement {
    var placement = Placement(
      parameters: Array(repeating: nil, count: parameters.count),
      rest: []
    )
    let open = parameters.indices.filter { !parameters[$0].isLabelOnly }
    for position in 0..<positional {
      if position < open.count {
        placement.parameters[open[position]] = position
      } else if takesRest {
        placement.rest.append(position)
      } else {
        throw Mismatch(
          title: "\(name) takes \(countPhrase), and this call gives \(positional)",
          argument: position,
          hint: callHint(name)
        )
      }
    }
    for (offset, label) in labels.enumerated() {
      guard let index = parameters.firstIndex(where: { $0.name == label }) else {
        let near = Suggestion.nearest(to: label, among: parameters.map(\.name))
        throw Mismatch(
          title: "\(name) has no parameter `\(label)`",
          argument: positional + offset,
          hint: near.map { "did you mean `\($0):`?" } ?? callHint(name)
        )
      }
      if placement.parameters[index] != nil {
        throw Mismatch(
          title: "the parameter `\(label)` is given twice",
          argument: positional + offset,
          hint: "remove one of them"
        )
      }
      placement.parameters[index] = positional + offset
    }
    for index in parameters.indices
    where placement.parameters[index] == nil && !parameters[index].isOptional {
      throw Mismatch(
        title: "\(name) takes \(countPhrase), and `\(parameters[index].name)` is missing",
        hint: callHint(name)
      )
    }
    return placement
  }

  /// A call with all parameters, for hints.
  private func callHint(_ name: String) -> String {
    let open = parameters.filter { !$0.isLabelOnly }.map(\.name) + (takesRest ? ["…"] : [])
    return "write `\(name.filter { $0 != "`" })(\(open.joined(separator: ", ")))`"
  }

  /// "2 arguments", "1 to 3 arguments", "at least 1 argument".
  var countPhrase: String {
    let open = parameters.filter { !$0.isLabelOnly }
    let least = open.filter { !$0.isOptional }.count
    if takesRest { return "at least \(Self.phrase(least))" }
    if open.isEmpty { return "no arguments" }
    return least == open.count
      ? Self.phrase(least) : "\(least) to \(Self.phrase(open.count))"
  }

  private static func phrase(_ count: Int) -> String {
    count == 1 ? "1 argument" : "\(count) arguments"
  }
}
