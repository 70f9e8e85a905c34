/// The pages that `--help` shows: examples first.
enum HelpText {
  /// Returns the page of a command, or the tool's own.
  static func page(for command: Command?) -> String {
    switch command {
    case nil: tool
    case .run: run
    case .check: check
    case .disassemble: disassemble
    }
  }

  private static let tool = """
    ipc - a scripting language of processes, queues and pipes

    Examples:
      ipc cooks.ipc                 run a script
      ipc count.ipc src 4           run it with the arguments "src" and "4"
      ipc -e 'print(6 * 7)'         run a line of code
      ipc check *.ipc               look for mistakes without running

    Usage:
      ipc [OPTIONS] FILE [ARGUMENTS...]
      ipc [OPTIONS] COMMAND ...

    Commands:
      run           run a script; may be left out
      check         parse and check scripts
      disassemble   show the instructions a script is compiled to

    Options:
      -e CODE       take CODE as the script
      --color=WHEN  colour messages: auto (default), always or never
      -h, --help    show this; `ipc COMMAND --help` tells more of one command
      -V, --version show the version
      --            end of options
    A FILE of `-` is the standard input.

    Exit status:
      0 well; 1 an uncaught error, or a failed child that nobody joined; 2 wrong use or no such
      script; 3 a script with mistakes; 4 deadlock; 130, 143 interrupted, terminated; else what
      `exit(n)` in the script says

    """

  private static let run = """
    ipc run - run a script

    Examples:
      ipc run cooks.ipc             run a script
      ipc run count.ipc src 4       run it with the arguments "src" and "4"
      ipc run -e 'print(args)' a b  run a line of code with arguments
      ipc run - < cooks.ipc         read the script from the standard input

    Usage:
      ipc run [OPTIONS] FILE [ARGUMENTS...]

    Options:
      -e CODE       take CODE as the script; all that follows are its arguments
      --color=WHEN  colour messages: auto (default), always or never
      -h, --help    show this
      --            end of options

    What stands behind FILE is the script's `args`.

    """

  private static let check = """
    ipc check - parse and check scripts without running them

    Examples:
      ipc check cooks.ipc           silent when all is well
      ipc check examples/*.ipc      several; their mistakes are shown one after the other
      ipc check -e 'put q'          check a line of code

    Usage:
      ipc check [OPTIONS] FILE...

    Options:
      -e CODE       check CODE
      --color=WHEN  colour messages: auto (default), always or never
      -h, --help    show this
      --            end of options

    Exit status:
      0 no errors (warnings may be shown); 2 a file that cannot be read; 3 errors

    """

  private static let disassemble = """
    ipc disassemble - show the instructions a script is compiled to

    Examples:
      ipc disassemble cooks.ipc
      ipc disassemble -e 'print(1 + 2)'

    Usage:
      ipc disassemble [OPTIONS] FILE

    Options:
      -e CODE       take CODE as the script
      --color=WHEN  colour messages: auto (default), always or never
      -h, --help    show this
      --            end of options

    """
}
