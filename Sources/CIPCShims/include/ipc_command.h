// Starting commands: programs that know nothing of the region.
#ifndef IPC_COMMAND_H
#define IPC_COMMAND_H

#include "ipc_records.h"

// A command to be started.
typedef struct ipc_command {
  // Its arguments, the program first, and its environment; each list ends with null.
  char *const *arguments;
  char *const *environment;
  // The directories where a program without a slash is looked for, parted by colons.
  const char *path;
  // The directory to start in; null for the one of this process.
  const char *directory;
  // What is to be its standard input, output and error; a number that is already its own stays open, or is nothing when it is
  // closed.
  int files[3];
  // The process group to join, 0 for a group of its own.
  int group;
  // The terminal that its group gets, or -1.
  int terminal;
  // Its record, and that of this process.
  ipc_process *process;
  ipc_process *parent;
  // The call that was refused, null for none, and its errno.
  const char *call;
  int error;
} ipc_command;

// Starts a command, all signals being blocked. It shares nothing with this process: no descriptor, no handler, no blocked
// signal. Its record says that it runs before it does. Returns its number, or a negative errno with `call`.
int ipc_start_command(ipc_command *command);

// Gives a terminal to a process group, without being stopped for it; returns 0 or an errno.
int ipc_give_terminal(int terminal, int group);

// Whether a child is stopped at the moment.
int ipc_is_stopped(int pid);

// Stops this process's group as the terminal's key does, and returns once it may go on.
void ipc_stop_group(void);

// Makes a pipe, no end of which a command inherits; returns 0 or an errno.
int ipc_make_pipe(int ends[2]);

// Lets reads and writes through a descriptor of this process not block; returns 0 or an errno.
int ipc_make_nonblocking(int file);

#endif
