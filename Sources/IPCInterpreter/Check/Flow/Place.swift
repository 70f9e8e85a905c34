import IPCSyntax

/// The errors that the `try`s around a place catch.
struct Guards: Hashable {
  var catchesAll = false
  var kinds: Set<String> = []

  /// Whether an error of this kind would be caught.
  func catches(_ kind: String) -> Bool { catchesAll || kinds.contains(kind) }

  mutating func formUnion(_ other: Guards) {
    catchesAll = catchesAll || other.catchesAll
    kinds.formUnion(other.kinds)
  }
}

/// Where in the script something is done, and under what circumstances.
struct Place {
  /// The function, by its index.
  var function = 0
  /// How often a call of the function comes by.
  var times = Times.once
  /// What the function itself catches there.
  var guards = Guards()
  /// Whether a `within` of the function is around it.
  var isWithin = false
  /// The blocks around it in the function, outermost first.
  var blocks: [SourceSpan] = []
  /// The queues and pipe ends whose items say how often the loops around it turn.
  var feeders: Set<Int> = []
  /// Whether a loop of the function is around it.
  var isInLoop = false
  /// Whether its statement does it whenever the statement is reached.
  var isUnconditional = true
}

/// Something done to queues, pipe ends or processes.
struct Operation {
  enum Action: Hashable {
    case put
    case get
    /// `for x in q`.
    case walk
    case join
    case close
    case taskDone
    case kill
    /// `spawn p`, `daemon p` of a prepared process.
    case start(asDaemon: Bool)
    /// `p.daemon = true`.
    case makeDaemon
    /// `p.daemon`, `p.status` and the like, by which a script decides what to do.
    case ask
  }

  var action: Action
  /// What it is done to.
  var target: FlowValue
  /// Where that is named.
  var operand: Expression
  /// Of a `put`, what is put.
  var item: FlowValue?
  var itemExpression: Expression?
  /// The whole of it.
  var span: SourceSpan
  /// Whether it gives up after a time.
  var isTimed = false
  /// Whether it is one of several that are waited for.
  var isChoice = false
  /// Of a `for`, how its body may be left.
  var bodyExits: Exits = []
  var place: Place

  /// Whether it takes items.
  var isTake: Bool { action == .get || action == .walk }
}

/// A call of a function of the script, or the start of a process in one.
struct CallEdge {
  var callee: Int
  /// The call, or what makes it.
  var span: SourceSpan
  var place: Place
  /// The context of the process that makes the call; nil for a call in the same process.
  var context: Int?
  /// How many processes one spawn makes.
  var count = Times.once
}

/// The processes that a `spawn`, `daemon` or `process` of the script makes; main is the first of all.
struct ProcessContext {
  /// The word that makes it; nil for main.
  var word: CommandWord?
  /// The whole expression.
  var span: SourceSpan
  /// What is called, for messages.
  var name: String
  /// The function that runs in it, if it is known.
  var function: Int?
  /// Where it is made.
  var place: Place
  /// How many processes one spawn makes.
  var count = Times.once
  /// The object that stands for its handles.
  var object: Int?
}

/// A mention of a variable.
struct Mention {
  enum Role {
    case read
    /// An assignment, also of `n = n + 1`.
    case assignment
    /// A change of the list or map that it holds.
    case change
  }

  var variable: Int
  var role: Role
  var span: SourceSpan
  var place: Place
}
