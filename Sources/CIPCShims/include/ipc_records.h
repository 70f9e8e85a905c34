// What lies in the shared region, as every process sees it. Places are offsets from the region's first byte; 0 is none.
#ifndef IPC_RECORDS_H
#define IPC_RECORDS_H

#include <stddef.h>
#include <stdint.h>
#include "ipc_lock.h"

enum { IPC_CLASSES = 36 };

// Of a `…_wanted` word, bit 0 says that somebody sleeps at this event alone; bit n that somebody sleeps at select word n.
enum { IPC_SELECT_WORDS = 32, IPC_WANTED_HERE = 1 };

enum { IPC_NO_REASON, IPC_OUTPUT_LOST, IPC_LIMIT_REACHED };

// The beginning of the region.
typedef struct ipc_region_header {
  // For processes, queues and pipes being made.
  ipc_lock table_lock;
  // The records of processes that were ever used, main's included.
  uint32_t slot_count;
  uint32_t queue_count;
  uint32_t pipe_count;
  // Grows with each end that is noted, and sometimes by more.
  uint32_t deaths;
  // What it was when all that had ended were buried.
  uint32_t settled;
  // The processes made so far, main not counted.
  uint64_t made;
  uint64_t queues_made;
  uint64_t pipes_made;
  // From where on a free record is looked for.
  uint32_t next_slot;
  uint32_t next_queue;
  uint32_t next_pipe;
  // No fewer than the processes that are alive.
  uint32_t alive_bound;
  // What both together were when records were last freed, and how many more pay for the next time.
  uint64_t swept_made;
  uint64_t sweep_after;
  // What `memory_used` was then.
  uint64_t swept_memory;
  // Whether a handle could not be noted in a list, so that nothing can be called out of reach any more.
  uint32_t misses_handles;
  // The failures that nobody can learn of any more and whose records are used again.
  uint32_t forgotten_failures;
  // How often a wait found its condition true only by the net of its timeout.
  uint64_t rescues;
  // When main was last told of a deadlock, by the monotonic clock.
  uint64_t main_told_at;
  // When a process last looked who is doomed, how long it takes until the next look pays, and how many were alive.
  uint64_t looked_at;
  uint64_t look_pause;
  uint32_t alive_seen;
  // Grows whenever a process gives up a pipe end.
  uint64_t ends_epoch;
  // Set once the run is over and nothing may be started any more.
  uint32_t is_closing;
  // Set once a child has met what ends the run: one of the reasons below.
  uint32_t end_reason;
  // The process that reports that too many were alive, plus 1.
  uint64_t limit_reporter;
  uint32_t guardian;
  // For long lines to one pipe.
  ipc_lock output_lock;
  // For blocks of memory.
  ipc_lock memory_lock;
  uint64_t memory_first;
  uint64_t memory_next;
  uint64_t memory_used;
  // The bytes of the blocks in `kept_blocks`.
  uint64_t memory_kept;
  // By size, the first page of small blocks some of which are free, and the first free block of one page or more, of
  // those whose memory is kept and of those whose memory the system has back.
  uint32_t partial_pages[IPC_CLASSES];
  uint32_t kept_blocks[IPC_CLASSES];
  uint32_t returned_blocks[IPC_CLASSES];
  // What those sleep on who wait for the first of several events: the futex of a process is that of its record's place modulo
  // their number. A process asks for a wake-up by its bit in the `…_wanted` word of each event.
  uint32_t select_words[IPC_SELECT_WORDS];
} ipc_region_header;

enum { IPC_PAGE_UNUSED, IPC_PAGE_SMALL, IPC_PAGE_TAKEN, IPC_PAGE_KEPT, IPC_PAGE_RETURNED };

// What is known of a page, beside it: that it has small blocks, or is the first of a larger block.
typedef struct ipc_page {
  // Of small blocks, a bit for each that is free.
  uint64_t free;
  // The state in the low byte, and the size of the blocks as a power of two above it.
  uint32_t kind;
  // The neighbours in its list.
  uint32_t next;
  uint32_t previous;
  uint32_t padding;
} ipc_page;

enum { IPC_UNUSED, IPC_NEW, IPC_RUNNING, IPC_ENDED };
enum { IPC_NO_OUTCOME, IPC_DONE, IPC_FAILED };
// Bits of kill_ordered: the script has ordered the death of a process, and that of all that it starts.
enum { IPC_KILLED = 1, IPC_TREE_KILLED = 2 };

// What `is_daemon` says besides 0: a daemon of the script, or a part of a command or pipeline that its parent waits for.
enum { IPC_DAEMON = 1, IPC_PART = 2 };

// A process is known by the number of processes made before it, times this, plus the place of its record in the table.
enum { IPC_SLOTS = 1 << 20 };
// The system's numbers of processes are looked up in a table of so many places.
enum { IPC_PIDS = 1 << 16 };

// One process, from when it is made until nobody can reach it any more after its end. Its own process writes it while it
// runs; state, status and end_word are written by whoever reaps it.
typedef struct ipc_process {
  uint32_t state;
  int32_t pid;
  // How many were made before it, main included; 0 in a free record, and for main.
  uint64_t serial;
  // The number of the process that waits for it.
  uint64_t parent;
  // The process that started it, which may have ended since; `parent` is then another.
  uint64_t spawner;
  // The process that buries this one, plus 1.
  uint64_t burier;
  uint32_t is_daemon;
  // A futex: odd once it was reaped; each process that uses the record begins with another even number.
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
  uint32_t claimed;
  uint32_t result_handles;
  // Whether it ever had a child.
  uint32_t is_parent;
  // The place of the record of the process that this one is burying, plus 1.
  uint32_t buries;
  // The bytes of the item that it waits to put into a pipe.
  uint64_t wait_bytes;
  // The verdict that dooms one of its waits, and the number of that wait; 0 while there is none.
  uint64_t verdict;
  uint64_t doomed_wait;
  // Of a run of a process that is started again when it fails: the keeper, plus 1. Of a keeper: the run of now, plus 1.
  uint64_t keeper;
  uint64_t run;
  // The bits of those who wait for the first of several events, of which its end is one.
  uint32_t end_wanted;
  // The bits of those whom it may owe a wake-up, besides the sleepers of `owes`.
  uint32_t owes_selecting;
  // Of a command: its process group, 0 for other processes, and the text that reports call it by.
  int32_t group;
  uint32_t command_count;
  uint64_t command;
  // When a command was started and a process ended, by the monotonic clock, and what it used: nanoseconds and bytes.
  uint64_t started_at;
  uint64_t ended_at;
  uint64_t user_time;
  uint64_t system_time;
  uint64_t peak_memory;
  // When its last wait began.
  uint64_t waits_since;
  uint64_t padding[7];
} ipc_process;

// Queues are numbered as processes are, with so many places.
enum { IPC_QUEUE_SLOTS = 1 << 18 };

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
  // Whether this is a direction of a pipe, and of which: twice the place of its record, plus 1 for the end that puts when that is the
  // right one, plus 1.
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
  uint64_t closer;
  // How many queues were made before it, this one included; 0 in a free record.
  uint64_t serial;
  // What scripts call it, where items lie in another way.
  uint32_t shown_kind;
  // The blocks that processes hold, and those that were handed out too often.
  uint64_t held;
  uint64_t held_capacity;
  uint64_t held_count;
  uint64_t dead;
  uint64_t dead_capacity;
  uint64_t dead_count;
  uint64_t rare_padding[3];

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

// Pipes are numbered as processes are, with so many places.
enum { IPC_PIPE_SLOTS = 1 << 17 };

typedef struct ipc_pipe {
  // The queue from left to right, and from right to left when the pipe is duplex, plus 1.
  uint32_t forward;
  uint32_t backward;
  uint32_t made_place;
  // Whether it carries lines of text only.
  uint32_t is_lines;
  // How many pipes were made before it, this one included; 0 in a free record.
  uint64_t serial;
} ipc_pipe;

// Records begin at lines of the cache; the region is given at pages.
_Static_assert(sizeof(ipc_process) % 64 == 0, "a process's record fills lines of the cache");
_Static_assert(sizeof(ipc_queue) % 64 == 0, "a queue's record fills lines of the cache");
_Static_assert(offsetof(ipc_queue, kind) == sizeof(ipc_lock), "a queue's record begins with its lock");
_Static_assert(offsetof(ipc_queue, head_segment) == 64, "what both sides touch is one line");
_Static_assert(offsetof(ipc_queue, tail_segment) == 128, "getters have a line of their own");
_Static_assert(offsetof(ipc_queue, bytes) == 192, "putters have a line of their own");
_Static_assert(offsetof(ipc_queue, step) % 64 == 0, "the step has lines of its own");
_Static_assert(sizeof(ipc_region_header) <= 4096, "the header fills a page at the most");

#endif
