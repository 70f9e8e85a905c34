/// What was computed for a text and holds as long as the text does.
struct SceneCache {
  /// The characters up to which a text gets colours and hints.
  static let limit = 20_000

  private var styles: (revision: Int, styles: [Style])?
  private var hint: (revision: Int, hint: [Character])?

  mutating func styles(_ buffer: EditBuffer, _ delegates: EditorDelegates) -> [Style] {
    if let styles, styles.revision == buffer.revision { return styles.styles }
    var result: [Style] = []
    let count = buffer.characters.count
    if count > 0, count <= Self.limit {
      let ranges = delegates.highlight(buffer.text)
      if !ranges.isEmpty { result = Self.styles(of: buffer.characters, ranges) }
    }
    styles = (buffer.revision, result)
    return result
  }

  /// The style of each character; one that begins within a range has its style.
  private static func styles(of characters: [Character], _ ranges: [StyledRange]) -> [Style] {
    var starts: [Int] = []
    var offset = 0
    for character in characters {
      starts.append(offset)
      offset += character.utf8.count
    }
    var styles = [Style](repeating: .plain, count: characters.count)
    for styled in ranges {
      var place = firstPlace(atOrAfter: styled.range.lowerBound, in: starts)
      while place < starts.count, starts[place] < styled.range.upperBound {
        styles[place] = styled.style
        place += 1
      }
    }
    return styles
  }

  private static func firstPlace(atOrAfter offset: Int, in starts: [Int]) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func hint(
    _ buffer: EditBuffer,
    _ history: History,
    _ delegates: EditorDelegates
  ) -> [Character] {
    if let hint, hint.revision == buffer.revision { return hint.hint }
    let result = Array((delegates.hint(buffer.text, history) ?? "").prefix(Self.limit))
    hint = (buffer.revision, result)
    return result
  }
}

extension EditorCore {
  /// What is to be shown now.
  package mutating func scene(prompt: StyledText, continuation: StyledText) -> Scene {
    if let search { return scene(of: search, continuation) }
    return Scene(
      prompt: prompt,
      continuation: continuation,
      characters: buffer.characters,
      styles: cache.styles(buffer, delegates),
      cursor: buffer.cursor,
      hint: hint(),
      menu: menu,
      message: message
    )
  }

  /// What stays on the screen when the text is done, with a mark behind it if it was dropped.
  package mutating func lastScene(
    prompt: StyledText,
    continuation: StyledText,
    mark: String = ""
  ) -> Scene {
    Scene(
      prompt: prompt,
      continuation: continuation,
      characters: buffer.characters,
      styles: cache.styles(buffer, delegates),
      cursor: buffer.characters.count,
      hint: Array(mark)
    )
  }

  private func scene(of search: HistorySearch, _ continuation: StyledText) -> Scene {
    let state = search.hasFailed ? "no match" : "search"
    let prompt =
      StyledText("(\(state)) ", .faint) + StyledText(search.query, Style(nil, .bold))
      + StyledText(": ", .faint)
    guard let match = search.match else {
      return Scene(
        prompt: prompt,
        continuation: continuation,
        characters: Array(search.draft),
        cursor: search.draftCursor
      )
    }
    let characters = Array(history.entries[match.entry])
    var styles = [Style](repeating: .plain, count: characters.count)
    for place in match.range { styles[place] = Style(nil, .underline) }
    return Scene(
      prompt: prompt,
      continuation: continuation,
      characters: characters,
      styles: styles,
      cursor: match.range.upperBound
    )
  }
}
