/*
 * A record depends on its seed and its number alone, so its randomness is a hash of both, drawn on
 * as often as it is needed. What is frequent and what is rare follows Zipf: of names in a row, the
 * n-th is drawn about 1/n times as often as the first.
 */
#include "catalog/demo.h"

#include <string.h>

#include "row/document.h"
#include "row/timestamp.h"

/* ---- randomness ---- */

typedef struct Draw {
    uint64_t state;
} Draw;

/* splitmix64, whose steps are independent of each other */
static uint64_t draw_next(Draw *draw)
{
    uint64_t x = draw->state += UINT64_C(0x9E3779B97F4A7C15);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static Draw draw_begin(uint64_t seed, int64_t i)
{
    Draw draw = {seed};

    draw.state = draw_next(&draw) ^ (uint64_t)i;
    draw_next(&draw);
    return draw;
}

/* 0 to @len - 1 */
static uint32_t draw_below(Draw *draw, uint32_t len)
{
    return (uint32_t)(((draw_next(draw) >> 32) * len) >> 32);
}

/* The same by Zipf: as many of 1 to 2 as of 2 to 4, of 4 to 8, ... */
static uint32_t draw_rank(Draw *draw, uint32_t len)
{
    uint32_t levels = 0, rank;

    while ((UINT32_C(1) << levels) <= len)
        levels++;
    do {
        uint32_t level = UINT32_C(1) << draw_below(draw, levels);

        rank = level + draw_below(draw, level) - 1;
    } while (rank >= len);
    return rank;
}

/* ---- text ---- */

enum { WORDS = 20000, LINE_WORDS_MIN = 3, LINE_WORDS_MORE = 10 };

static const char *const frequent_words[] = {
    "the",   "a",     "and",   "of",      "to",    "in",     "is",    "it",   "that",  "we",
    "river", "stone", "light", "morning", "under", "green",  "road",  "wind", "tea",   "window",
    "salt",  "house", "slow",  "old",     "bread", "winter", "paper", "hill", "water", "song",
};

/* The others are made of syllables, the digits of their rank. */
static void append_word(GString *text, uint32_t rank)
{
    static const char *const syllables[] = {"ba", "ce", "di", "fo", "gu", "ka", "le", "mi",
                                            "no", "pu", "ra", "se", "ti", "vo", "wu", "zen"};

    if (rank < G_N_ELEMENTS(frequent_words)) {
        g_string_append(text, frequent_words[rank]);
        return;
    }
    for (uint32_t rest = rank; rest > 0; rest /= G_N_ELEMENTS(syllables))
        g_string_append(text, syllables[rest % G_N_ELEMENTS(syllables)]);
}

static void make_text(uint64_t seed, int64_t i, int64_t at_ms, GString *key, GString *value)
{
    Draw draw = draw_begin(seed, i);
    uint32_t len = LINE_WORDS_MIN + draw_below(&draw, LINE_WORDS_MORE);

    (void)at_ms;
    (void)key;
    for (uint32_t k = 0; k < len; k++) {
        if (k > 0)
            g_string_append_c(value, ' ');
        append_word(value, draw_rank(&draw, WORDS));
    }
}

/* ---- JSON ---- */

static void append_time(GString *json, int64_t at_ms)
{
    g_string_append(json, "{\"at\": \"");
    timestamp_write(TYPE_TIMESTAMPTZ, at_ms * 1000, NULL, TIMESTAMP_XML, json);
    g_string_append_c(json, '"');
}

static void append_text(GString *json, const char *name, const char *text)
{
    g_string_append_printf(json, ", \"%s\": ", name);
    document_write_text(json, span_of(text));
}

static void make_clicks(uint64_t seed, int64_t i, int64_t at_ms, GString *key, GString *value)
{
    static const char *const people[] = {"ada", "bob", "eve", "kim", "lea", "max", "noa", "pia",
                                         "raj", "sam", "tom", "uma", "vic", "wei", "yan", "zoe"};
    static const char *const pages[] = {"/",      "/search", "/cart",  "/tea",   "/help",
                                        "/login", "/salt",   "/bread", "/about", "/jobs"};
    static const char *const countries[] = {"DE", "US", "IN", "BR", "FR", "JP", "KE", "SE"};
    static const int statuses[] = {200, 200, 200, 200, 200, 200, 200, 304, 404, 500};
    Draw draw = draw_begin(seed, i);
    const char *who = people[draw_rank(&draw, G_N_ELEMENTS(people))];

    g_string_append(key, who);
    append_time(value, at_ms);
    append_text(value, "who", who);
    append_text(value, "page", pages[draw_rank(&draw, G_N_ELEMENTS(pages))]);
    g_string_append_printf(value, ", \"ms\": %u", 4 + draw_rank(&draw, 3000));
    g_string_append_printf(value, ", \"status\": %d",
                           statuses[draw_below(&draw, G_N_ELEMENTS(statuses))]);
    append_text(value, "country", countries[draw_rank(&draw, G_N_ELEMENTS(countries))]);
    g_string_append_c(value, '}');
}

/* Up and down between 0 and @height in a day, @shift later. */
static int64_t wave(int64_t at_ms, int64_t shift_ms, int64_t height)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    int64_t of_day = (at_ms + shift_ms) % DAY_MS;

    return (of_day < DAY_MS / 2 ? of_day : DAY_MS - of_day) * height / (DAY_MS / 2);
}

static void make_sensors(uint64_t seed, int64_t i, int64_t at_ms, GString *key, GString *value)
{
    static const char *const sensors[] = {"hall", "roof", "cellar", "kitchen", "garden", "office"};
    static const int bases[] = {190, 40, 120, 210, 30, 205}; /* in tenths of a degree */
    static const int heights[] = {30, 200, 10, 50, 180, 40};
    Draw draw = draw_begin(seed, i);
    uint32_t which = (uint32_t)(i % (int64_t)G_N_ELEMENTS(sensors));
    int64_t tenths =
        bases[which] + wave(at_ms, 0, heights[which]) + (int64_t)draw_below(&draw, 11) - 5;

    g_string_append(key, sensors[which]);
    append_time(value, at_ms);
    append_text(value, "sensor", sensors[which]);
    g_string_append_printf(value, ", \"celsius\": %s%d.%d", tenths < 0 ? "-" : "",
                           (int)(ABS(tenths) / 10), (int)(ABS(tenths) % 10));
    g_string_append_printf(value, ", \"humidity\": %u}", 35 + draw_below(&draw, 30));
}

/* ---- the table ---- */

/* To add a source: a row here, and what makes its records. */
static const Demo demos[] = {
    {"demo_text",
     "lines of words, a few of them frequent and thousands of them rare", "text",
     {{NULL, TYPE_TEXT}},
     make_text   },
    {"demo_clicks",
     "who looked at which page of a shop, and how long it took",          "json",
     {{"at", TYPE_TIMESTAMPTZ},
      {"who", TYPE_TEXT},
      {"page", TYPE_TEXT},
      {"ms", TYPE_INT4},
      {"status", TYPE_INT4},
      {"country", TYPE_TEXT}},
     make_clicks },
    {"demo_sensors",
     "temperature and humidity of some places",                           "json",
     {{"at", TYPE_TIMESTAMPTZ},
      {"sensor", TYPE_TEXT},
      {"celsius", TYPE_NUMERIC},
      {"humidity", TYPE_INT4}},
     make_sensors},
};

const Demo *demo_all(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(demos);
    return demos;
}

const Demo *demo_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(demos); i++) {
        if (strcmp(demos[i].name, name) == 0)
            return &demos[i];
    }
    return NULL;
}
