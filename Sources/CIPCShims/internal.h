// What the files of the shims share among themselves.
#ifndef IPC_INTERNAL_H
#define IPC_INTERNAL_H

#include <sys/resource.h>
#include <sys/types.h>

#include "CIPCShims.h"

// The tables, once there are any.
extern ipc_region_header *ipc_header;

// The signal by which main learns that the guardian was killed.
#define IPC_GUARDIAN_DIED (SIGRTMIN + 5)

// The record of a process with this number and state.
ipc_process *ipc_find(int pid, uint32_t state);

// Notes the end of a child in its record and wakes who waits for it. Runs in handlers: no lock, no allocation. Noted twice it
// does no harm.
void ipc_note_end(int pid, int status, const struct rusage *usage);

// Installs a handler; 0 or an errno.
int ipc_install(int signal, void (*handler)(int));

// Forgets what the signals of another process have set up.
void ipc_begin_signals(void);

// What a new process of ours must do before all else, whether it goes on as main or as a child.
void ipc_begin_process(void);

// Reads a small file of /proc; returns its length, or -1.
ssize_t ipc_read_file(const char *path, char *buffer, size_t size);

// The digits of a number, as snprintf may not be called in a handler; returns their end.
char *ipc_append_number(char *end, long number);

// Appends a text; returns its end.
char *ipc_append_text(char *end, const char *text);

#endif
