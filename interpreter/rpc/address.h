#pragma once
/*
 * Socket addresses: connecting, naming, and who may talk to us. The Thrift port answers only the
 * server that launched it: its event service's host, this machine's own addresses, and loopback.
 *
 * Thread: any.
 */
#include <stdbool.h>
#include <sys/socket.h>

#include "base/fail.h"

/* The numeric text of an address, without port; "?" for one that is neither IPv4 nor IPv6. */
char *address_text(const struct sockaddr *address); /* (owned) */
bool address_is_loopback(const char *text);         /* of a numeric text: 127.*, ::1 */
/* The numeric addresses of a host name, in the form of address_text(); empty if it has none. */
GPtrArray *address_lookup(const char *host); /* (owned) of owned char* */

/**
 * address_connect() - a TCP connection, close-on-exec, without Nagle's delay
 * @error:  FAIL_NET naming host, port and reason
 *
 * Return: (owned) the socket, or -1 with @error set.
 */
int address_connect(const char *host, int port, int timeout_ms, GError **error);
/* Does anything listen there? 0, or the value of errno that says why not. */
int address_probe(const char *host, int port, int timeout_ms);
/* Our own address in a connection: what its peer can reach us by. */
char *address_of_socket(int fd); /* (owned) as address_text() */

typedef struct Peers Peers;

/* @host: the event service's; its addresses are looked up now */
Peers *peers_new(const char *host);                  /* (owned) */
void peers_free(Peers *peers);                       /* NULL is fine */
void peers_set_host(Peers *peers, const char *host); /* the server is now there */
bool peers_allow(Peers *peers, const char *text);    /* a numeric text, as address_text() makes */
