/*
 * The text as it is written is read once, by PostgreSQL's rules for quotes and comments, and each
 * form in it passed over. A form outside all quotes may be anything, as its author wants it: a list
 * of columns, a condition. It may hold quotes too, and so move the ones behind it; then nothing is
 * certain about these, which is why the README says what to write.
 */
#include "session/forms.h"

#include <jansson.h>
#include <string.h>

#include "base/fail.h"

typedef enum Around {
    AROUND_NOTHING,
    AROUND_TEXT,    /* '...' */
    AROUND_ESCAPED, /* E'...' */
    AROUND_NAME,    /* "..." */
    AROUND_DOLLAR,  /* $tag$...$tag$ */
    AROUND_LINE,    /* -- to the end of the line */
    AROUND_BLOCK,
} Around;

typedef struct Reading {
    const char *begin, *at;
    Around around;
    const char *tag; /* of AROUND_DOLLAR; in the text */
    size_t tag_len;
    int depth; /* of AROUND_BLOCK */
    const json_t *params, *note_params;
} Reading;

/* ---- a value and what is around it ---- */

static bool has_odd_run(const char *value, char quote)
{
    size_t run = 0;

    for (; *value != '\0'; value++) {
        if (*value == quote)
            run++;
        else if (run % 2 != 0)
            return true;
        else
            run = 0;
    }
    return run % 2 != 0;
}

/* What of the value would end it, for people; NULL: nothing would. */
static const char *what_ends(Around around, const char *value)
{
    switch (around) {
    case AROUND_NOTHING:
        return NULL;
    case AROUND_TEXT:
        return has_odd_run(value, '\'') ? "a quote (')" : NULL;
    case AROUND_ESCAPED:
        return has_odd_run(value, '\'')      ? "a quote (')"
               : strchr(value, '\\') != NULL ? "a backslash"
                                             : NULL;
    case AROUND_NAME:
        return has_odd_run(value, '"') ? "a quote (\")" : NULL;
    case AROUND_DOLLAR:
        return strchr(value, '$') != NULL ? "a $" : NULL;
    case AROUND_LINE:
        return strpbrk(value, "\r\n") != NULL ? "a new line" : NULL;
    case AROUND_BLOCK:
        return strpbrk(value, "*/") != NULL ? "a * or a /" : NULL;
    }
    return NULL;
}

static bool check_text(Around around, const char *name, const char *value, GError **error)
{
    bool is_quoted = around == AROUND_TEXT || around == AROUND_NAME;
    const char *what = what_ends(around, value);

    if (what == NULL)
        return true;
    fail(error, FAIL_QUERY,
         "the value of the form %s has %s, which would end what the paragraph has it in", name,
         what);
    return is_quoted ? fail_hint(error, "choose another value, or double each quote in it")
                     : fail_hint(error, "choose another value");
}

/* A text, or some of a list of texts: they are joined. */
static bool check_value(Around around, const char *name, const json_t *value, GError **error)
{
    const json_t *item;
    size_t i;

    if (json_is_string(value))
        return check_text(around, name, json_string_value(value), error);
    json_array_foreach(value, i, item)
    {
        if (json_is_string(item) && !check_text(around, name, json_string_value(item), error))
            return false;
    }
    return true;
}

/* ---- forms ---- */

/* (owned) The name in `checkbox:name(shown)=default,a|b`. */
static char *name_of(const char *form, size_t len)
{
    g_autofree char *head = g_strndup(form, len);
    char *colon, *open;

    head[strcspn(head, "=")] = '\0';
    colon = strrchr(head, ':');
    open = strchr(colon == NULL ? head : colon, '(');
    if (open != NULL)
        *open = '\0';
    return g_strdup(g_strstrip(colon == NULL ? head : colon + 1));
}

/* At `${` or `$${`: its value is checked, and it is passed over. */
static bool take_form(Reading *reading, GError **error)
{
    bool is_note_s = reading->at[1] == '$';
    const char *begin = reading->at + (is_note_s ? 3 : 2);
    size_t len = strcspn(begin, "}");
    g_autofree char *name = name_of(begin, len);
    const json_t *value = json_object_get(is_note_s ? reading->note_params : reading->params, name);

    reading->at = begin + len + (begin[len] == '}' ? 1 : 0);
    return check_value(reading->around, name, value, error);
}

/* ---- quotes and comments ---- */

static bool begins(const Reading *reading, const char *text)
{
    return strncmp(reading->at, text, strlen(text)) == 0;
}

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The length of `$tag$` here, or 0. */
static size_t dollar_tag_len(const Reading *reading)
{
    size_t len = 1;

    if (*reading->at != '$' || g_ascii_isdigit(reading->at[1]) ||
        (reading->at > reading->begin && is_word(reading->at[-1])))
        return 0;
    while (is_word(reading->at[len]))
        len++;
    return reading->at[len] == '$' ? len + 1 : 0;
}

static Around text_around(const Reading *reading)
{
    size_t before = (size_t)(reading->at - reading->begin);
    bool is_escaped = before > 0 && (reading->at[-1] == 'E' || reading->at[-1] == 'e') &&
                      (before == 1 || !is_word(reading->at[-2]));

    return is_escaped ? AROUND_ESCAPED : AROUND_TEXT;
}

/* Outside all quotes: what begins here, and how many bytes that takes. */
static size_t enter(Reading *reading)
{
    size_t tag_len = dollar_tag_len(reading);

    if (tag_len > 0) {
        reading->around = AROUND_DOLLAR;
        reading->tag = reading->at;
        reading->tag_len = tag_len;
        return tag_len;
    }
    if (*reading->at == '\'')
        reading->around = text_around(reading);
    else if (*reading->at == '"')
        reading->around = AROUND_NAME;
    else if (begins(reading, "--"))
        reading->around = AROUND_LINE;
    else if (begins(reading, "/*"))
        reading->around = AROUND_BLOCK;
    reading->depth = 1;
    return reading->around == AROUND_LINE || reading->around == AROUND_BLOCK ? 2 : 1;
}

static size_t go_on_in_quotes(Reading *reading, char quote)
{
    if (*reading->at != quote)
        return reading->around == AROUND_ESCAPED && *reading->at == '\\' && reading->at[1] != '\0'
                   ? 2
                   : 1;
    if (reading->at[1] == quote)
        return 2;
    reading->around = AROUND_NOTHING;
    return 1;
}

static size_t go_on_in_block(Reading *reading)
{
    if (begins(reading, "/*"))
        reading->depth++;
    else if (begins(reading, "*/"))
        reading->depth--;
    else
        return 1;
    if (reading->depth == 0)
        reading->around = AROUND_NOTHING;
    return 2;
}

static size_t go_on(Reading *reading)
{
    switch (reading->around) {
    case AROUND_NOTHING:
        return enter(reading);
    case AROUND_TEXT:
    case AROUND_ESCAPED:
        return go_on_in_quotes(reading, '\'');
    case AROUND_NAME:
        return go_on_in_quotes(reading, '"');
    case AROUND_LINE:
        if (*reading->at == '\n' || *reading->at == '\r')
            reading->around = AROUND_NOTHING;
        return 1;
    case AROUND_BLOCK:
        return go_on_in_block(reading);
    case AROUND_DOLLAR:
        if (strncmp(reading->at, reading->tag, reading->tag_len) != 0)
            return 1;
        reading->around = AROUND_NOTHING;
        return reading->tag_len;
    }
    return 1;
}

static bool read_all(Reading *reading, GError **error)
{
    int forms = 0;

    while (*reading->at != '\0') {
        if (!begins(reading, "${") && !begins(reading, "$${")) {
            reading->at += go_on(reading);
            continue;
        }
        if (++forms > FORMS_MAX)
            return fail(error, FAIL_LIMIT, "the paragraph has more than %d forms", FORMS_MAX);
        if (!take_form(reading, error))
            return false;
    }
    return true;
}

bool forms_check(const char *written, const char *gui, const char *note_gui, GError **error)
{
    json_t *own = json_loads(gui, 0, NULL), *note_s = json_loads(note_gui, 0, NULL);
    Reading reading = {.begin = written,
                       .at = written,
                       .params = json_object_get(own, "params"),
                       .note_params = json_object_get(note_s, "params")};
    bool done = read_all(&reading, error);

    json_decref(own);
    json_decref(note_s);
    return done;
}
