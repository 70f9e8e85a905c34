/// Numbers where durations stand.
extension TypicalMistake {
  static let durations: [TypicalMistake] = [
    TypicalMistake(
      name: "`sleep` without a unit",
      wrong: #"""
        sleep 3
        """#,
      shown: #"""
        error: `sleep` wants a duration, and `3` has no unit [value.missing-unit]
         --> script.ipc:1:7
          |
        1 | sleep 3
          |       ^
           = hint: write `3s` for seconds, `3ms` for milliseconds
        """#,
      right: #"""
        sleep 3s
        """#
    ),
    TypicalMistake(
      name: "`timeout` without a unit",
      wrong: #"""
        let q = queue()
        print(get q timeout 2)
        """#,
      shown: #"""
        error: `timeout` wants a duration, and `2` has no unit [value.missing-unit]
         --> script.ipc:2:21
          |
        2 | print(get q timeout 2)
          |                     ^
           = hint: write `2s` for seconds, `2ms` for milliseconds
        """#,
      right: #"""
        let q = queue()
        print(get q timeout 2s)
        """#
    ),
    TypicalMistake(
      name: "a unit of another name",
      wrong: #"""
        sleep 5sec
        """#,
      shown: #"""
        error: `sec` is not a unit of time [syntax.unknown-unit]
         --> script.ipc:1:8
          |
        1 | sleep 5sec
          |        ^^^
           = hint: write `5s`
        """#,
      right: #"""
        sleep 5s
        """#
    ),
    TypicalMistake(
      name: "a clause with `=`",
      wrong: #"""
        let q = queue()
        print(get q timeout=2s)
        """#,
      shown: #"""
        error: a clause takes no `=` [syntax.foreign-form]
         --> script.ipc:2:20
          |
        2 | print(get q timeout=2s)
          |                    ^
           = hint: write `timeout 2s`
        """#,
      right: #"""
        let q = queue()
        print(get q timeout 2s)
        """#
    ),
  ]
}
