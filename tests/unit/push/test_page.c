/* page: the files that are served, and that there are no others. */
#include "push/page.h"

#include "lib/unit.h"

static void the_page_and_its_parts_are_there(void)
{
    static const char *const known[][2] = {
        {"index.html",           "text/html; charset=utf-8"      },
        {"live.css",             "text/css; charset=utf-8"       },
        {"js/main.js",           "text/javascript; charset=utf-8"},
        {"js/connection.js",     "text/javascript; charset=utf-8"},
        {"vendor/uPlot.esm.js",  "text/javascript; charset=utf-8"},
        {"vendor/uPlot.min.css", "text/css; charset=utf-8"       },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        const PageFile *file = page_find(known[i][0]);

        UNIT_CHECK(file != NULL && file->len > 0, known[i][0]);
        UNIT_EQUALS_TEXT(file != NULL ? file->type : NULL, known[i][1]);
    }
}

static void no_path_is_the_page_itself(void)
{
    CU_ASSERT_PTR_NOT_NULL(page_find(""));
    CU_ASSERT_PTR_EQUAL(page_find(""), page_find("index.html"));
}

static void the_bytes_are_those_of_the_files(void)
{
    const PageFile *page = page_find("");
    const PageFile *code = page_find("js/main.js");

    UNIT_REQUIRE(page != NULL && code != NULL);
    CU_ASSERT_PTR_NOT_NULL(memmem(page->bytes, page->len, "</html>", 7));
    CU_ASSERT_PTR_NOT_NULL(memmem(page->bytes, page->len, "js/main.js", 10));
    CU_ASSERT_PTR_NOT_NULL(memmem(code->bytes, code->len, "import ", 7));
    CU_ASSERT_EQUAL(page->bytes[page->len - 1], '\n');
}

static void nothing_else_is_there(void)
{
    static const char *const absent[] = {
        "/",
        "/index.html",
        "INDEX.HTML",
        "index.html/",
        "index.html ",
        "index",
        ".",
        "..",
        "../",
        "../page.c",
        "js",
        "js/",
        "js/../index.html",
        "./index.html",
        "js//main.js",
        "js\\main.js",
        "%2e%2e/page.c",
        "stub.html",
        "../stub.html",
        "vendor/../../hub.c",
        "/etc/passwd",
        "../../../../../../etc/passwd",
        "file:///etc/passwd",
        "ws",
        "probe/",
        "\xff",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        UNIT_CHECK(page_find(absent[i]) == NULL, absent[i]);
}

static void other_bytes_have_another_etag(void)
{
    for (size_t i = 0; i < page_files_len; i++) {
        const char *etag = page_files[i].etag;

        UNIT_CHECK(etag[0] == '"' && strlen(etag) > 10 && etag[strlen(etag) - 1] == '"',
                   page_files[i].path);
        for (size_t k = 0; k < i; k++)
            UNIT_CHECK(
                strcmp(etag, page_files[k].etag) != 0 ||
                    (page_files[i].len == page_files[k].len &&
                     memcmp(page_files[i].bytes, page_files[k].bytes, page_files[k].len) == 0),
                page_files[i].path);
    }
}

static void paths_are_plain_and_there_once(void)
{
    for (size_t i = 0; i < page_files_len; i++) {
        const char *path = page_files[i].path;

        UNIT_CHECK(strstr(path, "..") == NULL && path[0] != '/' && path[0] != '.', path);
        CU_ASSERT_PTR_EQUAL(page_find(path), &page_files[i]);
    }
}

static void no_file_asks_another_host_for_anything(void)
{
    for (size_t i = 0; i < page_files_len; i++) {
        const PageFile *file = &page_files[i];

        UNIT_CHECK(memmem(file->bytes, file->len, "src=\"http", 9) == NULL &&
                       memmem(file->bytes, file->len, "url(http", 8) == NULL &&
                       memmem(file->bytes, file->len, "onclick=", 8) == NULL,
                   file->path);
    }
}

static void the_stub_has_its_places(void)
{
    static const char *const places[] = {"@ID@",   "@NOTE@",      "@URL@",   "@SCHEME@", "@HOST@",
                                         "@PORT@", "@CHALLENGE@", "@PROOF@", "@TOKEN@"};

    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        UNIT_CHECK(strstr(page_stub(), places[i]) != NULL, places[i]);
    CU_ASSERT_PTR_NOT_NULL(strstr(page_stub(), "</script>"));
}

UNIT_MAIN("push/page", UNIT(the_page_and_its_parts_are_there), UNIT(no_path_is_the_page_itself),
          UNIT(the_bytes_are_those_of_the_files), UNIT(nothing_else_is_there),
          UNIT(other_bytes_have_another_etag), UNIT(paths_are_plain_and_there_once),
          UNIT(no_file_asks_another_host_for_anything), UNIT(the_stub_has_its_places))
