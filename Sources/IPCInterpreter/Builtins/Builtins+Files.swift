/// The builtins for files, directories and input.
extension Builtins {
  static let files: [Builtin] = [
    Builtin(
      "input",
      [.init("prompt", isOptional: true)],
      "The next line of the standard input, or `nil` at its end and in children.",
      example: .init("input()", "nil"),
      .request(.input, leading: nil)
    ),
    Builtin(
      "read",
      [.init("path"), .init("bytes", isLabelOnly: true)],
      "The text of a file, or its bytes.",
      example: .init("read(\"/dev/null\")", "\"\""),
      .request(.read, leading: nil)
    ),
    Builtin(
      "read_lines",
      [.init("path")],
      "The lines of a file for a `for`, read as they are wanted.",
      example: .init("read_lines(\"/dev/null\")", "<reader of /dev/null>"),
      .request(.openReader, leading: nil)
    ),
    Builtin(
      "write",
      [.init("path"), .init("text")],
      "Makes a file of a text or bytes, in place of one that exists.",
      example: .init("write(\"/dev/null\", \"text\")", "nil"),
      .request(.writeFile, leading: nil)
    ),
    Builtin(
      "append_file",
      [.init("path"), .init("text")],
      "Writes a text or bytes at the end of a file, which is made if there is none.",
      example: .init("append_file(\"/dev/null\", \"text\")", "nil"),
      .request(.appendFile, leading: nil)
    ),
    Builtin(
      "exists",
      [.init("path")],
      "Whether there is a file or directory of this name.",
      example: .init("exists(\"/dev/null\")", "true"),
      .request(.exists, leading: nil)
    ),
    Builtin(
      "list_dir",
      [.init("path", isOptional: true)],
      "The names in a directory, sorted.",
      .request(.listDirectory, leading: nil)
    ),
    Builtin(
      "glob",
      [.init("pattern")],
      "The paths that match a pattern with * ? [a-z] [!a-z] {a,b} and ** for any directories, sorted.",
      example: .init("glob(\"/dev/{nul[k-m],none*}\")", "[\"/dev/null\"]"),
      .request(.glob, leading: nil)
    ),
    Builtin(
      "remove_file",
      [.init("path")],
      "Removes a file, a link or an empty directory.",
      .request(.removeFile, leading: nil)
    ),
    Builtin(
      "mkdir",
      [.init("path"), .init("parents", isLabelOnly: true)],
      "Makes a directory; with `parents: true` also those above it, if it is not there yet.",
      example: .init("mkdir(\"/dev\", parents: true)", "nil"),
      .request(.makeDirectory, leading: nil)
    ),
  ]
}
