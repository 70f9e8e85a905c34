/// The builtins for time.
extension Builtins {
  static let time: [Builtin] = [
    Builtin("now", [], "The duration since 1970 began.", .request(.now, leading: nil)),
    Builtin(
      "clock",
      [],
      "The duration since some moment, never set back.",
      .request(.clock, leading: nil)
    ),
    Builtin(
      "date",
      [
        .init("time", isOptional: true), .init("format", isOptional: true),
        .init("utc", isLabelOnly: true),
      ],
      "A duration since 1970, or now, as local date and time; the format is that of `strftime`.",
      example: .init("date(90s, \"%F %T\", utc: true)", "\"1970-01-01 00:01:30\""),
      .request(.date, leading: nil)
    ),
  ]
}
