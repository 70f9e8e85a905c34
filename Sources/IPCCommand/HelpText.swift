/// The pages that `--help` shows: examples first.
enum HelpText {
  /// Returns the page of a command, or the tool's own.
  static func page(for command: Command?) -> String {
    switch command {
    case nil: tool
    case .run: run
    case .check: check
    case .format: format
    case .disassemble: disassemble
    case .explain: explain
    case .repl: prompt
    case .help: help
    }
  }

  private static let tool = """
    ipc - a scripting language of processes, queues and pipes

    Examples:
      ipc cooks.ipc                 run a script
      ipc count.ipc src 4           run it with the arguments "src" and "4"
      ipc -e 'print(6 * 7)'         run a line of code
      ipc check *.ipc               look for mistakes without running
      ipc fmt *.ipc                 rewrite them in the one style
      ipc                           the prompt, at a terminal

    Usage:
      ipc [OPTIONS] FILE [ARGUMENTS...]
      ipc [OPTIONS] COMMAND ...

    Commands:
      run           run a script; may be left out
      check         parse and check scripts
      fmt           rewrite scripts in the one style
      disassemble   show the instructions a script is compiled to
      explain       tell more of a message
      repl          the prompt: run lines as they are typed
      help          tell more of a command

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
      --max-processes N
                    let at most N processes be alive at once, main included (4096)
      --max-queue-bytes SIZE
                    let items in queues and results of processes take at most SIZE bytes, or with
                    K, M or G behind it KiB, MiB or GiB (half of the machine's memory)
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
      ipc check --format json *.ipc what a program can read

    Usage:
      ipc check [OPTIONS] FILE...

    Options:
      -e CODE       check CODE
      --format=HOW  text (default) on the standard error, or json on the standard output
      --color=WHEN  colour messages: auto (default), always or never
      -h, --help    show this
      --            end of options

    With --format=json, each message is one line with one object:
      v                     1, the version of the format; fields may be added to it
      severity              "error" or "warning"; warnings never stop a run
      slug                  the name of the message; `ipc explain SLUG` tells more
      message               what is, in a sentence
      file, line, column    where it begins; lines and columns count from 1, columns in characters
      end_line, end_column  the place behind its last character
      label                 the remark at this place, or null
      labels                other places: message (or null), file, line, column, end_line, end_column
      hint                  what to do about it, or null

    Exit status:
      0 no errors (warnings may be shown); 2 a file that cannot be read; 3 errors

    """

  private static let format = """
    ipc fmt - rewrite scripts in the one style

    Examples:
      ipc fmt cooks.ipc             rewrite a script, and name it if it changed
      ipc fmt --check *.ipc         change nothing; name those that `ipc fmt` would change
      ipc fmt < cooks.ipc           from the standard input to the standard output
      ipc fmt -e 'put q,1'          show a line of code in the style

    Usage:
      ipc fmt [OPTIONS] [FILE...]

    Options:
      --check       change nothing, exit with 1 if a script is not in the style
      -e CODE       format CODE, to the standard output
      --color=WHEN  colour messages: auto (default), always or never
      -h, --help    show this
      --            end of options
    A FILE of `-`, or none, is the standard input.

    Four spaces a level, lines of at most 100 columns, one statement a line. What a script means, its
    comments, its literals and its parentheses stay as they are. So do line ends behind the `[` of a
    list, the `{` of a map and the `{` of a block: what follows gets lines of its own.

    Exit status:
      0 all well; 1 with --check, a script would change; 2 a file that cannot be read or written;
      3 syntax errors, the script is left as it is

    """

  private static let explain = """
    ipc explain - tell more of a message

    Examples:
      ipc explain process.daemon-joined   what it means, a wrong and a right example, and why
      ipc explain                         all messages, with a line about each

    Usage:
      ipc explain [SLUG]

    Options:
      -h, --help    show this

    SLUG is what stands in brackets behind a message.

    Exit status:
      0 well; 2 no such message

    """

  private static let prompt = """
    ipc repl - the prompt: run lines as they are typed

    Examples:
      ipc                           the prompt, at a terminal
      ipc repl < lines.ipc          the same without a terminal: values are printed, nothing else
      ipc repl a b                  with the arguments "a" and "b"

    Usage:
      ipc repl [OPTIONS] [ARGUMENTS...]

    Options:
      --color=WHEN  colour text and messages: auto (default), always or never
      --max-processes N, --max-queue-bytes SIZE
                    as for `ipc run`
      -h, --help    show this
      --            end of options

    Enter statements or expressions; `_` is the last value, and what is declared can be declared again.
    Processes run on while you type, and what they write appears above the text. `:help` lists the
    commands, `:tour` shows the first minute.

    Keys:
      Tab           complete names, words, fields, labels, files in strings, `:commands`
      Enter         run the text, or go on with it in a new line while it is not complete
      Alt-Enter     begin a new line
      Up, Down      the history; Ctrl-R searches in it
      Ctrl-C        drop the text, or interrupt what runs; daemons and what a name holds go on
      Ctrl-D        end the prompt and all processes; asks first when processes live

    The history is kept in $XDG_STATE_HOME/ipc/history, or ~/.local/state/ipc/history; a line that begins
    with a blank is not.

    Exit status:
      0 at a terminal; without one that of the last text that failed, as for `ipc run`

    """

  private static let help = """
    ipc help - tell more of a command

    Examples:
      ipc help                      what the tool can do
      ipc help repl                 the prompt

    Usage:
      ipc help [COMMAND]

    Options:
      -h, --help    show this

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
