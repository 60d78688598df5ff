#include "base/fail.h"

#include <assert.h>

typedef struct {
    int position_bytes;
    char *hint; /* owned */
} FailPrivate;

/* GLib's macro makes these three static functions its callbacks. */
static void fail_private_init(FailPrivate *private)
{
    private->position_bytes = -1;
    private->hint = NULL;
}

static void fail_private_copy(const FailPrivate *from, FailPrivate *to)
{
    to->position_bytes = from->position_bytes;
    to->hint = g_strdup(from->hint);
}

static void fail_private_clear(FailPrivate *private)
{
    g_free(private->hint);
}

G_DEFINE_EXTENDED_ERROR(Fail, fail)

G_GNUC_PRINTF(4, 0)
static void set_valist(GError **error, FailCode code, int position_bytes, const char *format,
                       va_list args)
{
    if (error == NULL)
        return;
    assert(*error == NULL);
    *error = g_error_new_valist(FAIL, code, format, args);
    fail_get_private(*error)->position_bytes = position_bytes;
}

/* One body for four functions that differ in what they return and whether they know a place. */
#define FAIL_SET(position_bytes)                                                                   \
    do {                                                                                           \
        va_list args;                                                                              \
                                                                                                   \
        va_start(args, format);                                                                    \
        set_valist(error, code, position_bytes, format, args);                                     \
        va_end(args);                                                                              \
    } while (0)

bool fail(GError **error, FailCode code, const char *format, ...)
{
    FAIL_SET(-1);
    return false;
}

void *fail_null(GError **error, FailCode code, const char *format, ...)
{
    FAIL_SET(-1);
    return NULL;
}

bool fail_at(GError **error, FailCode code, int position_bytes, const char *format, ...)
{
    FAIL_SET(position_bytes);
    return false;
}

void *fail_null_at(GError **error, FailCode code, int position_bytes, const char *format, ...)
{
    FAIL_SET(position_bytes);
    return NULL;
}

bool fail_prefix(GError **error, const char *format, ...)
{
    va_list args;
    g_autofree char *prefix = NULL;

    if (error == NULL || *error == NULL)
        return false;
    va_start(args, format);
    prefix = g_strdup_vprintf(format, args);
    va_end(args);
    g_prefix_error(error, "%s", prefix);
    return false;
}

bool fail_hint(GError **error, const char *format, ...)
{
    va_list args;
    FailPrivate *private;

    if (error == NULL || *error == NULL || (*error)->domain != FAIL)
        return false;
    private = fail_get_private(*error);
    g_free(private->hint);
    va_start(args, format);
    private->hint = g_strdup_vprintf(format, args);
    va_end(args);
    return false;
}

void fail_shift(GError *error, int offset_bytes)
{
    FailPrivate *private;

    if (error == NULL || error->domain != FAIL)
        return;
    private = fail_get_private(error);
    if (private->position_bytes >= 0)
    private->position_bytes += offset_bytes;
}

void fail_place(GError *error, int position_bytes)
{
    if (error != NULL && error->domain == FAIL)
        fail_get_private(error)->position_bytes = position_bytes;
}

int fail_position(const GError *error)
{
    return error != NULL && error->domain == FAIL ? fail_get_private(error)->position_bytes : -1;
}

const char *fail_hint_of(const GError *error)
{
    return error != NULL && error->domain == FAIL ? fail_get_private(error)->hint : NULL;
}

bool error_is_retriable(const GError *error)
{
    return error != NULL && error->domain == FAIL && error->code == FAIL_NET;
}

static const struct {
    FailCode code;
    const char *name;
    int exit_status;
} codes[] = {
    {FAIL_QUERY,  "query",  1},
    {FAIL_DATA,   "data",   1},
    {FAIL_LIMIT,  "limit",  1},
    {FAIL_KAFKA,  "kafka",  3},
    {FAIL_NET,    "net",    3},
    {FAIL_CONFIG, "config", 2},
};

const char *fail_code_name(FailCode code)
{
    assert(code < G_N_ELEMENTS(codes) && codes[code].code == code);
    return codes[code].name;
}

int fail_exit_status(const GError *error)
{
    if (error->domain != FAIL)
        return 2;
    assert((size_t)error->code < G_N_ELEMENTS(codes));
    return codes[error->code].exit_status;
}
