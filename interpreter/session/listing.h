#pragma once
/*
 * Lists of streams that browsers look at: a channel of the hub each, whose table is SHOW STREAMS,
 * and whose rows can be ordered about where the live view allows that. SHOW STREAMS links to its
 * user's list. The interpreter page has a link too, which everybody sees who sees that page: so
 * there is one only as long as all that ran here was one user's.
 *
 * Lock: the registry's is held.
 */
#include "session/registry.h"

enum { LISTING_USERS_MAX = 100 }; /* whose lists are kept; others have no link */

/* (owned) The address of that user's list; NULL without a live view or beyond the limits. */
char *listing_link(Sessions *sessions, const char *user);
/* Something of that user runs. (owned) An address for the interpreter page, if that has changed;
 * "" if it is to have none any more; else NULL. */
char *listing_page(Sessions *sessions, const char *user);
char *
listing_page_link(const Sessions *sessions); /* (owned) of the interpreter page's, which is there */
/* Once a second or so: what viewers see, and addresses that are too old. */
void listing_tick(Sessions *sessions);
void listing_free_all(Sessions *sessions);
GPtrArray *listing_array(void); /* (owned) for Sessions.listings */
