import IPCSyntax

/// A tree as text, without the places and numbers of its nodes, so that two can be compared.
enum TreeText {
  static func text(of program: Program) -> String {
    var text = ""
    describe(program.statements, into: &text)
    return text
  }

  private static func describe(_ value: Any, into text: inout String) {
    if value is SourceSpan || value is NodeID { return }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case nil: text += String(reflecting: value)
    case .enum where mirror.children.isEmpty: text += ".\(value)"
    default:
      text += "("
      for child in mirror.children {
        if let label = child.label { text += label + ":" }
        describe(child.value, into: &text)
        text += " "
      }
      text += ")"
    }
  }
}
