#include "codec/http.h"

#include <curl/curl.h>
#include <pthread.h>

typedef struct Answer {
    const HttpAsk *ask;
    GString *body;
    bool is_too_long;
} Answer;

static void start_library(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        g_error("libcurl can't be started");
}

void http_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, start_library);
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

    curl_easy_setopt(easy, CURLOPT_URL, ask->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L); /* it is not the only thread */
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ask->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, answer);
    if (ask->ca_file != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, ask->ca_file);
    if (ask->user != NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERNAME, ask->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, ask->password == NULL ? "" : ask->password);
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
                said[0] == '\0' ? curl_easy_strerror(code) : said);
}

bool http_get(const HttpAsk *ask, long *ret_status, GString *body, GError **error)
{
    g_autofree char *accept = g_strconcat("Accept: ", ask->accept, NULL);
    char said[CURL_ERROR_SIZE] = "";
    Answer answer = {.ask = ask, .body = body};
    struct curl_slist *headers = curl_slist_append(NULL, accept);
    CURL *easy = curl_easy_init();
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (easy != NULL && headers != NULL) {
        set_options(easy, &answer, headers, said);
        code = curl_easy_perform(easy);
    }
    if (code == CURLE_OK)
        code = curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, ret_status);
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    return code == CURLE_OK || fail_get(&answer, code, said, error);
}
