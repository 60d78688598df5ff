#pragma once
/*
 * Who may ask and embed: pages on the host name by which the request itself came (so a tunnel
 * works, whatever it is called), and those that are listed. An origin is as browsers send it,
 * "https://host:port"; a host header "host:port".
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>

/* Could it stand in a header of ours: a name or an address, and perhaps a port? */
bool origin_host_is_plain(const char *host);
/**
 * origin_is_allowed() - may a page of that origin ask?
 * @origin:  of the request
 * @host:    its host header
 * @listed:  further origins; NULL is fine
 */
bool origin_is_allowed(const char *origin, const char *host, const char *const *listed);
/* Append what CSP's frame-ancestors and connect-src need for that host: " http://host:* ...". */
void origin_append_ancestors(GString *policy, const char *host, const char *const *listed);
void origin_append_sockets(GString *policy, const char *host);
/* (owned) The origin of an http(s) address, in lower case; NULL if it is none. */
char *origin_of_url(const char *url);
