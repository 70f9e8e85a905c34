// What the C library tells of the system and Swift does not import.
#ifndef IPC_SYSTEM_H
#define IPC_SYSTEM_H

// The name of an errno, such as ENOENT; null for one that has none.
const char *ipc_error_name(int code);

// The number of processors that this process may run on; 0 when the system does not say.
int ipc_allowed_processors(void);

#endif
