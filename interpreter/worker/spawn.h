#pragma once
/*
 * One child process with three pipes: commands to its standard input, events from its standard
 * output, its standard error. Our ends are non-blocking and close-on-exec; the child gets no other
 * descriptor, an empty signal mask, every signal's default action, and a process group of its own
 * (what a terminal or Zeppelin signals to our group is ours to translate into a clean stop).
 *
 * Thread: any; in this room it is `workers`.
 */
#include <sys/types.h>

#include "base/fail.h"

typedef struct SpawnChild {
    pid_t pid;
    int control_fd; /* (owned) write */
    int events_fd;  /* (owned) read */
    int errors_fd;  /* (owned) read */
    int pid_fd;     /* (owned) readable when the process has ended; -1 where the kernel has none */
} SpawnChild;

/**
 * spawn_child() - run `<binary> run --control`
 * @memory_bytes_max:  RLIMIT_DATA; 0 for none
 * @ret_child:         set on success only
 * @error:             FAIL_CONFIG if @binary can't be executed, FAIL_LIMIT if the system has no
 *                     more descriptors or processes
 */
bool spawn_child(const char *binary, size_t memory_bytes_max, SpawnChild *ret_child,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* SIGKILL for the child and whatever it started. Only before it is reaped. */
void spawn_kill(pid_t pid);
/* Reap if it has ended. True once, with waitpid()'s status. */
bool spawn_try_reap(pid_t pid, int *ret_status);
/* Close and set to -1; -1 is fine. */
void spawn_close(int *fd);
