// Reads texts at a prompt and says what it got; the tests start it at a pseudo-terminal. Its options:
//
//   --signals       lets the editor handle signals
//   --history FILE  keeps the history there
//   --lines FIFO    shows the lines that come from there above the prompt
//   --flood N       shows so many lines a second above the prompt
//
// A text of one word may be a command: `crash`, `exit`, `abort` at the next prompt, `text` for a text without a line end.

var probe = Probe(CommandLine.arguments)
probe.run()
