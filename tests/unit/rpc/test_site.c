/* site: what is kept of a server's configuration. */
#include "lib/unit.h"
#include "rpc/site.h"

/* Names and values in turn, ended by NULL. */
static Site site_of(const char *const *pairs)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);
    Site site;

    for (size_t i = 0; pairs[i] != NULL; i += 2)
        g_hash_table_insert(properties, (char *)pairs[i], (char *)pairs[i + 1]);
    site_init(&site, properties);
    return site;
}

static void a_page_on_loopback_is_known(void)
{
    static const struct {
        const char *address;
        bool is_loopback;
    } cases[] = {
        {"127.0.0.1", true },
        {"localhost", true },
        {"::1",       true },
        {"",          true }, /* its default */
        {"0.0.0.0",   false},
        {"10.0.0.7",  false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Site site = site_of((const char *const[]){"zeppelin.server.addr", cases[i].address, NULL});

        UNIT_CHECK(site.is_loopback == cases[i].is_loopback, cases[i].address);
        site_done(&site);
    }
}

static void notes_in_files_are_told_from_those_elsewhere(void)
{
    static const struct {
        const char *storage, *folder;
        bool is_local;
    } cases[] = {
        {"",                                                                        "notebook",      true },
        {"org.apache.zeppelin.notebook.repo.GitNotebookRepo",                       "notebook",      true },
        {"org.apache.zeppelin.notebook.repo.VFSNotebookRepo",                       "file:///notes", true },
        {"org.apache.zeppelin.notebook.repo.VFSNotebookRepo",                       "hdfs:///notes", false},
        {"org.apache.zeppelin.notebook.repo.S3NotebookRepo",                        "notebook",      false},
        {"org.apache.zeppelin.notebook.repo.VFSNotebookRepo, org.x.S3NotebookRepo", "notebook",
         false                                                                                            },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Site site = site_of((const char *const[]){"zeppelin.notebook.storage", cases[i].storage,
                                                  "zeppelin.notebook.dir", cases[i].folder, NULL});

        UNIT_CHECK(site.has_local_notes == cases[i].is_local, cases[i].storage);
        site_done(&site);
    }
}

static void the_page_port_is_that_of_tls_where_there_is_tls(void)
{
    Site plain = site_of((const char *const[]){"zeppelin.server.port", "8890",
                                               "zeppelin.server.ssl.port", "8443", NULL});
    Site tls = site_of((const char *const[]){"zeppelin.server.port", "8890", "zeppelin.ssl", "true",
                                             "zeppelin.server.ssl.port", "8443", NULL});
    Site unknown = site_of((const char *const[]){"zeppelin.server.port", "many", NULL});

    CU_ASSERT_EQUAL(plain.page_port, 8890);
    CU_ASSERT_EQUAL(tls.page_port, 8443);
    CU_ASSERT_EQUAL(unknown.page_port, 0);
    site_done(&plain);
    site_done(&tls);
    site_done(&unknown);
}

static void listed_origins_are_kept(void)
{
    Site site = site_of(
        (const char *const[]){"zeppelin.server.allowed.origins", "http://a:1, https://b", NULL});

    CU_ASSERT_EQUAL(g_strv_length(site.origins), 2);
    UNIT_EQUALS_TEXT(site.origins[1], "https://b");
    site_done(&site);
}

UNIT_MAIN("rpc/site", UNIT(a_page_on_loopback_is_known),
          UNIT(notes_in_files_are_told_from_those_elsewhere),
          UNIT(the_page_port_is_that_of_tls_where_there_is_tls), UNIT(listed_origins_are_kept))
