/// A function that every script has.
package struct Builtin: Sendable {
  /// A parameter of a builtin.
  package struct Parameter: Sendable {
    /// The name, which is also its label.
    package var name: String
    /// Whether a call may leave it out; the builtin then gets an unset value.
    package var isOptional: Bool
    /// Whether it can be given by its label only.
    package var isLabelOnly: Bool

    init(_ name: String, isOptional: Bool = false, isLabelOnly: Bool = false) {
      self.name = name
      self.isOptional = isOptional || isLabelOnly
      self.isLabelOnly = isLabelOnly
    }
  }

  /// A use of a builtin that help shows and a test runs.
  package struct Example: Sendable {
    /// Statements parted by `; `, the last one an expression.
    package var code: String
    /// The expression's value, as it is printed inside a list.
    package var result: String

    init(_ code: String, _ result: String) {
      self.code = code
      self.result = result
    }
  }

  /// How a builtin is carried out.
  package enum Kind: Sendable {
    /// Computed at once, from the heap alone.
    case native(@Sendable (NativeCall) throws(Fault) -> Value)
    /// Asked of the world, with an int before the arguments when there is one.
    case request(Request.Operation, leading: Int?)
    /// The arguments as one line, written by the world to this stream.
    case write(stream: Int)
    /// Unwinds the whole process.
    case exit
    /// A function of the prelude with the same name and parameters.
    case prelude
  }

  /// The name.
  package var name: String
  /// The parameters in order; a call passes them in these places.
  package var parameters: [Parameter]
  /// Whether more arguments than parameters may be given; they follow the parameters.
  package var takesRest: Bool
  /// What it does, in a line.
  package var summary: String
  /// A use of it; nil where a line cannot show one.
  package var example: Example?
  /// How it is carried out.
  package var kind: Kind

  init(
    _ name: String,
    _ parameters: [Parameter] = [],
    takesRest: Bool = false,
    _ summary: String,
    example: Example? = nil,
    _ kind: Kind
  ) {
    self.name = name
    self.parameters = parameters
    self.takesRest = takesRest
    self.summary = summary
    self.example = example
    self.kind = kind
  }
}

extension Builtin {
  /// How it is called, such as `round(value, [digits])`: what may be left out stands in brackets.
  package var signature: String {
    var words = parameters.filter { !$0.isLabelOnly }.map { parameter in
      parameter.isOptional ? "[\(parameter.name)]" : parameter.name
    }
    if takesRest { words.append("more…") }
    words += parameters.filter(\.isLabelOnly).map { "[\($0.name):]" }
    return "\(name)(\(words.joined(separator: ", ")))"
  }
}

/// The table of all builtins.
package enum Builtins {
  /// All of them; a value of the tag `builtin` is an index into this.
  package static let all: [Builtin] = [
    conversion, collections, maps, sorting, text, searching, numbers, formatting, exchange,
    functions, errors, world, commands, files, random, time, system,
  ].flatMap { $0 }

  private static let indices: [String: Int] = Dictionary(
    uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) }
  )

  /// The place of a builtin in the table.
  package static func index(of name: String) -> Int? {
    indices[name]
  }
}
