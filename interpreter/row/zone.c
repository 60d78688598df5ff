#include "row/zone.h"

#include <pthread.h>
#include <stdio.h>

#include "base/fail.h"
#include "row/calendar.h"
#include "row/zone_file.h"

#define DATABASE "/usr/share/zoneinfo"

struct Zone {
    char *name;
    ZoneTable table;
};

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *zones; /* @zones_lock: char* name in lower case -> Zone*, never freed */

static const Zone utc = {
    .name = (char *)"UTC",
    .table = {.has_rule = true, .rule = {.standard = {.name = "UTC"}}},
};

/* ---- reading ---- */

/* Names of files only: nothing leads out of the database's folder. */
static bool is_name(Span name)
{
    if (name.len == 0 || name.len > ZONE_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        bool begins = i == 0 || name.at[i - 1] == '/';

        if (!g_ascii_isalnum(name.at[i]) && (begins || strchr("/_+-", name.at[i]) == NULL))
            return false;
    }
    return name.at[name.len - 1] != '/';
}

/* The entry of a folder that is called so in any case. */
static char *find_entry(const char *folder, const char *name)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    char *found = NULL;
    const char *entry;

    while (dir != NULL && found == NULL && (entry = g_dir_read_name(dir)) != NULL) {
        if (g_ascii_strcasecmp(entry, name) == 0)
            found = g_strdup(entry);
    }
    if (dir != NULL)
        g_dir_close(dir);
    return found;
}

/* (owned) The name as the database spells it, NULL if it does not have it. */
static char *spell(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    g_autoptr(GString) path = g_string_new(DATABASE);

    for (size_t i = 0; parts[i] != NULL; i++) {
        g_autofree char *entry = find_entry(path->str, parts[i]);

        if (entry == NULL)
            return NULL;
        g_string_append_printf(path, "/%s", entry);
    }
    return g_strdup(path->str + strlen(DATABASE "/"));
}

static bool read_file(const char *name, ZoneTable *ret_table)
{
    g_autofree char *path = g_strdup_printf("%s/%s", DATABASE, name);
    g_autofree char *bytes = g_malloc(ZONE_FILE_BYTES_MAX);
    FILE *file = fopen(path, "re");
    size_t len;

    if (file == NULL)
        return false;
    len = fread(bytes, 1, ZONE_FILE_BYTES_MAX, file);
    fclose(file);
    return len < ZONE_FILE_BYTES_MAX && zone_file_read(span_make(bytes, len), ret_table);
}

/* (owned) NULL if nothing has that name. @key: in lower case */
static Zone *read_zone(const char *key)
{
    g_autofree char *spelled = is_name(span_of(key)) ? spell(key) : NULL;
    g_autofree Zone *zone = g_new0(Zone, 1);

    if (spelled != NULL && read_file(spelled, &zone->table)) {
        zone->name = g_steal_pointer(&spelled);
        return g_steal_pointer(&zone);
    }
    zone->name = g_ascii_strup(key, -1);
    zone->table.has_rule = true;
    if (zone_rule_read(span_of(zone->name), &zone->table.rule))
        return g_steal_pointer(&zone);
    g_free(zone->name);
    return NULL;
}

const Zone *zone_find(Span name)
{
    char key[ZONE_NAME_BYTES_MAX + 1];
    const Zone *zone;

    if (name.len == 0 || name.len > ZONE_NAME_BYTES_MAX || memchr(name.at, '\0', name.len) != NULL)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        key[i] = g_ascii_tolower(name.at[i]);
    key[name.len] = '\0';
    if (strcmp(key, "utc") == 0) /* there is one without a database too */
        return &utc;

    pthread_mutex_lock(&zones_lock);
    if (zones == NULL)
        zones = g_hash_table_new(g_str_hash, g_str_equal);
    zone = g_hash_table_lookup(zones, key);
    if (zone == NULL && g_hash_table_size(zones) < ZONES_MAX) {
        zone = read_zone(key);
        if (zone != NULL)
            g_hash_table_insert(zones, g_strdup(key), (void *)zone);
    }
    pthread_mutex_unlock(&zones_lock);
    return zone;
}

/* Hours as a zone in POSIX's form, whose name says what its clocks show: "<+0330>-03:30". */
static const Zone *zone_of_hours(double hours)
{
    int east_s = (int)(hours * 3600), length_s = ABS(east_s);
    g_autofree char *minutes =
        length_s % 3600 == 0 ? g_strdup("") : g_strdup_printf("%02d", length_s / 60 % 60);
    g_autofree char *seconds =
        length_s % 60 == 0 ? g_strdup("") : g_strdup_printf("%02d", length_s % 60);
    g_autofree char *name = g_strdup_printf(
        "<%c%02d%s%s>%c%02d:%02d:%02d", east_s < 0 ? '-' : '+', length_s / 3600, minutes, seconds,
        east_s < 0 ? '+' : '-', length_s / 3600, length_s / 60 % 60, length_s % 60);

    return zone_find(span_of(name));
}

bool zone_of_setting(const char *text, const Zone **ret_zone, GError **error)
{
    char *end = NULL;
    double hours = g_ascii_strtod(text, &end);
    const Zone *zone = NULL;

    if (end != text && *end == '\0')
        zone = hours > -168 && hours < 168 ? zone_of_hours(hours) : NULL;
    else
        zone = zone_find(span_of(text));
    if (zone == NULL) {
        fail(error, FAIL_CONFIG,
             "timezone is a name of the time zone database such as Europe/Berlin, UTC, or hours "
             "east of it such as +02, not '%s'",
             text);
        if (!g_file_test(DATABASE, G_FILE_TEST_IS_DIR))
            fail_hint(error, "this machine has no time zone database: install the package tzdata");
        return false;
    }
    *ret_zone = zone == &utc ? NULL : zone;
    return true;
}

const char *zone_name(const Zone *zone)
{
    return zone == NULL ? utc.name : zone->name;
}

/* ---- periods ---- */

/* How many of the table's periods have begun at @at_s. */
static size_t count_started(const ZoneTable *table, int64_t at_s)
{
    size_t from = 0, to = table->starts_len;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (table->starts_s[middle] <= at_s)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static const ZonePeriod *period_of(const ZoneTable *table, size_t started)
{
    return &table->periods[started == 0 ? 0 : table->started[started - 1]];
}

static const ZonePeriod *period_at(const Zone *zone, int64_t at_s)
{
    const ZoneTable *table = &zone->table;
    size_t started = count_started(table, at_s);

    if (started == table->starts_len && table->has_rule)
        return zone_rule_period(&table->rule, at_s);
    return period_of(table, started);
}

const ZonePeriod *zone_period(const Zone *zone, int64_t us)
{
    return period_at(zone == NULL ? &utc : zone, calendar_floor(us, CALENDAR_SECOND_US));
}

const ZonePeriod *zone_period_called(const Zone *zone, const char *name, int64_t us)
{
    const ZoneTable *table = &zone->table;
    size_t started = count_started(table, calendar_floor(us, CALENDAR_SECOND_US));

    for (size_t i = started + 1; i > 0 && table->periods_len > 0; i--) {
        if (strcmp(period_of(table, i - 1)->name, name) == 0)
            return period_of(table, i - 1);
    }
    for (size_t i = started + 1; i <= table->starts_len; i++) {
        if (strcmp(period_of(table, i)->name, name) == 0)
            return period_of(table, i);
    }
    return zone_period(zone, us);
}

/* The first change after @at_s; false if there is none. */
static bool next_change(const Zone *zone, int64_t at_s, ZoneChange *ret_change)
{
    const ZoneTable *table = &zone->table;
    size_t started = count_started(table, at_s);

    if (started == table->starts_len)
        return table->has_rule && zone_rule_next(&table->rule, at_s, ret_change);
    *ret_change = (ZoneChange){table->starts_s[started], period_of(table, started),
                               period_of(table, started + 1)};
    return true;
}

int64_t zone_us_of_local(const Zone *zone, int64_t local_us)
{
    int64_t local_s = calendar_floor(local_us, CALENDAR_SECOND_US), before_s, after_s, east_s;
    ZoneChange change;

    if (zone == NULL)
        return local_us;
    /* Clocks differ from UTC by less than a day, and changes are more than two days apart. */
    if (!next_change(zone, local_s - 24 * 3600, &change)) {
        east_s = period_at(zone, local_s - 24 * 3600)->east_s;
    } else {
        before_s = local_s - change.before->east_s;
        after_s = local_s - change.after->east_s;
        if (before_s < change.at_s && after_s < change.at_s)
            east_s = change.before->east_s;
        else if (before_s > change.at_s && after_s >= change.at_s)
            east_s = change.after->east_s;
        else /* skipped: as before; twice: the later */
            east_s = before_s > after_s ? change.before->east_s : change.after->east_s;
    }
    return local_us - east_s * CALENDAR_SECOND_US;
}
