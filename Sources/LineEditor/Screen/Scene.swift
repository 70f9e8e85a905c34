/// All that is to be seen at a prompt, before it is known how wide the terminal is.
package struct Scene {
  /// What stands before the first line; it may have several lines itself.
  var prompt: StyledText
  /// What stands before the other lines.
  var continuation: StyledText
  /// The text.
  var characters: [Character]
  /// The style of each character; empty when all are plain.
  var styles: [Style] = []
  /// The number of characters before the cursor.
  var cursor: Int
  /// What is shown faintly behind the text.
  var hint: [Character] = []
  /// The candidates that are shown below the text.
  var menu: CompletionMenu?
  /// What is shown below the text.
  var message: StyledText?

  /// The number of characters with those of the hint.
  var count: Int { characters.count + hint.count }

  /// A character of the text, or of the hint behind it.
  func character(_ place: Int) -> Character {
    place < characters.count ? characters[place] : hint[place - characters.count]
  }

  /// The style of a character.
  func style(_ place: Int) -> Style {
    if place >= characters.count { return .faint }
    return place < styles.count ? styles[place] : .plain
  }
}
