#pragma once
/*
 * What we keep of the server's configuration, which `init` brings whole, passwords among it: a few
 * bits, and the origins of its page.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>

typedef struct Site {
    bool has_recovery;    /* it means to find us again after a restart */
    bool is_loopback;     /* its page listens on the loopback address only */
    int page_port;        /* of its page; 0 unknown */
    bool has_local_notes; /* notes are files of its machine, cheap to write */
    char **origins;       /* owned; that may open its websocket, where they are listed */
} Site;

void site_init(Site *site, GHashTable *properties); /* (borrowed) char* -> char* */
void site_done(Site *site);
