// What a prompt needs besides a run: the terminal restored whoever is killed, and the output of its children above the prompt.
#ifndef IPC_PROMPT_H
#define IPC_PROMPT_H

#include <stdint.h>

// Remembers the terminal of a file as it is now, for `ipc_restore_terminal`.
void ipc_save_terminal(int file);

// Puts the terminal back that was remembered, if any; safe in a handler.
void ipc_restore_terminal(void);

// Lets INT never end this process: it is noted however often it comes.
void ipc_survive_interrupts(void);

// Forgets all signals that were noted.
void ipc_forget_signals(void);

// Makes the pipe that carries the output of children from now on. Returns 0 or an errno.
int ipc_open_relay(void);

// For main, once it is the process that it will stay: gets a signal when there is something in the pipe. Returns 0 or an errno.
int ipc_own_relay(void);

// In a child: what it writes goes to the pipe.
void ipc_enter_relay(void);

// The end of the pipe that main waits at while it edits; -1 for none.
int ipc_relay_file(void);

// Lets a handler write what comes straight to the terminal, whole lines, or leaves it to `ipc_take_relay`.
void ipc_run_relay(int runs);

// Writes what children have written by now, and keeps the handler from writing between two parts of a line of main's own until
// the call with 0.
void ipc_hold_relay(int holds);

// Takes whole lines out of the pipe; returns their bytes, 0 when there are none yet. A rest without a line end comes with `all`.
int64_t ipc_take_relay(char *target, uint64_t size, int all);

// For the guardian: writes what is left in the pipe to the terminal.
void ipc_drain_relay(void);

// The file that the guardian keeps open for that; -1 for none.
int ipc_kept_file(void);

#endif
