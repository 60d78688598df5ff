/*
 * Several paths in one pass. The paths that are still alive within a value are bits: those whose
 * next step is not the name of a member are dropped for it, and a value without living paths is
 * skipped by the scanner. Which paths have a step of a name's length is known before: so most
 * names are compared with one step, or with none.
 */
#include "row/document_scan.h"

#include <assert.h>

enum { LENGTHS = 32 }; /* names of this many bytes and more share a place */

typedef struct Step {
    Span name;
    int64_t index; /* < 0: none */
} Step;

struct DocumentPaths {
    size_t len;
    size_t steps_len[DOCUMENT_PATHS_MAX];
    Step steps[DOCUMENT_PATHS_MAX][DOCUMENT_STEPS_MAX];
    uint64_t of_length[DOCUMENT_STEPS_MAX][LENGTHS]; /* paths, by level and length of the step */
    uint64_t ends[DOCUMENT_STEPS_MAX + 1];           /* paths with so many steps */
};

typedef struct Pass {
    const DocumentPaths *paths;
    const char *end;
    Span *values;
} Pass;

static bool copy_step(Arena *arena, Span name, Step *ret_step)
{
    char *copy = arena_try_alloc(arena, name.len);
    int64_t index = name.len == 0 ? -1 : 0;

    if (copy == NULL)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        copy[i] = name.at[i];
        if (!g_ascii_isdigit(name.at[i]) || index > G_MAXINT32)
            index = -1;
        if (index >= 0)
            index = index * 10 + (name.at[i] - '0');
    }
    *ret_step = (Step){span_make(copy, name.len), index};
    return true;
}

const DocumentPaths *document_paths_new(Arena *arena, const DocumentPath *paths, size_t len)
{
    DocumentPaths *made = arena_try_alloc(arena, sizeof(*made));

    assert(len <= DOCUMENT_PATHS_MAX);
    if (made == NULL)
        return NULL;
    memset(made, 0, sizeof(*made));
    made->len = len;
    for (size_t p = 0; p < len; p++) {
        assert(paths[p].steps_len <= DOCUMENT_STEPS_MAX);
        made->steps_len[p] = paths[p].steps_len;
        made->ends[paths[p].steps_len] |= (uint64_t)1 << p;
        for (size_t s = 0; s < paths[p].steps_len; s++) {
            size_t length = MIN(paths[p].steps[s].len, LENGTHS - 1);

            if (!copy_step(arena, paths[p].steps[s], &made->steps[p][s]))
                return NULL;
            made->of_length[s][length] |= (uint64_t)1 << p;
        }
    }
    return made;
}

/* Of the paths @alive, those whose step at @level is that member, or item. */
static uint64_t with_name(const DocumentPaths *paths, uint64_t alive, size_t level, Span written)
{
    uint64_t kept = 0;

    if (!document_is_escaped(written))
        alive &= paths->of_length[level][MIN(written.len, LENGTHS - 1)];
    for (; alive != 0; alive &= alive - 1) {
        size_t p = (size_t)__builtin_ctzll(alive);

        if (document_name_equals(written, paths->steps[p][level].name))
            kept |= alive & -alive;
    }
    return kept;
}

static uint64_t with_index(const DocumentPaths *paths, uint64_t alive, size_t level, int64_t index)
{
    uint64_t kept = 0;

    for (; alive != 0; alive &= alive - 1) {
        if (paths->steps[__builtin_ctzll(alive)][level].index == index)
            kept |= alive & -alive;
    }
    return kept;
}

static void keep(const Pass *pass, uint64_t alive, Span value)
{
    for (; alive != 0; alive &= alive - 1)
        pass->values[__builtin_ctzll(alive)] = value;
}

static const char *pass_value(const Pass *pass, const char *at, size_t level, uint64_t alive);

/* From the bracket that opens to past that which closes, with at least one path that goes in. */
static const char *pass_container(const Pass *pass, const char *at, size_t level, uint64_t alive)
{
    char opening = *at, closing = (char)(*at + 2); /* in ASCII */
    int64_t index = 0;

    at = scan_space(at + 1, pass->end);
    if (at < pass->end && *at == closing)
        return at + 1;
    for (;; index++) {
        uint64_t kept;
        Span name;

        if (opening == '{') {
            at = scan_name(at, pass->end, &name);
            kept = at == NULL ? 0 : with_name(pass->paths, alive, level, name);
        } else {
            kept = with_index(pass->paths, alive, level, index);
        }
        if (at != NULL)
            at = pass_value(pass, at, level + 1, kept);
        if (at != NULL)
            at = scan_space(at, pass->end);
        if (at == NULL || at == pass->end || (*at != ',' && *at != closing))
            return NULL;
        if (*at++ == closing)
            return at;
        at = scan_space(at, pass->end);
    }
}

/* A value that @alive lead to, each by @level steps; it may be the second of its name. */
static const char *pass_value(const Pass *pass, const char *at, size_t level, uint64_t alive)
{
    uint64_t ended = alive & pass->paths->ends[level], deeper = alive & ~ended;
    const char *start = at;

    keep(pass, deeper, span_make(NULL, 0));
    if (deeper != 0 && at < pass->end && (*at == '{' || *at == '['))
        at = pass_container(pass, at, level, deeper);
    else
        at = scan_value(at, pass->end, level);
    if (at != NULL)
        keep(pass, ended, span_make(start, (size_t)(at - start)));
    return at;
}

bool document_read_paths(Span text, const DocumentPaths *paths, Span *ret_values)
{
    const char *end = text.at + text.len;
    Pass pass = {paths, end, ret_values};
    uint64_t all = paths->len == 64 ? UINT64_MAX : ((uint64_t)1 << paths->len) - 1;
    const char *at = pass_value(&pass, scan_space(text.at, end), 0, all);

    return at != NULL && scan_space(at, end) == end;
}
