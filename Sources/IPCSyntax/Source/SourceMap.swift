/// The files of a program, one behind the other: an offset belongs to exactly one of them.
package struct SourceMap: Sendable {
  /// The files in the order of their offsets; at least one, and the first one is the script that is run.
  package private(set) var files: [SourceFile]

  /// Makes a map of one file, whose base is 0.
  package init(_ file: SourceFile) {
    files = [file]
  }

  /// Adds a file behind the others; returns it with its base, or nil when offsets no longer suffice.
  package mutating func add(name: String, bytes: [UInt8]) -> SourceFile? {
    // One offset lies between two files: the end of the first is no place in the second.
    let base = UInt64(nextBase)
    guard base + UInt64(bytes.count) < UInt64(UInt32.max) else { return nil }
    let file = SourceFile(name: name, bytes: bytes, base: UInt32(base))
    files.append(file)
    return file
  }

  private var nextBase: Int {
    let last = files[files.count - 1]
    return Int(last.base) + last.bytes.count + 1
  }

  /// Returns the file that a place lies in.
  package func file(of offset: UInt32) -> SourceFile {
    var low = 0
    var high = files.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if files[middle].base <= offset { low = middle } else { high = middle }
    }
    return files[low]
  }

  /// Returns the number of the line of a place in its file, from 1.
  package func line(of offset: UInt32) -> Int {
    file(of: offset).line(of: offset)
  }

  /// Returns the text of a span.
  package func text(_ span: SourceSpan) -> String {
    file(of: span.start).text(span)
  }

  /// Returns a place as sentences name it: `line 3`, or `line 3 of kitchen.ipc` outside the script that is run.
  package func lineName(of offset: UInt32) -> String {
    let file = file(of: offset)
    let name = file.base == 0 ? "" : " of \(file.name)"
    return "line \(file.line(of: offset))\(name)"
  }
}
