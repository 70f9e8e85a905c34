// What Swift cannot import or must not do itself: atomics on shared memory, futexes, the kernel's list of robust locks, fork,
// the signal handlers, which may run at any instant and so take no lock and allocate nothing, and names of errors.
#ifndef CIPCSHIMS_H
#define CIPCSHIMS_H

#include "ipc_atomics.h"
#include "ipc_command.h"
#include "ipc_lock.h"
#include "ipc_process.h"
#include "ipc_prompt.h"
#include "ipc_records.h"
#include "ipc_system.h"

#endif
