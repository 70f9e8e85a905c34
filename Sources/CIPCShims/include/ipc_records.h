// What lies in the shared region, as every process sees it. Places are offsets from the region's first byte; 0 is none.
#ifndef IPC_RECORDS_H
#define IPC_RECORDS_H

#include <stddef.h>
#include <stdint.h>
#include "ipc_lock.h"

enum { IPC_CLASSES = 36 };

// The beginning of the region.
typedef struct ipc_region_header {
  // For processes, queues and pipes being made.
  ipc_lock table_lock;
  uint32_t process_count;
  uint32_t queue_count;
  uint32_t pipe_count;
  // Grows with each end that is noted, and sometimes by more.
  uint32_t deaths;
  // What it was when all that had ended were buried.
  uint32_t settled;
  // How often a wait found its condition true only by the net of its timeout.
  uint64_t rescues;
  // When main was last told of a deadlock, by the monotonic clock.
  uint64_t main_told_at;
  // Grows whenever a process gives up a pipe end.
  uint64_t ends_epoch;
  // Set once the run is over and nothing may be started any more.
  uint32_t is_closing;
  // Set once a child found that nobody reads the output any more, which ends the run.
  uint32_t output_lost;
  uint32_t guardian;
  // For long lines to one pipe.
  ipc_lock output_lock;
  // For blocks of memory.
  ipc_lock memory_lock;
  uint64_t memory_next;
  uint64_t memory_used;
  uint64_t free_blocks[IPC_CLASSES];
} ipc_region_header;

enum { IPC_UNUSED, IPC_NEW, IPC_RUNNING, IPC_ENDED };
enum { IPC_NO_OUTCOME, IPC_DONE, IPC_FAILED };
// Bits of kill_ordered: the script has ordered the death of a process, and that of all that it starts.
enum { IPC_KILLED = 1, IPC_TREE_KILLED = 2 };

// One process, from when it is made to the end of the run. Its own process writes it while it runs; state, status and
// end_word are written by whoever reaps it.
typedef struct ipc_process {
  uint32_t state;
  int32_t pid;
  // The number of the process that waits for it.
  uint32_t parent;
  uint32_t is_daemon;
  // A futex: 1 once it was reaped.
  uint32_t end_word;
  // As waitpid gave it.
  int32_t status;
  uint32_t outcome;
  // How often the item was handed out that it took last from a queue that hands out again.
  uint32_t attempts;
  // 0, 1 while it is being buried, 2 once it was.
  uint32_t buried;
  uint32_t joined;
  uint32_t kill_ordered;
  uint32_t made_place;
  uint32_t started_place;
  uint32_t name_count;
  uint64_t name;
  uint64_t result;
  uint64_t result_count;
  // What it waits for.
  uint32_t wait_kind;
  uint32_t wait_place;
  uint32_t wait_is_timed;
  uint32_t wait_target_count;
  uint64_t wait_handle;
  uint64_t wait_targets;
  uint64_t wait_number;
  // The handles it was given.
  uint64_t given;
  uint32_t given_count;
  uint32_t given_capacity;
  uint64_t given_version;
  // Pairs of a queue and the number of its items taken and not done.
  uint64_t taken;
  uint32_t taken_count;
  uint32_t taken_capacity;
  // The queue whose sleepers it may owe a wake-up, plus 1.
  uint64_t owes;
  // The process that buries this one, plus 1.
  uint32_t burier;
  uint32_t claimed;
  uint32_t result_handles;
  // The process that started it, which may have ended since; `parent` is then another.
  uint32_t spawner;
  // Of a run of a process that is started again when it fails: the keeper, plus 1. Of a keeper: the run of now, plus 1.
  uint32_t keeper;
  uint32_t run;
} ipc_process;

// How items lie: in slots, or as blocks in a heap, as they do in priority queues and in all that hand out again.
enum { IPC_FIFO, IPC_STACK, IPC_PRIORITY };
enum { IPC_IDLE, IPC_COMMIT, IPC_SWAP, IPC_HOLD };

// A queue, or one direction of a pipe. Counters only grow; there are put - got items.
//
// What both sides touch at every step lies in the first line of the cache, so that a step moves one line from the other
// side's processor, besides the item itself. The next lines are the getters', the putters', and those of rare things.
typedef struct ipc_queue {
  ipc_lock lock;
  uint32_t kind;
  uint32_t closed;
  uint64_t limit;
  uint64_t got;
  uint64_t put;
  uint32_t items_wanted;
  uint32_t space_wanted;
  uint32_t done_wanted;
  // Whether this is a direction of a pipe, and of which: the number of the end that puts, plus 1.
  uint32_t left_end;

  uint64_t head_segment;
  uint64_t done;
  uint64_t lost;
  // How often an item is handed out again, plus 1; 0 for a queue that does not know who holds what.
  uint64_t retry;
  uint64_t getter_padding[4];

  uint64_t tail_segment;
  // The blocks of a priority queue, as a binary heap.
  uint64_t heap;
  uint64_t heap_capacity;
  uint32_t key_tag;
  uint32_t made_place;
  uint64_t byte_limit;
  uint64_t putter_padding[3];

  // The bytes of the items of a pipe, and the number of items with handles in them.
  uint64_t bytes;
  uint64_t carrying;
  // What sleepers sleep on.
  uint32_t items_word;
  uint32_t space_word;
  uint32_t done_word;
  // Where it was closed, and by which process.
  uint32_t closed_place;
  uint32_t closer;
  // What scripts call it, where items lie in another way.
  uint32_t shown_kind;
  // The blocks that processes hold, and those that were handed out too often.
  uint64_t held;
  uint64_t held_capacity;
  uint64_t held_count;
  uint64_t dead;
  uint64_t dead_capacity;
  uint64_t dead_count;
  uint64_t rare_padding[5];

  // The step under way: the values that counters get. It counts as done once `step` is IPC_COMMIT, and is done again by
  // whoever finds the lock's owner dead.
  uint32_t step;
  uint32_t swap_first;
  uint32_t swap_second;
  uint32_t step_padding;
  uint64_t to_put;
  uint64_t to_got;
  uint64_t to_done;
  uint64_t to_lost;
  uint64_t to_bytes;
  uint64_t to_carrying;
  // A number somewhere else in the region that changes in the same step.
  uint64_t other;
  uint64_t to_other;
  // Only of a step that is IPC_HOLD.
  uint64_t to_held;
  uint64_t to_dead;
  uint64_t second;
  uint64_t to_second;
  uint64_t end_padding[2];
} ipc_queue;

typedef struct ipc_pipe {
  // The queue from left to right, and from right to left when the pipe is duplex, plus 1.
  uint32_t forward;
  uint32_t backward;
  uint32_t made_place;
  // Whether it carries lines of text only.
  uint32_t is_lines;
} ipc_pipe;

// Records begin at lines of the cache; the region is given at pages.
_Static_assert(sizeof(ipc_process) % 64 == 0, "a process's record fills lines of the cache");
_Static_assert(sizeof(ipc_queue) % 64 == 0, "a queue's record fills lines of the cache");
_Static_assert(offsetof(ipc_queue, head_segment) == 64, "what both sides touch is one line");
_Static_assert(offsetof(ipc_queue, tail_segment) == 128, "getters have a line of their own");
_Static_assert(offsetof(ipc_queue, bytes) == 192, "putters have a line of their own");
_Static_assert(offsetof(ipc_queue, step) % 64 == 0, "the step has lines of its own");
_Static_assert(sizeof(ipc_region_header) <= 4096, "the header fills a page at the most");

#endif
