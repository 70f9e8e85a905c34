#include "CIPCShims.h"

// Swift's library begins to report crashes before `main` runs, and a signal of a crash that somebody sends would be lost
// from then until the tool has its own say (see fatal.c). So these signals wait from before that library begins.

static void block(void) {
  ipc_block_fatal_signals();
}

// The C library calls what stands here before the constructors of all libraries.
__attribute__((section(".preinit_array"), used)) static void (*first)(void) = block;

// A program that links Swift's library dynamically comes here when that one has begun, another one may come before.
__attribute__((constructor)) static void unblock(void) {
  if (ipc_are_crashes_reported()) ipc_begin_tool();
}
