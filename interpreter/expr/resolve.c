/*
 * PostgreSQL's rules, in its order: the candidate with the most exact matches; then that with the
 * most preferred types where a conversion is needed; then untyped literals take the category that
 * the candidates agree on, text if any wants it; at last they take the type of the other arguments.
 */
#include "expr/resolve.h"

#include "expr/polymorphic.h"

/* In Type's order. Types of one category convert among each other; one of each is preferred. */
static const struct {
    char category;
    bool is_preferred;
} kinds[] = {
    {'B', true }, /* bool */
    {'N', false}, /* int4 */
    {'N', false}, /* int8 */
    {'N', true }, /* float8 */
    {'N', false}, /* numeric */
    {'S', true }, /* text */
    {'U', false}, /* bytea */
    {'D', true }, /* timestamptz */
    {'D', false}, /* timestamp */
    {'D', false}, /* date */
    {'T', true }, /* interval */
    {'U', false}, /* jsonb */
    {'X', false}, /* unknown */
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == TYPE_UNKNOWN + 1);

static char category_of(Type type)
{
    if (polymorphic_is(type))
        return 'P';
    return type_is_array(type) ? 'A' : kinds[type].category;
}

static bool is_preferred(Type type)
{
    return type <= TYPE_UNKNOWN && kinds[type].is_preferred;
}

typedef struct Alive {
    const Candidate *candidates;
    size_t candidates_len;
    const Type *types;
    size_t len;
    bool is_alive[RESOLVE_CANDIDATES_MAX];
} Alive;

bool resolve_converts(Type from, Type to)
{
    if (from == to || from == TYPE_UNKNOWN || to == TYPE_UNKNOWN)
        return true;
    if (to == TYPE_AS_TEXT)
        return !type_is_array(from);
    return polymorphic_is(to) || resolve_conversion(from, to, CONVERT_IMPLICIT) != NULL;
}

static Type wanted(const Candidate *candidate, size_t i)
{
    return candidate->types[i < candidate->types_len ? i : candidate->types_len - 1];
}

static size_t count_alive(const Alive *alive, int *ret_last)
{
    size_t n = 0;

    *ret_last = -1;
    for (size_t c = 0; c < alive->candidates_len; c++) {
        if (alive->is_alive[c]) {
            n++;
            *ret_last = (int)c;
        }
    }
    return n;
}

typedef bool (*MatchFn)(Type wanted, Type given);

static bool is_exact(Type wants, Type given)
{
    return given != TYPE_UNKNOWN && wants == given;
}

static bool is_exact_or_preferred(Type wants, Type given)
{
    return given != TYPE_UNKNOWN &&
           (wants == given || (category_of(wants) == category_of(given) && is_preferred(wants)));
}

/* Keep those with the most arguments that match. */
static void keep_most(Alive *alive, MatchFn matches)
{
    size_t counts[RESOLVE_CANDIDATES_MAX] = {0}, most = 0;

    for (size_t c = 0; c < alive->candidates_len; c++) {
        for (size_t i = 0; alive->is_alive[c] && i < alive->len; i++)
            counts[c] += matches(wanted(&alive->candidates[c], i), alive->types[i]) ? 1 : 0;
        most = MAX(most, counts[c]);
    }
    for (size_t c = 0; c < alive->candidates_len; c++)
        alive->is_alive[c] = alive->is_alive[c] && counts[c] == most;
}

/* The category that the candidates want for an untyped argument; '\0' if they do not agree. */
static char wanted_category(const Alive *alive, size_t i, bool *ret_any_preferred)
{
    char category = '\0';
    bool agree = true;

    *ret_any_preferred = false;
    for (size_t c = 0; c < alive->candidates_len; c++) {
        Type type = wanted(&alive->candidates[c], i);

        if (!alive->is_alive[c])
            continue;
        if (category_of(type) == 'S')
            category = 'S';
        else if (category == '\0')
            category = category_of(type);
        else if (category != 'S' && category != category_of(type))
            agree = false;
    }
    if (!agree && category != 'S')
        return '\0';
    for (size_t c = 0; c < alive->candidates_len; c++) {
        Type type = wanted(&alive->candidates[c], i);

        if (alive->is_alive[c] && category_of(type) == category && is_preferred(type))
            *ret_any_preferred = true;
    }
    return category;
}

static void keep_by_category(Alive *alive)
{
    bool keeps[RESOLVE_CANDIDATES_MAX], any = false;

    memcpy(keeps, alive->is_alive, sizeof(keeps));
    for (size_t i = 0; i < alive->len; i++) {
        bool any_preferred;
        char category;

        if (alive->types[i] != TYPE_UNKNOWN)
            continue;
        category = wanted_category(alive, i, &any_preferred);
        if (category == '\0')
            return;
        for (size_t c = 0; c < alive->candidates_len; c++) {
            Type type = wanted(&alive->candidates[c], i);

            if (category_of(type) != category || (any_preferred && !is_preferred(type)))
                keeps[c] = false;
        }
    }
    for (size_t c = 0; c < alive->candidates_len; c++)
        any |= keeps[c];
    if (any)
        memcpy(alive->is_alive, keeps, sizeof(keeps));
}

/* Whether all arguments convert to what the candidate wants, and go together where it says so. */
static bool takes(const Candidate *candidate, const Type *types, size_t len)
{
    Polymorphic settled;

    for (size_t i = 0; i < len; i++) {
        if (!resolve_converts(types[i], wanted(candidate, i)))
            return false;
    }
    return polymorphic_settle(candidate->types, candidate->types_len, types, len, &settled) !=
           POLYMORPHIC_DIFFER;
}

/* Untyped arguments as the type that all others have. */
static void keep_same_types(Alive *alive)
{
    g_autofree Type *same = NULL;
    Type known = TYPE_UNKNOWN;

    for (size_t i = 0; i < alive->len; i++) {
        if (alive->types[i] == TYPE_UNKNOWN)
            continue;
        if (known != TYPE_UNKNOWN && known != alive->types[i])
            return;
        known = alive->types[i];
    }
    if (known == TYPE_UNKNOWN)
        return;
    same = g_new(Type, alive->len);
    for (size_t i = 0; i < alive->len; i++)
        same[i] = known;
    for (size_t c = 0; c < alive->candidates_len; c++)
        alive->is_alive[c] = alive->is_alive[c] && takes(&alive->candidates[c], same, alive->len);
}

int resolve_candidates(const Candidate *candidates, size_t candidates_len, const Type *types,
                       size_t len, bool *ret_is_ambiguous)
{
    Alive alive = {candidates, candidates_len, types, len, {false}};
    bool any_unknown = false;
    int last;

    for (size_t c = 0; c < candidates_len; c++)
        alive.is_alive[c] = takes(&candidates[c], types, len);
    for (size_t i = 0; i < len; i++)
        any_unknown |= types[i] == TYPE_UNKNOWN;

    *ret_is_ambiguous = false;
    if (count_alive(&alive, &last) <= 1)
        return last;
    keep_most(&alive, is_exact);
    if (count_alive(&alive, &last) == 1)
        return last;
    keep_most(&alive, is_exact_or_preferred);
    if (count_alive(&alive, &last) == 1)
        return last;
    if (any_unknown) {
        keep_by_category(&alive);
        if (count_alive(&alive, &last) == 1)
            return last;
        keep_same_types(&alive);
        if (count_alive(&alive, &last) == 1)
            return last;
    }
    *ret_is_ambiguous = true;
    return -1;
}

bool resolve_common(const Type *types, size_t len, Type *ret_type, Type *ret_other)
{
    Type common = TYPE_UNKNOWN;

    for (size_t i = 0; i < len; i++) {
        Type type = types[i];

        if (type == TYPE_UNKNOWN || type == common)
            continue;
        if (common == TYPE_UNKNOWN) {
            common = type;
        } else if (category_of(common) != category_of(type)) {
            *ret_type = common;
            *ret_other = type;
            return false;
        } else if (!is_preferred(common) && resolve_converts(common, type) &&
                   !resolve_converts(type, common)) {
            common = type;
        }
    }
    *ret_type = common == TYPE_UNKNOWN ? TYPE_TEXT : common;
    return true;
}
