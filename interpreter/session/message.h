#pragma once
/*
 * Messages and results as session.h has them: making, copying, freeing.
 *
 * Thread: one at a time.
 */
#include "session/session.h"

GPtrArray *messages_new(void); /* (owned) SessionMessage*, freed with it */
/* @type: static. @data: copied; what is not text for people (control bytes) is made harmless. */
void messages_add_text(GPtrArray *messages, const char *data);
void messages_take(GPtrArray *messages, const char *type, char *data); /* @data: (taken) */
void messages_add_copies(GPtrArray *messages, const GPtrArray *from);

SessionResult *result_take(const char *code, GPtrArray *messages); /* @messages: (taken) */
SessionResult *result_copy(const SessionResult *result);
/* (owned) ERROR with one text */
SessionResult *result_error(const char *text);
