import CIPCShims
import Glibc

/// What a prompt at a terminal needs: the terminal restored whoever is killed, and what children write while one types.
///
/// While a text is edited nobody else may write to the terminal. So from the beginning of the prompt on, children write to a
/// pipe. While the prompt edits, it takes whole lines out of the pipe and shows them above the text; while it runs something, a
/// signal handler writes them to the terminal as they come. The guardian has the pipe too, and writes what is left in it when
/// the prompt was killed.
extension Runtime {
  /// Begins a prompt at a terminal, before anything was started.
  ///
  /// - Throws: `pipe2` or `fork` as the system says.
  package func beginPrompt(terminal: Int32) throws(SystemFault) {
    ipc_survive_interrupts()
    ipc_save_terminal(terminal)
    let code = ipc_open_relay()
    if code != 0 { throw SystemFault("pipe2", code: code) }
    // Now, not at the first start: it restores the terminal.
    try splitGuardian()
    let owning = ipc_own_relay()
    if owning != 0 { throw SystemFault("timer_create", code: owning) }
    hasRelay = true
  }

  /// Lets INT be noted, never end this process, however often it comes.
  package func surviveInterrupts() { ipc_survive_interrupts() }

  /// Whether the output of children comes through this process.
  package var relaysOutput: Bool { hasRelay && me == 0 }

  /// The descriptor that can be read when children have written something; nil for none.
  package var outputDescriptor: Int32? { relaysOutput ? ipc_relay_file() : nil }

  /// Writes what children write straight to the terminal, or leaves it to `takeOutput`.
  package func relayOutput(_ isDirect: Bool) {
    if !isDirect, hasRelay {
      // Before the value, or the prompt, that comes next.
      ipc_hold_relay(1)
      ipc_hold_relay(0)
    }
    ipc_run_relay(isDirect ? 1 : 0)
  }

  /// The whole lines that children have written; with `all` also a last one without an end.
  package func takeOutput(all: Bool = false) -> [UInt8] {
    let limit = 1 << 16
    return unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      let taken = unsafe start.withMemoryRebound(to: CChar.self, capacity: limit) { target in
        unsafe Int(ipc_take_relay(target, UInt64(limit), all ? 1 : 0))
      }
      count = max(0, taken)
    }
  }

  /// Forgets the signals that were noted, and that they were.
  package func forgetSignals() {
    ipc_forget_signals()
    buryTheDead()
  }

  /// Lets processes be started again after `endAllOthers`.
  package func reopen() {
    buryTheDead()
    unsafe ipc_store32(&header.pointee.is_closing, 0)
  }

  /// The number of processes made so far, by which those made later can be told.
  package var madeCount: UInt64 { unsafe header.pointee.made }

  /// Whether a process was made after so many.
  package func wasMade(_ number: Int, after count: UInt64) -> Bool {
    Numbering.processes.serial(of: number) > count
  }
}
