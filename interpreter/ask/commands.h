#pragma once
/*
 * What answers the rows of ask.c's table, and reads what stands behind their words; each in a file
 * of its name.
 *
 * Thread: main to run; any to parse.
 */
#include "ask/ask.h"
#include "ask/words.h"

/* narrow.c: [LIKE 'pattern' | word]: several words are one, with blanks. */
bool narrow_parse(Words *words, Ask *ask);
/* Whether a name is like what was asked for: a pattern of LIKE, or a part; anything if nothing. */
bool narrow_matches(const Ask *ask, const char *name);

bool check_parse(Words *words, Ask *ask);
bool check_answer(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool show_topics_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool show_groups_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool show_functions_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool show_settings_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool describe_parse(Words *words, Ask *ask);
bool describe_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
bool print_parse(Words *words, Ask *ask);
bool help_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
