#pragma once
/*
 * A table as an answer: rows are added, then all is told as `schema` and `rows`.
 *
 * Thread: main.
 */
#include "ask/ask.h"

typedef struct Answer Answer;

typedef struct AnswerColumn {
    const char *name;
    const char *type; /* PostgreSQL's, for people */
    bool is_number;
} AnswerColumn;

Answer *answer_new(const AnswerColumn *columns, size_t columns_len); /* (owned); borrows @columns */
void answer_free(Answer *answer);                                    /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answer, answer_free)
/* The cells of a new row, all NULL, as many as columns: to be filled with owned texts. NULL beyond
 * EVENT_ROWS_MAX rows, which are counted only. */
char **answer_add(Answer *answer);
/* (owned) The cells of times and ages; NULL: ms < 0, nothing is known. */
char *answer_time(int64_t ms, const Zone *zone);
char *answer_age(int64_t ms, int64_t now_us);
void answer_tell(const Answer *answer, const AskSpec *spec);
