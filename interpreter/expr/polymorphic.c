#include "expr/polymorphic.h"

#include "expr/resolve.h"

static const struct {
    const char *name;
    Type type;
} names[] = {
    {"anyvalue",           TYPE_AS_IS       },
    {"anynonarray",        TYPE_AS_TEXT     },
    {"anyelement",         TYPE_ANY_ITEM    },
    {"anycompatible",      TYPE_COMMON      },
    {"anyarray",           TYPE_ANY_ARRAY   },
    {"anycompatiblearray", TYPE_COMMON_ARRAY},
};

bool polymorphic_find(const char *name, Type *ret_type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            *ret_type = names[i].type;
            return true;
        }
    }
    return false;
}

const char *polymorphic_name(Type type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i].type == type)
            return names[i].name;
    }
    return type_name(type);
}

static Type item_or_self(Type type)
{
    return type_is_array(type) ? type_item(type) : type;
}

bool polymorphic_is(Type type)
{
    Type item = item_or_self(type);

    return item >= TYPE_AS_IS && item <= TYPE_COMMON;
}

/* The types that arguments of one kind name, each as one of an item; false: an array is missing. */
static bool gather(Type kind, const Type *wanted, size_t wanted_len, const Type *given, size_t len,
                   Type *types, size_t *ret_types_len)
{
    *ret_types_len = 0;
    for (size_t i = 0; i < len; i++) {
        Type want = wanted[MIN(i, wanted_len - 1)];

        if (item_or_self(want) != kind)
            continue;
        if (type_is_array(want) && given[i] != TYPE_UNKNOWN && !type_is_array(given[i]))
            return false;
        types[(*ret_types_len)++] = type_is_array(want) ? item_or_self(given[i]) : given[i];
    }
    return true;
}

static PolymorphicOutcome settle_item(const Type *types, size_t len, Type *ret_item)
{
    Type item = TYPE_UNKNOWN;

    for (size_t i = 0; i < len; i++) {
        if (types[i] == TYPE_UNKNOWN)
            continue;
        if (item != TYPE_UNKNOWN && item != types[i])
            return POLYMORPHIC_DIFFER;
        item = types[i];
    }
    if (len > 0 && item == TYPE_UNKNOWN)
        return POLYMORPHIC_UNTYPED;
    *ret_item = item;
    return POLYMORPHIC_SETTLED;
}

static PolymorphicOutcome settle_common(const Type *types, size_t len, Type *ret_common)
{
    Type other;

    if (len == 0)
        return POLYMORPHIC_SETTLED;
    if (!resolve_common(types, len, ret_common, &other))
        return POLYMORPHIC_DIFFER;
    for (size_t i = 0; i < len; i++) {
        if (!resolve_converts(types[i], *ret_common))
            return POLYMORPHIC_DIFFER;
    }
    return POLYMORPHIC_SETTLED;
}

/* There is no array of arrays. */
static bool is_nested(const Type *wanted, size_t wanted_len, const Polymorphic *settled)
{
    for (size_t i = 0; i < wanted_len; i++) {
        if ((wanted[i] == TYPE_ANY_ARRAY && type_is_array(settled->item)) ||
            (wanted[i] == TYPE_COMMON_ARRAY && type_is_array(settled->common)))
            return true;
    }
    return false;
}

PolymorphicOutcome polymorphic_settle(const Type *wanted, size_t wanted_len, const Type *given,
                                      size_t len, Polymorphic *ret_settled)
{
    Polymorphic settled = {TYPE_UNKNOWN, TYPE_UNKNOWN};
    g_autofree Type *types = g_new(Type, len + 1);
    PolymorphicOutcome outcome;
    size_t types_len;

    if (!gather(TYPE_ANY_ITEM, wanted, wanted_len, given, len, types, &types_len))
        return POLYMORPHIC_DIFFER;
    outcome = settle_item(types, types_len, &settled.item);
    if (outcome != POLYMORPHIC_SETTLED)
        return outcome;
    if (!gather(TYPE_COMMON, wanted, wanted_len, given, len, types, &types_len))
        return POLYMORPHIC_DIFFER;
    outcome = settle_common(types, types_len, &settled.common);
    if (outcome != POLYMORPHIC_SETTLED)
        return outcome;
    if (is_nested(wanted, wanted_len, &settled))
        return POLYMORPHIC_DIFFER;
    *ret_settled = settled;
    return POLYMORPHIC_SETTLED;
}

Type polymorphic_type(const Polymorphic *settled, Type wanted)
{
    Type item = item_or_self(wanted);

    if (item == TYPE_AS_TEXT)
        return TYPE_TEXT;
    if (item != TYPE_ANY_ITEM && item != TYPE_COMMON)
        return wanted;
    item = item == TYPE_ANY_ITEM ? settled->item : settled->common;
    return type_is_array(wanted) ? type_array_of(item) : item;
}
