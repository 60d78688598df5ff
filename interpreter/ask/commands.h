#pragma once
/*
 * What answers the rows of ask.c's table, and reads what stands behind their words; each in a file
 * of its name.
 *
 * Thread: main to run; any to parse.
 */
#include "ask/ask.h"
#include "ask/words.h"

bool check_parse(Words *words, Ask *ask);
bool check_answer(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool show_topics_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
