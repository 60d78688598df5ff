/* TLS: with a certificate that is made here, and with files that are none. */
#include "unit/push/hubs.h"

#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/fail.h"

typedef struct Files {
    char *folder;
    char *certificate, *key, *other_key, *text, *absent;
} Files;

static bool write_key(const char *path, EVP_PKEY *key)
{
    FILE *file = fopen(path, "w");
    bool is_written =
        file != NULL && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;

    return file != NULL && fclose(file) == 0 && is_written;
}

/* Signed by itself, for a day. */
static bool write_certificate(const char *path, EVP_PKEY *key)
{
    FILE *file = fopen(path, "w");
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);
    bool is_written;

    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 60 * 60);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    is_written = X509_sign(certificate, key, EVP_sha256()) > 0 && file != NULL &&
                 PEM_write_X509(file, certificate) == 1;
    X509_free(certificate);
    return file != NULL && fclose(file) == 0 && is_written;
}

static bool files_make(Files *files)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    EVP_PKEY *other = EVP_EC_gen("P-256");
    bool is_made;

    files->folder = g_dir_make_tmp("zeppelin-kafka-tls-XXXXXX", NULL);
    files->certificate = g_build_filename(files->folder, "certificate.pem", NULL);
    files->key = g_build_filename(files->folder, "key.pem", NULL);
    files->other_key = g_build_filename(files->folder, "other.pem", NULL);
    files->text = g_build_filename(files->folder, "text.pem", NULL);
    files->absent = g_build_filename(files->folder, "absent.pem", NULL);
    is_made = write_certificate(files->certificate, key) && write_key(files->key, key) &&
              write_key(files->other_key, other) &&
              g_file_set_contents(files->text, "no certificate\n", -1, NULL);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    return is_made;
}

static void files_remove(Files *files)
{
    char *const paths[] = {files->certificate, files->key, files->other_key, files->text};

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        g_unlink(paths[i]);
    g_rmdir(files->folder);
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        g_free(paths[i]);
    g_free(files->absent);
    g_free(files->folder);
}

typedef struct Secure {
    int fd;
    SSL_CTX *context;
    SSL *ssl;
} Secure;

static bool secure_open(Secure *secure, int port)
{
    struct timeval patience = {.tv_sec = SOCKET_PATIENCE_MS / 1000};

    secure->fd = socket_connect(port, 0);
    setsockopt(secure->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    secure->context = SSL_CTX_new(TLS_client_method());
    secure->ssl = SSL_new(secure->context);
    SSL_set_fd(secure->ssl, secure->fd);
    return secure->fd >= 0 && SSL_connect(secure->ssl) == 1;
}

static void secure_close(Secure *secure)
{
    SSL_free(secure->ssl);
    SSL_CTX_free(secure->context);
    close(secure->fd);
}

/* Says that, and reads until @wanted has come. */
static bool secure_hears(Secure *secure, const void *said, size_t said_len, const char *wanted)
{
    g_autoptr(GString) heard = g_string_new(NULL);
    char buffer[4096];
    int n;

    if (SSL_write(secure->ssl, said, (int)said_len) <= 0)
        return false;
    while (strstr(heard->str, wanted) == NULL) {
        n = SSL_read(secure->ssl, buffer, sizeof buffer);
        if (n <= 0)
            return false;
        for (int i = 0; i < n; i++) /* a frame's header may hold a NUL */
            g_string_append_c(heard, buffer[i] != '\0' ? buffer[i] : '?');
    }
    return true;
}

static void the_page_and_the_websocket_are_served(void)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const Upgrade how = {.protocol = CLIENT_PROTOCOL, .origin = "https://127.0.0.1"};
    g_autofree char *upgrade = client_request(&how);
    g_autofree char *word = NULL;
    g_autoptr(GByteArray) frame = g_byte_array_new();
    HubOptions options = hubs_options();
    Files files;
    Secure page, socket;
    Truth truth;
    Hub *hub;

    UNIT_REQUIRE(files_make(&files));
    options.certificate = files.certificate;
    options.key = files.key;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL && truth_begin(&truth, hub, 0));
    truth_fill(&truth, 5, "secret");
    CU_ASSERT_TRUE(hub_has_tls(hub));
    CU_ASSERT_TRUE(secure_open(&page, hub_port(hub)));
    CU_ASSERT_TRUE(SSL_version(page.ssl) >= TLS1_2_VERSION);
    CU_ASSERT_TRUE(secure_hears(&page, request, strlen(request), "</html>"));
    CU_ASSERT_TRUE(secure_open(&socket, hub_port(hub)));
    CU_ASSERT_TRUE(secure_hears(&socket, upgrade, strlen(upgrade), "\r\n\r\n"));
    word = g_strdup_printf("{\"view\":\"%s\"}", hub_channel_token(truth.channel));
    client_put_header(frame, 0x81, strlen(word), true);
    g_byte_array_append(frame, (guint8 *)word, (guint)strlen(word));
    CU_ASSERT_TRUE(secure_hears(&socket, frame->data, frame->len, "secret"));
    secure_close(&page);
    secure_close(&socket);
    hubs_stop(hub, &truth, 1);
    files_remove(&files);
}

static void plain_words_to_a_secure_port_disturb_nobody(void)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    HubOptions options = hubs_options();
    Files files;
    Hub *hub;

    UNIT_REQUIRE(files_make(&files));
    options.certificate = files.certificate;
    options.key = files.key;
    hub = hub_new(&options, NULL);
    UNIT_REQUIRE(hub != NULL);
    for (int i = 0; i < 10; i++) {
        int fd = socket_connect(hub_port(hub), 0);
        Secure page;

        socket_send(fd, request, strlen(request) - (size_t)i);
        close(fd);
        CU_ASSERT_TRUE(secure_open(&page, hub_port(hub)));
        CU_ASSERT_TRUE(secure_hears(&page, request, strlen(request), "</html>"));
        secure_close(&page);
    }
    hub_free(hub);
    files_remove(&files);
}

static void files_that_are_wrong_are_told_by_their_property(void)
{
    Files files;

    UNIT_REQUIRE(files_make(&files));
    {
        const struct {
            const char *certificate, *key, *wanted;
        } wrong[] = {
            {files.certificate, NULL,              "live_key is missing"        },
            {files.certificate, "",                "live_key is missing"        },
            {NULL,              files.key,         "live_certificate is missing"},
            {files.absent,      files.key,         "live_certificate can't"     },
            {files.certificate, files.absent,      "live_key can't"             },
            {files.folder,      files.key,         "live_certificate can't"     },
            {files.text,        files.key,         "live_certificate: "         },
            {files.certificate, files.text,        "live_key: "                 },
            {files.certificate, files.other_key,   "belong together"            },
            {files.certificate, files.certificate, "belong together"            },
            {files.key,         files.key,         "belong together"            },
        };

        for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
            HubOptions options = hubs_options();
            g_autoptr(GError) error = NULL;

            options.certificate = wrong[i].certificate;
            options.key = wrong[i].key;
            UNIT_CHECK(hub_new(&options, &error) == NULL, wrong[i].wanted);
            UNIT_FAILED_WITH(error, FAIL_CONFIG, wrong[i].wanted);
        }
    }
    files_remove(&files);
}

UNIT_MAIN("push/tls", UNIT(the_page_and_the_websocket_are_served),
          UNIT(plain_words_to_a_secure_port_disturb_nobody),
          UNIT(files_that_are_wrong_are_told_by_their_property))
