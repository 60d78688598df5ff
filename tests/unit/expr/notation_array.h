#pragma once
/*
 * The part of notation.h that makes arrays and looks into them; it includes this.
 */
static inline bool notation_is_of_array(const char *name)
{
    return strcmp(name, "array") == 0 || strcmp(name, "subscript") == 0 ||
           strcmp(name, "slice") == 0 ||
           ((g_str_has_prefix(name, "any") || g_str_has_prefix(name, "all")) &&
            !g_ascii_isalpha(name[3]));
}

static inline const Expr *notation_array_call(Notation *n, const char *name,
                                              const Expr *const *args, size_t len)
{
    int at = NOTATION_POSITION;

    if (strcmp(name, "array") == 0)
        return expr_new_array(n->arena, args, len, at, n->error);
    if (strcmp(name, "subscript") == 0)
        return expr_new_subscript(n->arena, args[0], args[1], at, n->error);
    if (strcmp(name, "slice") == 0)
        return expr_new_slice(n->arena, args[0], args[1], args[2], at, n->error);
    return expr_new_any(n->arena, name + 3, args[0], args[1], name[1] == 'l', at, n->error);
}
