#include "event/answer.h"

#include <string.h>

#include "base/fail.h"
#include "event/json.h"

static void free_candidate(void *data)
{
    EventCandidate *candidate = data;

    g_free(candidate->name);
    g_free(candidate->value);
    g_free(candidate->help);
    g_free(candidate);
}

EventCandidates *event_candidates_new(void)
{
    EventCandidates *candidates = g_new0(EventCandidates, 1);

    candidates->list = g_ptr_array_new_with_free_func(free_candidate);
    return candidates;
}

void event_candidates_free(EventCandidates *candidates)
{
    if (candidates == NULL)
        return;
    g_ptr_array_unref(candidates->list);
    g_free(candidates);
}

bool event_candidates_add(EventCandidates *candidates, const char *name, const char *value,
                          const char *help)
{
    size_t bytes = candidates->bytes + strlen(name) + strlen(value) + strlen(help);
    EventCandidate *candidate;

    if (candidates->list->len >= EVENT_CANDIDATES_MAX || bytes > EVENT_CANDIDATES_BYTES_MAX)
        return false;
    candidate = g_new(EventCandidate, 1);
    *candidate = (EventCandidate){g_strdup(name), g_strdup(value), g_strdup(help)};
    g_ptr_array_add(candidates->list, candidate);
    candidates->bytes = bytes;
    return true;
}

void event_answer_clear(EventAnswer *answer)
{
    g_clear_pointer(&answer->candidates, event_candidates_free);
}

void event_answer_write(const EventAnswer *answer, json_t *object)
{
    json_t *list = json_must(json_array());

    for (guint i = 0; i < answer->candidates->list->len; i++) {
        const EventCandidate *candidate = answer->candidates->list->pdata[i];
        json_t *texts = json_must(json_object());

        json_put_text(texts, "name", candidate->name);
        json_put_text(texts, "value", candidate->value);
        json_put_text(texts, "help", candidate->help);
        json_add(list, texts);
    }
    json_put(object, "id", json_must(json_integer(answer->id)));
    json_put(object, "candidates", list);
}

static bool read_candidate(const json_t *texts, EventCandidates *candidates, GError **error)
{
    const char *name = json_string_value(json_object_get(texts, "name"));
    const char *value = json_string_value(json_object_get(texts, "value"));
    const char *help = json_string_value(json_object_get(texts, "help"));

    if (name == NULL || value == NULL || help == NULL)
        return fail(error, FAIL_DATA, "a candidate has a name, a value and a help");
    return event_candidates_add(candidates, name, value, help) ||
           fail(error, FAIL_LIMIT, "an answer has more than %d candidates or %d bytes of them",
                EVENT_CANDIDATES_MAX, EVENT_CANDIDATES_BYTES_MAX);
}

bool event_answer_read(const json_t *object, EventAnswer *answer, GError **error)
{
    const json_t *list = json_object_get(object, "candidates");
    const json_t *texts;
    size_t i;

    answer->id = (int)json_take_int(object, "id", 0);
    answer->candidates = event_candidates_new();
    if (!json_is_array(list))
        return fail(error, FAIL_DATA, "an answer has candidates");
    json_array_foreach(list, i, texts)
    {
        if (!read_candidate(texts, answer->candidates, error))
            return false;
    }
    return true;
}
