import TerminalTestSupport

@testable import LineEditor

/// An editor that paints on a screen model.
struct Prompt {
  var script: Script
  private(set) var screen: ScreenModel
  private var painter: Painter
  private var top: Frame.Top?
  var prompt: StyledText
  var continuation: StyledText
  /// What was written for the last change.
  private(set) var written = ""

  init(
    _ keys: String = "",
    width: Int = 20,
    height: Int = 6,
    prompt: StyledText = "> ",
    continuation: StyledText = ". ",
    history: [String] = [],
    delegates: EditorDelegates = EditorDelegates(hint: { _, _ in nil }),
    colours: Bool = true,
    kind: ScreenModel.Kind = .byCharacter
  ) {
    script = Script(history: history, delegates: delegates)
    screen = ScreenModel(width: width, height: height, kind: kind)
    painter = Painter(colours: colours)
    self.prompt = prompt
    self.continuation = continuation
    paint()
    press(keys)
  }

  /// Presses keys one by one, and paints after each.
  mutating func press(_ keys: String) {
    for input in Script.inputs(keys) {
      _ = script.core.handle(input)
      paint()
    }
  }

  private var layout: Layout { Layout(width: screen.width, height: screen.height) }

  mutating func paint() {
    let frame = layout.frame(
      script.core.scene(prompt: prompt, continuation: continuation),
      top: top
    )
    top = frame.top
    written = painter.paint(frame)
    screen.feed(written)
  }

  mutating func write(_ text: String) {
    screen.feed(painter.erase() + text)
    paint()
  }

  mutating func resize(width: Int, height: Int) {
    screen.resize(width: width, height: height)
    screen.feed(painter.resize(width: width, height: height))
    paint()
  }

  mutating func finish() {
    let scene = script.core.lastScene(prompt: prompt, continuation: continuation)
    screen.feed(painter.paint(layout.frame(scene, top: top)) + painter.leave())
  }

  /// The rows that a new painter makes of the same state, and the cursor.
  mutating func expected() -> (rows: [String], row: Int, column: Int) {
    let frame = layout.frame(
      script.core.scene(prompt: prompt, continuation: continuation),
      top: top
    )
    var model = ScreenModel(width: screen.width, height: screen.height, kind: screen.kind)
    var painter = Painter(colours: true)
    model.feed(painter.paint(frame))
    return (model.rows, model.row, model.column)
  }

  /// The rows that are seen, with a bar before the cell of the cursor.
  var rows: [String] {
    var rows = screen.rows
    while rows.count <= screen.row { rows.append("") }
    let cells = screen.lines[screen.row].cells
    let before = cells[..<screen.column].map(\.text).joined()
    let behind = cells[screen.column...].map(\.text).joined()
    var row = before + "|" + behind
    while row.last == " " { row.removeLast() }
    rows[screen.row] = row
    return rows
  }
}
