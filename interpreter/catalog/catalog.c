#include "catalog/catalog.h"

#include "sql/typo.h"

/* To add a column: its slot in row/batch.h, a row here, and its value in the source. */
static const CatalogColumn record_columns[] = {
    {"value",       TYPE_TEXT,        COLUMN_VALUE,       "value"        },
    {"key",         TYPE_TEXT,        COLUMN_KEY,         "key"          },
    {"timestamp",   TYPE_TIMESTAMPTZ, COLUMN_TIMESTAMP,   "\"timestamp\""},
    {"partition",   TYPE_INT4,        COLUMN_PARTITION,   "partition"    },
    {"offset",      TYPE_INT8,        COLUMN_OFFSET,      "\"offset\""   },
    {"headers",     TYPE_JSONB,       COLUMN_HEADERS,     "headers"      },
    {"topic",       TYPE_TEXT,        COLUMN_TOPIC,       "topic"        },
    {"received_at", TYPE_TIMESTAMPTZ, COLUMN_RECEIVED_AT, "received_at"  },
};

G_STATIC_ASSERT(G_N_ELEMENTS(record_columns) == COLUMN_RECORD_LEN);

const CatalogColumn *catalog_record_columns(size_t *ret_len)
{
    *ret_len = G_N_ELEMENTS(record_columns);
    return record_columns;
}

/* Only letters of ASCII are folded, by PostgreSQL too. */
static bool may_be_folded(const char *name)
{
    for (; *name != '\0'; name++) {
        if (g_ascii_isupper(*name))
            return false;
    }
    return true;
}

CatalogMatch catalog_match(const char *const *names, const char *wanted, size_t *ret_index)
{
    size_t matches = 0, match = 0;

    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], wanted) == 0) {
            *ret_index = i;
            return CATALOG_FOUND;
        }
        if (may_be_folded(wanted) && g_ascii_strcasecmp(names[i], wanted) == 0) {
            matches++;
            match = i;
        }
    }
    if (matches == 1)
        *ret_index = match;
    return matches == 0 ? CATALOG_NONE : matches == 1 ? CATALOG_FOUND : CATALOG_SEVERAL;
}

static bool fail_several(const char *const *topics, const char *wanted, int position,
                         GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (; *topics != NULL; topics++) {
        if (g_ascii_strcasecmp(*topics, wanted) == 0)
            g_string_append_printf(names, "%s\"%s\"", names->len > 0 ? ", " : "", *topics);
    }
    fail_at(error, FAIL_QUERY, position, "the topic name %s is ambiguous: there are %s", wanted,
            names->str);
    return fail_hint(error, "write the one that you mean in double quotes");
}

bool catalog_find_topic(const char *const *topics, const char *wanted, int position,
                        const char **ret_topic, GError **error)
{
    const char *near = NULL;
    size_t index = 0;

    switch (catalog_match(topics, wanted, &index)) {
    case CATALOG_FOUND:
        *ret_topic = topics[index];
        return true;
    case CATALOG_SEVERAL:
        return fail_several(topics, wanted, position, error);
    case CATALOG_NONE:
        break;
    }
    near = typo_find(wanted, topics);
    fail_at(error, FAIL_QUERY, position, "topic \"%s\" does not exist", wanted);
    if (near != NULL)
        return fail_hint(error, "did you mean \"%s\"?", near);
    return fail_hint(error, "SHOW TOPICS lists the topics that there are");
}
