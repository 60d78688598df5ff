#include "codec/http.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>

#define LIBRARY "libcurl.so.4"

/* Debian's libcurl brings thirty libraries with it, which every process would load and keep in
 * memory for the few queries that ask a registry. So it is loaded by the first of them. */
static struct {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
} curl;

static const struct {
    const char *name;
    void *place;
} functions[] = {
    {"curl_global_init",    &curl.global_init   },
    {"curl_easy_init",      &curl.easy_init     },
    {"curl_easy_setopt",    &curl.easy_setopt   },
    {"curl_easy_perform",   &curl.easy_perform  },
    {"curl_easy_getinfo",   &curl.easy_getinfo  },
    {"curl_easy_strerror",  &curl.easy_strerror },
    {"curl_easy_cleanup",   &curl.easy_cleanup  },
    {"curl_slist_append",   &curl.slist_append  },
    {"curl_slist_free_all", &curl.slist_free_all},
};

static char *load_failure; /* (owned for ever) NULL: it is loaded */

typedef struct Answer {
    const HttpAsk *ask;
    GString *body;
    bool is_too_long;
} Answer;

static bool find_functions(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        void *found = dlsym(library, functions[i].name);

        if (found == NULL)
            return false;
        memcpy(functions[i].place, &found, sizeof(found));
    }
    return true;
}

static void load(void)
{
    if (!find_functions())
        load_failure = g_strdup(dlerror());
    else if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        load_failure = g_strdup(LIBRARY " can't be started");
}

bool http_start(GError **error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    if (load_failure == NULL)
        return true;
    fail(error, FAIL_CONFIG, "no library for HTTP: %s", load_failure);
    return fail_hint(error, "the operator installs libcurl 4");
}

static size_t on_bytes(char *at, size_t size, size_t len, void *user)
{
    Answer *answer = user;
    size_t bytes = size * len;

    if (bytes > answer->ask->bytes_max - answer->body->len) {
        answer->is_too_long = true;
        return 0;
    }
    g_string_append_len(answer->body, at, (gssize)bytes);
    return bytes;
}

static int on_progress(void *user, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    const Answer *answer = user;

    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    return atomic_load(answer->ask->is_cancelled) ? 1 : 0;
}

static void set_options(CURL *easy, Answer *answer, struct curl_slist *headers, char *said)
{
    const HttpAsk *ask = answer->ask;

    curl.easy_setopt(easy, CURLOPT_URL, ask->url);
    curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl.easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L); /* it is not the only thread */
    curl.easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ask->timeout_ms);
    curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, said);
    curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl.easy_setopt(easy, CURLOPT_WRITEDATA, answer);
    curl.easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl.easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl.easy_setopt(easy, CURLOPT_XFERINFODATA, answer);
    if (ask->ca_file != NULL)
        curl.easy_setopt(easy, CURLOPT_CAINFO, ask->ca_file);
    if (ask->user != NULL) {
        curl.easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl.easy_setopt(easy, CURLOPT_USERNAME, ask->user);
        curl.easy_setopt(easy, CURLOPT_PASSWORD, ask->password == NULL ? "" : ask->password);
    }
}

static bool fail_get(const Answer *answer, CURLcode code, const char *said, GError **error)
{
    if (answer->is_too_long)
        return fail(error, FAIL_LIMIT, "the answer has more than %zu bytes",
                    answer->ask->bytes_max);
    if (code == CURLE_SSL_CACERT_BADFILE)
        return fail(error, FAIL_CONFIG, "the certificates of %s can't be read",
                    answer->ask->ca_file == NULL ? "the system" : answer->ask->ca_file);
    /* Waiting does not mend a wrong certificate. */
    return fail(error, code == CURLE_PEER_FAILED_VERIFICATION ? FAIL_CONFIG : FAIL_NET, "%s",
                said[0] == '\0' ? curl.easy_strerror(code) : said);
}

bool http_get(const HttpAsk *ask, long *ret_status, GString *body, GError **error)
{
    g_autofree char *accept = g_strconcat("Accept: ", ask->accept, NULL);
    char said[CURL_ERROR_SIZE] = "";
    Answer answer = {.ask = ask, .body = body};
    struct curl_slist *headers = curl.slist_append(NULL, accept);
    CURL *easy = curl.easy_init();
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (easy != NULL && headers != NULL) {
        set_options(easy, &answer, headers, said);
        code = curl.easy_perform(easy);
    }
    if (code == CURLE_OK)
        code = curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, ret_status);
    curl.easy_cleanup(easy);
    curl.slist_free_all(headers);
    return code == CURLE_OK || fail_get(&answer, code, said, error);
}
