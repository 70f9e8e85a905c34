/// What a user did: typed text, pressed a key, or pasted.
package enum Input: Equatable, Sendable {
  /// Characters without control characters, as many as came at once.
  case text(String)
  /// A key that is no character, or one with a modifier.
  case key(Key)
  /// What the terminal marked as pasted, with line ends as `\n`.
  case paste(String)
}

/// A key with what was held down along with it.
package struct Key: Hashable, Sendable {
  /// The keys that have a name.
  package enum Code: Hashable, Sendable {
    /// A character, as in Alt-B; with control in lower case.
    case character(Character)
    case up, down, left, right, home, end, pageUp, pageDown
    case insert, delete, backspace, tab, enter, escape
    /// F1 and so on.
    case function(Int)
  }

  /// What may be held down.
  package struct Modifiers: OptionSet, Hashable, Sendable {
    /// The bits, as terminals count them.
    package let rawValue: Int

    /// Makes modifiers of bits.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The key Shift.
    package static let shift = Modifiers(rawValue: 1)
    /// The key Alt, or Escape before the key.
    package static let alt = Modifiers(rawValue: 2)
    /// The key Control.
    package static let control = Modifiers(rawValue: 4)
  }

  /// Which key.
  package var code: Code
  /// What was held down.
  package var modifiers: Modifiers

  /// Makes a key.
  package init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }

  /// A character with Control.
  package static func control(_ character: Character) -> Key {
    Key(.character(character), .control)
  }

  /// A character with Alt.
  package static func alt(_ character: Character) -> Key { Key(.character(character), .alt) }
}
