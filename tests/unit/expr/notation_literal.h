#pragma once
/* Words and literals of the notation; a part of notation.h. */

static inline char *notation_word(Notation *n)
{
    size_t len;

    n->at += strspn(n->at, " ");
    len = strcspn(n->at, " ():'") + (*n->at == ':' ? 2 : 0); /* "::" is a word */
    n->at += len;
    return g_strndup(n->at - len, len);
}

static inline char *notation_quoted(Notation *n)
{
    size_t len = strcspn(n->at + 1, "'");

    n->at += len + 2;
    return g_strndup(n->at - len - 1, len);
}

static inline const Expr *notation_constant(Notation *n, Type type, const char *text)
{
    Value value = VALUE_NULL;

    if (text != NULL && !value_read(type, span_of(text), notation_zone, n->arena, &value, n->error))
        return NULL;
    if (n->mode != NOTATION_SLOTS || type == TYPE_UNKNOWN)
        return expr_new_constant(n->arena, type, &value);
    n->slots[n->slots_len] = value;
    return expr_new_slot(n->arena, n->slots_len++, type);
}

/* A number, NULL, or type:'text'. */
static inline const Expr *notation_literal(Notation *n)
{
    g_autofree char *word = NULL, *text = NULL;
    Type type = TYPE_INT4;

    if (*n->at == '\'') {
        text = notation_quoted(n);
        return notation_constant(n, TYPE_UNKNOWN, text);
    }
    word = notation_word(n);
    if (strcmp(word, "NULL") == 0)
        return notation_constant(n, TYPE_UNKNOWN, NULL);
    if (*n->at != ':')
        return notation_constant(n, strpbrk(word, ".eN") != NULL ? TYPE_FLOAT8 : TYPE_INT4, word);
    g_assert(type_find(word, &type));
    n->at++;
    if (*n->at == '\'')
        text = notation_quoted(n);
    else
        n->at += strlen("NULL");
    return notation_constant(n, type, text);
}
