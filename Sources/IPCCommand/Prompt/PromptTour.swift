/// The first minute at the prompt: ten texts to run, each with what it shows.
enum PromptTour {
  /// A text, and what is said before it.
  struct Step {
    var words: String
    var code: String
  }

  static let steps = [
    Step(
      words: "An expression is answered with its value, which `_` then holds.",
      code: "6 * 7"
    ),
    Step(
      words: "`spawn` starts a real process: it shows up in `ps`, and you can go on typing.",
      code: "let p = spawn { sleep 50ms; return _ + 1 }"
    ),
    Step(
      words: "`join` waits for its end and gives what it returned.",
      code: "join p"
    ),
    Step(
      words: "A queue carries copies of values between processes. This one holds two at most.",
      code: "let counter = queue(2)"
    ),
    Step(
      words: "A guest takes plates from the counter, and says when each is eaten.",
      code: """
        func guest(counter) {
            for plate in counter {
                print("eaten: \\(plate)")
                task_done counter
            }
        }
        """
    ),
    Step(
      words: "`daemon` starts a process that works in the background and ends with its parent.",
      code: "daemon guest(counter)"
    ),
    Step(
      words: "`put` waits while the counter is full, `join` until every plate was eaten.",
      code: "for dish in [\"soup\", \"pizza\", \"cake\"] { put counter, dish }\njoin counter"
    ),
    Step(
      words:
        "`:ps` shows who lives and what each waits for; `:queues`, `:why` and `:graph` tell more.",
      code: ":ps"
    ),
    Step(
      words: "Nobody puts into this queue, so this wait can never end. Try it.",
      code: "let empty = queue()\nget empty"
    ),
    Step(
      words:
        "That was a deadlock: the only process that could put is the one that waits. It is told at once, "
        + "with who waits for what, and the prompt lives on. `close` is how a queue says that nothing more comes.",
      code: "close counter"
    ),
  ]
}

extension PromptTool {
  /// The text that the tour offers next, after what it says is shown; empty without a tour.
  func tourText() -> String {
    guard let step = tourStep, PromptTour.steps.indices.contains(step) else { return "" }
    write(introduction(step))
    return PromptTour.steps[step].code
  }

  private func introduction(_ step: Int) -> String {
    let (number, count) = (step + 1, PromptTour.steps.count)
    let keys =
      step == 0 && isInteractive ? " Enter runs what stands at the prompt, Ctrl-C leaves." : ""
    return "\n[\(number)/\(count)] \(PromptTour.steps[step].words)\(keys)\n"
  }

  /// Goes on to the next step once a text was entered.
  func advanceTour() {
    guard isInteractive, let step = tourStep else { return }
    // The command that began it is no step.
    tourStep = hasBegunTour ? step + 1 : step
    hasBegunTour = true
    if let next = tourStep, next >= PromptTour.steps.count {
      write("\nThat was the tour. `:help` shows what else there is.\n")
      tourStep = nil
      hasBegunTour = false
    }
  }

  /// Runs all steps, where nobody presses Enter.
  func runTour() -> Next {
    defer { tourStep = nil }
    for (place, step) in PromptTour.steps.enumerated() {
      write(introduction(place))
      write(step.code.split(separator: "\n").map { "    \($0)\n" }.joined())
      let next = step.code.hasPrefix(":") ? obey(step.code) : show(evaluate(step.code))
      if case .end = next { return next }
    }
    write("\nThat was the tour. `:help` shows what else there is.\n")
    return .goOn
  }
}
