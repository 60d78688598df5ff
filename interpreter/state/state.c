/*
 * Three tables: `now` has the entries, `before` what the newest checkpoint changed as it was (no
 * bytes: it was not there; else a byte in front), `head` the number and the text of both. A
 * checkpoint is one transaction over all three; taking it back puts `before` into `now`.
 */
#include "state/state.h"

#include <assert.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <lmdb.h>
#include <string.h>
#include <sys/file.h>
#include <fcntl.h>
#include <unistd.h>

enum { TABLES = 3, HEAD_NEWEST = 1, HEAD_BEFORE = 2 };

struct State {
    MDB_env *env;
    MDB_dbi now, before, head;
    MDB_txn *open; /* NULL: no checkpoint is made */
    char *path;    /* owned */
    int lock;      /* of the folder; -1 */
    int64_t number;
    char *text; /* owned */
    bool has_before;
};

static bool fail_code(const State *state, int code, GError **error)
{
    if (code == MDB_MAP_FULL || code == ENOSPC)
        return fail(error, FAIL_LIMIT, "the state in %s is full", state->path);
    return fail(error, FAIL_CONFIG, "the state in %s can't be used: %s", state->path,
                mdb_strerror(code));
}

/* Of a checkpoint: it ends. */
static bool fail_open(State *state, int code, GError **error)
{
    mdb_txn_abort(state->open);
    state->open = NULL;
    return fail_code(state, code, error);
}

static MDB_val key_of(uint64_t *key)
{
    return (MDB_val){sizeof(*key), key};
}

/* ---- opening ---- */

static bool make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) == 0 && access(path, W_OK) == 0)
        return true;
    fail(error, FAIL_CONFIG, "the folder %s for states can't be written: %s", path,
         g_strerror(errno));
    return fail_hint(error, "the operator names one in zeppelin.kafka.state_dir");
}

static bool lock_folder(State *state, GError **error)
{
    g_autofree char *path = g_build_filename(state->path, "lock", NULL);

    state->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (state->lock >= 0 && flock(state->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    return fail(error, FAIL_CONFIG, "the state in %s is in use: the stream runs already",
                state->path);
}

static int open_tables(State *state)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(state->env, NULL, 0, &txn);

    if (code != 0)
        return code;
    if ((code = mdb_dbi_open(txn, "now", MDB_CREATE | MDB_INTEGERKEY, &state->now)) != 0 ||
        (code = mdb_dbi_open(txn, "before", MDB_CREATE | MDB_INTEGERKEY, &state->before)) != 0 ||
        (code = mdb_dbi_open(txn, "head", MDB_CREATE | MDB_INTEGERKEY, &state->head)) != 0) {
        mdb_txn_abort(txn);
        return code;
    }
    return mdb_txn_commit(txn);
}

/* The number, then the text. */
static int read_head(State *state, MDB_txn *txn)
{
    uint64_t which = HEAD_NEWEST;
    MDB_val key = key_of(&which), value;
    int code = mdb_get(txn, state->head, &key, &value);

    g_free(state->text);
    state->number = 0;
    state->text = NULL;
    if (code == 0 && value.mv_size >= sizeof(state->number)) {
        memcpy(&state->number, value.mv_data, sizeof(state->number));
        state->text = g_strndup((const char *)value.mv_data + sizeof(state->number),
                                value.mv_size - sizeof(state->number));
    }
    if (state->text == NULL)
        state->text = g_strdup("");
    which = HEAD_BEFORE;
    state->has_before = mdb_get(txn, state->head, &key, &value) == 0;
    return code == MDB_NOTFOUND ? 0 : code;
}

static int open_environment(State *state, size_t bytes_max)
{
    MDB_txn *txn;
    int code = mdb_env_create(&state->env);

    if (code != 0 || (code = mdb_env_set_maxdbs(state->env, TABLES)) != 0 ||
        (code = mdb_env_set_mapsize(state->env, bytes_max)) != 0 ||
        (code = mdb_env_open(state->env, state->path, 0, 0600)) != 0 ||
        (code = open_tables(state)) != 0 ||
        (code = mdb_txn_begin(state->env, NULL, MDB_RDONLY, &txn)) != 0)
        return code;
    code = read_head(state, txn);
    mdb_txn_abort(txn);
    return code;
}

State *state_open(const char *folder, const char *name, size_t bytes_max, GError **error)
{
    g_autoptr(State) state = g_new0(State, 1);
    int code;

    assert(strlen(name) <= STATE_NAME_MAX);
    state->lock = -1;
    state->path = g_build_filename(folder, name, NULL);
    if (!make_folder(folder, error) || !make_folder(state->path, error) ||
        !lock_folder(state, error))
        return NULL;
    code = open_environment(state, bytes_max);
    if (code != 0) {
        fail_code(state, code, error);
        return NULL;
    }
    return g_steal_pointer(&state);
}

void state_close(State *state)
{
    if (state == NULL)
        return;
    if (state->open != NULL)
        mdb_txn_abort(state->open);
    if (state->env != NULL)
        mdb_env_close(state->env);
    if (state->lock >= 0)
        close(state->lock);
    g_free(state->path);
    g_free(state->text);
    g_free(state);
}

int64_t state_number(const State *state)
{
    return state->number;
}

const char *state_text(const State *state)
{
    return state->text;
}

bool state_each(State *state, bool (*fn)(void *user, uint64_t key, Span value, GError **error),
                void *user, GError **error)
{
    MDB_val key, value;
    MDB_cursor *cursor = NULL;
    MDB_txn *txn = NULL;
    bool is_done = true;
    int code;

    if ((code = mdb_txn_begin(state->env, NULL, MDB_RDONLY, &txn)) != 0 ||
        (code = mdb_cursor_open(txn, state->now, &cursor)) != 0) {
        mdb_txn_abort(txn);
        return fail_code(state, code, error);
    }
    while (is_done && (code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        uint64_t number;

        memcpy(&number, key.mv_data, sizeof(number));
        is_done = fn(user, number, span_make(value.mv_data, value.mv_size), error);
    }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return is_done && (code == MDB_NOTFOUND || fail_code(state, code, error));
}

/* ---- a checkpoint ---- */

bool state_begin(State *state, GError **error)
{
    int code;

    assert(state->open == NULL);
    code = mdb_txn_begin(state->env, NULL, 0, &state->open);
    if (code != 0) {
        state->open = NULL;
        return fail_code(state, code, error);
    }
    code = mdb_drop(state->open, state->before, 0);
    return code == 0 || fail_open(state, code, error);
}

/* What an entry was, at its first change of a checkpoint. */
static int keep_before(State *state, uint64_t number)
{
    MDB_val key = key_of(&number), value = {0, NULL}, kept = {0, NULL};
    g_autofree char *bytes = NULL;
    int code = mdb_get(state->open, state->before, &key, &kept);

    if (code != MDB_NOTFOUND)
        return code;
    code = mdb_get(state->open, state->now, &key, &value);
    if (code != 0 && code != MDB_NOTFOUND)
        return code;
    if (code == 0) {
        bytes = g_malloc(value.mv_size + 1);
        bytes[0] = 1;
        memcpy(bytes + 1, value.mv_data, value.mv_size);
        kept = (MDB_val){value.mv_size + 1, bytes};
    }
    return mdb_put(state->open, state->before, &key, &kept, 0);
}

bool state_put(State *state, uint64_t key, Span value, GError **error)
{
    MDB_val at = key_of(&key), bytes = {value.len, (void *)(gpointer)value.at};
    int code = keep_before(state, key);

    if (code == 0)
        code = mdb_put(state->open, state->now, &at, &bytes, 0);
    return code == 0 || fail_open(state, code, error);
}

bool state_remove(State *state, uint64_t key, GError **error)
{
    MDB_val at = key_of(&key);
    int code = keep_before(state, key);

    if (code == 0)
        code = mdb_del(state->open, state->now, &at, NULL);
    return code == 0 || code == MDB_NOTFOUND || fail_open(state, code, error);
}

static int put_head(State *state, uint64_t which, int64_t number, const char *text)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    MDB_val key = key_of(&which), value;

    g_byte_array_append(bytes, (const guint8 *)&number, sizeof(number));
    g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text));
    value = (MDB_val){bytes->len, bytes->data};
    return mdb_put(state->open, state->head, &key, &value, 0);
}

static bool finish(State *state, GError **error)
{
    int code = mdb_txn_commit(state->open);
    MDB_txn *txn;

    state->open = NULL;
    if (code != 0 || (code = mdb_txn_begin(state->env, NULL, MDB_RDONLY, &txn)) != 0)
        return fail_code(state, code, error);
    code = read_head(state, txn);
    mdb_txn_abort(txn);
    return code == 0 || fail_code(state, code, error);
}

bool state_commit(State *state, const char *text, GError **error)
{
    int code;

    assert(strlen(text) <= STATE_TEXT_MAX);
    if ((code = put_head(state, HEAD_BEFORE, state->number, state->text)) != 0 ||
        (code = put_head(state, HEAD_NEWEST, state->number + 1, text)) != 0)
        return fail_open(state, code, error);
    return finish(state, error);
}

/* ---- which checkpoint counts ---- */

static int take_back_entries(State *state)
{
    MDB_val key, value;
    MDB_cursor *cursor;
    int code = mdb_cursor_open(state->open, state->before, &cursor);

    while (code == 0 && (code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        MDB_val was = {value.mv_size - 1, (char *)value.mv_data + 1};

        if (value.mv_size > 0)
            code = mdb_put(state->open, state->now, &key, &was, 0);
        else if ((code = mdb_del(state->open, state->now, &key, NULL)) == MDB_NOTFOUND)
            code = 0;
    }
    mdb_cursor_close(cursor);
    return code == MDB_NOTFOUND ? 0 : code;
}

static int take_back_head(State *state)
{
    uint64_t which = HEAD_BEFORE, newest = HEAD_NEWEST;
    MDB_val key = key_of(&which), to = key_of(&newest), value;
    g_autofree char *copy = NULL;
    int code = mdb_get(state->open, state->head, &key, &value);

    if (code != 0)
        return code;
    copy = g_memdup2(value.mv_data, value.mv_size);
    value.mv_data = copy;
    code = mdb_put(state->open, state->head, &to, &value, 0);
    return code == 0 ? mdb_del(state->open, state->head, &key, NULL) : code;
}

static bool change(State *state, int (*first)(State *state), int (*then)(State *state),
                   GError **error)
{
    int code = mdb_txn_begin(state->env, NULL, 0, &state->open);

    if (code != 0) {
        state->open = NULL;
        return fail_code(state, code, error);
    }
    if ((code = first(state)) != 0 || (code = then(state)) != 0 ||
        (code = mdb_drop(state->open, state->before, 0)) != 0)
        return fail_open(state, code, error);
    return finish(state, error);
}

static int drop_entries(State *state)
{
    return mdb_drop(state->open, state->now, 0);
}

static int drop_head(State *state)
{
    return mdb_drop(state->open, state->head, 0);
}

bool state_settle(State *state, int64_t number, GError **error)
{
    if (number == state->number)
        return true;
    if (number == 0)
        return change(state, drop_entries, drop_head, error);
    if (number == state->number - 1 && state->has_before)
        return change(state, take_back_entries, take_back_head, error);
    return fail(error, FAIL_CONFIG,
                "the state in %s is of checkpoint %" G_GINT64_FORMAT
                ", but the stream has committed checkpoint %" G_GINT64_FORMAT,
                state->path, state->number, number);
}
