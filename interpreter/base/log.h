#pragma once
/*
 * One line a message on standard error: time, then `room: event key=value`. Only engine/, worker/,
 * session/, rpc/ and main/ log; lower rooms return their failures. Secrets and records are never
 * logged. Control bytes of what is logged come out as spaces, so that a line stays a line.
 *
 * Thread: any; a line is written whole.
 */
#include <glib.h>

void log_line(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Send GLib's own messages (and so the Thrift library's) through log_line(). */
void log_take_glib(void);
