/// A word of another language, with what to write instead.
///
/// The table refuses nothing: it is looked into when parsing has failed at a word, or when a name means nothing. So
/// a script may declare `def` or `None` as names of its own.
package struct ForeignWord: Sendable {
  /// What parsing does with a statement that begins with the word, once the mistake is told.
  enum Form: Sendable {
    /// It goes on as with `func`.
    case function
    /// It skips the rest of the head and parses the block.
    case block
    /// It skips the block too, which holds what is no statement.
    case body
    /// It gives the statement up.
    case line
  }

  /// What to write; `%` stands for the words that follow.
  var pattern: String
  /// How to go on.
  var form: Form

  private init(_ pattern: String, _ form: Form = .line) {
    self.pattern = pattern
    self.form = form
  }

  /// Returns what to write, with the words that follow the foreign one if they are known.
  package func hint(rest: String? = nil) -> String {
    pattern.split(separator: "%", omittingEmptySubsequences: false)
      .joined(separator: rest ?? "…")
  }

  /// Finds a word of a statement or expression.
  package static func named(_ word: String) -> ForeignWord? { words[word] }

  /// All words that can be found.
  package static var spellings: [String] { words.keys.sorted() }

  /// Returns what to write for a function or method of another language.
  package static func hint(forMethod name: String) -> String? { methods[name] }

  // MARK: Tables

  private static func all(_ names: String, _ word: ForeignWord) -> [(String, ForeignWord)] {
    names.split(separator: " ").map { (String($0), word) }
  }

  private static let words: [String: ForeignWord] = Dictionary(
    uniqueKeysWithValues: declarations + control + errors + values + modules + calls
  )

  private static let declarations =
    all("def fn function fun proc sub", ForeignWord("write `func % { … }`", .function))
    + all("const my local auto final val", ForeignWord("write `let %`"))
    + all("mut", ForeignWord("write `var %`"))
    + all("global nonlocal", ForeignWord("a function sees the names around it: leave the line out"))
    + all("export public private protected pub", ForeignWord("leave the word out"))
    + all(
      "class struct enum interface trait protocol record impl",
      ForeignWord("keep the data in a map, and write functions that take it", .body)
    )
    + all("from require include use using", ForeignWord("write `import name from \"file.ipc\"`"))

  private static let control =
    all("elif elsif elseif elseIf", ForeignWord("write `else if % { … }`", .block))
    + all("unless", ForeignWord("write `if not (%) { … }`", .block))
    + all("until", ForeignWord("write `while not (%) { … }`", .block))
    + all("foreach", ForeignWord("write `for x in xs { … }`", .block))
    + all("loop repeat forever", ForeignWord("write `while true { … }`", .block))
    + all("do", ForeignWord("write `while x { … }`", .block))
    + all(
      "switch match",
      ForeignWord("write `if x == 1 { … } else if x == 2 { … } else { … }`", .body)
    )
    + all("then begin", ForeignWord("a block stands in braces: `if x { … }`", .block))
    + all("end endif endwhile fi done esac od", ForeignWord("a block ends with `}`"))
    + all("default", ForeignWord("the last case is `case else { … }`"))
    + all("pass", ForeignWord("leave the block empty: `{ }`"))
    + all("with", ForeignWord("write `defer { … }` for what must be done at the end", .block))
    + all("yield", ForeignWord("put the values into a queue: `put q, %`"))
    + all("go", ForeignWord("write `spawn %`"))
    + all("async", ForeignWord("write `spawn f(x)` where it is called"))
    + all("await wait", ForeignWord("write `join %`"))
    + all("exec", ForeignWord("write `run` and the command in backticks"))

  private static let errors =
    all("except rescue", ForeignWord("write `catch % { … }`", .block))
    + all("finally ensure", ForeignWord("write `defer { … }` before what may fail", .block))
    + all("raise panic die", ForeignWord("write `throw error(\"Kind\", \"why\")`"))

  private static let values =
    all("True TRUE", ForeignWord("write `true`"))
    + all("False FALSE", ForeignWord("write `false`"))
    + all("None none Nil NIL null NULL Null nullptr undefined", ForeignWord("write `nil`"))
    + all("this self", ForeignWord("pass the value to the function as a parameter"))
    + all("lambda", ForeignWord("write `x => x + 1`"))
    + all("new", ForeignWord("a call makes the value: leave `new` out"))
    + all("is", ForeignWord("write `==`"))
    + all("typeof instanceof isinstance", ForeignWord("write `type(x)`"))
    + all("del", ForeignWord("write `delete(m, key)` for a map, `remove(xs, i)` for a list"))
    + all("__name__ __main__", ForeignWord("a script runs from its first line: leave the `if` out"))

  private static let modules =
    all("multiprocessing threading asyncio", ForeignWord("processes and queues need no module"))
    + all("Process Thread Worker fork", ForeignWord("write `spawn f(x)`"))
    + all("Pool ThreadPool Executor", ForeignWord("write `parallel(items, f)`"))
    + all(
      "Lock RLock Mutex Semaphore Condition",
      ForeignWord("processes share nothing but queues, so nothing is locked")
    )
    + all("chan Channel JoinableQueue SimpleQueue", ForeignWord("write `queue()`"))
    + all("PriorityQueue", ForeignWord("write `priority_queue()`"))
    + all("LifoQueue", ForeignWord("write `stack()`"))
    + all("subprocess", ForeignWord("write `run` and the command in backticks"))
    + all("time", ForeignWord("write `sleep 3s`, `now()` or `clock()`"))
    + all("sys", ForeignWord("write `args` or `exit(1)`"))
    + all("os", ForeignWord("write `env`, or `run` and a command in backticks"))
    + all("math Math", ForeignWord("write `sqrt(x)`, `floor(x)` and so on, without a module"))

  private static let calls =
    all("echo puts printf println say console fmt System cout", ForeignWord("write `print(%)`"))
    + all("raw_input readline", ForeignWord("write `input()`"))
    + all("xrange", ForeignWord("write `0..<n`"))
    + all("length strlen count", ForeignWord("write `len(%)`"))

  private static let methods: [String: String] = [
    "push": "write `append(xs, x)`",
    "push_back": "write `append(xs, x)`",
    "add": "write `append(xs, x)`",
    "extend": "write `xs += ys`",
    "concat": "write `xs + ys`",
    "pop": "write `remove(xs, -1)`",
    "shift": "write `remove(xs, 0)`",
    "length": "write `len(x)`",
    "size": "write `len(x)`",
    "count": "write `len(x)`",
    "toString": "write `str(x)`",
    "to_s": "write `str(x)`",
    "toUpperCase": "write `upper(s)`",
    "uppercased": "write `upper(s)`",
    "toLowerCase": "write `lower(s)`",
    "lowercased": "write `lower(s)`",
    "strip": "write `trim(s)`",
    "startsWith": "write `starts_with(s, part)`",
    "startswith": "write `starts_with(s, part)`",
    "hasPrefix": "write `starts_with(s, part)`",
    "endsWith": "write `ends_with(s, part)`",
    "endswith": "write `ends_with(s, part)`",
    "hasSuffix": "write `ends_with(s, part)`",
    "indexOf": "write `find(s, part)`",
    "includes": "write `x in xs`",
    "forEach": "write `for x in xs { … }`",
    "items": "write `for key, value in m { … }`",
    "println": "write `print(x)`",
    "log": "write `print(x)`",
    "start": "`spawn` starts the process: leave the call out",
    "terminate": "write `kill p`",
    "is_alive": "write `p.alive`",
    "qsize": "write `q.size`",
    "empty": "write `q.empty`",
    "full": "write `q.full`",
    "put_nowait": "write `put q, x nowait`",
    "get_nowait": "write `get q nowait`",
    "send": "write `put q, x`",
    "recv": "write `get q`",
    "receive": "write `get q`",
  ]
}
