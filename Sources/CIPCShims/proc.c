#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "internal.h"

// What /proc says of processes.

ssize_t ipc_read_file(const char *path, char *buffer, size_t size) {
  int file;
  do file = open(path, O_RDONLY | O_CLOEXEC);
  while (file < 0 && errno == EINTR);
  if (file < 0) return -1;
  ssize_t total = 0;
  while ((size_t)total < size - 1) {
    ssize_t count = read(file, buffer + total, size - 1 - total);
    if (count == 0 || (count < 0 && errno != EINTR)) break;
    if (count > 0) total += count;
  }
  close(file);
  buffer[total] = 0;
  return total;
}

char *ipc_append_number(char *end, long number) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (count > 0) *end++ = digits[--count];
  return end;
}

char *ipc_append_text(char *end, const char *text) {
  while (*text) *end++ = *text++;
  *end = 0;
  return end;
}

int ipc_thread_count(void) {
  DIR *directory = opendir("/proc/self/task");
  if (!directory) return 1;
  int count = 0;
  struct dirent *entry;
  while ((entry = readdir(directory))) count += entry->d_name[0] != '.';
  closedir(directory);
  // What cannot be listed counts as this one.
  return count > 0 ? count : 1;
}

int ipc_process_state(int pid) {
  char path[64];
  char text[512];
  char *end = ipc_append_text(path, "/proc/");
  end = ipc_append_number(end, pid);
  ipc_append_text(end, "/stat");
  ssize_t count = ipc_read_file(path, text, sizeof text);
  // The name stands in parentheses and may hold any character, so the last one closes it.
  for (ssize_t position = count - 1; position >= 0; position--) {
    if (text[position] == ')') return position + 2 < count ? text[position + 2] : 0;
  }
  return 0;
}
