#pragma once
/*
 * The statements of one run, from the first to the paragraph's answer.
 *
 * Thread: the caller's, without the registry's lock.
 */
#include "session/registry.h"

/* (owned) The answer. @run: (borrowed) it has entered the registry. */
SessionResult *interpret_run(Sessions *sessions, Run *run, const SessionRequest *request);
