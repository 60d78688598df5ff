#include "session/panel.h"

#include "session/cell.h"
#include "session/table_text.h"

#define DOT " \xc2\xb7 "

static char *time_text(int64_t wall_ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(wall_ms / 1000);

    return g_date_time_format(at, "%H:%M:%S UTC");
}

static void append_count(GString *html, const char *before, int64_t count, const char *after)
{
    g_autofree char *text = table_count(count);

    g_string_append_printf(html, "%s%s%s", before, text, after);
}

static void append_rates(GString *html, const EventStats *stats)
{
    append_count(html, DOT, (int64_t)(stats->records_per_s + 0.5), " records/s");
    if (stats->lag >= 0)
        append_count(html, DOT "lag ", stats->lag, "");
    append_count(html, DOT, stats->records, " records read");
}

static void append_failure(GString *html, const Stream *stream)
{
    g_autofree char *at = time_text(stream->ended_ms);
    g_autofree char *text = cell_html(stream->failure);

    g_string_append_printf(html,
                           "<div class=\"zk-failed text-danger\"><font color=\"#b00020\"><b>failed "
                           "at %s</b></font><pre><font color=\"#b00020\">%s</font></pre></div>",
                           at, text);
}

static void append_progress(GString *html, const EventProgress *progress)
{
    g_string_append_printf(html, DOT "%.0f %%", 100 * progress->fraction);
    if (progress->text != NULL) {
        g_string_append(html, DOT);
        cell_append_html(html, progress->text);
    }
    if (progress->left_ms >= 0)
        append_count(html, DOT "about ", (progress->left_ms + 999) / 1000, " s left");
}

char *panel_progress_html(const Stream *stream)
{
    GString *html;

    if (stream->progress == NULL)
        return NULL;
    html = g_string_new("<p class=\"zk-state\">reading");
    if (stream->paused_ms > 0)
        g_string_append(html, DOT "paused");
    append_progress(html, &stream->progress->progress);
    g_string_append(html, "</p>");
    return g_string_free(html, FALSE);
}

static void append_running(GString *html, const Stream *stream, const char *since)
{
    g_autofree char *paused = stream->paused_ms > 0 ? time_text(stream->paused_ms) : NULL;

    g_string_append_printf(html, "live since %s", since);
    if (paused != NULL)
        g_string_append_printf(html, DOT "paused since %s", paused);
    if (stream->progress != NULL)
        append_progress(html, &stream->progress->progress);
}

static void append_state(GString *html, const Stream *stream)
{
    bool is_over = stream_is_over(stream);
    g_autofree char *at = time_text(is_over ? stream->ended_ms : stream->since_ms);

    if (stream->state == STREAM_FAILED) {
        append_failure(html, stream);
        return;
    }
    g_string_append(html, "<p class=\"zk-state\">");
    if (!is_over && stream->since_ms == 0)
        g_string_append(html, "starting");
    else if (!is_over)
        append_running(html, stream, at);
    else if (stream->state == STREAM_DONE)
        g_string_append_printf(html, "ended at %s, all was read", at);
    else
        g_string_append_printf(html, "ended at %s, stopped by %s", at,
                               stream->stopped_by != NULL ? stream->stopped_by : "its worker");
    if (stream->stats != NULL && !is_over)
        append_rates(html, &stream->stats->stats);
    g_string_append(html, "</p>");
}

static void append_sentence(GString *html, const char *class_name, const char *text)
{
    g_string_append_printf(html, "<p class=\"%s\">", class_name);
    cell_append_html(html, text);
    g_string_append(html, "</p>");
}

/* @cell: NULL is SQL's null */
static void append_cell(GString *html, const char *tag, const char *cell, bool is_number)
{
    g_string_append_printf(html, "<%s class=\"text-%s\" align=\"%s\">", tag,
                           is_number ? "right" : "left", is_number ? "right" : "left");
    if (cell != NULL)
        cell_append_html(html, cell);
    else
        g_string_append(html, "<em>null</em>");
    g_string_append_printf(html, "</%s>", tag);
}

static void append_table(GString *html, const EventTable *table)
{
    const EventSchema *schema = event_table_schema(table);
    size_t rows = 0;
    gsize from;

    g_string_append(html, "<table class=\"table table-condensed zk\"><thead><tr>");
    for (size_t i = 0; i < schema->columns_len; i++)
        append_cell(html, "th", schema->columns[i].name, schema->columns[i].is_number);
    g_string_append(html, "</tr></thead><tbody>");
    for (from = html->len; rows < MIN(event_table_len(table), PANEL_ROWS_MAX); rows++) {
        char *const *cells = event_table_row(table, rows);
        gsize before = html->len;

        g_string_append(html, "<tr>");
        for (size_t i = 0; i < schema->columns_len; i++)
            append_cell(html, "td", cells[i], schema->columns[i].is_number);
        g_string_append(html, "</tr>");
        if (html->len - from > PANEL_HTML_BYTES_MAX) {
            g_string_truncate(html, before);
            break;
        }
    }
    g_string_append(html, "</tbody></table>");
    if (MAX(event_table_total(table), (int64_t)event_table_len(table)) > (int64_t)rows) {
        int64_t all = MAX(event_table_total(table), (int64_t)event_table_len(table));

        append_count(html, "<p class=\"zk-more\">\xe2\x80\xa6 ", all - (int64_t)rows,
                     " more rows</p>");
    }
}

static void append_footer(GString *html, const Stream *stream)
{
    const EventStats *stats = &stream->stats->stats;
    static const struct {
        size_t offset;
        const char *after;
    } counts[] = {
        {G_STRUCT_OFFSET(EventStats, late),    " late"               },
        {G_STRUCT_OFFSET(EventStats, dropped), " dropped as too late"},
        {G_STRUCT_OFFSET(EventStats, skipped), " left out for errors"},
    };
    const char *before = "";

    if (event_table_len(stream->table) == 0 && stats->waiting != NULL && !stream_is_over(stream))
        append_sentence(html, "zk-waiting", stats->waiting);
    g_string_append(html, "<p class=\"zk-foot\">");
    if (stats->watermark != NULL) {
        g_string_append(html, "watermark ");
        cell_append_html(html, stats->watermark);
        before = DOT;
    }
    if (stats->watermark != NULL && stats->held_by != NULL) {
        g_string_append(html, ", held by ");
        cell_append_html(html, stats->held_by);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        int64_t count = G_STRUCT_MEMBER(int64_t, stats, counts[i].offset);

        if (count > 0) {
            append_count(html, before, count, counts[i].after);
            before = DOT;
        }
    }
    g_string_append(html, "</p>");
}

char *panel_html(const Stream *stream, bool with_table)
{
    GString *html = g_string_new("<div class=\"zk-panel\">");

    append_state(html, stream);
    for (guint i = 0; i < stream->notices->len; i++)
        append_sentence(html, "zk-notice", g_ptr_array_index(stream->notices, i));
    if (with_table && stream_has_rows(stream))
        append_table(html, stream->table);
    if (stream->stats != NULL)
        append_footer(html, stream);
    g_string_append(html, "</div>");
    return g_string_free(html, FALSE);
}

static char *numbered(const char *name, int number)
{
    return number == 1 ? g_strdup(name) : g_strdup_printf("%s%d", name, number);
}

char *panel_object(int number)
{
    return numbered("htm", number);
}

char *panel_stop(int number)
{
    return numbered("stop", number);
}

char *panel_need(int number)
{
    return numbered("need", number);
}

char *panel_id(int number, const char *nonce)
{
    return g_strdup_printf("%s-%d", nonce, number);
}

bool panel_is_plain_id(const char *id)
{
    for (const char *at = id; *at != '\0'; at++) {
        if (!g_ascii_isalnum(*at) && *at != '_' && *at != '-')
            return false;
    }
    return *id != '\0';
}

/* Both UIs' ways to send the interpreter an object when it is pressed. */
static void append_button(GString *html, const char *class_names, const char *name,
                          const char *nonce, const char *paragraph, const char *label)
{
    g_string_append_printf(html,
                           "<button class=\"btn btn-default btn-xs %s\" "
                           "ng-click=\"z.angularBind('%s','%s','%s')\" "
                           "(click)=\"z.set('%s','%s','%s')\">%s</button> ",
                           class_names, name, nonce, paragraph, name, nonce, paragraph, label);
}

/* The classes with the panel's id are what the stub of the live view hides and presses. */
char *panel_template(int number, const char *nonce, const char *paragraph)
{
    g_autofree char *object = panel_object(number);
    g_autofree char *stop = panel_stop(number);
    g_autofree char *need = panel_need(number);
    g_autofree char *id = panel_id(number, nonce);
    g_autofree char *need_class = g_strconcat("zk-need-", id, NULL);
    GString *html = g_string_new(NULL);

    g_string_append_printf(html,
                           "<div class=\"zk-road2-%s\"><div class=\"zk-object-%s\" "
                           "[innerHTML]=\"%s\" ng-bind-html=\"%s\"></div>",
                           id, id, object, object);
    if (panel_is_plain_id(paragraph)) {
        append_button(html, "zk-stop", stop, nonce, paragraph, "Stop");
        append_button(html, need_class, need, nonce, paragraph, "Keep it live");
    }
    g_string_append(html, "</div>");
    return g_string_free(html, FALSE);
}

char *panel_saved_html(const Stream *stream, const char *id, int64_t wall_ms, bool with_table)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(wall_ms / 1000);
    g_autofree char *when = g_date_time_format(at, "%Y-%m-%d %H:%M:%S UTC");
    GString *html = g_string_new(NULL);

    if (!stream_has_rows(stream) || event_table_len(stream->table) == 0)
        return g_string_free(html, FALSE);
    g_string_append_printf(html,
                           "<div class=\"zk-saved-%s\"><div class=\"zk-panel\"><p "
                           "class=\"zk-state\">as it was at %s</p>",
                           id, when);
    if (with_table)
        append_table(html, stream->table);
    g_string_append(html, "</div></div>");
    return g_string_free(html, FALSE);
}

char *panel_ending_html(const Stream *stream, size_t left_out)
{
    GString *html = g_string_new(NULL);
    g_autofree char *rows = table_rows_sentence(stream->table, left_out);

    if (stream->state == STREAM_FAILED)
        append_failure(html, stream);
    if (rows != NULL)
        append_sentence(html, "zk-more", rows);
    return g_string_free(html, FALSE);
}
