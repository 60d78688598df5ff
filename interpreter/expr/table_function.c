#include "expr/table_function.h"

#include "expr/splitters.h"

/* From a text, and texts that say how, to rows of text. */
#define SPLITTER(function, text, sentence, min, max, prepare_function, release_function,           \
                 next_rows)                                                                        \
    {                                                                                              \
        .name = function, .signature = text, .help = sentence,                                     \
        .arguments = {TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, TYPE_TEXT}, .arguments_min = min,           \
        .arguments_len = max, .result = TYPE_TEXT, .prepare = prepare_function,                    \
        .release = release_function, .next = next_rows                                             \
    }

/* To add a table function: a row here, its next(), and its cases in the unit test. */
static const TableFunction functions[] = {
    SPLITTER("words", "words(text)",
             "the words of a text in lower case: runs of letters, marks and numbers", 1, 1, NULL,
             NULL, words_next),
    SPLITTER("string_to_table", "string_to_table(text, delimiter text [, null_string text])",
             "the fields of a text between delimiters; with a NULL delimiter its characters", 2, 3,
             NULL, NULL, string_to_table_next),
    SPLITTER("regexp_split_to_table", "regexp_split_to_table(text, pattern text [, flags text])",
             "the fields of a text between the matches of a regular expression", 2, 3,
             regexp_split_prepare, regexp_split_release, regexp_split_next),
};

const TableFunction *table_function_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    }
    return NULL;
}

const TableFunction *table_function_table(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(functions);
    return functions;
}
