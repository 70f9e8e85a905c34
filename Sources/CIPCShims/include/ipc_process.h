// Forking, signals, reaping, and the guardian.
#ifndef IPC_PROCESS_H
#define IPC_PROCESS_H

#include <stdint.h>
#include "ipc_records.h"

// Bits of the interrupt word.
enum { IPC_INTERRUPT = 1, IPC_TERMINATE = 2, IPC_LOOK = 4, IPC_FLUSH = 8, IPC_DEADLINE = 16 };

// The word that handlers set bits in; private to each process.
extern uint32_t ipc_interrupt;

static inline uint32_t *ipc_interrupt_word(void) {
  return &ipc_interrupt;
}

// Tells the handlers where the tables are: the processes, for each a bit whether it has ended and was not buried, and
// the records by the system's numbers.
void ipc_begin_region(
    ipc_region_header *header, ipc_process *processes, uint32_t *unburied, uint32_t *pids);

// Notes the system's number of a process that begins.
void ipc_note_pid(ipc_process *process, int pid);

// Installs the handlers of main: INT and TERM are noted, ended children reaped. Returns 0 or an errno.
int ipc_install_handlers(void);

// In a child: INT is noted when a process of the run has sent it, as the terminal's concerns main; TERM ends the child; ended children are reaped.
void ipc_install_child_handlers(void);

// In a child that looks after others: TERM is noted.
void ipc_note_termination(void);

// Reaps up to 256 children that have ended, as the handler does, should a signal of it be lost; returns how many.
int ipc_reap_children(void);

// Wakes all who sleep at the select words of these bits, to look again. Safe in a handler.
void ipc_wake_selecting(ipc_region_header *header, uint32_t wanted);

// Sets IPC_FLUSH in the interrupt word after so many microseconds.
void ipc_look_after(uint32_t microseconds);

// Blocks all signals; returns 0 or an errno.
int ipc_block_signals(void);

// Unblocks what ipc_block_signals blocked, in the child of a fork too.
void ipc_unblock_signals(void);

// Installs the handler of ipc_set_deadline alone. Returns 0 or an errno.
int ipc_install_deadline_handler(void);

// Sets IPC_DEADLINE in the interrupt word at this nanosecond of the monotonic clock; INT64_MAX for never. Returns 0, the
// errno of timer_settime, or the negative errno of timer_create.
int ipc_set_deadline(int64_t nanoseconds);

// fork(2) with the C library's handlers, so that the allocator works in the child; the number of threads must be 1.
// Returns the process number, 0 in the child, or a negative errno.
int ipc_fork(void);

// The number of threads of this process.
int ipc_thread_count(void);

// Makes this process adopt the orphans among its descendants.
void ipc_become_subreaper(void);

// Kills this process when its parent ends; kills it at once if the parent is not `parent` any more.
void ipc_die_with_parent(int parent);

// For main: kills all that it started, and itself, when the guardian is killed.
void ipc_watch_guardian(int guardian);

// Sends a signal to the process of a record, never to another one that got its number or its record; returns 0 or an errno.
int ipc_send_signal(ipc_process *process, uint64_t serial, int signal);

// Kills every descendant and waits until there is none.
void ipc_kill_descendants(void);

// Forks main off; the caller becomes the guardian and does not return: it waits for main, passes on signals that were sent
// to it, kills what main left behind, and ends as main did. Returns 0 in main, or an errno.
int ipc_split_guardian(ipc_region_header *header);

// Lets signals of crashes end this process when somebody sends them; a crash is still reported.
void ipc_end_by_fatal_signals(void);

// Lets signals of crashes wait until ipc_begin_tool; a crash still ends this process.
void ipc_block_fatal_signals(void);

// Whether something handles a signal of a crash.
int ipc_are_crashes_reported(void);

// As ipc_end_by_fatal_signals, and lets those come that were blocked.
void ipc_begin_tool(void);

// Ends this process by a signal, as if it had never been caught.
void ipc_end_by_signal(int signal);

// The letter that /proc says of a process's state; 0 when it is gone.
int ipc_process_state(int pid);

#endif
