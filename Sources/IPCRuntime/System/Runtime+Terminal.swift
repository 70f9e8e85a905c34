import CIPCShims
import Glibc

/// Who has the terminal: this process's group, or that of a command while it is waited for.
extension Runtime {
  /// The terminal as it was before a command got it.
  package struct Terminal: Sendable {
    /// A descriptor of it.
    package let descriptor: Int32
    fileprivate let modes: termios
  }

  /// The terminal that a descriptor is, if this process's group has it and may give it away.
  package func terminal(at descriptor: Int32) -> Terminal? {
    guard isatty(descriptor) == 1, tcgetpgrp(descriptor) == getpgrp() else { return nil }
    var modes = termios()
    guard unsafe tcgetattr(descriptor, &modes) == 0 else { return nil }
    return Terminal(descriptor: descriptor, modes: modes)
  }

  /// Takes the terminal back; after a sudden end of the command with its modes as they were.
  package func take(_ terminal: Terminal, restoringModes: Bool) {
    _ = ipc_give_terminal(terminal.descriptor, getpgrp())
    guard restoringModes else { return }
    var modes = terminal.modes
    unsafe tcsetattr(terminal.descriptor, TCSADRAIN, &modes)
  }

  /// Stops the whole tool if one of these commands was stopped from the terminal, and lets both go on together.
  package func followStop(of commands: [Int], at terminal: Terminal) {
    let stopped = commands.filter { number in
      unsafe isLiving(number) && ipc_is_stopped(processes[number].pid) != 0
    }
    guard let first = stopped.first else { return }
    _ = ipc_give_terminal(terminal.descriptor, getpgrp())
    ipc_stop_group()
    _ = ipc_give_terminal(terminal.descriptor, unsafe processes[first].group)
    for number in stopped { sendSignal(SIGCONT, to: number) }
  }
}
