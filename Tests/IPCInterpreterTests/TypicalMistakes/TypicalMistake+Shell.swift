/// Habits from the shell.
extension TypicalMistake {
  static let shell: [TypicalMistake] = [
    TypicalMistake(
      name: "a pipe in a command",
      wrong: #"""
        run `ls | wc -l`
        """#,
      shown: #"""
        error: `|` has no meaning in a command, which is never given to a shell [syntax.shell-sign]
         --> script.ipc:1:9
          |
        1 | run `ls | wc -l`
          |         ^
           = hint: write the pipe between two commands: `a` | `b`
        """#,
      right: #"""
        run `ls` | `wc -l`
        """#
    ),
    TypicalMistake(
      name: "a redirection in a command",
      wrong: #"""
        run `date > today.txt`
        """#,
      shown: #"""
        error: `>` has no meaning in a command, which is never given to a shell [syntax.shell-sign]
         --> script.ipc:1:11
          |
        1 | run `date > today.txt`
          |           ^
           = hint: write `stdout "path"` behind the command
        """#,
      right: #"""
        run `date` stdout "today.txt"
        """#
    ),
    TypicalMistake(
      name: "a variable in a command",
      wrong: #"""
        run `echo $HOME`
        """#,
      shown: #"""
        error: `$` has no meaning in a command, which is never given to a shell [syntax.shell-sign]
         --> script.ipc:1:11
          |
        1 | run `echo $HOME`
          |           ^
           = hint: interpolate: `\(name)` or `\(env.NAME)`; `\$` is the sign itself
        """#,
      right: #"""
        run `echo \(env.HOME)`
        """#
    ),
    TypicalMistake(
      name: "`*` in a command",
      wrong: #"""
        run `rm *.tmp`
        """#,
      shown: #"""
        error: `*` has no meaning in a command, which is never given to a shell [syntax.shell-sign]
         --> script.ipc:1:9
          |
        1 | run `rm *.tmp`
          |         ^
           = hint: interpolate a list: `\(glob("*.txt"))`; `\*` is the sign itself
        """#,
      right: #"""
        run `rm \(glob("*.tmp"))`
        """#
    ),
    TypicalMistake(
      name: "`&&` in a command",
      wrong: #"""
        run `make && make install`
        """#,
      shown: #"""
        error: `&&` has no meaning in a command, which is never given to a shell [syntax.shell-sign]
         --> script.ipc:1:11
          |
        1 | run `make && make install`
          |           ^^
           = hint: write one `run` for each command: the first that fails ends the script
        """#,
      right: #"""
        run `make`
        run `make install`
        """#
    ),
    TypicalMistake(
      name: "the output of a command",
      wrong: #"""
        let now = `date $(hostname)`
        """#,
      shown: #"""
        error: `$(` has no meaning in a command, which is never given to a shell [syntax.shell-sign]
         --> script.ipc:1:17
          |
        1 | let now = `date $(hostname)`
          |                 ^^^^^^^^^^^
           = hint: interpolate: `\(capture command)` with the command in backticks
        """#,
      right: #"""
        let now = capture `date \(capture `hostname`)`
        """#
    ),
    TypicalMistake(
      name: "a missing backtick",
      wrong: #"""
        run `make
        run `make install`
        """#,
      shown: #"""
        error: the command is never closed [syntax.unclosed-command]
         --> script.ipc:1:5
          |
        1 | run `make
          |     ^ opened here
        2 | run `make install`
          |                   - the text ends here
           = hint: close it with a backtick
        """#,
      right: #"""
        run `make`
        run `make install`
        """#
    ),
    TypicalMistake(
      name: "`echo`",
      wrong: #"""
        echo "hello"
        """#,
      shown: #"""
        error: `echo` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:1
          |
        1 | echo "hello"
          | ^^^^
           = hint: write `print("hello")`
        """#,
      right: #"""
        print("hello")
        """#
    ),
    TypicalMistake(
      name: "`do` and `done`",
      wrong: #"""
        while true do
            sleep 1s
        done
        """#,
      shown: #"""
        error: `do` is not a word of the language [syntax.unknown-word]
         --> script.ipc:1:12
          |
        1 | while true do
          |            ^^
           = hint: a block stands in braces: `{ … }`
        """#,
      right: #"""
        while true {
            sleep 1s
        }
        """#
    ),
    TypicalMistake(
      name: "`$` before a name",
      wrong: #"""
        let name = "Ada"
        print("hello $name")
        """#,
      shown: #"""
        warning: `$name` puts no value into a string [value.not-interpolated]
         --> script.ipc:2:14
          |
        2 | print("hello $name")
          |              ^^^^^
           = hint: write `\(name)`
        """#,
      right: #"""
        let name = "Ada"
        print("hello \(name)")
        """#
    ),
    TypicalMistake(
      name: "a function with arguments but no parentheses",
      wrong: #"""
        exit 1
        """#,
      shown: #"""
        error: `exit` is called without parentheses [syntax.foreign-form]
         --> script.ipc:1:6
          |
        1 | exit 1
          |      ^
           = hint: write `exit(1)`
        """#,
      right: #"""
        exit(1)
        """#
    ),
  ]
}
