import IPCSyntax

/// The types that a value may have.
struct ValueKinds: OptionSet, Hashable {
  let rawValue: UInt32

  static let null = ValueKinds(rawValue: 1 << 0)
  static let bool = ValueKinds(rawValue: 1 << 1)
  static let int = ValueKinds(rawValue: 1 << 2)
  static let float = ValueKinds(rawValue: 1 << 3)
  static let duration = ValueKinds(rawValue: 1 << 4)
  static let string = ValueKinds(rawValue: 1 << 5)
  static let bytes = ValueKinds(rawValue: 1 << 6)
  static let list = ValueKinds(rawValue: 1 << 7)
  static let map = ValueKinds(rawValue: 1 << 8)
  static let range = ValueKinds(rawValue: 1 << 9)
  static let function = ValueKinds(rawValue: 1 << 10)
  static let error = ValueKinds(rawValue: 1 << 11)
  static let command = ValueKinds(rawValue: 1 << 12)
  static let process = ValueKinds(rawValue: 1 << 13)
  static let queue = ValueKinds(rawValue: 1 << 14)
  static let pipe = ValueKinds(rawValue: 1 << 15)

  static let all = ValueKinds(rawValue: (1 << 16) - 1)
  static let number: ValueKinds = [.int, .float]

  /// The same with int and float as one, which are equal when their numbers are.
  var comparable: ValueKinds { isDisjoint(with: .number) ? self : union(.number) }

  /// What people call a value of the one type that is here; nil for several.
  var phrase: String? {
    switch self {
    case .null: "`nil`"
    case .bool: "a bool"
    case .int: "an int"
    case .float: "a float"
    case .number: "a number"
    case .duration: "a duration"
    case .string: "a string"
    case .bytes: "bytes"
    case .list: "a list"
    case .map: "a map"
    case .range: "a range"
    case .function: "a function"
    case .error: "an error"
    case .command: "a command"
    case .process: "a process"
    case .queue: "a queue"
    case .pipe: "a pipe end"
    default: nil
    }
  }
}

/// What is known of a value before a run: its types, and which queues, pipe ends, processes and lists it may be.
struct FlowValue: Hashable {
  var kinds: ValueKinds
  /// The objects that it may be, by their index.
  var objects: Set<Int> = []
  /// Whether it may also be an object that is not among these; only one that has escaped.
  var isOpen = false
  /// Whether its types are those that the calls which are seen happen to give, and a function may expect others too.
  var isOfCallers = false

  /// No value at all, as of a variable that nothing was assigned to.
  static let none = FlowValue(kinds: [])
  /// A value of which nothing is known.
  static let unknown = FlowValue(kinds: .all, isOpen: true)

  /// A value that is no object.
  static func plain(_ kinds: ValueKinds) -> FlowValue { FlowValue(kinds: kinds) }

  /// Either value.
  func union(_ other: FlowValue) -> FlowValue {
    FlowValue(
      kinds: kinds.union(other.kinds),
      objects: objects.isEmpty ? other.objects : objects.union(other.objects),
      isOpen: isOpen || other.isOpen,
      isOfCallers: isOfCallers || other.isOfCallers
    )
  }
}

/// Something made at a place of the script that is followed through it.
struct FlowObject {
  enum Kind: Hashable {
    case queue
    case leftEnd
    case rightEnd
    case process
    case list
  }

  var kind: Kind
  /// The expression that makes it.
  var span: SourceSpan
  /// Where that stands.
  var place = Place()
  /// Whether something that the check does not follow may hold it.
  var isEscaped = false
  /// Of a list, what it may hold.
  var contents = FlowValue.none
  /// Of a list that nothing changes, what it holds place by place.
  var elements: [FlowValue]?
  /// Of a list, whether something changes it in place.
  var isChanged = false
  /// Of a queue, whether it may hand out again what its takers leave unfinished.
  var hasRetry = false
  /// Of a pipe end, the other one.
  var partner: Int?
  /// Of a pipe end, whether things go one way only.
  var isOneWay = false
  /// Of a process, its index among the contexts.
  var context: Int?

  /// The type of its values.
  var valueKind: ValueKinds {
    switch kind {
    case .queue: .queue
    case .leftEnd, .rightEnd: .pipe
    case .process: .process
    case .list: .list
    }
  }
}
