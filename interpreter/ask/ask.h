#pragma once
/*
 * Statements that ask about topics or about the product itself, and are not PostgreSQL's: SHOW,
 * DESCRIBE and their like. Each is a row of one table, which knows how its words are read, what it
 * is for, and what answers it. Their answers are tables, told as a query's are.
 *
 * Thread: any to parse, which is pure; main to run.
 */
#include "config/config.h"
#include "event/event.h"
#include "codec/schema_registry.h"
#include "kafka/client.h"
#include "plan/plan.h"

typedef struct AskCommand AskCommand;

/* A statement that was read. */
typedef struct Ask {
    const AskCommand *command;
    char *name;        /* owned: of a topic or another thing; NULL: none was written */
    int name_position; /* bytes in the statement */
    bool is_all;       /* ALL: also what is hidden else */
    char *like;        /* owned: what names are to be like; NULL: nothing was written */
    bool is_pattern;   /* it is one of LIKE: else names have it as a part */
    char *query;       /* owned: the query that the statement stands for; NULL: ask_run() answers */
    int bound_position; /* bytes in the statement: of where that query's reading begins */
    int query_bound_at; /* bytes in the query: the same */
    bool is_writing;    /* CHECK t WRITE */
} Ask;

/* True if the first words are those of a row. */
bool ask_is(const char *text);
/**
 * ask_parse() - read a statement
 * @text:   one statement, ask_is()
 * @error:  FAIL_QUERY with its place and what may be written
 *
 * Return: (owned) what it asks, or NULL.
 */
Ask *ask_parse(const char *text, GError **error);
void ask_free(Ask *ask); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ask, ask_free)

/**
 * ask_blame() - a failure of planning or running its query, told at what was written
 * @error:  its place is one in the query; then it is one in the statement
 */
void ask_blame(const Ask *ask, GError *error);

/* (borrowed) A handle of that kind, connected when it is first asked for; NULL with an error. */
typedef Client *(*AskClientFn)(void *user, ClientKind kind, GError **error);

typedef struct AskSpec {
    const PlanInput *plan;     /* how queries are planned: settings, views, zone, now */
    SchemaRegistry **registry; /* (owned by the caller) made when it is needed */
    int64_t timeout_ms;        /* until brokers must have answered */
    AskClientFn client;
    void *client_user;
    int query;
    EventFn emit; /* `schema` and `rows`; error and end are the caller's */
    void *emit_user;
} AskSpec;

/**
 * ask_run() - answer it, if it stands for no query
 * @ret_done:  (owned) what was done, in a sentence, if there is something to say; else NULL
 * @error:     FAIL_QUERY, FAIL_KAFKA, FAIL_NET, FAIL_LIMIT
 */
bool ask_run(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);

struct Words;

/* A row of the table; for HELP, completion and documents too. */
struct AskCommand {
    const char *words; /* in upper case, one blank between: "SHOW TOPICS" */
    const char *also;  /* other words for it, as other systems have them: "LIST TOPICS"; or NULL */
    const char *usage; /* "SHOW [ALL] TOPICS" */
    const char *help;  /* a line without a full stop */
    bool takes_all;    /* ALL may stand behind the first word */
    bool (*parse)(struct Words *words, Ask *ask); /* what stands behind the words; NULL: nothing */
    /* NULL: parse() has set ask->query */
    bool (*run)(const Ask *ask, const AskSpec *spec, char **ret_done, GError **error);
};
const AskCommand *ask_commands(size_t *ret_len);
