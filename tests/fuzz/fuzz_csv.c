/*
 * Any bytes as a row of CSV. The first byte chooses a dialect. Fields lie within the record; what
 * is a row is still the same row when its texts are written anew with quotes around them.
 */
#include <assert.h>

#include "codec/decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 8 << 20, COLUMNS = 3, DIALECTS = 5 };

static const CsvDialect dialects[DIALECTS] = {
    {',',  '"',  '"' },
    {';',  '\'', '\''},
    {'\t', '\0', '\0'},
    {'|',  '"',  '\\'},
    {',',  'a',  'b' },
};

/* @ret_anew: the same row, all fields in quotes. */
static bool read_row(Span record, const CsvDialect *dialect, Arena *arena, GPtrArray *ret_texts,
                     GString *ret_anew)
{
    CsvWalk walk = csv_walk(record);
    CsvField field;

    while (csv_next(&walk, dialect, &field)) {
        Span text;

        assert(field.text.at >= record.at &&
               field.text.at + field.text.len <= record.at + record.len);
        if (!csv_unescape(&field, dialect, arena, &text))
            return false;
        g_ptr_array_add(ret_texts, g_memdup2(&text, sizeof(text)));
        g_string_append(ret_anew, ret_texts->len > 1 ? "," : "");
        g_string_append_c(ret_anew, '"');
        for (size_t i = 0; i < text.len; i++) {
            if (text.at[i] == '"')
                g_string_append_c(ret_anew, '"');
            g_string_append_c(ret_anew, text.at[i]);
        }
        g_string_append_c(ret_anew, '"');
    }
    return walk.wrong == NULL;
}

static void check_row(Span record, const CsvDialect *dialect, Arena *arena)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) anew = g_string_new(NULL);
    g_autoptr(GString) ignored = g_string_new(NULL);
    bool is_row;

    if (!read_row(record, dialect, arena, texts, anew))
        return;
    is_row = read_row(span_make(anew->str, anew->len), &dialects[0], arena, again, ignored);
    assert(is_row && texts->len == again->len);
    for (guint i = 0; i < texts->len; i++)
        assert(span_equals(*(Span *)g_ptr_array_index(texts, i),
                           *(Span *)g_ptr_array_index(again, i)));
}

static void check_decoder(Span record, const CsvDialect *dialect, Arena *arena)
{
    static const char *const names[COLUMNS] = {"column1", "column2", "column5"};
    static const Type types[COLUMNS] = {TYPE_INT8, TYPE_TEXT, TYPE_TIMESTAMPTZ};
    g_autoptr(Format) format = format_new("csv", -1, NULL, 0, NULL);
    g_autoptr(Decoder) decoder = NULL;
    DecoderField fields[COLUMNS];
    Value values[COLUMNS];
    bool is_row = false, is_good;

    format->dialect = *dialect;
    for (size_t i = 0; i < COLUMNS; i++)
        fields[i] = (DecoderField){&names[i], 1, types[i]};
    decoder = decoder_new(&(DecoderSpec){.format = format, .fields = fields, .fields_len = COLUMNS},
                          NULL);
    is_good = decoder_record(decoder, record, arena, values, &is_row, NULL);
    assert(is_good && is_row);
    assert(values[1].is_null || g_utf8_validate_len(values[1].text, values[1].len, NULL));
    assert(decoder_broken(decoder)->count == 0 ||
           (values[0].is_null && values[1].is_null && values[2].is_null));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Arena) arena = arena_new(ARENA_BYTES);
    const CsvDialect *dialect = &dialects[size == 0 ? 0 : data[0] % DIALECTS];
    Span record = size == 0 ? span_make("", 0) : span_make((const char *)data + 1, size - 1);

    check_row(record, dialect, arena);
    check_decoder(record, dialect, arena);
    return 0;
}
