@testable import LineEditor

/// An editor without a terminal that is driven by a text: `<C-a>`, `<A-b>`, `<Left>` and the like are keys, all else is typed.
struct Script {
  var core: EditorCore
  /// What the inputs led to, but for `editing`.
  private(set) var outcomes: [EditorCore.Outcome] = []

  init(
    _ keys: String = "",
    history: [String] = [],
    delegates: EditorDelegates = EditorDelegates(hint: { _, _ in nil })
  ) {
    core = EditorCore(delegates: delegates, history: History(history))
    core.begin()
    press(keys)
  }

  mutating func press(_ keys: String) {
    for input in Self.inputs(keys) {
      let outcome = core.handle(input)
      if outcome != .editing { outcomes.append(outcome) }
    }
  }

  /// The text with a bar at the cursor.
  var text: String {
    var characters = core.buffer.characters
    characters.insert("|", at: core.buffer.cursor)
    return String(characters)
  }

  private static let names: [String: Key.Code] = [
    "Left": .left, "Right": .right, "Up": .up, "Down": .down, "Home": .home, "End": .end,
    "PageUp": .pageUp, "PageDown": .pageDown, "Delete": .delete, "Backspace": .backspace,
    "Tab": .tab, "Enter": .enter, "Esc": .escape,
  ]

  /// The inputs of a text; each character that is typed comes by itself.
  static func inputs(_ keys: String) -> [Input] {
    var inputs: [Input] = []
    var rest = Substring(keys)
    while let first = rest.first {
      guard first == "<", let end = rest.firstIndex(of: ">"),
        // `<A->>` is Alt with the sign itself.
        case let last = rest[end...].dropFirst().first == ">" ? rest.index(after: end) : end,
        let key = key(String(rest[..<last].dropFirst()))
      else {
        inputs.append(.text(String(first)))
        rest.removeFirst()
        continue
      }
      inputs.append(key)
      rest = rest[last...].dropFirst()
    }
    return inputs
  }

  private static func key(_ name: String) -> Input? {
    if name.hasPrefix("Paste ") { return .paste(String(name.dropFirst(6))) }
    var modifiers: Key.Modifiers = []
    var name = Substring(name)
    while name.count > 2, name.dropFirst().first == "-" {
      switch name.first {
      case "C": modifiers.insert(.control)
      case "A": modifiers.insert(.alt)
      case "S": modifiers.insert(.shift)
      default: return nil
      }
      name = name.dropFirst(2)
    }
    if let code = names[String(name)] { return .key(Key(code, modifiers)) }
    guard name.count == 1, let character = name.first, !modifiers.isEmpty else { return nil }
    return .key(Key(.character(character), modifiers))
  }
}
