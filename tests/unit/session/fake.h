#pragma once
/*
 * Sessions over scripted workers (unit/worker/scripted.h) and a publisher that keeps a list of
 * what it was told; said.h looks into the list.
 */
#include <pthread.h>
#include <stdarg.h>

#include "base/time_ms.h"
#include "lib/unit.h"
#include "session/registry.h"
#include "unit/worker/scripted.h"

typedef struct Said {
    char *line;    /* "update_output n p 1 ANGULAR <div..." */
    int64_t at_ms; /* monotonic */
} Said;

typedef struct Fake {
    Publisher publisher; /* the first member */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GArray *said; /* Said */
    Scripted *scripted;
    Sessions *sessions;
} Fake;

static inline void fake_say(Publisher *publisher, const char *format, ...) G_GNUC_PRINTF(2, 3);
static inline void fake_say(Publisher *publisher, const char *format, ...)
{
    Fake *fake = (Fake *)publisher;
    va_list args;
    Said said;

    va_start(args, format);
    said = (Said){g_strdup_vprintf(format, args), time_monotonic_ms()};
    va_end(args);
    pthread_mutex_lock(&fake->lock);
    g_array_append_val(fake->said, said);
    pthread_cond_broadcast(&fake->changed);
    pthread_mutex_unlock(&fake->lock);
}

static inline void fake_add_object(Publisher *publisher, const char *note, const char *paragraph,
                                   const char *name, const char *text)
{
    fake_say(publisher, "add_object %s %s %s %s", note, paragraph, name, text);
}

static inline void fake_update_object(Publisher *publisher, const char *note, const char *paragraph,
                                      const char *name, const char *text)
{
    fake_say(publisher, "update_object %s %s %s %s", note, paragraph, name, text);
}

static inline void fake_remove_object(Publisher *publisher, const char *note, const char *paragraph,
                                      const char *name)
{
    fake_say(publisher, "remove_object %s %s %s", note, paragraph, name);
}

static inline void fake_update_output(Publisher *publisher, const char *note, const char *paragraph,
                                      int index, const char *type, const char *data)
{
    fake_say(publisher, "update_output %s %s %d %s %s", note, paragraph, index, type, data);
}

static inline void fake_checkpoint(Publisher *publisher, const char *note, const char *paragraph)
{
    fake_say(publisher, "checkpoint %s %s", note, paragraph);
}

static inline void fake_set_link(Publisher *publisher, const char *note, const char *paragraph,
                                 const char *url)
{
    fake_say(publisher, "set_link %s %s %s", note, paragraph, url);
}

static inline void fake_set_page(Publisher *publisher, const char *url)
{
    fake_say(publisher, "set_page %s", url);
}

static inline void fake_flush(Publisher *publisher, const char *note, const char *paragraph)
{
    fake_say(publisher, "flush %s %s", note, paragraph);
}

static inline void fake_forget(Publisher *publisher, const char *note, const char *paragraph)
{
    fake_say(publisher, "forget %s %s", note, paragraph);
}

static inline Fake *fake_new(void)
{
    static const PublisherFns fns = {fake_add_object,    fake_update_object, fake_remove_object,
                                     fake_update_output, fake_checkpoint,    fake_set_link,
                                     fake_set_page,      fake_flush,         fake_forget};
    Fake *fake = g_new0(Fake, 1);
    pthread_condattr_t attributes;

    fake->publisher.fns = &fns;
    pthread_mutex_init(&fake->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&fake->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    fake->said = g_array_new(FALSE, FALSE, sizeof(Said));
    fake->scripted = scripted_new();
    g_setenv("ZEPPELIN_KAFKA_RUNTIME_DIR", fake->scripted->folder, TRUE);
    fake->sessions = sessions_new(fake->scripted->binary, &fake->publisher, NULL);
    if (fake->sessions == NULL)
        g_error("no sessions");
    return fake;
}

static inline void fake_free(Fake *fake)
{
    sessions_free(fake->sessions);
    scripted_free(fake->scripted);
    for (guint i = 0; i < fake->said->len; i++)
        g_free(g_array_index(fake->said, Said, i).line);
    g_array_unref(fake->said);
    pthread_cond_destroy(&fake->changed);
    pthread_mutex_destroy(&fake->lock);
    g_free(fake);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fake, fake_free)
