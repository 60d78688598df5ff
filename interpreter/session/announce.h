#pragma once
/*
 * On which ports an interpreter of this user serves, for `tunnel`: a file in the runtime folder,
 * locked as long as its process lives.
 *
 * Thread: one at a time.
 */
#include <glib.h>
#include <stdbool.h>

typedef struct AnnouncedPorts {
    int pid;
    int page_port; /* of Zeppelin's page; 0 unknown */
    int live_port; /* of our live view */
} AnnouncedPorts;

typedef struct Announcement Announcement;

/* (owned) NULL with FAIL_CONFIG if the runtime folder or the file can't be made. */
Announcement *announce_new(int page_port, int live_port, GError **error);
void announce_free(Announcement *announcement); /* removes it; NULL is fine */
/* (owned) AnnouncedPorts of the interpreters that live; NULL with FAIL_CONFIG. */
GArray *announce_list(GError **error);
