#include "row/zone_file.h"

enum { HEADER_BYTES = 44, PERIOD_BYTES = 6 };

/* The counts of a header, in the file's order. */
typedef struct Header {
    uint32_t utc_len, standard_len, leap_len, starts_len, periods_len, names_len;
} Header;

static uint32_t read_32(const char *at)
{
    uint32_t number;

    memcpy(&number, at, sizeof(number));
    return GUINT32_FROM_BE(number);
}

static int64_t read_64(const char *at)
{
    uint64_t number;

    memcpy(&number, at, sizeof(number));
    return (int64_t)GUINT64_FROM_BE(number);
}

static bool read_header(Span bytes, Header *header)
{
    const char *at = bytes.at + 20;

    if (bytes.len < HEADER_BYTES || memcmp(bytes.at, "TZif", 4) != 0 || bytes.at[4] < '2')
        return false;
    *header = (Header){read_32(at),      read_32(at + 4),  read_32(at + 8),
                       read_32(at + 12), read_32(at + 16), read_32(at + 20)};
    return header->starts_len <= ZONE_FILE_BYTES_MAX && header->periods_len > 0 &&
           header->periods_len <= ZONE_PERIODS_MAX && header->names_len <= ZONE_FILE_BYTES_MAX &&
           header->leap_len == 0 && header->utc_len <= ZONE_PERIODS_MAX &&
           header->standard_len <= ZONE_PERIODS_MAX;
}

/* The bytes after the header, whose times take @time_bytes each. */
static size_t block_bytes(const Header *header, size_t time_bytes)
{
    return header->starts_len * (time_bytes + 1) + header->periods_len * PERIOD_BYTES +
           header->names_len + header->standard_len + header->utc_len;
}

static bool read_periods(const Header *header, const char *at, ZonePeriod *periods)
{
    const char *names = at + header->periods_len * PERIOD_BYTES;

    for (size_t i = 0; i < header->periods_len; i++, at += PERIOD_BYTES) {
        size_t name_at = (unsigned char)at[5];
        int32_t east_s = (int32_t)read_32(at);

        if (name_at >= header->names_len || east_s < -ZONE_EAST_S_MAX || east_s > ZONE_EAST_S_MAX ||
            memchr(names + name_at, '\0', header->names_len - name_at) == NULL)
            return false;
        periods[i].east_s = east_s;
        periods[i].is_summer = at[4] != 0;
        g_strlcpy(periods[i].name, names + name_at, ZONE_SHORT_MAX);
    }
    return true;
}

static bool read_block(const Header *header, const char *at, const ZoneTable *table)
{
    const char *started = at + header->starts_len * sizeof(int64_t);

    for (size_t i = 0; i < header->starts_len; i++) {
        table->starts_s[i] = read_64(at + i * sizeof(int64_t));
        table->started[i] = (uint8_t)started[i];
        if (table->started[i] >= header->periods_len ||
            (i > 0 && table->starts_s[i] <= table->starts_s[i - 1]))
            return false;
    }
    return read_periods(header, started + header->starts_len, table->periods);
}

/* The rule is a line of its own at the end; an empty one says that nobody knows what comes. */
static bool read_rule(Span rest, ZoneTable *table)
{
    const char *end;

    if (rest.len < 2 || rest.at[0] != '\n')
        return false;
    end = memchr(rest.at + 1, '\n', rest.len - 1);
    if (end == NULL)
        return false;
    table->has_rule = end > rest.at + 1;
    return !table->has_rule ||
           zone_rule_read(span_make(rest.at + 1, (size_t)(end - rest.at - 1)), &table->rule);
}

bool zone_file_read(Span bytes, ZoneTable *ret_table)
{
    ZoneTable table = {.has_rule = false};
    Header header;
    size_t skipped;

    if (!read_header(bytes, &header))
        return false;
    skipped = HEADER_BYTES + block_bytes(&header, sizeof(int32_t));
    if (skipped > bytes.len)
        return false;
    bytes = span_make(bytes.at + skipped, bytes.len - skipped);
    if (!read_header(bytes, &header) ||
        bytes.len - HEADER_BYTES < block_bytes(&header, sizeof(int64_t)))
        return false;
    table.periods_len = header.periods_len;
    table.starts_len = header.starts_len;
    table.periods = g_new0(ZonePeriod, header.periods_len);
    table.starts_s = g_new0(int64_t, header.starts_len);
    table.started = g_new0(uint8_t, header.starts_len);
    skipped = HEADER_BYTES + block_bytes(&header, sizeof(int64_t));
    if (read_block(&header, bytes.at + HEADER_BYTES, &table) &&
        read_rule(span_make(bytes.at + skipped, bytes.len - skipped), &table)) {
        *ret_table = table;
        return true;
    }
    g_free(table.periods);
    g_free(table.starts_s);
    g_free(table.started);
    return false;
}
